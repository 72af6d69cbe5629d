import type { ArmItems } from "../arm-items.ts";
import type { BootstrapResult, Replicates } from "../bootstrap/block.ts";
import { meanReplicates } from "../bootstrap/mean-replicates.ts";
import { constantBlock } from "../bootstrap/no-replicates.ts";
import { jackknifeOfRatios, pairedRatioReplicates } from "../bootstrap/paired-ratio-replicates.ts";
import { compareRatios, jackknifeOfRatio, ratioReplicates } from "../bootstrap/ratio-replicates.ts";
import type { Clusters } from "../clusters.ts";
import { lawOrDraws } from "../exact/law-or-draws.ts";
import { ratioLaw } from "../exact/ratio-law.ts";
import { pairedUnitsLaw } from "../exact/units-law.ts";
import { designEffect } from "../intervals/clustered-mean.ts";
import { linearisedError, type RatioOfSums, type RatioUnits, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import { isSumOfScores } from "../reduce-items.ts";
import type { BootstrapBlock } from "../row.ts";
import { allEqual } from "../tie.ts";
import { armEstimate } from "./arm-estimate.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { nothingToCompare, reasonForNothing } from "./nothing-to-compare.ts";
import { relativeChangeOfUnits } from "./relative-change-of-units.ts";
import { skewness, standardDeviation } from "./spread.ts";
import { isConstant, unitsOf } from "./units.ts";
import { unitsOfArm } from "./units-of-arm.ts";
import { winCounts, winValues } from "./win-counts.ts";

/** Two arms on the same items, with the difference linearised over what is independent. */
export interface PairedCore {
  treatment: RatioOfSums;
  baseline: RatioOfSums;
  value: number;
  /** null below two units and where all differences are equal */
  standardError: number | null;
  /** units: clusters, or items */
  k: number;
  clustered: boolean;
  /** units whose difference is not 0 */
  nonZeroUnits: number;
  /** what every paired design answers alike; `difference` and `bootstrap` are the design's own */
  common: Omit<DesignResult, "design" | "difference" | "bootstrap">;
  /** is the metric a plain mean, whose arms share their denominators? */
  isMean: boolean;
  /** the bootstrap of the difference; `studentised`: it is asked for the row's own interval, which only draws give */
  bootstrap: (options: { studentised: boolean }) => { block: BootstrapBlock; result: BootstrapResult | null };
}

/** What the paired designs share, or what remains to say where there are no shared items or the metric is undefined. */
export function pairedCore(
  treatmentItems: ArmItems,
  baselineItems: ArmItems,
  context: RowContext,
  { binary, clusters }: { binary: boolean; clusters: Clusters | null },
): PairedCore | { nothing: Omit<DesignResult, "design"> } {
  const { metric, scale, tolerance, plan } = context;
  const n = treatmentItems.ids.length;
  const groups = { clusters, weight: treatmentItems.weight };
  const units = {
    treatment: unitsOfArm(treatmentItems, metric, groups),
    baseline: unitsOfArm(baselineItems, metric, groups),
  };
  const treatment = units.treatment && ratioOfSums(units.treatment.units);
  const baseline = units.baseline && ratioOfSums(units.baseline.units);
  if (n === 0 || !units.treatment || !units.baseline || !treatment || !baseline) {
    return { nothing: nothingToCompare(n, reasonForNothing(n, context)) };
  }
  const arms = {
    treatment: armEstimate(units.treatment, context, { n, binary }),
    baseline: armEstimate(units.baseline, context, { n, binary }),
  };
  const compared = compareRatios(treatment.value, baseline.value, scale);
  if (Number.isNaN(compared)) return { nothing: { ...nothingToCompare(n, "undefined_ratio"), ...arms } };

  const isMean = isSumOfScores(metric) && scale === "difference";
  const { clustered } = units.treatment;
  const k = treatment.influence.length;
  const differences = treatmentItems.score.map((score, i) => score - baselineItems.score[i]!);
  // of scores near 1e6 the items' differences keep the digits that the difference of two means, or sums, has lost
  const combined: RatioUnits = isMean
    ? unitsOf(differences, groups, metric.weighting).units
    : {
        numerator: units.treatment.units.numerator.map((each, i) => each - units.baseline!.units.numerator[i]!),
        denominator: units.treatment.units.denominator,
      };
  const direct = isMean ? ratioOfSums(combined) : null;
  const value = direct?.value ?? compared;
  const x = scale === "log" ? treatment.value : 1;
  const y = scale === "log" ? baseline.value : 1;
  const influence = direct?.influence ?? treatment.influence.map((each, i) => each / x - baseline.influence[i]! / y);
  const constant = isMean
    ? isConstant(combined, value, tolerance)
    : isConstant(units.treatment.units, treatment.value, tolerance) &&
      isConstant(units.baseline.units, baseline.value, tolerance);
  const standardError = constant ? null : linearisedError(influence);
  const deviation = allEqual(differences, tolerance) ? null : standardDeviation(differences);
  const independent = isMean && clustered ? independentError(treatmentItems, differences, context) : null;
  const change = relativeChangeOfUnits(treatment, baseline, context);
  const sign = context.sign;

  const replicates = (): Replicates => {
    if (!isMean) {
      const arms = { treatment: units.treatment!.units, baseline: units.baseline!.units };
      return {
        ...pairedRatioReplicates({ ...arms, scale, root: context.root, replicates: plan.replicates }),
        standardError,
      };
    }
    const plain = combined.denominator.every((each) => each === 1);
    return plain
      ? meanReplicates(combined.numerator, context.root, plan.replicates)
      : { ...ratioReplicates(combined, context.root, plan.replicates), standardError };
  };
  return {
    treatment,
    baseline,
    value,
    standardError,
    k,
    clustered,
    isMean,
    nonZeroUnits: combined.numerator.filter((each) => Math.abs(each) > tolerance).length,
    bootstrap: ({ studentised }) => {
      if (standardError === null) {
        return { block: constantBlock(plan, sign === null ? null : sign * clean(value, tolerance)), result: null };
      }
      const arms = { treatment: units.treatment!.units, baseline: units.baseline!.units };
      const result = lawOrDraws({
        law: () => (isMean ? ratioLaw(combined) : pairedUnitsLaw(arms.treatment, arms.baseline, scale)),
        draws: replicates,
        estimate: value,
        jackknife: () =>
          isMean ? jackknifeOfRatio(combined) : jackknifeOfRatios(arms.treatment, arms.baseline, scale),
        studentised,
        plan,
        sign,
      });
      return { block: result.block, result };
    },
    common: {
      n,
      clusters: clustered ? k : null,
      ...arms,
      items: winCounts(winValues(treatmentItems.score, baselineItems.score, context), groups, context),
      relativeChange: change.relativeChange,
      dz: deviation === null || !isMean || groups.weight ? null : value / deviation,
      baselineDeviation: standardDeviation(baselineItems.score),
      clusterDesignEffect: designEffect(clustered ? standardError : null, independent),
      variance: standardError === null ? null : { items: standardError * standardError, fixed: 0 },
      degenerate: constant,
      warnings: [...change.warnings, ...differenceWarnings(differences, context, constant)],
    },
  };
}

/** the error as if no item had a cluster, for the design effect */
function independentError(items: ArmItems, differences: Float64Array, context: RowContext): number | null {
  const alone = unitsOf(differences, { clusters: null, weight: items.weight }, context.metric.weighting);
  const estimate = ratioOfSums(alone.units);
  return estimate && linearisedError(estimate.influence);
}

function clean(value: number, tolerance: number): number {
  return Math.abs(value) <= tolerance ? 0 : value;
}

function differenceWarnings(differences: Float64Array, { tolerance }: RowContext, constant: boolean): string[] {
  const nonZero = differences.filter((each) => Math.abs(each) > tolerance).length;
  const warnings: string[] = [];
  if (differences.length < 2) warnings.push("n_lt_2");
  else if (constant) warnings.push("zero_variance");
  if (differences.every((each) => each === 0)) warnings.push("identical_arms");
  if (nonZero < 10) warnings.push("few_nonzero_differences");
  if (2 * nonZero < differences.length) warnings.push("ties_over_half");
  const skew = allEqual(differences, tolerance) ? null : skewness(differences);
  if (skew !== null && Math.abs(skew) > 2) warnings.push("skewed");
  return warnings;
}
