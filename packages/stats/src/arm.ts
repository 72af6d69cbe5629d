import { StatsError } from "./errors.ts";
import type { MetricDefinition, RowPlan, SeedScores } from "./input.ts";
import { mergeIds } from "./merge-ids.ts";
import { type ReducedItems, reduceItems } from "./reduce-items.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** What one training seed says of the items of its arm. */
export interface ArmSeed {
  scores: SeedScores;
  reduced: ReducedItems;
  /** item of the arm → item of the seed; −1 where the seed lacks it */
  at: Int32Array;
}

/** All items of an arm: those that any of its seeds has, ascending by id. */
export interface Arm {
  ids: readonly string[];
  seeds: readonly ArmSeed[];
}

/**
 * The items of an arm, from its seeds in their order.
 *
 * @throws {StatsError} where a seed's items don't ascend in UTF-8 byte order, each once
 */
export function armOf(seeds: readonly SeedScores[], metric: MetricDefinition, plan: RowPlan): Arm {
  for (const { items } of seeds) needAscending(items);
  const ids = seeds.reduce<readonly string[]>(
    (union, { items }, seed) => (seed === 0 ? items : mergeIds(union, items).ids),
    [],
  );
  return {
    ids,
    seeds: seeds.map((scores) => ({
      scores,
      reduced: reduceItems(scores, metric, plan),
      at: mergeIds(ids, scores.items).right,
    })),
  };
}

function needAscending(items: readonly string[]): void {
  for (let i = 1; i < items.length; i++) {
    if (compareUtf8(items[i - 1]!, items[i]!) < 0) continue;
    throw new StatsError(`items in ascending order, each once, were needed, found ${items[i]} after ${items[i - 1]}`);
  }
}

/** Did every seed of the arm score the item? */
export function isScored({ seeds }: Arm, item: number): boolean {
  for (const { at, reduced } of seeds) {
    const own = at[item]!;
    if (own < 0 || Number.isNaN(reduced.score[own]!)) return false;
  }
  return true;
}

/** The causes for which any seed lacks scores of the item: bit i for code i of `statuses`. */
export function causesOf({ seeds }: Arm, item: number): number {
  let causes = 0;
  for (const { at, reduced } of seeds) {
    const own = at[item]!;
    if (own >= 0) causes |= reduced.causes[own]!;
  }
  return causes;
}
