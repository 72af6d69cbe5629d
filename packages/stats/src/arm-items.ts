import { type Clusters, clustersOf } from "./clusters.ts";
import type { MetricDefinition, RowPlan, SeedScores } from "./input.ts";
import { type ReducedItem, reduceItems } from "./reduce-items.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** What one arm says of one item: what each of its seeds says, `undefined` from a seed without the item. */
export interface ArmItem {
  seeds: readonly (ReducedItem | undefined)[];
}

/** One arm's items as they enter a difference, in ascending order of their ids. */
export interface ArmItems {
  ids: readonly string[];
  /** item scores averaged over the seeds */
  score: Float64Array;
  /** item scores of each seed */
  bySeed: readonly Float64Array[];
  /** scored epochs of each item, over all seeds */
  rows: readonly Float64Array[];
  /** sums of a ratio metric by seed, averaged over the epochs; empty for other metrics */
  numerators: readonly Float64Array[];
  denominators: readonly Float64Array[];
  clusters: Clusters | null;
  /** null where all items weigh alike */
  weight: Float64Array | null;
}

/** All items of an arm by id, from its seeds in their order. */
export function itemsOf(seeds: readonly SeedScores[], metric: MetricDefinition, plan: RowPlan): Map<string, ArmItem> {
  const items = new Map<string, { seeds: (ReducedItem | undefined)[] }>();
  seeds.forEach((scores, seed) => {
    const reduced = reduceItems(scores, metric, plan);
    scores.items.forEach((id, i) => {
      const item = items.get(id) ?? { seeds: new Array<ReducedItem | undefined>(seeds.length).fill(undefined) };
      item.seeds[seed] = reduced[i];
      items.set(id, item);
    });
  });
  return items;
}

/** The seeds that have the item. */
export function present(item: ArmItem): ReducedItem[] {
  return item.seeds.filter((seed) => seed !== undefined);
}

/** Did every seed of the arm score the item? */
export function isScored(item: ArmItem): boolean {
  return item.seeds.every((seed) => seed !== undefined && seed.score !== null);
}

/**
 * The columns of the chosen items.
 *
 * `ids`: scored items, ascending; `others`: the other arm's items where the two are paired, which share clusters and
 * weights with these.
 */
export function armItems(
  ids: readonly string[],
  items: ReadonlyMap<string, ArmItem>,
  others: ReadonlyMap<string, ArmItem> | null,
): ArmItems {
  const chosen = ids.map((id) => items.get(id)!);
  const seeds = chosen[0]?.seeds.length ?? 0;
  const column = (value: (item: ReducedItem) => number | null) =>
    Array.from({ length: seeds }, (_, seed) => Float64Array.from(chosen, (item) => value(item.seeds[seed]!) ?? 0));
  const bySeed = column(({ score }) => score);
  const hasSums = chosen.length > 0 && chosen.every((item) => present(item).every((seed) => seed.numerator !== null));
  return {
    ids,
    bySeed,
    score: averaged(bySeed),
    rows: chosen.map((item) => Float64Array.from(present(item).flatMap(({ rows }) => [...rows]))),
    numerators: hasSums ? column(({ numerator }) => numerator) : [],
    denominators: hasSums ? column(({ denominator }) => denominator) : [],
    ...groupsOf(ids, items, others),
  };
}

/** The mean over seeds, item by item. */
export function averaged(bySeed: readonly Float64Array[]): Float64Array {
  if (bySeed.length <= 1) return bySeed[0] ?? new Float64Array(0);
  return bySeed[0]!.map((_, item) => bySeed.reduce((sum, scores) => sum + scores[item]!, 0) / bySeed.length);
}

/** Clusters and weights of items; where both arms name them, by a rule in which neither arm comes first. */
export function groupsOf(
  ids: readonly string[],
  items: ReadonlyMap<string, ArmItem>,
  others: ReadonlyMap<string, ArmItem> | null,
): { clusters: Clusters | null; weight: Float64Array | null } {
  const known = ids.map((id) => [items.get(id), others?.get(id)].flatMap((item) => (item ? present(item) : [])));
  const clusters = known.map(
    (all) =>
      all
        .map(({ cluster }) => cluster)
        .filter((cluster) => cluster !== "")
        .sort(compareUtf8)[0] ?? "",
  );
  const weight = Float64Array.from(known, (all) => {
    const weights = all.map((item) => item.weight).sort((left, right) => left - right);
    // arms that agree keep their weight to the bit
    if (weights[0] === weights.at(-1)) return weights[0]!;
    return weights.reduce((sum, each) => sum + each, 0) / weights.length;
  });
  return { clusters: clustersOf(clusters, ids), weight: weight.every((each) => each === weight[0]) ? null : weight };
}
