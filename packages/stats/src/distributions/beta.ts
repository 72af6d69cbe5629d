import cdf from "@stdlib/stats-base-dists-beta-cdf";
import quantile from "@stdlib/stats-base-dists-beta-quantile";
import { need } from "../errors.ts";

/**
 * Which share of the beta law with shapes `alpha`, `beta` lies at or below `x`?
 *
 * @throws {StatsError} if a shape is not positive
 * @see oracle: scipy.stats.beta.cdf
 */
export function betaCdf(x: number, alpha: number, beta: number): number {
  need(alpha > 0 && beta > 0, `positive shapes were needed, found ${alpha} and ${beta}`);
  return cdf(x, alpha, beta);
}

/**
 * Below which x does a share `p` of the beta law with shapes `alpha`, `beta` lie?
 *
 * @throws {StatsError} if p is outside [0, 1] or a shape is not positive
 * @see oracle: scipy.stats.beta.ppf
 */
export function betaQuantile(p: number, alpha: number, beta: number): number {
  need(p >= 0 && p <= 1, `a probability in [0, 1] was needed, found ${p}`);
  need(alpha > 0 && beta > 0, `positive shapes were needed, found ${alpha} and ${beta}`);
  return quantile(p, alpha, beta);
}
