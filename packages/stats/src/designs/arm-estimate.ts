import { linearisedError, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import { tInterval } from "../intervals/t-interval.ts";
import { wilson } from "../intervals/wilson.ts";
import type { ArmEstimate } from "../row.ts";
import type { RowContext } from "./design-result.ts";
import { noEstimate } from "./design-result.ts";
import { isConstant, type Units } from "./units.ts";

/**
 * What is an arm's own mean, and its interval? Wilson's for plain 0/1 items, otherwise t on the linearised error.
 *
 * `n`: items that entered; `binary`: the items are plain 0/1.
 */
export function armEstimate(
  { units }: Units,
  context: RowContext,
  { n, binary }: { n: number; binary: boolean },
): ArmEstimate {
  const estimate = ratioOfSums(units);
  if (!estimate) return { ...noEstimate, n };
  const { value } = estimate;
  const displayedMean = displayed(value, context);
  const constant = isConstant(units, value, context.tolerance);
  const standardError = constant ? null : linearisedError(estimate.influence);
  if (binary) {
    return {
      mean: value,
      standardError,
      interval: wilson(estimate.numeratorSum, n, context.plan.level),
      n,
      displayedMean,
    };
  }
  const { interval } = tInterval({
    estimate: value,
    standardError,
    degreesOfFreedom: units.numerator.length - 1,
    level: context.plan.level,
  });
  return { mean: value, standardError, interval, n, displayedMean };
}

/**
 * The mean as a table shows it: of a rubric clipped to its range, *after* the mean. Arms are compared unclipped.
 *
 * @see HealthBench, arXiv 2505.08775; oracle: simple-evals
 */
export function displayed(mean: number, { metric }: Pick<RowContext, "metric">): number {
  if (metric.kind !== "rubric" || !metric.range) return mean;
  return Math.min(metric.range[1], Math.max(metric.range[0], mean));
}
