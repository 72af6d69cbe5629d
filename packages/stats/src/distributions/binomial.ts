import pmf from "@stdlib/stats-base-dists-binomial-pmf";
import { need } from "../errors.ts";
import { betaCdf } from "./beta.ts";

/**
 * How probable are exactly `k` successes of `n` trials at rate `p`?
 *
 * @throws {StatsError} if n is not a whole number ≥ 0 or p is outside [0, 1]
 * @see oracle: scipy.stats.binom.pmf
 */
export function binomialPmf(k: number, n: number, p: number): number {
  checkTrials(n, p);
  return pmf(k, n, p);
}

/**
 * How probable are at most `k` successes of `n` trials at rate `p`?
 *
 * @throws {StatsError} if n is not a whole number ≥ 0 or p is outside [0, 1]
 * @see oracle: scipy.stats.binom.cdf
 */
export function binomialCdf(k: number, n: number, p: number): number {
  checkTrials(n, p);
  if (k < 0) return 0;
  if (k >= n) return 1;
  return betaCdf(1 - p, n - Math.floor(k), Math.floor(k) + 1);
}

/**
 * How probable are *more than* `k` successes of `n` trials at rate `p`? Keeps its digits in the upper tail.
 *
 * @throws {StatsError} if n is not a whole number ≥ 0 or p is outside [0, 1]
 * @see oracle: scipy.stats.binom.sf
 */
export function binomialSurvival(k: number, n: number, p: number): number {
  checkTrials(n, p);
  if (k < 0) return 1;
  if (k >= n) return 0;
  return betaCdf(p, Math.floor(k) + 1, n - Math.floor(k));
}

function checkTrials(n: number, p: number): void {
  need(Number.isInteger(n) && n >= 0, `a whole number of trials was needed, found ${n}`);
  need(p >= 0 && p <= 1, `a rate in [0, 1] was needed, found ${p}`);
}
