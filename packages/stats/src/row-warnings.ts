import type { DesignResult } from "./designs/design-result.ts";
import type { MetricDefinition } from "./input.ts";
import { extremesOf } from "./reduce-items.ts";
import type { Alignment, ArmEstimate, NoVerdictReason } from "./row.ts";

/** The warnings that do not depend on the design's own data, in the order of their texts. */
export function rowWarnings(options: {
  result: DesignResult;
  metric: MetricDefinition;
  alignment: Alignment;
  seeds: { treatment: number; baseline: number } | null;
  tooFewEpochs: number;
  refusalsCounted: boolean;
  atIdeal: boolean;
}): string[] {
  const { result, metric, alignment, seeds } = options;
  const { n, clusters } = result;
  const fewestSeeds = seeds ? Math.min(seeds.treatment, seeds.baseline) : 1;
  const paired = result.design.startsWith("paired") || result.design === "crossed";
  const codes = new Set<string>(result.warnings);
  const when = (condition: boolean, code: string) => {
    if (condition) codes.add(code);
  };
  when(n !== null && n < 30, "few_items");
  when(clusters !== null && clusters < 20, "few_clusters");
  when(result.design === "crossed" && fewestSeeds < 3, "few_seeds");
  // a quantile is taken of scores averaged over seeds: their spread never enters it
  when(fewestSeeds < 2 || metric.kind === "quantile", "seed_variance_unmeasured");
  when(paired && alignment.coverage !== null && alignment.coverage < 0.95, "low_coverage");
  when(alignment.contentMismatch > 0, "content_mismatch");
  when(options.tooFewEpochs > 0, "too_few_epochs");
  when(!options.refusalsCounted, "refusals_counted_missing");
  when(options.atIdeal, "at_ideal");
  when(
    [result.treatment, result.baseline].some((arm) => nearCeiling(arm, metric)),
    "ceiling",
  );
  return [...codes];
}

/** within 5 % of the best end of the range */
function nearCeiling({ mean }: ArmEstimate, metric: MetricDefinition): boolean {
  const extremes = extremesOf(metric);
  if (!extremes || mean === null || metric.direction === "target") return false;
  return Math.abs(mean - extremes.best) <= 0.05 * Math.abs(extremes.best - extremes.worst);
}

/** Why may this row receive no verdict? Null where it may. */
export function noVerdictReason(
  result: DesignResult,
  { metric, atIdeal }: { metric: MetricDefinition; atIdeal: boolean },
): NoVerdictReason | null {
  if (metric.direction === "unknown") return "unknown_direction";
  if (atIdeal) return "at_ideal";
  if (result.n !== null && result.n < 15) return "too_few_items";
  if (result.clusters !== null && result.clusters < 5) return "too_few_clusters";
  if (result.degenerate) return "degenerate";
  if (result.difference.interval === null || result.difference.p === null) return "no_interval";
  return null;
}
