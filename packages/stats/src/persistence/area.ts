import { need } from "../errors.ts";
import { sum } from "../sum.ts";
import { isAscending } from "./half-life.ts";

/**
 * How much does each point weigh in the area under a curve of trapezoids?
 *
 * `doses` ascending, at least two. The area is Σ weight·value, so its variance follows from the points' covariances;
 * the weights sum to the dose's width.
 *
 * @throws {StatsError} with fewer than two doses, or if they do not ascend
 * @see oracle: numpy.trapezoid of unit vectors
 */
export function trapezoidWeights(doses: readonly number[]): number[] {
  need(doses.length > 1 && isAscending(doses), "two or more ascending doses were needed");
  return doses.map((dose, i) => ((doses[i + 1] ?? dose) - (doses[i - 1] ?? dose)) / 2);
}

/**
 * How large is the area under a curve, from the first dose to the last?
 *
 * @throws {StatsError} with fewer than two doses, if they do not ascend, or the lengths differ
 * @see oracle: numpy.trapezoid
 */
export function areaUnderCurve(doses: readonly number[], values: readonly number[]): number {
  need(
    doses.length === values.length,
    `one value for each of ${doses.length} doses was needed, found ${values.length}`,
  );
  return sum(trapezoidWeights(doses).map((weight, i) => weight * values[i]!));
}
