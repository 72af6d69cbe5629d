import type { MetricDefinition, RowPlan, SeedScores } from "./input.ts";
import { statuses } from "./input.ts";
import { passAtK, worstOfK } from "./intervals/pass-at-k.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** The items of one checkpoint, their epochs reduced: a column for each figure, a place for each item. */
export interface ReducedItems {
  /** NaN: no score, or fewer than k scored epochs */
  score: Float64Array;
  /** the scored epochs of item i are rows[offsets[i]] … rows[offsets[i+1] − 1] */
  rows: Float64Array;
  offsets: Int32Array;
  /** the score if every missing epoch were as bad, or as good, as can be; null where the range is unbounded */
  completed: { worst: Float64Array; best: Float64Array } | null;
  /** mean numerators and denominators over the scored epochs, of a ratio of sums (NaN without any); else null */
  sums: { numerator: Float64Array; denominator: Float64Array } | null;
  /** bit i set: some row has the status of code i */
  causes: Uint8Array;
}

/** The extremes of a score in terms of the metric: which value is worst and which best; null where there are none. */
export interface Extremes {
  worst: number;
  best: number;
}

/** Which of the range's ends is worse? Null for unbounded ranges and where the direction does not say. */
export function extremesOf(metric: MetricDefinition): Extremes | null {
  const { range, direction, ideal } = metric;
  if (!range || !(range[1] > range[0])) return null;
  if (direction === "higher") return { worst: range[0], best: range[1] };
  if (direction === "lower") return { worst: range[1], best: range[0] };
  if (direction === "unknown" || ideal === undefined) return null;
  // the end further from the ideal is worst; the best value is the ideal itself
  const best = Math.min(range[1], Math.max(range[0], ideal));
  return { worst: ideal - range[0] > range[1] - ideal ? range[0] : range[1], best };
}

/**
 * Reduces the epochs of every item of one checkpoint, so that the item is what is analysed: their mean, or the unbiased
 * estimate of pass@k or worst-of-k.
 *
 * A score is finite, or missing with its cause; a refusal counts as missing, worst or best as the plan says (as missing
 * where the range has no such end). Items keep their order. O(rows).
 *
 * @throws {StatsError} if a pass@k or worst-of-k metric has no k
 */
export function reduceItems(scores: SeedScores, metric: MetricDefinition, plan: RowPlan): ReducedItems {
  const extremes = extremesOf(metric);
  const refusal = plan.refusedAs === "missing" || !extremes || !isSumOfScores(metric) ? null : extremes[plan.refusedAs];
  const count = scores.items.length;
  const score = new Float64Array(count);
  const rows = new Float64Array(scores.score.length);
  const offsets = new Int32Array(count + 1);
  const completed = extremes && { worst: new Float64Array(count), best: new Float64Array(count) };
  const causes = new Uint8Array(count);
  let filled = 0;
  for (let item = 0; item < count; item++) {
    const from = filled;
    const end = scores.offsets[item + 1]!;
    let missing = 0;
    for (let row = scores.offsets[item]!; row < end; row++) {
      const value = scoreOf(scores, row, metric);
      if (!Number.isNaN(value)) {
        rows[filled] = value;
        filled += 1;
        continue;
      }
      causes[item]! |= 1 << causeOf(scores, row);
      if (refusal !== null && statuses[scores.status[row]!] === "refused") {
        rows[filled] = refusal;
        filled += 1;
      } else missing += 1;
    }
    offsets[item + 1] = filled;
    const own = { rows, from, end: filled };
    score[item] = reduce(own, metric, { count: 0, value: 0 });
    if (!completed || !extremes) continue;
    for (const end of ["worst", "best"] as const) {
      const all = missing === 0 ? score[item]! : reduce(own, metric, { count: missing, value: extremes[end] });
      completed[end][item] = Number.isNaN(all) ? extremes[end] : all;
    }
  }
  return { score, rows: rows.subarray(0, filled), offsets, completed, sums: sumsOf(scores, metric), causes };
}

