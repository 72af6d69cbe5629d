/** Which of a log's metric keys is judged by, where nobody says? */
import { metricName } from "./metric-words.ts";
import { sameForm } from "./task-name.ts";

const usual = ["acc", "exact_match", "f1"];

/**
 * The primary metric key as it stands in the log; "" where the log has none.
 *
 * The first of `preferred` that is there, then acc, exact_match, f1, then the first by name. Of one metric under several
 * lm-eval filters: no filter or `none`, then `strict-match`, then the first by name.
 */
export function primaryMetric(metrics: readonly string[], preferred: readonly string[]): string {
  const keys = [...scoreKeys(metrics)].sort(byText);
  for (const wanted of [...preferred, ...usual]) {
    const hits = keys.filter((key) => names(key, wanted));
    const best = [...hits].sort((one, other) => filterRank(one) - filterRank(other) || byText(one, other))[0];
    if (best !== undefined) return best;
  }
  return keys[0] ?? "";
}

/** Does this key of a log carry the metric `wanted`? */
export function names(key: string, wanted: string): boolean {
  const unfiltered = key.split(",", 1)[0] ?? key;
  return sameForm(unfiltered) === sameForm(wanted) || sameForm(metricName(key)) === sameForm(wanted);
}

/** Keys that are scores: standard errors and labels are not. */
export function scoreKeys(metrics: readonly string[]): readonly string[] {
  return metrics.filter((key) => !/_stderr$/.test(metricName(key)) && metricName(key) !== "alias");
}

function filterRank(key: string): number {
  const comma = key.indexOf(",");
  const filter = comma < 0 ? "none" : key.slice(comma + 1);
  return filter === "none" ? 0 : filter === "strict-match" ? 1 : 2;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
