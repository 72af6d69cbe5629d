import type { SuiteMetric } from "@evenmatch/contract/suite";
import type { Measure } from "./catalogue-suite.ts";
import { metricName } from "./metric-words.ts";

/**
 * Which statistics does a suite's measure ask for?
 *
 * Proportions, rates, indices and the F1 scores of single items are means of item scores. A pooled F1 is a ratio of
 * sums, but only under a key that says so: a macro F1, or the item scores of the same suite under another key, is not.
 */
export function metricKind(measure: Measure, key: string): SuiteMetric["kind"] {
  if (measure === "rubric") return "rubric";
  return measure === "f1" && /^(micro_)?f1$/i.test(metricName(key)) ? "f1" : "mean";
}
