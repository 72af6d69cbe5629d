/** Metric keys that mean the same in every suite that has no definition of its own. */

export interface MetricWord {
  direction: "higher" | "lower";
  range: readonly [number, number] | null;
}

const share: MetricWord = { direction: "higher", range: [0, 1] };
const cost: MetricWord = { direction: "lower", range: null };

/** The small table of directions: these keys and no others are read without being told. */
export const metricWords: Readonly<Record<string, MetricWord>> = {
  acc: share,
  acc_norm: share,
  accuracy: share,
  exact_match: share,
  f1: share,
  "pass@1": share,
  pass_at_1: share,
  correct: share,
  // Inspect names a score after its scorer; these compare the answer with the target.
  match: share,
  includes: share,
  pattern: share,
  answer: share,
  exact: share,
  choice: share,
  perplexity: cost,
  ppl: cost,
  word_perplexity: cost,
  byte_perplexity: cost,
  bits_per_byte: cost,
  loss: cost,
};

/** Keys under which a log puts the plain mean of the items' own scores. */
const plainKeys = new Set([
  "acc",
  "acc_norm",
  "accuracy",
  "exact_match",
  "f1",
  "mean",
  "score",
  "value",
  "match",
  "includes",
  "pattern",
  "answer",
  "exact",
  "choice",
  "model_graded_qa",
  "model_graded_fact",
]);

/** The part of a log's key that names the metric: before lm-eval's `,filter` and after Inspect's `scorer/`. */
export function metricName(key: string): string {
  const unfiltered = key.split(",", 1)[0] ?? key;
  return unfiltered.slice(unfiltered.lastIndexOf("/") + 1);
}

/** Is this key the plain mean of item scores, whatever those count? */
export function isPlainKey(key: string): boolean {
  return plainKeys.has(metricName(key).toLowerCase());
}

/** What the small table says of a key; undefined where it says nothing. */
export function metricWord(key: string): MetricWord | undefined {
  const name = metricName(key).toLowerCase();
  return Object.hasOwn(metricWords, name) ? metricWords[name] : undefined;
}
