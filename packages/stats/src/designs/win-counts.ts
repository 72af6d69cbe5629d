import type { Clusters } from "../clusters.ts";
import { linearisedError, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import { tInterval } from "../intervals/t-interval.ts";
import { wilson } from "../intervals/wilson.ts";
import type { ItemCounts } from "../row.ts";
import type { RowContext } from "./design-result.ts";
import { unitsOf } from "./units.ts";

/** wins, ties and losses as 1, ½ and 0 of paired items; better counts as greater */
export function winValues(
  treatment: Float64Array,
  baseline: Float64Array,
  { sign, tolerance }: Pick<RowContext, "sign" | "tolerance">,
): Float64Array {
  return treatment.map((score, i) => winValue((sign ?? 1) * (score - baseline[i]!), tolerance));
}

/** 1 where a difference is above the tolerance, 0 where below, ½ within */
export function winValue(difference: number, tolerance: number): number {
  if (difference > tolerance) return 1;
  return difference < -tolerance ? 0 : 0.5;
}

/**
 * On how many items did the treatment win, tie, lose, and how probable is it that it does better on an item?
 *
 * P(T > B) + ½P(=) over paired items, with t on {0, ½, 1}; CR1 and t on clusters − 1 with clusters. All items alike:
 * Wilson's interval, for the t interval would have no width. Bounds are not clipped to [0, 1].
 *
 * @see oracle: scipy; AlpacaEval's describe_head2head (ties are half a win)
 */
export function winCounts(
  wins: Float64Array,
  groups: { clusters: Clusters | null; weight: Float64Array | null },
  context: RowContext,
): ItemCounts {
  const { units, clustered } = unitsOf(wins, groups, context.metric.weighting);
  const estimate = ratioOfSums(units);
  const counts = tally(wins);
  if (!estimate) return { ...counts, winProbability: null, interval: null, method: "none", epochWinProbability: null };
  const { value } = estimate;
  const k = units.numerator.length;
  const { level } = context.plan;
  if (wins.every((win) => win === wins[0])) {
    const interval = wilson(wins[0]! * k, k, level);
    return { ...counts, winProbability: value, interval, method: "wilson", epochWinProbability: null };
  }
  const { interval } = tInterval({
    estimate: value,
    standardError: linearisedError(estimate.influence),
    degreesOfFreedom: k - 1,
    level,
  });
  const method = clustered ? "cr1-t" : "t";
  return { ...counts, winProbability: value, interval, method, epochWinProbability: null };
}

/** how many values are 1, ½ and 0 */
export function tally(wins: Float64Array): { wins: number; ties: number; losses: number } {
  const counts = { wins: 0, ties: 0, losses: 0 };
  for (const win of wins) {
    if (win === 1) counts.wins += 1;
    else if (win === 0) counts.losses += 1;
    else counts.ties += 1;
  }
  return counts;
}

/**
 * How probable is it that an epoch of the treatment does better than an epoch of the baseline on the same item?
 *
 * The mean over items of the share of epoch pairs won, ties half. Null where no item has more than one epoch.
 *
 * @see HealthBench's published analysis, with ties kept
 */
export function epochWinProbability(
  treatment: readonly Float64Array[],
  baseline: readonly Float64Array[],
  { sign, tolerance }: Pick<RowContext, "sign" | "tolerance">,
): number | null {
  const several = treatment.some((rows, i) => rows.length > 1 || baseline[i]!.length > 1);
  if (!several || treatment.length === 0) return null;
  let total = 0;
  treatment.forEach((rows, i) => {
    const others = baseline[i]!;
    let won = 0;
    for (const row of rows) for (const other of others) won += winValue((sign ?? 1) * (row - other), tolerance);
    total += won / (rows.length * others.length);
  });
  return total / treatment.length;
}
