import {
  type Aligned,
  align,
  type MetricDefinition,
  type RowPlan,
  type SeedScores,
  type SuiteInput,
} from "@evenmatch/stats";
import { type ArmItems, averaged } from "@evenmatch/stats/arm-items";
import { itemsDesign } from "@evenmatch/stats/designs/choose-design";
import type { DesignResult, RowContext } from "@evenmatch/stats/designs/design-result";
import { preferenceDesign } from "@evenmatch/stats/designs/preference";
import { summaryDesign } from "@evenmatch/stats/designs/summary";
import { openStreams } from "@evenmatch/stats/random/stream";
import { tieTolerance } from "@evenmatch/stats/tie";

/** Answers the design's result of one input after another, each with a plan of its own. */
export type DesignOf = (input: SuiteInput, plan: RowPlan) => DesignResult;

/** resamples where none are asked for: as good as none, and far below what a plan may say */
export const hardlyAny = 16;

/**
 * A quick way to the product's own designs: as `analyseRow`, but items that stay the same from one input to the next are
 * brought together once, and a plan may have hardly any resamples.
 */
export function designs(metric: MetricDefinition): DesignOf {
  const signs = { higher: 1, lower: -1, target: -1, unknown: null } as const;
  let known: { ids: readonly string[]; aligned: Aligned } | undefined;
  return ({ arms, key }, plan) => {
    const context: RowContext = {
      metric,
      plan,
      root: openStreams(plan.seed, key),
      sign: signs[metric.direction],
      tolerance: tieTolerance(metric.range),
      scale: metric.kind === "relative-risk" ? "log" : "difference",
    };
    if ("judgements" in arms) {
      return preferenceDesign(arms.judgements, { ...context, sign: 1, metric: { ...metric, range: null } });
    }
    const { treatment, baseline } = arms;
    if (treatment.kind !== "items" || baseline.kind !== "items") {
      return summaryDesign(treatment, baseline, context).result;
    }
    const { items: ids, tp } = treatment.seeds[0]!;
    if (known?.ids !== ids || tp) {
      known = { ids, aligned: align({ treatment: treatment.seeds, baseline: baseline.seeds, metric, plan }) };
      return itemsDesign(known.aligned, context).result;
    }
    const { aligned } = known;
    return itemsDesign(
      {
        ...aligned,
        treatment: refilled(aligned.treatment, treatment.seeds),
        baseline: refilled(aligned.baseline, baseline.seeds),
      },
      context,
    ).result;
  };
}

/** the same items with other scores */
function refilled(items: ArmItems, seeds: readonly SeedScores[]): ArmItems {
  const bySeed = seeds.map(itemMeans);
  const [only] = seeds;
  const rows = items.ids.map((_, i) => only!.score.subarray(only!.offsets[i]!, only!.offsets[i + 1]!));
  return { ...items, bySeed, score: averaged(bySeed), rows };
}

function itemMeans({ items, offsets, score }: SeedScores): Float64Array {
  if (score.length === items.length) return score;
  return Float64Array.from(items, (_, i) => {
    const rows = score.subarray(offsets[i]!, offsets[i + 1]!);
    return rows.reduce((sum, each) => sum + each, 0) / rows.length;
  });
}
