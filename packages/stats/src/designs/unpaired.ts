import type { ArmItems } from "../arm-items.ts";
import type { BootstrapResult, Replicates } from "../bootstrap/block.ts";
import { jackknifeOfTwoMeans, twoMeansReplicates } from "../bootstrap/mean-replicates.ts";
import { constantBlock } from "../bootstrap/no-replicates.ts";
import { compareRatios, independentRatioReplicates } from "../bootstrap/ratio-replicates.ts";
import { differenceLaw } from "../exact/difference-law.ts";
import { drawnBlock, lawOrDraws } from "../exact/law-or-draws.ts";
import { katz } from "../intervals/log-ratio.ts";
import { newcombe } from "../intervals/newcombe.ts";
import { pooledScoreP } from "../intervals/pooled-score.ts";
import { isWeak, relativeChange } from "../intervals/relative-change.ts";
import { tInterval } from "../intervals/t-interval.ts";
import { satterthwaite } from "../intervals/welch.ts";
import { isSumOfScores } from "../reduce-items.ts";
import type { Interval } from "../row.ts";
import { armEstimate } from "./arm-estimate.ts";
import { brunnerMunzelCounts } from "./brunner-munzel-counts.ts";
import type { DesignResult, PrimaryDifference, RowContext } from "./design-result.ts";
import { fewUndefined } from "./few-undefined.ts";
import { nothingToCompare, reasonForNothing } from "./nothing-to-compare.ts";
import { standardDeviation } from "./spread.ts";
import { armsDesignEffect, type UnpairedArm, unpairedArm } from "./unpaired-arm.ts";

/**
 * Arms that don't share their items: Welch's t; Newcombe's interval with the pooled score test for plain 0/1 scores; CR1
 * per arm where there are clusters.
 *
 * `binary`: both arms are plain 0/1, once per item, without clusters or weights. A ratio of sums: the studentised
 * bootstrap of both arms, each redrawn by itself. A relative risk: the log ratio (Katz where binary).
 */
export function unpairedDesign(
  treatmentItems: ArmItems,
  baselineItems: ArmItems,
  context: RowContext,
  binary: boolean,
): DesignResult {
  const n = Math.min(treatmentItems.ids.length, baselineItems.ids.length);
  const treatment = unpairedArm(treatmentItems, context);
  const baseline = unpairedArm(baselineItems, context);
  if (!treatment || !baseline) return { design: "unpaired", ...nothingToCompare(n, reasonForNothing(n, context)) };
  const { scale, tolerance, metric, plan, sign } = context;
  const value = compareRatios(treatment.estimate.value, baseline.estimate.value, scale);
  const arms = {
    treatment: armEstimate(treatment.units, context, { n: treatmentItems.ids.length, binary }),
    baseline: armEstimate(baseline.units, context, { n: baselineItems.ids.length, binary }),
  };
  if (Number.isNaN(value)) return { design: "unpaired", ...nothingToCompare(n, "undefined_ratio"), ...arms };

  const onScale = (arm: UnpairedArm) =>
    square(arm.standardError ?? 0) / (scale === "log" ? square(arm.estimate.value) : 1);
  const variances = { treatment: onScale(treatment), baseline: onScale(baseline) };
  const constant = treatment.standardError === null && baseline.standardError === null;
  // how much other items would differ, an arm of one unit doesn't say
  const known = !constant && treatment.k > 1 && baseline.k > 1;
  const standardError = known ? Math.sqrt(variances.treatment + variances.baseline) : null;
  const isMean = isSumOfScores(metric) && scale === "difference";
  const result =
    standardError === null
      ? null
      : bootstrapOf(treatment, baseline, { context, value, standardError, studentised: !isMean && !binary });
  const difference = binary
    ? binaryDifference(treatment, baseline, { context, value, standardError })
    : ((isMean ? null : studentised(result, { context, value, standardError })) ??
      welchDifference(treatment, baseline, { context, value, standardError, variances }));
  const clustered = treatment.units.clustered || baseline.units.clustered;
  const weak = isWeak(baseline.estimate.value, square(baseline.standardError ?? 0));
  return {
    design: "unpaired",
    n,
    clusters: clustered ? Math.min(treatment.k, baseline.k) : null,
    ...arms,
    difference,
    bootstrap: result?.block ?? constantBlock(plan, sign === null ? null : sign * value),
    items: brunnerMunzelCounts(treatmentItems, baselineItems, context),
    relativeChange:
      !known || baseline.estimate.value === 0
        ? null
        : relativeChange({
            treatment: treatment.estimate.value,
            baseline: baseline.estimate.value,
            treatmentVariance: square(treatment.standardError ?? 0),
            baselineVariance: square(baseline.standardError ?? 0),
            covariance: 0,
            degreesOfFreedom: null,
            level: plan.level,
          }),
    dz: null,
    baselineDeviation: standardDeviation(baselineItems.score),
    clusterDesignEffect: clustered && known ? armsDesignEffect([treatment, baseline], context) : null,
    variance: standardError === null ? null : { items: square(standardError), fixed: 0 },
    degenerate: constant && !binary,
    warnings: [
      "pairing_lost",
      ...(n < 2 ? ["n_lt_2"] : constant ? ["zero_variance"] : []),
      ...(baseline.estimate.value === 0 ? ["zero_baseline"] : weak ? ["weak_baseline"] : []),
      ...(isMean && Math.abs(value) <= tolerance && constant ? ["few_nonzero_differences"] : []),
    ],
  };
}

