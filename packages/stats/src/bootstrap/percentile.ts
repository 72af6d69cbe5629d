import type { Interval } from "../row.ts";
import { quantile } from "./quantile.ts";

/**
 * Between which values does the middle `level` of the bootstrap replicates lie?
 *
 * `ascending`: sorted replicates, at least one; quantiles of type 7.
 *
 * @throws {StatsError} without replicates
 * @see Efron & Tibshirani (1993), ch. 13; oracle: scipy.stats.bootstrap(method="percentile"), exact enumeration
 */
export function percentileInterval(ascending: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  return [quantile(ascending, tail), quantile(ascending, 1 - tail)];
}

/**
 * Where does the basic interval lie: the percentile interval mirrored at the estimate?
 *
 * `ascending`: sorted replicates, at least one.
 *
 * @throws {StatsError} without replicates
 * @see Davison & Hinkley (1997), ch. 5; oracle: scipy.stats.bootstrap(method="basic"), exact enumeration
 */
export function basicInterval(ascending: Float64Array, estimate: number, level: number): Interval {
  const [lower, upper] = percentileInterval(ascending, level);
  return [2 * estimate - upper, 2 * estimate - lower];
}

/**
 * Where does the studentised interval lie: the estimate less the quantiles of (replicate − estimate) / its own standard error?
 *
 * `ascending`: those t values, sorted, at least one; `standardError` in the units of `estimate`.
 *
 * @throws {StatsError} without replicates
 * @see Davison & Hinkley (1997), ch. 5; oracle: exact enumeration
 */
export function studentisedInterval(options: {
  ascending: Float64Array;
  estimate: number;
  standardError: number;
  level: number;
}): Interval {
  const { estimate, standardError } = options;
  const [lower, upper] = percentileInterval(options.ascending, options.level);
  return [estimate - upper * standardError, estimate - lower * standardError];
}

/**
 * How far does each bound of the percentile interval move if the bootstrap is drawn again?
 *
 * Half the distance between the order statistics at Bp ± √(Bp(1 − p)). `ascending`: sorted replicates, at least one.
 *
 * @see David & Nagaraja (2003), ch. 7; oracle: numpy's quantiles of 200,000 resamples
 */
export function monteCarloError(ascending: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  return [errorAt(ascending, tail), errorAt(ascending, 1 - tail)];
}

function errorAt(ascending: Float64Array, p: number): number {
  const { length } = ascending;
  const reach = Math.sqrt(length * p * (1 - p));
  const at = (rank: number) => ascending[Math.min(length - 1, Math.max(0, Math.round(rank)))]!;
  return (at(length * p + reach) - at(length * p - reach)) / 2;
}

/**
 * Has the interval a width? Itself, else null: replicates that mostly agree don't make the difference certain.
 */
export function withWidth(interval: Interval | null): Interval | null {
  return interval && interval[1] > interval[0] ? interval : null;
}
