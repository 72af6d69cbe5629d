import type { MetricDefinition, RowPlan, SeedScores } from "./input.ts";
import { statuses } from "./input.ts";
import { passAtK, worstOfK } from "./intervals/pass-at-k.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** One item of one arm and one training seed, its epochs reduced. */
export interface ReducedItem {
  /** null: no score, or fewer than k scored epochs */
  score: number | null;
  /** the scored epochs */
  rows: Float64Array;
  /** the score if every missing epoch were as bad, or as good, as can be; null where the range is unbounded */
  worst: number | null;
  best: number | null;
  /** mean numerator and denominator over the scored epochs, of a ratio of sums; else null */
  numerator: number | null;
  denominator: number | null;
  /** bit i set: some row has the status of code i */
  causes: number;
  hash: string;
  cluster: string;
  weight: number;
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
 * where the range has no such end). Items keep their order.
 */
export function reduceItems(scores: SeedScores, metric: MetricDefinition, plan: RowPlan): ReducedItem[] {
  const extremes = extremesOf(metric);
  const refusal = plan.refusedAs === "missing" || !extremes ? null : extremes[plan.refusedAs];
  return scores.items.map((_, item) => {
    const rows = rowsOf(scores, item);
    const filled: number[] = [];
    let missing = 0;
    let causes = 0;
    for (const row of rows) {
      const value = scoreOf(scores, row, metric);
      if (value !== null) {
        filled.push(value);
        continue;
      }
      causes |= 1 << causeOf(scores, row);
      const refused = statuses[scores.status[row]!] === "refused";
      if (refused && refusal !== null && isSumOfScores(metric)) filled.push(refusal);
      else missing += 1;
    }
    const completed = (fill: number) => reduce([...filled, ...new Array<number>(missing).fill(fill)], metric) ?? fill;
    return {
      score: reduce(filled, metric),
      rows: Float64Array.from(filled),
      worst: extremes && completed(extremes.worst),
      best: extremes && completed(extremes.best),
      ...sumsOf(scores, rows, metric),
      causes,
      hash: scores.itemHash?.[item] ?? "",
      cluster: scores.cluster?.[item] ?? "",
      weight: scores.weight?.[item] ?? 1,
    };
  });
}

/** The code of the cause for which a row has no score: its status, or `unscored` where that claims a score. */
export function causeOf(scores: SeedScores, row: number): number {
  const code = scores.status[row]!;
  return code === 0 || code >= statuses.length ? statuses.indexOf("unscored") : code;
}

/** Is there a score on this row? A score is finite; that of a ratio of sums has finite counts too. */
export function scoreOf(scores: SeedScores, row: number, metric: MetricDefinition): number | null {
  if (scores.status[row] !== 0) return null;
  if (!isSumOfScores(metric)) {
    const parts = [scores.tp?.[row], scores.fp?.[row], metric.kind === "f1" ? scores.fn?.[row] : 0];
    if (!parts.every((part) => part !== undefined && Number.isFinite(part))) return null;
    const [tp, fp, fn] = parts as [number, number, number];
    const { numerator, denominator } = metric.kind === "f1" ? f1Parts(tp, fp, fn) : { numerator: tp, denominator: fp };
    // nothing to find and nothing found: without error, as far as the item alone can say
    if (denominator === 0) return metric.kind === "f1" ? 1 : 0;
    return numerator / denominator;
  }
  const score = scores.score[row]!;
  return Number.isFinite(score) ? score : null;
}

/** Is the metric a mean of item scores (or a quantile or ratio of such), rather than a ratio of counts? */
export function isSumOfScores(metric: MetricDefinition): boolean {
  return metric.kind !== "f1" && metric.kind !== "ratio";
}

/** Seeds in ascending UTF-8 byte order of their ids, one without an id first. */
export function seedsInOrder(seeds: readonly SeedScores[]): SeedScores[] {
  return [...seeds].sort((left, right) => compareUtf8(left.seed ?? "", right.seed ?? ""));
}

function rowsOf(scores: SeedScores, item: number): number[] {
  const from = scores.offsets[item]!;
  return Array.from({ length: scores.offsets[item + 1]! - from }, (_, i) => from + i);
}

function reduce(values: readonly number[], metric: MetricDefinition): number | null {
  if (values.length === 0) return null;
  if (metric.reducer !== "mean") {
    // the best of k is the greatest, the worst the least, unless less is better
    const greatest = (metric.reducer === "pass@k") === (metric.direction !== "lower");
    return greatest ? passAtK(values, metric.k ?? 1) : worstOfK(values, metric.k ?? 1);
  }
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function f1Parts(tp: number, fp: number, fn: number): { numerator: number; denominator: number } {
  return { numerator: 2 * tp, denominator: 2 * tp + fp + fn };
}

function sumsOf(
  scores: SeedScores,
  rows: readonly number[],
  metric: MetricDefinition,
): { numerator: number | null; denominator: number | null } {
  if (isSumOfScores(metric)) return { numerator: null, denominator: null };
  let numerator = 0;
  let denominator = 0;
  let scored = 0;
  for (const row of rows) {
    if (scoreOf(scores, row, metric) === null) continue;
    scored += 1;
    const parts =
      metric.kind === "f1"
        ? f1Parts(scores.tp![row]!, scores.fp![row]!, scores.fn![row]!)
        : { numerator: scores.tp![row]!, denominator: scores.fp![row]! };
    numerator += parts.numerator;
    denominator += parts.denominator;
  }
  if (scored === 0) return { numerator: null, denominator: null };
  return { numerator: numerator / scored, denominator: denominator / scored };
}
