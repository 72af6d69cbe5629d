import type { SuiteMetric } from "@evenmatch/contract/suite";
import type { Measure } from "./catalogue-suite.ts";

/**
 * Which statistics does a suite's measure ask for?
 *
 * Proportions, rates, indices and F1 scores of single items are means of item scores. A pooled F1 is a ratio of sums,
 * but only under a key that says F1: the item scores of the same suite under another key are averaged.
 */
export function metricKind(measure: Measure, key: string): SuiteMetric["kind"] {
  if (measure === "rubric") return "rubric";
  return measure === "f1" && /(^|[^a-z0-9])f1($|[^a-z0-9])/i.test(key) ? "f1" : "mean";
}
