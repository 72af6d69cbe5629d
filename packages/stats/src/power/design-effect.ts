import { need } from "../errors.ts";

/**
 * By how much do clusters inflate a variance, given how alike their items are?
 *
 * `intraclass`: correlation of two items of one cluster; `variation`: coefficient of variation of the cluster sizes (0:
 * all of one size). Divide n by it for the effective number of items.
 *
 * @throws {StatsError} if the mean size is below 1 or the correlation outside [−1, 1]
 * @see Kish (1965); Eldridge, Ashby & Kerry (2006), Int. J. Epidemiol. 35
 */
export function expectedDesignEffect(options: { meanSize: number; intraclass: number; variation?: number }): number {
  const { meanSize, intraclass, variation = 0 } = options;
  need(meanSize >= 1, `a mean cluster size of at least 1 was needed, found ${meanSize}`);
  need(Math.abs(intraclass) <= 1, `a correlation in [-1, 1] was needed, found ${intraclass}`);
  return 1 + ((1 + variation * variation) * meanSize - 1) * intraclass;
}
