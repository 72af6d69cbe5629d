import type { Arm, ArmSeed } from "./arm.ts";
import { type Clusters, clustersOf } from "./clusters.ts";
import { float64Of } from "./columns.ts";
import { compareUtf8 } from "./utf8-order.ts";

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

/** Items of an arm, by their places in it; −1 for one that it lacks. */
export interface Chosen {
  arm: Arm;
  items: Int32Array;
}

/**
 * The columns of the chosen items.
 *
 * `chosen`: scored items, ascending; `other`: the same items of the other arm where the two are paired, which share
 * clusters and weights with these.
 */
export function armItems(chosen: Chosen, other: Chosen | null): ArmItems {
  const { arm, items } = chosen;
  const ids = Array.from(items, (item) => arm.ids[item]!);
  const column = (of: (seed: ArmSeed) => Float64Array) =>
    arm.seeds.map((seed) => {
      const values = of(seed);
      return float64Of(items.length, (i) => values[seed.at[items[i]!]!]!);
    });
  const bySeed = column(({ reduced }) => reduced.score);
  const hasSums = items.length > 0 && arm.seeds.every(({ reduced }) => reduced.sums !== null);
  return {
    ids,
    bySeed,
    score: averaged(bySeed),
    rows: Array.from(items, (item) => scoredRows(arm, item)),
    numerators: hasSums ? column(({ reduced }) => reduced.sums!.numerator) : [],
    denominators: hasSums ? column(({ reduced }) => reduced.sums!.denominator) : [],
    ...groupsOf(ids, other === null ? [chosen] : [chosen, other]),
  };
}

/** The scored epochs of an item, seed by seed. */
function scoredRows({ seeds }: Arm, item: number): Float64Array {
  const parts = seeds.map(({ reduced: { rows, offsets }, at }) =>
    rows.subarray(offsets[at[item]!]!, offsets[at[item]! + 1]!),
  );
  return parts.length === 1 ? parts[0]! : Float64Array.from(parts.flatMap((part) => [...part]));
}

/** The mean over seeds, item by item. */
export function averaged(bySeed: readonly Float64Array[]): Float64Array {
  if (bySeed.length <= 1) return bySeed[0] ?? new Float64Array(0);
  return bySeed[0]!.map((_, item) => bySeed.reduce((sum, scores) => sum + scores[item]!, 0) / bySeed.length);
}

/** Clusters and weights of items; where both arms name them, by a rule in which neither arm comes first. */
export function groupsOf(
  ids: readonly string[],
  arms: readonly Chosen[],
): { clusters: Clusters | null; weight: Float64Array | null } {
  return { clusters: sharedClusters(ids, arms), weight: sharedWeights(ids.length, arms) };
}

function sharedClusters(ids: readonly string[], arms: readonly Chosen[]): Clusters | null {
  const named = arms.some(({ arm }) => arm.seeds.some(({ scores }) => scores.cluster !== undefined));
  if (!named) return null;
  const clusters = ids.map((_, i) => {
    let first = "";
    for (const { arm, items } of arms) {
      for (const { scores, at } of arm.seeds) {
        const own = ownOf(items, at, i);
        const cluster = (own < 0 ? undefined : scores.cluster?.[own]) ?? "";
        if (cluster === "" || cluster === first) continue;
        if (first === "" || compareUtf8(cluster, first) < 0) first = cluster;
      }
    }
    return first;
  });
  return clustersOf(clusters, ids);
}

/** null where all items weigh alike */
function sharedWeights(count: number, arms: readonly Chosen[]): Float64Array | null {
  const weighed = arms.some(({ arm }) => arm.seeds.some(({ scores }) => scores.weight !== undefined));
  if (!weighed) return null;
  const weight = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const weights = arms
      .flatMap(({ arm, items }) =>
        arm.seeds.flatMap(({ scores, at }) => {
          const own = ownOf(items, at, i);
          return own < 0 ? [] : [scores.weight?.[own] ?? 1];
        }),
      )
      .sort((left, right) => left - right);
    // arms that agree keep their weight to the bit
    const alike = weights[0] === weights.at(-1);
    weight[i] = alike ? weights[0]! : weights.reduce((sum, each) => sum + each, 0) / weights.length;
  }
  return weight.every((each) => each === weight[0]) ? null : weight;
}

/** where a seed holds the i-th of these items; −1 where it lacks it */
function ownOf(items: Int32Array, at: Int32Array, i: number): number {
  const item = items[i]!;
  return item < 0 ? -1 : at[item]!;
}
