import { need } from "../errors.ts";
import { isotonicDecreasing } from "./isotonic.ts";

/**
 * At which dose is half of the first value left?
 *
 * `doses` ascending; `values` and `weights` one for each. The first dose, linearly between, at which the never-increasing
 * fit reaches half of its first value; Infinity where it never does ("> max"); undefined where that first value is not
 * positive, so that half of it means nothing.
 *
 * @throws {StatsError} if the lengths differ or the doses do not ascend
 */
export function halfLife(
  doses: readonly number[],
  values: readonly number[],
  weights?: readonly number[],
): number | undefined {
  need(
    doses.length === values.length,
    `one value for each of ${doses.length} doses was needed, found ${values.length}`,
  );
  need(isAscending(doses), "ascending doses were needed");
  const fit = isotonicDecreasing(values, weights);
  const half = (fit[0] ?? 0) / 2;
  if (!(half > 0)) return undefined;
  const reached = fit.findIndex((value) => value <= half);
  if (reached < 0) return Number.POSITIVE_INFINITY;
  const from = doses[reached - 1]!;
  const drop = fit[reached - 1]! - fit[reached]!;
  return from + ((fit[reached - 1]! - half) / drop) * (doses[reached]! - from);
}

/**
 * Do the doses go strictly up? True of none or one.
 *
 * `doses` in the units of the axis.
 */
export function isAscending(doses: readonly number[]): boolean {
  return doses.every((dose, i) => i === 0 || dose > doses[i - 1]!);
}
