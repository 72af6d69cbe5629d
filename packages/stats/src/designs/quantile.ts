import type { Aligned } from "../align.ts";
import { percentileP } from "../bootstrap/draws-p.ts";
import { drawnInFixedOrder } from "../bootstrap/mean-replicates.ts";
import { constantBlock } from "../bootstrap/no-replicates.ts";
import { percentileInterval, withWidth } from "../bootstrap/percentile.ts";
import { quantile } from "../bootstrap/quantile.ts";
import { type QuantileArm, quantileReplicates } from "../bootstrap/quantile-replicates.ts";
import { sortedDefined } from "../bootstrap/sorted-defined.ts";
import { drawnBlock } from "../exact/law-or-draws.ts";
import type { ArmEstimate } from "../row.ts";
import { allEqual } from "../tie.ts";
import { brunnerMunzelCounts } from "./brunner-munzel-counts.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { nothingToCompare } from "./nothing-to-compare.ts";
import { standardDeviation } from "./spread.ts";
import { winCounts, winValues } from "./win-counts.ts";

/**
 * A quantile of the item scores in each arm, and their difference: percentile interval, p by its inversion.
 *
 * Paired items (or clusters) are redrawn together, unpaired arms by themselves. Weights don't enter.
 */
export function quantileDesign(aligned: Aligned, context: RowContext): DesignResult {
  const { treatment, baseline, pairing } = aligned;
  const { plan, metric, sign, tolerance } = context;
  const paired = pairing === "paired";
  const n = Math.min(treatment.ids.length, baseline.ids.length);
  const clustered = treatment.clusters !== null;
  const design = paired ? (clustered ? "paired-clustered" : "paired") : "unpaired";
  if (n === 0) return { design, ...nothingToCompare(n, "no_shared_items") };
  const p = metric.quantile!;
  const estimates = {
    treatment: quantile(treatment.score.toSorted(), p),
    baseline: quantile(baseline.score.toSorted(), p),
  };
  const value = estimates.treatment - estimates.baseline;
  const constant = n < 2 || [treatment, baseline].every(({ score }) => allEqual(score, tolerance));
  const draws = constant ? null : drawArms(aligned, context, p);
  const differences = draws?.treatment.map((each, i) => each - draws.baseline[i]!) ?? null;
  const block = differences
    ? drawnBlock(
        { estimate: value, standardError: null, values: differences, standardErrors: null, jackknife: () => null },
        { plan, sign, because: "quantile" },
      ).block
    : constantBlock(plan, sign === null ? null : sign * value);
  const moved = differences !== null && !allEqual(differences, tolerance);
  const ascending = moved ? sortedDefined(differences) : null;
  const arm = (mean: number, values: Float64Array | null, items: number): ArmEstimate => {
    const known = values && !allEqual(values, tolerance) ? sortedDefined(values) : null;
    return {
      mean,
      standardError: known && standardDeviation(known),
      interval: known && withWidth(percentileInterval(known, plan.level)),
      n: items,
      displayedMean: mean,
    };
  };
  const standardError = ascending && standardDeviation(ascending);
  const interval = ascending && withWidth(percentileInterval(ascending, plan.level));
  return {
    design,
    n,
    clusters: clustered ? Math.min(treatment.clusters!.count, baseline.clusters?.count ?? n) : null,
    treatment: arm(estimates.treatment, draws?.treatment ?? null, treatment.ids.length),
    baseline: arm(estimates.baseline, draws?.baseline ?? null, baseline.ids.length),
    difference: {
      value,
      standardError,
      degreesOfFreedom: null,
      interval,
      p: interval && ascending && percentileP(ascending),
      method: "percentile-bootstrap",
    },
    bootstrap: moved ? block : constantBlock(plan, sign === null ? null : sign * value),
    items: paired
      ? winCounts(winValues(treatment.score, baseline.score, context), treatment, context)
      : brunnerMunzelCounts(treatment, baseline, context),
    relativeChange: null,
    dz: null,
    baselineDeviation: standardDeviation(baseline.score),
    clusterDesignEffect: null,
    variance: standardError === null ? null : { items: standardError * standardError, fixed: 0 },
    degenerate: interval === null,
    warnings: [
      ...(paired ? [] : ["pairing_lost"]),
      ...(n < 2 ? ["n_lt_2"] : interval === null ? ["zero_variance"] : []),
      ...(treatment.weight || baseline.weight ? ["weights_ignored"] : []),
    ],
  };
}

function drawArms(
  { treatment, baseline, pairing }: Aligned,
  { plan, root }: RowContext,
  p: number,
): { treatment: Float64Array; baseline: Float64Array } {
  const arms: { treatment: QuantileArm; baseline: QuantileArm } = {
    treatment: { values: treatment.score, clusters: treatment.clusters },
    baseline: { values: baseline.score, clusters: baseline.clusters },
  };
  const { replicates } = plan;
  if (pairing === "paired") {
    const [drawn] = quantileReplicates({ populations: [[arms.treatment, arms.baseline]], p, root, replicates });
    return { treatment: drawn![0]!, baseline: drawn![1]! };
  }
  const [ofTreatment, ofBaseline] = drawnInFixedOrder(treatment.score, baseline.score, (flipped) => {
    const populations = flipped ? [[arms.baseline], [arms.treatment]] : [[arms.treatment], [arms.baseline]];
    return quantileReplicates({ populations, p, root, replicates }).map(([drawn]) => drawn!);
  });
  return { treatment: ofTreatment, baseline: ofBaseline };
}
