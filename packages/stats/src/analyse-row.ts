import { type Aligned, align } from "./align.ts";
import { unaligned } from "./alignment-of-summaries.ts";
import type { ArmItems } from "./arm-items.ts";
import { itemsDesign } from "./designs/choose-design.ts";
import type { DesignResult, RowContext } from "./designs/design-result.ts";
import { preferenceDesign } from "./designs/preference.ts";
import { summaryDesign } from "./designs/summary.ts";
import { epochWinProbability } from "./designs/win-counts.ts";
import { need } from "./errors.ts";
import type { RowPlan, SuiteInput } from "./input.ts";
import { pairedVarianceComponents } from "./intervals/variance-components.ts";
import { openStreams } from "./random/stream.ts";
import { extremesOf, isSumOfScores } from "./reduce-items.ts";
import type { Alignment, RowAnalysis } from "./row.ts";
import { missingBounds, turnInterval } from "./row-bounds.ts";
import { rowPower } from "./row-power.ts";
import { noVerdictReason, rowWarnings } from "./row-warnings.ts";
import { tieTolerance } from "./tie.ts";

/**
 * What do the statistics say of one row: a suite variant under one condition and one metric, treatment against baseline?
 *
 * The design follows from the data; the plan gives the level, the bootstrap and its seed. Random draws depend on the seed
 * and the row's key alone. All figures are on the metric's own scale (log ratios for a relative risk). O(replicates · units).
 *
 * @throws {StatsError} if the plan is impossible: a level outside (0.5, 1), fewer than 2,000 replicates, a metric without
 * the k, quantile or ideal that its kind needs
 * @see oracle: numpy, scipy and statsmodels on random experiments of every design (test/oracles); 103 worked vectors
 */
export function analyseRow(input: SuiteInput, plan: RowPlan): RowAnalysis {
  check(input, plan);
  const context = contextOf(input, plan);
  if ("judgements" in input.arms) {
    // a preference for the treatment is better, whatever is judged
    const turned: RowContext = { ...context, sign: 1, metric: { ...input.metric, direction: "higher", range: null } };
    const result = preferenceDesign(input.arms.judgements, turned);
    return finish({
      result,
      context: turned,
      alignment: unaligned(null, null, result.n ?? 0),
      aligned: null,
      atIdeal: false,
    });
  }
  const { treatment, baseline } = input.arms;
  if (treatment.kind !== "items" || baseline.kind !== "items") {
    return finish({ ...summaryDesign(treatment, baseline, context), context, aligned: null });
  }
  const aligned = align({ treatment: treatment.seeds, baseline: baseline.seeds, metric: input.metric, plan });
  const { result, atIdeal } = itemsDesign(aligned, context);
  return finish({ result, context, alignment: aligned.alignment, aligned, atIdeal });
}

function check({ metric, arms }: SuiteInput, plan: RowPlan): void {
  need(plan.level > 0.5 && plan.level < 1, `a level in (0.5, 1) was needed, found ${plan.level}`);
  need(
    Number.isInteger(plan.replicates) && plan.replicates >= 2000,
    `at least 2,000 replicates were needed, found ${plan.replicates}`,
  );
  need(metric.reducer === "mean" || (metric.k ?? 0) >= 1, `a k was needed for ${metric.reducer}`);
  need(
    metric.kind !== "quantile" || (metric.quantile !== undefined && metric.quantile > 0 && metric.quantile < 1),
    "a quantile in (0, 1) was needed for a quantile metric",
  );
  need(metric.direction !== "target" || metric.ideal !== undefined, "an ideal value was needed for a target metric");
  if ("judgements" in arms) return;
  for (const arm of [arms.treatment, arms.baseline]) {
    need(arm.kind !== "items" || arm.seeds.length > 0, "an arm of items needs at least one seed");
  }
}

function contextOf({ key, metric }: SuiteInput, plan: RowPlan): RowContext {
  const signs = { higher: 1, lower: -1, target: -1, unknown: null } as const;
  return {
    metric,
    plan,
    root: openStreams(plan.seed, key),
    sign: signs[metric.direction],
    tolerance: tieTolerance(metric.range),
    scale: metric.kind === "relative-risk" ? "log" : "difference",
  };
}

