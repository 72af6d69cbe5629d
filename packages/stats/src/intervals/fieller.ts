import type { Interval } from "../row.ts";

/**
 * Between which values does a ratio of two estimates lie, even if the lower one is imprecise?
 *
 * Estimates with their variances and covariance; `critical` in standard errors. Null where the denominator can't be told
 * from 0: the set is then unbounded.
 *
 * @see Fieller (1954), JRSS B 16; oracle: roots verified numerically
 */
export function fieller(options: {
  numerator: number;
  denominator: number;
  numeratorVariance: number;
  denominatorVariance: number;
  covariance: number;
  critical: number;
}): Interval | null {
  const { numerator, denominator, numeratorVariance, denominatorVariance, covariance } = options;
  const square = options.critical * options.critical;
  // the roots of (N − ρD)² = critical² · (V_N − 2ρ·C + ρ²·V_D)
  const second = denominator * denominator - square * denominatorVariance;
  if (!(second > 0)) return null;
  const half = numerator * denominator - square * covariance;
  const constant = numerator * numerator - square * numeratorVariance;
  const root = Math.sqrt(Math.max(0, half * half - second * constant));
  return [(half - root) / second, (half + root) / second];
}
