import { need } from "../errors.ts";
import { normalCdf } from "./normal-cdf.ts";
import { normalQuantile } from "./normal-quantile.ts";

/**
 * How many standard errors does a two-sided normal interval reach to either side (1.959964 at .95)?
 *
 * `level` in (0, 1), as .95.
 *
 * @throws {StatsError} if the level is outside (0, 1)
 * @see oracle: scipy.stats.norm.isf((1 − level)/2)
 */
export function normalCritical(level: number): number {
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  return -normalQuantile((1 - level) / 2);
}

/**
 * How probable is a standard normal value at least this far from 0, on either side?
 *
 * `z` in standard errors, of either sign; computed in the tail, where 1 − cdf would have lost its digits.
 *
 * @see oracle: 2·scipy.stats.norm.sf(|z|)
 */
export function normalTwoSidedP(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z)));
}