/** A row before what all designs share is added. */
interface Unfinished {
  result: DesignResult;
  context: RowContext;
  alignment: Alignment;
  aligned: Aligned | null;
  atIdeal: boolean;
}

function finish({ result, context, alignment, aligned, atIdeal }: Unfinished): RowAnalysis {
  const { metric, plan } = context;
  const sign = atIdeal ? null : context.sign;
  const { value, interval } = result.difference;
  const components =
    aligned && aligned.pairing === "paired" && metric.reducer === "mean" && metric.direction !== "target"
      ? componentsOf(aligned)
      : null;
  const margin = marginOf(result, context);
  const seeds = aligned && {
    treatment: aligned.seeds.treatment.length,
    baseline: aligned.seeds.baseline.length,
  };
  const missing = alignment.missing;
  const refusals = missing.treatment.refused + missing.baseline.refused;
  return {
    design: result.design,
    alignment,
    n: result.n,
    clusters: result.clusters,
    epochs: aligned?.epochs ?? null,
    seeds,
    treatment: result.treatment,
    baseline: result.baseline,
    difference: {
      ...result.difference,
      improvement: sign === null || value === null ? null : sign * value + 0,
      improvementInterval: sign === null || interval === null ? null : turnInterval(interval, sign),
    },
    bootstrap: result.bootstrap,
    items: withEpochs(result, aligned, context),
    relativeChange: result.relativeChange,
    dz: result.dz,
    baselineDeviation: result.baselineDeviation,
    varianceShares: {
      items: components && itemsShare(components),
      epochs: components && 1 - itemsShare(components),
      clusterDesignEffect: result.clusterDesignEffect,
      seeds: seedsShare(result, seeds),
    },
    ...rowPower(result, components, { plan, margin }),
    margin,
    bounds:
      metric.direction === "target"
        ? null
        : missingBounds(aligned?.completed ?? null, context, {
            paired: aligned?.pairing === "paired",
            fixedVariance: result.variance?.fixed ?? 0,
            degreesOfFreedom: result.design === "crossed" ? result.difference.degreesOfFreedom : null,
          }),
    missingness: aligned?.missingness ?? [],
    noVerdict: noVerdictReason(result, { metric, atIdeal }),
    warnings: rowWarnings({
      result,
      metric,
      alignment,
      seeds,
      tooFewEpochs: aligned?.tooFewEpochs ?? 0,
      refusalsCounted:
        plan.refusedAs === "missing" || refusals === 0 || (extremesOf(metric) !== null && isSumOfScores(metric)),
      atIdeal,
    }),
  };
}

/** one percentage point of the range unless the plan says */
function marginOf(result: DesignResult, { plan, metric, scale }: RowContext): number | null {
  if (plan.margin !== null) return plan.margin;
  if (result.design === "preference") return 0.02;
  return scale === "log" || !metric.range ? null : 0.01 * (metric.range[1] - metric.range[0]);
}

function componentsOf({ treatment, baseline, seeds }: Aligned): ReturnType<typeof pairedVarianceComponents> {
  // rows of several seeds would count the seeds' differences as noise of epochs
  if (seeds.treatment.length > 1 || seeds.baseline.length > 1) return null;
  return pairedVarianceComponents(treatment.rows, baseline.rows);
}

function itemsShare({ items, noise }: NonNullable<ReturnType<typeof pairedVarianceComponents>>): number {
  const between = Math.max(0, items);
  return between + noise === 0 ? 1 : between / (between + noise);
}

function seedsShare({ variance }: DesignResult, seeds: RowAnalysis["seeds"]): number | null {
  if (!variance || !seeds || Math.min(seeds.treatment, seeds.baseline) < 2) return null;
  return variance.fixed / (variance.fixed + variance.items);
}

function withEpochs(result: DesignResult, aligned: Aligned | null, context: RowContext): RowAnalysis["items"] {
  if (!result.items || aligned?.pairing !== "paired" || context.metric.direction === "target") return result.items;
  const rows = (items: ArmItems) => items.rows;
  const probability = epochWinProbability(rows(aligned.treatment), rows(aligned.baseline), context);
  return { ...result.items, epochWinProbability: probability };
}
