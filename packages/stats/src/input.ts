/**
 * What the statistics are computed from: plain numbers of two arms, one suite variant, one metric.
 *
 * Everything is already reduced to typed arrays in canonical order: items ascend by the UTF-8 bytes of their ids, rows
 * of an item ascend by epoch. Nothing here does I/O; the service builds these from stored results.
 */

/** Cause of a row: a score, or why there is none. The position in this list is the stored code. */
export const statuses = ["ok", "error", "unscored", "refused", "timeout"] as const;
/** What became of a row: a score, or the cause of its absence. */
export type Status = (typeof statuses)[number];

/** One checkpoint's (one training seed's) scores of one metric on one suite variant. */
export interface SeedScores {
  /** training seed id, as declared with the checkpoint; seeds of two arms match only by this text */
  seed: string | null;
  /** distinct item ids, ascending in UTF-8 byte order */
  items: readonly string[];
  /** rows of item i are offsets[i] … offsets[i+1]−1; length items + 1 */
  offsets: Int32Array;
  /** per row; NaN where there is no score */
  score: Float64Array;
  /** per row, a code of `statuses` */
  status: Uint8Array;
  /** per row, the epoch number as logged */
  epoch: Int32Array;
  /** per item; content hash of the question, "" where unknown */
  itemHash?: readonly string[];
  /** per item; "" where the item has none (an item without a cluster is its own) */
  cluster?: readonly string[];
  /** per item; "" where unknown */
  stratum?: readonly string[];
  /** per item, positive */
  weight?: Float64Array;
  /** per row: true positives, false positives, false negatives (F1), or numerator and denominator of a ratio of sums */
  tp?: Float64Array;
  fp?: Float64Array;
  fn?: Float64Array;
}

/** What an arm brought for a suite. */
export type ArmInput =
  | { kind: "items"; seeds: readonly SeedScores[] }
  /** a mean with its standard error (null: none given) and number of items (null: unknown) */
  | { kind: "aggregate"; mean: number; standardError: number | null; n: number | null }
  | { kind: "counts"; successes: number; n: number };

/** One side-by-side judgement; `rater` and `cluster` are "" where unknown. */
export interface Judgement {
  item: string;
  preferred: "treatment" | "tie" | "baseline";
  rater: string;
  cluster: string;
}

/** How an item's epochs become its score. */
export const reducers = ["mean", "pass@k", "worst-of-k"] as const;
/** What a metric computes from its items. */
export const metricKinds = [
  "mean", // a mean of item scores, binary or not: the design finds out
  "f1", // 2·Σtp / (2·Σtp + Σfp + Σfn)
  "ratio", // Σtp / Σfp: a ratio of sums, numerator in tp, denominator in fp
  "relative-risk", // treatment rate over baseline rate, log scale
  "rubric", // points met / positive points per item, unclipped
  "quantile", // a quantile of item scores (`quantile` says which)
  "recall@k", // per item 0/1 hit within k
] as const;
/** One of `metricKinds`. */
export type MetricKind = (typeof metricKinds)[number];
/** Which scores are better: greater, smaller, nearer the ideal, or nobody said. */
export type Direction = "higher" | "lower" | "target" | "unknown";

/** The metric of a row: what a score means. */
export interface MetricDefinition {
  name: string;
  kind: MetricKind;
  direction: Direction;
  /** the ideal value of a `target` metric */
  ideal?: number;
  /** least and greatest possible value; null where unbounded */
  range: readonly [number, number] | null;
  reducer: (typeof reducers)[number];
  /** k of pass@k and worst-of-k */
  k?: number;
  /** which quantile, in (0, 1) */
  quantile?: number;
  /** "items" weights every item alike; "clusters" is the mean of cluster means */
  weighting: "items" | "clusters";
}

/** The kinds of bootstrap interval that a plan may ask for. */
export const bootstrapKinds = [
  "percentile",
  "studentised",
  "basic",
  "bca",
  "exact", // percentile of the law itself, nothing drawn
  "exact-basic",
  "exact-bca",
] as const;
/** One of `bootstrapKinds`. */
export type BootstrapKind = (typeof bootstrapKinds)[number];

/** The fields of the analysis plan on which a row depends. */
export interface RowPlan {
  /** confidence level, in (0.5, 1) */
  level: number;
  /** bootstrap replicates, ≥ 2,000 */
  replicates: number;
  /** null: the default of the specification */
  seed: string | null;
  bootstrap: BootstrapKind;
  /** equivalence margin on the score's own scale; null: one percentage point of the range */
  margin: number | null;
  /** what a refused item counts as */
  refusedAs: "missing" | "worst" | "best";
  /** treatment seed i was trained with the same randomness as the baseline's seed of the same name */
  seedsMatched: boolean;
}

/** The scores behind one row. */
export interface SuiteInput {
  /** names the random streams of this row: suite, variant, condition and metric, joined by "/" */
  key: string;
  metric: MetricDefinition;
  arms: { treatment: ArmInput; baseline: ArmInput } | { judgements: readonly Judgement[] };
}
