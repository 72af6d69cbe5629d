import erfcinv from "@stdlib/math-base-special-erfcinv";
import { need } from "../errors.ts";

/**
 * Below which z does a share `p` of the standard normal law lie?
 *
 * `p` in [0, 1]; 0 and 1 give ∓Infinity. Relative accuracy 1e-13 down to p = 1e-290. Computed by the inverse of the
 * complementary error function: the usual −√2·erfinv(1 − 2p) has lost five digits at p = 1e-8 and all of them at 1e-17.
 *
 * @throws {StatsError} if p is outside [0, 1]
 * @see oracle: scipy.stats.norm.ppf
 */
export function normalQuantile(p: number): number {
  need(p >= 0 && p <= 1, `a probability in [0, 1] was needed, found ${p}`);
  // erfcinv is accurate for small arguments: the lower tail is the exact side
  if (p > 0.5) return Math.SQRT2 * erfcinv(2 * (1 - p));
  return p === 0.5 ? 0 : -Math.SQRT2 * erfcinv(2 * p);
}
