import { need } from "../errors.ts";

/** A ratio of sums over units: a mean (denominators 1), a weighted mean, a rate per something, F1. */
export interface RatioUnits {
  numerator: Float64Array;
  denominator: Float64Array;
}

/** A ratio of sums and what each unit adds to its error. */
export interface RatioOfSums {
  value: number;
  numeratorSum: number;
  denominatorSum: number;
  /** (numerator − value · denominator) / Σ denominator, per unit; sums to 0 */
  influence: Float64Array;
}

/**
 * What is Σ numerator / Σ denominator, and how does each unit move it? Null where the denominators sum to 0.
 *
 * `numerator[i]`, `denominator[i]` of one unit; the ratio of the sums, never the mean of the units' ratios.
 *
 * @throws {StatsError} if the arrays differ in length
 * @see linearisation (delta method), Cochran (1977), ch. 6; oracle: scikit-learn f1_score, hand
 */
export function ratioOfSums({ numerator, denominator }: RatioUnits): RatioOfSums | null {
  const n = numerator.length;
  need(denominator.length === n, `arrays of one length were needed, found ${n} and ${denominator.length}`);
  let numeratorSum = 0;
  let denominatorSum = 0;
  for (let i = 0; i < n; i++) {
    numeratorSum += numerator[i]!;
    denominatorSum += denominator[i]!;
  }
  if (denominatorSum === 0) return null;
  const value = numeratorSum / denominatorSum;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) influence[i] = (numerator[i]! - value * denominator[i]!) / denominatorSum;
  return { value, numeratorSum, denominatorSum, influence };
}

/**
 * What is the standard error of a linearised statistic: √(k/(k − 1) · Σ u²), u the influence of each of k independent units?
 *
 * `influence[i]` of unit i, in the statistic's own units, summing to 0. Of items: the usual se with n − 1. Of cluster sums:
 * CR1. Null below two units.
 *
 * @see Cameron & Miller (2015), J. Hum. Resour. 50; oracle: statsmodels OLS(y ~ 1).fit(cov_type="cluster")
 */
export function linearisedError(influence: Float64Array): number | null {
  const variance = linearisedCovariance(influence, influence);
  return variance === null ? null : Math.sqrt(variance);
}

/**
 * How do two linearised statistics over the same units move together: k/(k − 1) · Σ u·v? Null below two units.
 *
 * `one[i]`, `other[i]`: influences of the same unit i.
 *
 * @see Cochran (1977), ch. 6; oracle: numpy.cov of two means over n
 */
export function linearisedCovariance(one: Float64Array, other: Float64Array): number | null {
  const units = one.length;
  if (units < 2) return null;
  let sum = 0;
  for (let i = 0; i < units; i++) sum += one[i]! * other[i]!;
  return (units / (units - 1)) * sum;
}
