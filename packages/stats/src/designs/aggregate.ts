import { compareRatios } from "../bootstrap/ratio-replicates.ts";
import { normalCritical } from "../distributions/normal-critical.ts";
import { isWeak, relativeChange } from "../intervals/relative-change.ts";
import { tInterval } from "../intervals/t-interval.ts";
import type { ArmEstimate, Interval } from "../row.ts";
import { displayed } from "./arm-estimate.ts";
import { type DesignResult, noEstimate, type RowContext } from "./design-result.ts";
import { nothingToCompare } from "./nothing-to-compare.ts";

/** A mean with what is known of its precision. */
export interface Aggregate {
  mean: number;
  standardError: number | null;
  n: number | null;
}

/**
 * Only means and standard errors: normal interval and z, the arms as if independent.
 *
 * Which items were shared is lost (`pairing_lost`), so the interval is wider than need be. A standard error of 0 or none
 * gives no interval. A relative risk is compared on the log scale.
 */
export function aggregateDesign(treatment: Aggregate, baseline: Aggregate, context: RowContext): DesignResult {
  const { scale, plan } = context;
  const n = treatment.n === null || baseline.n === null ? null : Math.min(treatment.n, baseline.n);
  const value = compareRatios(treatment.mean, baseline.mean, scale);
  const arms = { treatment: armEstimateOf(treatment, context), baseline: armEstimateOf(baseline, context) };
  if (Number.isNaN(value)) return { design: "aggregate", ...nothingToCompare(0, "undefined_ratio"), n, ...arms };
  const errors = { treatment: known(treatment.standardError), baseline: known(baseline.standardError) };
  const onScale = (error: number | null, mean: number) =>
    error === null ? null : scale === "log" ? error / mean : error;
  const one = onScale(errors.treatment, treatment.mean);
  const other = onScale(errors.baseline, baseline.mean);
  const standardError = one === null || other === null ? null : Math.sqrt(one * one + other * other);
  const { interval, p } = tInterval({ estimate: value, standardError, degreesOfFreedom: null, level: plan.level });
  const hasErrors = errors.treatment !== null && errors.baseline !== null;
  return {
    design: "aggregate",
    n,
    clusters: null,
    ...arms,
    difference: {
      value,
      standardError,
      degreesOfFreedom: null,
      interval,
      p,
      method: scale === "log" ? "normal-log-ratio" : "normal",
    },
    bootstrap: null,
    items: null,
    relativeChange:
      errors.treatment === null || errors.baseline === null || baseline.mean === 0
        ? null
        : relativeChange({
            treatment: treatment.mean,
            baseline: baseline.mean,
            treatmentVariance: errors.treatment * errors.treatment,
            baselineVariance: errors.baseline * errors.baseline,
            covariance: 0,
            degreesOfFreedom: null,
            level: plan.level,
          }),
    dz: null,
    // the standard deviation of items that such a standard error stands for
    baselineDeviation: errors.baseline === null || baseline.n === null ? null : errors.baseline * Math.sqrt(baseline.n),
    clusterDesignEffect: null,
    variance: standardError === null ? null : { items: standardError * standardError, fixed: 0 },
    degenerate: false,
    warnings: [
      "pairing_lost",
      ...(treatment.n === null || baseline.n === null ? ["n_unknown"] : []),
      ...(hasErrors ? [] : ["no_standard_error"]),
      ...(baseline.mean === 0
        ? ["zero_baseline"]
        : errors.baseline !== null && isWeak(baseline.mean, errors.baseline * errors.baseline)
          ? ["weak_baseline"]
          : []),
    ],
  };
}

/** a standard error of 0 is as good as none: it would claim certainty */
function known(standardError: number | null): number | null {
  return standardError !== null && standardError > 0 && Number.isFinite(standardError) ? standardError : null;
}

function armEstimateOf(arm: Aggregate, context: RowContext): ArmEstimate {
  const standardError = known(arm.standardError);
  const reach = standardError === null ? null : normalCritical(context.plan.level) * standardError;
  const interval: Interval | null = reach === null ? null : [arm.mean - reach, arm.mean + reach];
  return {
    ...noEstimate,
    mean: arm.mean,
    standardError,
    interval,
    n: arm.n,
    displayedMean: displayed(arm.mean, context),
  };
}
