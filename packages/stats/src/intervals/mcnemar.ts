import { binomialCdf, binomialPmf } from "../distributions/binomial.ts";
import { normalTwoSidedP } from "../distributions/normal-critical.ts";

/**
 * How surprising is this split of the items that changed, if either direction were as likely? Exact, two-sided.
 *
 * Only the discordant items speak. Without any, 1. Conservative: see `mcnemarMidP`.
 *
 * @throws {StatsError} if a count is not a whole number ≥ 0
 * @see McNemar (1947); oracle: statsmodels mcnemar(exact=True)
 */
export function mcnemarExact(treatmentOnly: number, baselineOnly: number): number {
  const fewer = Math.min(treatmentOnly, baselineOnly);
  return Math.min(1, 2 * binomialCdf(fewer, treatmentOnly + baselineOnly, 0.5));
}

/**
 * How surprising is this split of the items that changed, with half the weight of the observed split? Two-sided.
 *
 * `treatmentOnly`, `baselineOnly`: items that one arm alone has right. 1 without any. Near its nominal size where the exact
 * test is far below it.
 *
 * @throws {StatsError} if a count is not a whole number ≥ 0
 * @see Fagerland, Lydersen & Laake (2013), BMC Med. Res. Methodol. 13; oracle: the same authors (2014)
 */
export function mcnemarMidP(treatmentOnly: number, baselineOnly: number): number {
  // 1 by symmetry; said outright, for the sum of two rounded numbers may say a little less
  if (treatmentOnly === baselineOnly) return 1;
  const fewer = Math.min(treatmentOnly, baselineOnly);
  const n = treatmentOnly + baselineOnly;
  return Math.min(1, 2 * binomialCdf(fewer, n, 0.5) - binomialPmf(fewer, n, 0.5));
}

/**
 * How surprising is this split by the normal approximation, without continuity correction? Null where nothing changed.
 *
 * `treatmentOnly`, `baselineOnly`: items that one arm alone has right. For restating published tests; see `mcnemarMidP`.
 *
 * @see oracle: statsmodels mcnemar(exact=False, correction=False)
 */
export function mcnemarAsymptotic(treatmentOnly: number, baselineOnly: number): number | null {
  const n = treatmentOnly + baselineOnly;
  return n === 0 ? null : normalTwoSidedP((treatmentOnly - baselineOnly) / Math.sqrt(n));
}
