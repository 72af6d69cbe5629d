import { normalCdf } from "../distributions/normal-cdf.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";

/**
 * How many standard errors must bounds be widened by, so that the value between them is covered?
 *
 * `width` of the bounds and their standard error; from the two-sided normal value where nothing is missing (1.96 at .95)
 * to the one-sided (1.64) where the width dominates. The root of Φ(C + width/error) − Φ(−C) = level.
 *
 * @throws {StatsError} if the width is negative, the error not positive or the level outside (0, 1)
 * @see Imbens & Manski (2004), Econometrica 72
 */
export function imbensManskiCritical(width: number, standardError: number, level: number): number {
  need(width >= 0 && standardError > 0, `a width and a standard error were needed, found ${width}, ${standardError}`);
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  const shift = width / standardError;
  let low = 0;
  let high = 40;
  for (let i = 0; i < 100; i++) {
    const middle = low + (high - low) / 2;
    if (normalCdf(middle + shift) - normalCdf(-middle) < level) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/**
 * Between which values does the difference lie, whatever the missing scores would have been?
 *
 * Each completion's estimate widened by its own standard error.
 *
 * @throws {StatsError} if the lower completion is above the upper, or a standard error is not positive
 * @see Imbens & Manski (2004)
 */
export function imbensManski(
  lower: { estimate: number; standardError: number },
  upper: { estimate: number; standardError: number },
  level: number,
): Interval {
  const width = upper.estimate - lower.estimate;
  const critical = imbensManskiCritical(width, Math.max(lower.standardError, upper.standardError), level);
  return [lower.estimate - critical * lower.standardError, upper.estimate + critical * upper.standardError];
}
