import { compareRatios } from "../bootstrap/ratio-replicates.ts";
import { katz } from "../intervals/log-ratio.ts";
import { newcombe, type Proportion } from "../intervals/newcombe.ts";
import { pooledScoreP } from "../intervals/pooled-score.ts";
import { isWeak } from "../intervals/relative-change.ts";
import { wilson } from "../intervals/wilson.ts";
import type { ArmEstimate, Interval, RelativeChange } from "../row.ts";
import type { DesignResult, PrimaryDifference, RowContext } from "./design-result.ts";
import { nothingToCompare } from "./nothing-to-compare.ts";

/**
 * Successes of n in each arm and nothing else: Newcombe's interval and the pooled score test; for a relative risk the
 * log interval (Katz). Which items were shared is lost.
 */
export function countsDesign(treatment: Proportion, baseline: Proportion, context: RowContext): DesignResult {
  const { level } = context.plan;
  const n = Math.min(treatment.n, baseline.n);
  if (n === 0) return { design: "counts", ...nothingToCompare(n, "no_shared_items") };
  const rates = { treatment: treatment.successes / treatment.n, baseline: baseline.successes / baseline.n };
  const value = compareRatios(rates.treatment, rates.baseline, context.scale);
  const arms = { treatment: rateOf(treatment, level), baseline: rateOf(baseline, level) };
  if (Number.isNaN(value)) return { design: "counts", ...nothingToCompare(n, "undefined_ratio"), ...arms };
  const variances = { treatment: varianceOf(treatment), baseline: varianceOf(baseline) };
  const variance = variances.treatment + variances.baseline;
  const p = pooledScoreP(treatment, baseline);
  const risk = katz(treatment, baseline, level);
  const logInterval: Interval | null = risk && [Math.log(risk.interval[0]), Math.log(risk.interval[1])];
  const difference: PrimaryDifference =
    context.scale === "log"
      ? {
          value,
          standardError: risk?.logError ?? null,
          degreesOfFreedom: null,
          interval: logInterval,
          p,
          method: "katz-log-ratio",
        }
      : {
          value,
          // the spread that one item would have, nobody knows
          standardError: n > 1 && variance > 0 ? Math.sqrt(variance) : null,
          degreesOfFreedom: null,
          interval: newcombe(treatment, baseline, level),
          p,
          method: "newcombe",
        };
  const change: RelativeChange | null = risk && {
    value: risk.ratio - 1,
    interval: [risk.interval[0] - 1, risk.interval[1] - 1],
    method: "log",
  };
  const onScale = difference.standardError;
  return {
    design: "counts",
    n,
    clusters: null,
    ...arms,
    difference,
    bootstrap: null,
    items: null,
    relativeChange: change,
    dz: null,
    baselineDeviation: variances.baseline > 0 ? Math.sqrt(variances.baseline * baseline.n) : null,
    clusterDesignEffect: null,
    variance: onScale === null ? null : { items: onScale * onScale, fixed: 0 },
    degenerate: difference.interval === null,
    warnings: [
      "pairing_lost",
      ...(baseline.successes === 0
        ? ["zero_baseline"]
        : isWeak(rates.baseline, variances.baseline)
          ? ["weak_baseline"]
          : []),
    ],
  };
}

/** squared standard error of a rate, from items' variance with n − 1 */
function varianceOf({ successes, n }: Proportion): number {
  const rate = successes / n;
  return n < 2 ? 0 : (rate * (1 - rate)) / (n - 1);
}

function rateOf(arm: Proportion, level: number): ArmEstimate {
  const variance = varianceOf(arm);
  const mean = arm.successes / arm.n;
  return {
    mean,
    standardError: variance > 0 ? Math.sqrt(variance) : null,
    interval: wilson(arm.successes, arm.n, level),
    n: arm.n,
    displayedMean: mean,
  };
}
