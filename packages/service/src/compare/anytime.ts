import type { RowStatistics } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import type { Suite } from "@evenmatch/contract/suite";
import { confidenceSequence } from "@evenmatch/stats/sequential/confidence-sequence";

/** Where the interval is narrowest, when no size is published: items, and clusters. */
const usualItems = 1000;
const usualClusters = 100;

/**
 * Where does a row's difference lie, however often and whenever one looks?
 *
 * The asymptotic confidence sequence of the row's difference, on the row's own scale, tuned to the suite's published
 * number of items (else 1,000 items, or 100 clusters): a number that is known before the first look. Null unless the plan
 * asks; without a standard error or a count of items; and for training seeds and quantiles, whose error does not shrink
 * with the items as the sequence supposes.
 */
export function anytimeInterval(options: {
  plan: Pick<Plan, "anytimeValid" | "level">;
  definition: Pick<Suite, "items" | "metric">;
  statistics: Pick<RowStatistics, "design" | "difference" | "n" | "clusters">;
}): [number, number] | null {
  const { plan, definition, statistics } = options;
  const { value, standardError } = statistics.difference;
  const units = statistics.clusters ?? statistics.n;
  if (!plan.anytimeValid || value === null || standardError === null || units === null || units < 2) return null;
  if (statistics.design === "crossed" || definition.metric.kind === "quantile") return null;
  const tuning = statistics.clusters === null ? (definition.items ?? usualItems) : usualClusters;
  const interval = confidenceSequence({ value, standardError, n: units, level: plan.level, tuning });
  return interval === null ? null : [interval[0], interval[1]];
}