interface Primary {
  context: RowContext;
  value: number;
  standardError: number | null;
}

function welchDifference(
  treatment: UnpairedArm,
  baseline: UnpairedArm,
  { context, value, standardError, variances }: Primary & { variances: { treatment: number; baseline: number } },
): PrimaryDifference {
  const clustered = treatment.units.clustered || baseline.units.clustered;
  const name = clustered ? "cr1-welch" : "welch";
  const method = context.scale === "log" ? `${name}-log-ratio` : name;
  if (standardError === null) {
    return { value, standardError: null, degreesOfFreedom: null, interval: null, p: null, method };
  }
  const degreesOfFreedom = satterthwaite([
    { variance: variances.treatment, degreesOfFreedom: treatment.k - 1 },
    { variance: variances.baseline, degreesOfFreedom: baseline.k - 1 },
  ]);
  const { interval, p } = tInterval({ estimate: value, standardError, degreesOfFreedom, level: context.plan.level });
  return { value, standardError, degreesOfFreedom, interval, p, method };
}

function binaryDifference(
  treatment: UnpairedArm,
  baseline: UnpairedArm,
  { context, value, standardError }: Primary,
): PrimaryDifference {
  const { level } = context.plan;
  const counts = {
    treatment: { successes: treatment.estimate.numeratorSum, n: treatment.items.ids.length },
    baseline: { successes: baseline.estimate.numeratorSum, n: baseline.items.ids.length },
  };
  const p = pooledScoreP(counts.treatment, counts.baseline);
  if (context.scale === "log") {
    const risk = katz(counts.treatment, counts.baseline, level);
    const interval: Interval | null = risk && [Math.log(risk.interval[0]), Math.log(risk.interval[1])];
    const logError = risk?.logError ?? null;
    return { value, standardError: logError, degreesOfFreedom: null, interval, p, method: "katz-log-ratio" };
  }
  const interval = newcombe(counts.treatment, counts.baseline, level);
  return { value, standardError, degreesOfFreedom: null, interval, p, method: "newcombe" };
}

function studentised(
  result: BootstrapResult | null,
  { context, value, standardError }: Primary,
): PrimaryDifference | null {
  if (!result?.block.studentised || !fewUndefined(result.undefinedShare, context.plan.level)) return null;
  const method = context.scale === "log" ? "studentised-bootstrap-log-ratio" : "studentised-bootstrap";
  return {
    value,
    standardError,
    degreesOfFreedom: null,
    interval: result.block.studentised,
    p: result.p,
    method,
  };
}

function bootstrapOf(
  treatment: UnpairedArm,
  baseline: UnpairedArm,
  { context, value, standardError, studentised }: Primary & { standardError: number; studentised: boolean },
): BootstrapResult {
  const { root, plan, scale, sign } = context;
  const plain = [treatment, baseline].every(({ units }) => units.units.denominator.every((each) => each === 1));
  const arms = { treatment: treatment.units.units, baseline: baseline.units.units };
  if (plain && scale === "difference") {
    const scores = [arms.treatment.numerator, arms.baseline.numerator] as const;
    return lawOrDraws({
      law: () => differenceLaw(...scores),
      draws: () => ({ ...twoMeansReplicates(...scores, root, plan.replicates), standardError }),
      estimate: value,
      jackknife: () => jackknifeOfTwoMeans(...scores),
      studentised,
      plan,
      sign,
    });
  }
  const replicates: Replicates = independentRatioReplicates({ ...arms, scale, root, replicates: plan.replicates });
  return drawnBlock({ ...replicates, standardError }, { plan, sign, because: "two_ratios" });
}

function square(value: number): number {
  return value * value;
}