/** The code of the cause for which a row has no score: its status, or `unscored` where that claims a score. */
export function causeOf(scores: SeedScores, row: number): number {
  const code = scores.status[row]!;
  return code === 0 || code >= statuses.length ? statuses.indexOf("unscored") : code;
}

/** The score on this row, NaN where there is none. A score is finite; that of a ratio of sums has finite counts too. */
export function scoreOf(scores: SeedScores, row: number, metric: MetricDefinition): number {
  if (scores.status[row] !== 0) return Number.NaN;
  if (isSumOfScores(metric)) {
    const score = scores.score[row]!;
    return Number.isFinite(score) ? score : Number.NaN;
  }
  const parts = [scores.tp?.[row], scores.fp?.[row], metric.kind === "f1" ? scores.fn?.[row] : 0];
  if (!parts.every((part) => part !== undefined && Number.isFinite(part))) return Number.NaN;
  const [tp, fp, fn] = parts as [number, number, number];
  const { numerator, denominator } = metric.kind === "f1" ? f1Parts(tp, fp, fn) : { numerator: tp, denominator: fp };
  // nothing to find and nothing found: without error, as far as the item alone can say
  if (denominator === 0) return metric.kind === "f1" ? 1 : 0;
  return numerator / denominator;
}

/** Is the metric a mean of item scores (or a quantile or ratio of such), rather than a ratio of counts? */
export function isSumOfScores(metric: MetricDefinition): boolean {
  return metric.kind !== "f1" && metric.kind !== "ratio";
}

/** Seeds in ascending UTF-8 byte order of their ids, one without an id first. */
export function seedsInOrder(seeds: readonly SeedScores[]): SeedScores[] {
  return [...seeds].sort((left, right) => compareUtf8(left.seed ?? "", right.seed ?? ""));
}

/** Scores of an item's epochs, and so many more of one value, as one; NaN where they are too few. */
function reduce(
  { rows, from, end }: { rows: Float64Array; from: number; end: number },
  metric: MetricDefinition,
  more: { count: number; value: number },
): number {
  const count = end - from + more.count;
  if (count === 0) return Number.NaN;
  if (metric.reducer !== "mean") {
    const values = [...rows.subarray(from, end), ...new Array<number>(more.count).fill(more.value)];
    // the best of k is the greatest, the worst the least, unless less is better
    const greatest = (metric.reducer === "pass@k") === (metric.direction !== "lower");
    return (greatest ? passAtK(values, metric.k ?? 1) : worstOfK(values, metric.k ?? 1)) ?? Number.NaN;
  }
  let sum = 0;
  for (let at = from; at < end; at++) sum += rows[at]!;
  for (let at = 0; at < more.count; at++) sum += more.value;
  return sum / count;
}

function f1Parts(tp: number, fp: number, fn: number): { numerator: number; denominator: number } {
  return { numerator: 2 * tp, denominator: 2 * tp + fp + fn };
}

function sumsOf(scores: SeedScores, metric: MetricDefinition): ReducedItems["sums"] {
  if (isSumOfScores(metric)) return null;
  const count = scores.items.length;
  const sums = { numerator: new Float64Array(count), denominator: new Float64Array(count) };
  for (let item = 0; item < count; item++) {
    let numerator = 0;
    let denominator = 0;
    let scored = 0;
    for (let row = scores.offsets[item]!; row < scores.offsets[item + 1]!; row++) {
      if (Number.isNaN(scoreOf(scores, row, metric))) continue;
      scored += 1;
      const parts =
        metric.kind === "f1"
          ? f1Parts(scores.tp![row]!, scores.fp![row]!, scores.fn![row]!)
          : { numerator: scores.tp![row]!, denominator: scores.fp![row]! };
      numerator += parts.numerator;
      denominator += parts.denominator;
    }
    // without a scored epoch 0/0, NaN
    sums.numerator[item] = numerator / scored;
    sums.denominator[item] = denominator / scored;
  }
  return sums;
}
