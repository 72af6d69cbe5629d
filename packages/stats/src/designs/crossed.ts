import type { Aligned } from "../align.ts";
import { constantBlock } from "../bootstrap/no-replicates.ts";
import { pigeonholeReplicates } from "../bootstrap/pigeonhole-replicates.ts";
import { drawnBlock } from "../exact/law-or-draws.ts";
import { linearisedCovariance } from "../intervals/ratio-of-sums.ts";
import { isWeak, relativeChange } from "../intervals/relative-change.ts";
import { tInterval } from "../intervals/t-interval.ts";
import type { ArmEstimate } from "../row.ts";
import { allEqual } from "../tie.ts";
import { displayed } from "./arm-estimate.ts";
import { brunnerMunzelCounts } from "./brunner-munzel-counts.ts";
import { crossedVariance } from "./crossed-variance.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { nothingToCompare, reasonForNothing } from "./nothing-to-compare.ts";
import { type SeedParts, seedParts, seedVariance } from "./seed-parts.ts";
import { skewness, standardDeviation } from "./spread.ts";
import { winCounts, winValues } from "./win-counts.ts";

/**
 * Several training seeds in an arm, crossed with the items: another training run differs on all items at once.
 *
 * V = s²_T/R_T + s²_B/R_B + s²_d̄/n − interaction mean squares/(R·n), floored at s²_d̄/n, with Satterthwaite's t; the
 * seeds are independent between the arms unless the plan says that equal names mean equal randomness. An arm with one
 * seed adds nothing for its seeds, which the row says. The pigeonhole bootstrap (seeds and items each redrawn) beside.
 *
 * @see Owen (2007), Ann. Appl. Stat. 1; oracle: closed form, two-way random-effects ANOVA
 */
export function crossedDesign(aligned: Aligned, context: RowContext): DesignResult {
  const paired = aligned.pairing === "paired";
  const n = Math.min(aligned.treatment.ids.length, aligned.baseline.ids.length);
  const treatment = seedParts(aligned.treatment, context);
  const baseline = seedParts(aligned.baseline, context);
  if (!treatment || !baseline) return { design: "crossed", ...nothingToCompare(n, reasonForNothing(n, context)) };
  const { plan, sign, tolerance } = context;
  const value = treatment.value - baseline.value;
  const matched = paired && plan.seedsMatched && sameSeeds(aligned);
  const spread = varianceOf(treatment, baseline, { paired, matched });
  const constant = isConstantCrossed(aligned, [treatment, baseline], { paired, tolerance });
  const total = spread.items + spread.fixed;
  const standardError = constant || !(total > 0) || treatment.k < 2 || baseline.k < 2 ? null : Math.sqrt(total);
  const { degreesOfFreedom } = spread;
  const differences = paired ? aligned.treatment.score.map((each, i) => each - aligned.baseline.score[i]!) : null;
  const deviation = differences && !allEqual(differences, tolerance) ? standardDeviation(differences) : null;
  const arms = {
    treatment: armOf(treatment, aligned.treatment.ids.length, context),
    baseline: armOf(baseline, aligned.baseline.ids.length, context),
  };
  const clustered = treatment.clustered || baseline.clustered;
  const plainMean = context.scale === "difference";
  return {
    design: "crossed",
    n,
    clusters: clustered ? Math.min(treatment.k, baseline.k) : null,
    ...arms,
    difference: {
      value,
      standardError,
      degreesOfFreedom: standardError === null ? null : degreesOfFreedom,
      ...tInterval({ estimate: value, standardError, degreesOfFreedom, level: plan.level }),
      method: plainMean ? "crossed-t" : "crossed-t-log-ratio",
    },
    bootstrap:
      standardError === null
        ? constantBlock(plan, sign === null ? null : sign * value)
        : drawnBlock(
            { ...pigeonholeReplicates({ treatment, baseline, paired, matched, context }), standardError },
            { plan, sign, because: "two_ways" },
          ).block,
    items: paired
      ? winCounts(winValues(aligned.treatment.score, aligned.baseline.score, context), aligned.treatment, context)
      : brunnerMunzelCounts(aligned.treatment, aligned.baseline, context),
    relativeChange: plainMean ? changeOf(treatment, baseline, arms, { paired, context }) : null,
    dz: deviation === null || !plainMean || aligned.treatment.weight ? null : value / deviation,
    baselineDeviation: standardDeviation(aligned.baseline.score),
    clusterDesignEffect: null,
    variance: standardError === null ? null : { items: spread.items, fixed: spread.fixed },
    degenerate: standardError === null,
    warnings: warningsOf(differences, { arms, matched, context, constant, n }),
  };
}

