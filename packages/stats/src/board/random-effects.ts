import { normalCritical } from "../distributions/normal-critical.ts";
import { tCritical } from "../distributions/student-t.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { sum } from "../sum.ts";

/** One suite's effect, on a scale that all suites share. */
export interface SuiteEffect {
  value: number;
  /** of sampling, positive */
  variance: number;
}

/** What suites say together of a mean effect, with fixed and with random effects; in the units of the effects. */
export interface RandomEffects {
  /** weighted by 1/variance alone, and its heterogeneity */
  fixedMean: number;
  q: number;
  /** share of the variation that is between suites */
  iSquared: number;
  /** between-suite variance (DerSimonian–Laird) */
  tauSquared: number;
  mean: number;
  waldStandardError: number;
  waldInterval: Interval;
  /** Hartung–Knapp–Sidik–Jonkman, never below Wald's */
  standardError: number;
  /** of the mean effect, t(k − 1); null with one suite */
  interval: Interval | null;
  /** of the effect on a suite like these, t(k − 2) around Wald's standard error; null with fewer than three suites */
  prediction: Interval | null;
}

/**
 * How large is the effect on average over suites that truly differ, and what would one more suite show?
 *
 * `effects`: at least one, on one scale (percentage points, or standardised); `level` in (0, 1). The Hartung–Knapp factor
 * is held at 1 or more: suites that happen to agree don't make the mean surer than their own noise allows.
 *
 * @throws {StatsError} without effects, or if a variance is not positive
 * @see DerSimonian & Laird (1986), Control. Clin. Trials 7, 177; Röver et al. (2015), BMC Med. Res. Methodol. 15, 99;
 *   Higgins et al. (2009), J. R. Statist. Soc. A 172, 137; oracle: statsmodels combine_effects
 */
export function randomEffects(effects: readonly SuiteEffect[], level: number): RandomEffects {
  need(effects.length > 0, "at least one effect was needed, found none");
  for (const { variance } of effects) need(variance > 0, `positive variances were needed, found ${variance}`);
  const suites = effects.length;
  const fixedWeights = effects.map(({ variance }) => 1 / variance);
  const fixedMean = weightedMean(effects, fixedWeights);
  const q = sum(effects.map(({ value }, i) => fixedWeights[i]! * square(value - fixedMean)));
  const total = sum(fixedWeights);
  const scale = total - sum(fixedWeights.map(square)) / total;
  const tauSquared = suites > 1 ? Math.max(0, (q - (suites - 1)) / scale) : 0;

  const weights = effects.map(({ variance }) => 1 / (variance + tauSquared));
  const mean = weightedMean(effects, weights);
  const waldStandardError = Math.sqrt(1 / sum(weights));
  const spread = sum(effects.map(({ value }, i) => weights[i]! * square(value - mean)));
  const factor = suites > 1 ? Math.max(1, spread / (suites - 1)) : 1;
  const standardError = Math.sqrt(factor) * waldStandardError;
  const predictionError = Math.sqrt(tauSquared + waldStandardError * waldStandardError);
  return {
    fixedMean,
    q,
    iSquared: q > 0 ? Math.max(0, (q - (suites - 1)) / q) : 0,
    tauSquared,
    mean,
    waldStandardError,
    waldInterval: around(mean, normalCritical(level) * waldStandardError),
    standardError,
    interval: suites > 1 ? around(mean, tCritical(level, suites - 1) * standardError) : null,
    prediction: suites > 2 ? around(mean, tCritical(level, suites - 2) * predictionError) : null,
  };
}

function weightedMean(effects: readonly SuiteEffect[], weights: readonly number[]): number {
  return sum(effects.map(({ value }, i) => weights[i]! * value)) / sum(weights);
}

function around(centre: number, half: number): Interval {
  return [centre - half, centre + half];
}

function square(value: number): number {
  return value * value;
}
