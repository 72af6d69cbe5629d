import { normalCritical } from "../distributions/normal-critical.ts";
import { tCritical } from "../distributions/student-t.ts";
import type { RelativeChange } from "../row.ts";
import { fieller } from "./fieller.ts";
import { logInterval } from "./log-ratio.ts";

/** A baseline whose mean is not this many standard errors from 0 is weak: the log interval would be too sure. */
export const weakBaselineErrors = 5;

/** relative size below which an error of a ratio is rounding */
const rounding = 1e-12;

/**
 * By which share of the baseline's mean does the treatment's differ: treatment/baseline − 1?
 *
 * The ratio of means, never the mean of ratios. Log interval with z; Fieller's where the baseline is weak or the means
 * differ in sign; null where the baseline's mean is 0, or its interval unbounded, or a variance unknown.
 *
 * `degreesOfFreedom` for Fieller's critical value; null: the normal law.
 *
 * @see Fieller (1954); delta method; oracle: scipy, GrowthBook's variance_of_ratios
 */
export function relativeChange(options: {
  treatment: number;
  baseline: number;
  treatmentVariance: number;
  baselineVariance: number;
  covariance: number;
  degreesOfFreedom: number | null;
  level: number;
}): RelativeChange | null {
  const { treatment, baseline, treatmentVariance, baselineVariance, covariance, level } = options;
  if (baseline === 0) return null;
  const ratio = treatment / baseline;
  if (!isWeak(baseline, baselineVariance) && ratio > 0) {
    const apart = treatmentVariance / (treatment * treatment) + baselineVariance / (baseline * baseline);
    const variance = apart - (2 * covariance) / (treatment * baseline);
    // arms that move together throughout leave the rounding of the subtraction, constant ones that of their means
    if (!(variance > 1e-14 * apart + rounding * rounding)) return { value: ratio - 1, interval: null, method: "log" };
    const [lower, upper] = logInterval(ratio, Math.sqrt(variance), level).interval;
    return { value: ratio - 1, interval: [lower - 1, upper - 1], method: "log" };
  }
  const { degreesOfFreedom } = options;
  const bounds = fieller({
    numerator: treatment,
    denominator: baseline,
    numeratorVariance: treatmentVariance,
    denominatorVariance: baselineVariance,
    covariance,
    critical: degreesOfFreedom === null ? normalCritical(level) : tCritical(level, degreesOfFreedom),
  });
  if (!bounds || !(bounds[1] - bounds[0] > rounding * Math.abs(ratio))) return null;
  return { value: ratio - 1, interval: [bounds[0] - 1, bounds[1] - 1], method: "fieller" };
}

/**
 * Is the baseline's mean within `weakBaselineErrors` standard errors of 0?
 *
 * `baseline`: the mean; `variance`: of that mean, so in squared units.
 *
 * @see Fieller (1954): near 0 the ratio has no bounded interval; oracle: hand
 */
export function isWeak(baseline: number, variance: number): boolean {
  return baseline * baseline < weakBaselineErrors * weakBaselineErrors * variance;
}
