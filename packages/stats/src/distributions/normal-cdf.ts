import cdf from "@stdlib/stats-base-dists-normal-cdf";

/**
 * Which share of the standard normal law lies at or below `z`?
 *
 * Relative accuracy 1e-12 down to z = −37. For an upper tail ask for `normalCdf(-z)`: 1 − normalCdf(z) loses its digits.
 *
 * @see oracle: scipy.stats.norm.cdf
 */
export function normalCdf(z: number): number {
  return cdf(z, 0, 1);
}