function varianceOf(
  treatment: SeedParts,
  baseline: SeedParts,
  { paired, matched }: { paired: boolean; matched: boolean },
): ReturnType<typeof crossedVariance> {
  const over = (influence: Float64Array) => ({
    variance: linearisedCovariance(influence, influence) ?? 0,
    degreesOfFreedom: Math.max(1, influence.length - 1),
  });
  const items = paired
    ? [over(treatment.influence.map((each, i) => each - baseline.influence[i]!))]
    : [over(treatment.influence), over(baseline.influence)];
  if (!matched) {
    const seeds = [treatment, baseline].map(({ values, influences }) => seedVariance(values, influences));
    return crossedVariance(items, seeds);
  }
  const values = treatment.values.map((each, seed) => each - baseline.values[seed]!);
  const influences = treatment.influences.map((own, seed) =>
    own.map((each, i) => each - baseline.influences[seed]![i]!),
  );
  return crossedVariance(items, [seedVariance(values, influences)]);
}

/** do both arms have the same named seeds, each once? */
function sameSeeds({ seeds: { treatment, baseline } }: Aligned): boolean {
  const named = treatment.every((seed, i) => seed !== null && seed === baseline[i]);
  return named && treatment.length === baseline.length && new Set(treatment).size === treatment.length;
}

function isConstantCrossed(
  aligned: Aligned,
  arms: readonly SeedParts[],
  { paired, tolerance }: { paired: boolean; tolerance: number },
): boolean {
  const seedsAgree = arms.every(({ values }) => allEqual(values, tolerance));
  const { treatment, baseline } = aligned;
  if (!paired) return seedsAgree && allEqual(treatment.score, tolerance) && allEqual(baseline.score, tolerance);
  return (
    seedsAgree &&
    allEqual(
      treatment.score.map((each, i) => each - baseline.score[i]!),
      tolerance,
    )
  );
}

function armOf(parts: SeedParts, n: number, context: RowContext): ArmEstimate {
  const { values, influences, influence, k } = parts;
  const ofItems = { variance: linearisedCovariance(influence, influence) ?? 0, degreesOfFreedom: Math.max(1, k - 1) };
  const { items, fixed, degreesOfFreedom } = crossedVariance([ofItems], [seedVariance(values, influences)]);
  const mean = context.scale === "log" ? Math.exp(parts.value) : parts.value;
  const onScale = context.scale === "log" ? mean : 1;
  // constant scores leave rounding, not a variance; and of one unit no number of seeds tells how others would differ
  const total = items + fixed;
  const known = k > 1 && total > context.tolerance * context.tolerance;
  const standardError = known ? Math.sqrt(total) * onScale : null;
  const { interval } = tInterval({ estimate: mean, standardError, degreesOfFreedom, level: context.plan.level });
  return { mean, standardError, interval, n, displayedMean: displayed(mean, context) };
}

function changeOf(
  treatment: SeedParts,
  baseline: SeedParts,
  arms: { treatment: ArmEstimate; baseline: ArmEstimate },
  { paired, context }: { paired: boolean; context: RowContext },
): DesignResult["relativeChange"] {
  const { treatment: one, baseline: other } = arms;
  if (one.standardError === null || other.standardError === null || baseline.value === 0) return null;
  return relativeChange({
    treatment: treatment.value,
    baseline: baseline.value,
    treatmentVariance: one.standardError * one.standardError,
    baselineVariance: other.standardError * other.standardError,
    covariance: paired ? (linearisedCovariance(treatment.influence, baseline.influence) ?? 0) : 0,
    degreesOfFreedom: treatment.k - 1,
    level: context.plan.level,
  });
}

function warningsOf(
  differences: Float64Array | null,
  options: {
    arms: { baseline: ArmEstimate };
    matched: boolean;
    context: RowContext;
    constant: boolean;
    n: number;
  },
): string[] {
  const { tolerance, plan } = options.context;
  const { mean, standardError } = options.arms.baseline;
  const warnings: string[] = [];
  if (plan.seedsMatched && !options.matched) warnings.push("seeds_not_matched");
  if (mean === 0) warnings.push("zero_baseline");
  else if (mean !== null && standardError !== null && isWeak(mean, standardError * standardError)) {
    warnings.push("weak_baseline");
  }
  if (options.n < 2) warnings.push("n_lt_2");
  else if (options.constant) warnings.push("zero_variance");
  if (!differences) return [...warnings, "pairing_lost"];
  const nonZero = differences.filter((each) => Math.abs(each) > tolerance).length;
  if (differences.every((each) => each === 0)) warnings.push("identical_arms");
  if (nonZero < 10) warnings.push("few_nonzero_differences");
  if (2 * nonZero < differences.length) warnings.push("ties_over_half");
  const skew = allEqual(differences, tolerance) ? null : skewness(differences);
  if (skew !== null && Math.abs(skew) > 2) warnings.push("skewed");
  return warnings;
}
