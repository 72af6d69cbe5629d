import type { ArmItems } from "../arm-items.ts";
import type { Clusters } from "../clusters.ts";
import type { MetricDefinition } from "../input.ts";
import { isSumOfScores } from "../reduce-items.ts";
import { type Units, unitsOf, unitsOfSums } from "./units.ts";

/**
 * What is summed and redrawn of an arm: its scores, or the sums that a ratio metric is made of.
 *
 * `seed`: one seed's only; otherwise the scores averaged over the seeds, and a ratio metric's first seed. Null where a
 * ratio metric has no sums.
 */
export function unitsOfArm(
  items: ArmItems,
  metric: MetricDefinition,
  groups: { clusters: Clusters | null; weight: Float64Array | null },
  seed?: number,
): Units | null {
  if (isSumOfScores(metric)) {
    return unitsOf(seed === undefined ? items.score : items.bySeed[seed]!, groups, metric.weighting);
  }
  const numerator = items.numerators[seed ?? 0];
  const denominator = items.denominators[seed ?? 0];
  if (!numerator || !denominator) return null;
  const { weight } = groups;
  const weighed = (values: Float64Array) => (weight ? values.map((each, i) => each * weight[i]!) : values);
  const sums = { numerator: weighed(numerator), denominator: weighed(denominator) };
  return unitsOfSums(sums, groups.clusters, metric.weighting);
}
