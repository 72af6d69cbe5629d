import cdf from "@stdlib/stats-base-dists-t-cdf";
import quantile from "@stdlib/stats-base-dists-t-quantile";
import { need } from "../errors.ts";

/**
 * Which share of Student's t with `degreesOfFreedom` (any positive number, whole or not) lies at or below `t`?
 *
 * @throws {StatsError} if the degrees of freedom are not positive
 * @see oracle: scipy.stats.t.cdf
 */
export function tCdf(t: number, degreesOfFreedom: number): number {
  need(degreesOfFreedom > 0, `positive degrees of freedom were needed, found ${degreesOfFreedom}`);
  return cdf(t, degreesOfFreedom);
}

/**
 * How probable is a t at least this far from 0, on either side?
 *
 * Computed in the lower tail, so it keeps its digits where 2·(1 − cdf) has none: t = 60, 100 df gives 3.1e-80.
 *
 * @throws {StatsError} if the degrees of freedom are not positive
 * @see oracle: 2·scipy.stats.t.sf
 */
export function tTwoSidedP(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * tCdf(-Math.abs(t), degreesOfFreedom));
}

/**
 * Below which t does a share `p` of Student's t lie?
 *
 * `p` in (0, 1); `degreesOfFreedom` any positive number.
 *
 * @throws {StatsError} if p is outside (0, 1) or the degrees of freedom are not positive
 * @see oracle: scipy.stats.t.ppf
 */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  need(p > 0 && p < 1, `a probability in (0, 1) was needed, found ${p}`);
  need(degreesOfFreedom > 0, `positive degrees of freedom were needed, found ${degreesOfFreedom}`);
  return p === 0.5 ? 0 : quantile(p, degreesOfFreedom);
}

/**
 * How many standard errors does a two-sided t interval reach to either side?
 *
 * `level` in (0, 1), as .95. Infinite degrees of freedom are the normal law's business: see `normalCritical`.
 *
 * @throws {StatsError} if the level is outside (0, 1) or the degrees of freedom are not positive
 * @see oracle: scipy.stats.t.isf((1 − level)/2, df)
 */
export function tCritical(level: number, degreesOfFreedom: number): number {
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  return -tQuantile((1 - level) / 2, degreesOfFreedom);
}
