import { linearisedCovariance, type RatioOfSums } from "../intervals/ratio-of-sums.ts";
import { isWeak, relativeChange } from "../intervals/relative-change.ts";
import type { RelativeChange } from "../row.ts";
import type { RowContext } from "./design-result.ts";

/**
 * The relative change of two ratios over the same units, with the warnings that go with a small baseline.
 *
 * Null where the baseline's mean is 0, Fieller's set is unbounded, or the arms are constant.
 */
export function relativeChangeOfUnits(
  treatment: RatioOfSums,
  baseline: RatioOfSums,
  context: RowContext,
): { relativeChange: RelativeChange | null; warnings: string[] } {
  if (baseline.numeratorSum === 0) return { relativeChange: null, warnings: ["zero_baseline"] };
  const treatmentVariance = linearisedCovariance(treatment.influence, treatment.influence);
  const baselineVariance = linearisedCovariance(baseline.influence, baseline.influence);
  const covariance = linearisedCovariance(treatment.influence, baseline.influence);
  if (treatmentVariance === null || baselineVariance === null || covariance === null) {
    return { relativeChange: null, warnings: [] };
  }
  return {
    relativeChange: relativeChange({
      treatment: treatment.value,
      baseline: baseline.value,
      treatmentVariance,
      baselineVariance,
      covariance,
      degreesOfFreedom: treatment.influence.length - 1,
      level: context.plan.level,
    }),
    warnings: isWeak(baseline.value, baselineVariance) ? ["weak_baseline"] : [],
  };
}
