import type { Interval } from "../row.ts";
import { tInterval } from "./t-interval.ts";

/** An arm's mean with the variance of that mean and its degrees of freedom. */
export interface ArmMean {
  mean: number;
  /** squared standard error */
  variance: number;
  degreesOfFreedom: number;
}

/** A difference of two independent estimates. */
export interface WelchResult {
  difference: number;
  standardError: number;
  degreesOfFreedom: number;
  interval: Interval | null;
  p: number | null;
}

/**
 * By how much do two *independent* arms differ (treatment − baseline), each with a variance of its own?
 *
 * Satterthwaite's degrees of freedom; with cluster-robust variances pass clusters − 1 as each arm's. Nulls where both
 * variances are 0.
 *
 * @see Welch (1947), Biometrika 34; oracle: scipy.stats.ttest_ind(equal_var=False), GrowthBook's frequentist tests
 */
export function welch(treatment: ArmMean, baseline: ArmMean, level: number): WelchResult {
  const variance = treatment.variance + baseline.variance;
  const standardError = Math.sqrt(variance);
  const difference = treatment.mean - baseline.mean;
  const degreesOfFreedom = satterthwaite([
    { variance: treatment.variance, degreesOfFreedom: treatment.degreesOfFreedom },
    { variance: baseline.variance, degreesOfFreedom: baseline.degreesOfFreedom },
  ]);
  return {
    difference,
    standardError,
    degreesOfFreedom,
    ...tInterval({ estimate: difference, standardError, degreesOfFreedom, level }),
  };
}

/**
 * How many degrees of freedom has a sum of independent variances, (ΣV)² / Σ(V²/df)? 0 where all variances are 0.
 *
 * `parts`: each variance (negative where it is subtracted) with its own degrees of freedom.
 *
 * @see Satterthwaite (1946), Biometrics 2; oracle: scipy.stats.ttest_ind(equal_var=False).df
 */
export function satterthwaite(parts: readonly { variance: number; degreesOfFreedom: number }[]): number {
  let sum = 0;
  let squares = 0;
  for (const { variance, degreesOfFreedom } of parts) {
    sum += variance;
    if (variance !== 0) squares += (variance * variance) / degreesOfFreedom;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/**
 * By which share of the baseline do two independent arms differ, on the linear scale (treatment/baseline − 1)?
 *
 * @see delta method; oracle: GrowthBook's frequentist tests, difference_type "relative"
 */
export function welchRelative(treatment: ArmMean, baseline: ArmMean, level: number): WelchResult {
  const squared = baseline.mean * baseline.mean;
  const ratio = treatment.mean / baseline.mean;
  const fromTreatment = treatment.variance / squared;
  const fromBaseline = (ratio * ratio * baseline.variance) / squared;
  const standardError = Math.sqrt(fromTreatment + fromBaseline);
  // the degrees of freedom of the absolute difference, as GrowthBook takes them
  const { degreesOfFreedom } = welch(treatment, baseline, level);
  const difference = ratio - 1;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    ...tInterval({ estimate: difference, standardError, degreesOfFreedom, level }),
  };
}
