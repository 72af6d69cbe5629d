import { need } from "../errors.ts";
import { mean } from "../sum.ts";

/**
 * What is the mean of the middle half of the suites?
 *
 * `values`: at least one, in any order; a quarter of them, rounded down, is cut from either end.
 *
 * @throws {StatsError} without values
 * @see Agarwal et al. (2021), NeurIPS; oracle: scipy.stats.trim_mean(values, 0.25)
 */
export function interquartileMean(values: readonly number[]): number {
  need(values.length > 0, "at least one value was needed, found none");
  const ascending = [...values].sort((left, right) => left - right);
  const cut = Math.floor(ascending.length / 4);
  return mean(ascending.slice(cut, ascending.length - cut));
}
