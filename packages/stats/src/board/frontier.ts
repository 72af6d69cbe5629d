import { percentileInterval } from "../bootstrap/percentile.ts";
import { resampleSums } from "../bootstrap/resample-sums.ts";
import { need } from "../errors.ts";
import { openStreams } from "../random/stream.ts";
import type { Interval } from "../row.ts";
import { mean } from "../sum.ts";
import { compareUtf8 } from "../utf8-order.ts";

/** One suite of a frontier: the same items under both arms, turned so that greater is better. */
export interface FrontierAxis {
  /** distinct item ids */
  items: readonly string[];
  treatment: ArrayLike<number>;
  baseline: ArrayLike<number>;
}

/** How a frontier is resampled. */
export interface FrontierOptions {
  level: number;
  replicates: number;
  seed: string | null;
  /** names the random stream: the keys of the two suites */
  key: string;
}

/** Where the arms stand on one axis. */
export interface FrontierPosition {
  treatment: number;
  baseline: number;
  improvement: number;
  treatmentInterval: Interval | null;
  baselineInterval: Interval | null;
  improvementInterval: Interval | null;
}

/** Where both arms stand on two suites, and how sure it is that one dominates. */
export interface Frontier {
  axes: readonly [FrontierPosition, FrontierPosition];
  /** items that both axes hold: these were redrawn together */
  sharedItems: number;
  /** share of the resamples in which the treatment is better on both axes; a tie on an axis counts half */
  probabilityOfDominance: number;
  /** the same for the baseline */
  probabilityOfBeingDominated: number;
  /** of the two improvements, over the resamples; null where one of them never moves */
  correlation: number | null;
}

/**
 * Did the treatment move the frontier of two suites that pull against each other, or only along it?
 *
 * Jailbreak robustness and over-refusal, attack success and diversity. A joint bootstrap: an item that both suites hold
 * is redrawn once for both; items of one alone are redrawn independently. Percentile intervals, so a few items on an axis
 * make them short (null where nothing moves). Null with fewer than two items on an axis.
 *
 * `axes`: item ids with both arms' scores, turned so that greater is better. O(replicates · items).
 *
 * @throws {StatsError} if an axis' arrays differ in length, or it names an item twice
 * @see Efron & Tibshirani (1993), ch. 8 (paired units); oracle: the t interval of each axis
 */
export function frontier(axes: readonly [FrontierAxis, FrontierAxis], options: FrontierOptions): Frontier | null {
  for (const { items, treatment, baseline } of axes) {
    need(
      items.length === treatment.length && items.length === baseline.length,
      "one score in each arm per item was needed",
    );
    need(new Set(items).size === items.length, "distinct items were needed");
  }
  if (axes.some(({ items }) => items.length < 2)) return null;
  const onSecond = new Set(axes[1].items);
  const sharedItems = axes[0].items.filter((item) => onSecond.has(item)).length;
  const [first, second] = drawAxes(axes, sharedItems > 0, options);
  const firstMoves = improvements(first);
  const secondMoves = improvements(second);
  return {
    axes: [position(axes[0], first, options.level), position(axes[1], second, options.level)],
    sharedItems,
    probabilityOfDominance: shareBothAbove(firstMoves, secondMoves, 1),
    probabilityOfBeingDominated: shareBothAbove(firstMoves, secondMoves, -1),
    correlation: correlation(firstMoves, secondMoves),
  };
}

/** The arms' means on one axis, replicate by replicate. */
interface Draws {
  treatment: Float64Array;
  baseline: Float64Array;
}

/** per axis and item: treatment, baseline, and 1 where the axis holds the item */
const width = 3;

function drawAxes(
  axes: readonly [FrontierAxis, FrontierAxis],
  isShared: boolean,
  options: FrontierOptions,
): [Draws, Draws] {
  const root = openStreams(options.seed, options.key);
  const ids = axes.map(({ items }) => items);
  const tables = isShared
    ? [{ rows: tableOf(axes, union(ids)), width: 2 * width }]
    : axes.map((axis) => ({ rows: tableOf([axis], union([axis.items])), width }));
  const sums = resampleSums(tables, root, options.replicates);
  const stride = isShared ? 2 * width : width;
  const [first, second] = isShared ? [sums[0]!, sums[0]!] : [sums[0]!, sums[1]!];
  const secondFrom = isShared ? width : 0;
  // a resample without a single item of an axis says nothing of it: dropped
  const defined = Array.from({ length: options.replicates }, (_, replicate) => replicate * stride).filter(
    (at) => first[at + 2]! > 0 && second[at + secondFrom + 2]! > 0,
  );
  return [
    means(first, defined),
    means(
      second,
      defined.map((at) => at + secondFrom),
    ),
  ];
}

function union(ids: readonly (readonly string[])[]): string[] {
  return [...new Set(ids.flat())].sort(compareUtf8);
}

function tableOf(axes: readonly FrontierAxis[], items: readonly string[]): Float64Array {
  const rowOf = new Map(items.map((item, row) => [item, row]));
  const stride = axes.length * width;
  const rows = new Float64Array(items.length * stride);
  for (const [which, axis] of axes.entries()) {
    for (const [i, item] of axis.items.entries()) {
      const at = rowOf.get(item)! * stride + which * width;
      rows[at] = axis.treatment[i]!;
      rows[at + 1] = axis.baseline[i]!;
      rows[at + 2] = 1;
    }
  }
  return rows;
}

function means(sums: Float64Array, offsets: readonly number[]): Draws {
  return {
    treatment: Float64Array.from(offsets, (at) => sums[at]! / sums[at + 2]!),
    baseline: Float64Array.from(offsets, (at) => sums[at + 1]! / sums[at + 2]!),
  };
}

function improvements({ treatment, baseline }: Draws): Float64Array {
  return treatment.map((value, replicate) => value - baseline[replicate]!);
}

function position(axis: FrontierAxis, draws: Draws, level: number): FrontierPosition {
  const treatment = mean(axis.treatment);
  const baseline = mean(axis.baseline);
  return {
    treatment,
    baseline,
    improvement: treatment - baseline,
    treatmentInterval: middle(draws.treatment, level),
    baselineInterval: middle(draws.baseline, level),
    improvementInterval: middle(improvements(draws), level),
  };
}

/** Null where no resample moves: an interval without a width would claim certainty. */
function middle(draws: Float64Array, level: number): Interval | null {
  return isConstant(draws) ? null : percentileInterval(Float64Array.from(draws).sort(), level);
}

/** A resample in which an axis does not move counts half for either side. */
function shareBothAbove(first: Float64Array, second: Float64Array, side: 1 | -1): number {
  const weight = (value: number) => (value === 0 ? 0.5 : value * side > 0 ? 1 : 0);
  return mean(first.map((value, replicate) => weight(value) * weight(second[replicate]!)));
}

function correlation(first: Float64Array, second: Float64Array): number | null {
  if (isConstant(first) || isConstant(second)) return null;
  const firstMean = mean(first);
  const secondMean = mean(second);
  let cross = 0;
  let firstSquares = 0;
  let secondSquares = 0;
  for (let i = 0; i < first.length; i++) {
    const left = first[i]! - firstMean;
    const right = second[i]! - secondMean;
    cross += left * right;
    firstSquares += left * left;
    secondSquares += right * right;
  }
  return cross / Math.sqrt(firstSquares * secondSquares);
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}
