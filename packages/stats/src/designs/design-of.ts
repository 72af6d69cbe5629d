import type { Aligned } from "../align.ts";
import { isPlainBinary } from "../plain-binary.ts";
import { crossedDesign } from "./crossed.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { pairedDesign } from "./paired.ts";
import { pairedBinaryDesign } from "./paired-binary.ts";
import { pairedClusteredDesign } from "./paired-clustered.ts";
import { quantileDesign } from "./quantile.ts";
import { unpairedDesign } from "./unpaired.ts";

/**
 * Which design do these items have? The answer of that design.
 *
 * Several training seeds in an arm: crossed. Otherwise by pairing, clusters, and whether the scores are plain 0/1. A
 * `target` metric is first turned to distances: see `itemsDesign`.
 */
export function designOf(aligned: Aligned, context: RowContext): DesignResult {
  const { treatment, baseline, pairing, seeds } = aligned;
  if (context.metric.kind === "quantile") return quantileDesign(aligned, context);
  if (seeds.treatment.length > 1 || seeds.baseline.length > 1) return crossedDesign(aligned, context);
  const binary = isPlainBinary(treatment, context.metric) && isPlainBinary(baseline, context.metric);
  if (pairing === "unpaired") return unpairedDesign(treatment, baseline, context, binary);
  if (binary && treatment.ids.length > 0) return pairedBinaryDesign(treatment, baseline, context);
  if (treatment.clusters) return pairedClusteredDesign(treatment, baseline, context);
  return pairedDesign(treatment, baseline, context);
}
