import { normalCritical } from "../distributions/normal-critical.ts";
import type { Interval } from "../row.ts";
import type { Proportion } from "./newcombe.ts";
import { type PairedCounts, pairedItems } from "./paired-counts.ts";

/** A ratio treatment / baseline with its error on the log scale. */
export interface LogRatio {
  ratio: number;
  /** standard error of log(ratio) */
  logError: number;
  interval: Interval;
}

/**
 * Between which values does a ratio of positive estimates lie, given the standard error of its logarithm?
 *
 * ratio · exp(± z · logError): `ratio` positive, `logError` of the natural logarithm, `level` in (0, 1).
 *
 * @throws {StatsError} if the level is outside (0, 1)
 * @see delta method; oracle: statsmodels confint_proportions_2indep(compare="ratio", method="log")
 */
export function logInterval(ratio: number, logError: number, level: number): LogRatio {
  const reach = Math.exp(normalCritical(level) * logError);
  return { ratio, logError, interval: [ratio / reach, ratio * reach] };
}

/**
 * How many times the baseline's rate is the treatment's, on the same items? Null where either rate is 0.
 *
 * Var(log RR) = (b + c) / ((a + b)(a + c)). The unpaired formula would be much wider.
 *
 * @see Desu & Raghavarao (2004); Fagerland, Lydersen & Laake (2014)
 */
export function pairedRelativeRisk(counts: PairedCounts, level: number): LogRatio | null {
  pairedItems(counts);
  const treated = counts.both + counts.treatmentOnly;
  const based = counts.both + counts.baselineOnly;
  if (treated === 0 || based === 0) return null;
  const logError = Math.sqrt((counts.treatmentOnly + counts.baselineOnly) / (treated * based));
  return logError === 0 ? null : logInterval(treated / based, logError, level);
}

/**
 * How many times the baseline's rate is the treatment's, on *independent* items? Null where either rate is 0, or both are 1.
 *
 * Var(log RR) = 1/a − 1/n + 1/b − 1/m, of a successes of n and b of m.
 *
 * @throws {StatsError} if the level is outside (0, 1)
 * @see Katz et al. (1978), Biometrics 34; oracle: statsmodels confint_proportions_2indep(compare="ratio", method="log")
 */
export function katz(treatment: Proportion, baseline: Proportion, level: number): LogRatio | null {
  if (treatment.successes === 0 || baseline.successes === 0) return null;
  const variance = 1 / treatment.successes - 1 / treatment.n + (1 / baseline.successes - 1 / baseline.n);
  if (!(variance > 0)) return null;
  const ratio = treatment.successes / treatment.n / (baseline.successes / baseline.n);
  return logInterval(ratio, Math.sqrt(variance), level);
}
