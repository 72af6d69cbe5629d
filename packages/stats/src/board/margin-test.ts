import type { BoardRow } from "../board.ts";
import { normalCdf } from "../distributions/normal-cdf.ts";
import { newcombeTail } from "../equivalence/newcombe-tail.ts";
import { nonInferiority } from "../equivalence/tost.ts";
import { tangoScore } from "../intervals/tango.ts";
import { betterAndWorse, improvedPairs } from "./row-counts.ts";

interface Tails {
  /** one-sided p of H: improvement ≤ threshold */
  above: number;
  /** one-sided p of H: improvement ≥ threshold */
  below: number;
}

/**
 * Is this row's improvement greater than `threshold`? One-sided p of H: improvement ≤ threshold.
 *
 * Thresholds are 0 (improved at all) and −margin (not worse than by the margin). At 0 it is the row's own two-sided p:
 * half of it on the good side, 1 − half on the other. Elsewhere it is the dual of the row's interval: Tango's score test,
 * Newcombe's interval inverted, or the standard error with its degrees of freedom. (The interval of clustered rows is a
 * bootstrap's: for these the test at the margin is close to its dual, not equal.) Null where the row has no p-value by
 * structure.
 *
 * @see oracle: statsmodels ttost_paired for paired rows; the intervals for the others
 */
export function oneSidedP(row: BoardRow, threshold: number): number | null {
  return tails(row, threshold)?.above ?? null;
}

/**
 * Does this control differ from "worse by exactly the margin"? Two-sided p of H: improvement = −margin.
 *
 * Rejected on the good side it says non-inferior, on the other inferior; with one control, p ≤ α exactly where the
 * interval excludes −margin. Null where the row has no p-value or no margin.
 */
export function marginP(row: BoardRow): number | null {
  const { margin } = row.analysis;
  const both = margin === null ? undefined : tails(row, -margin);
  return both === undefined ? null : Math.min(1, 2 * Math.min(both.above, both.below));
}

function tails(row: BoardRow, threshold: number): Tails | undefined {
  const { improvement, p, standardError, degreesOfFreedom } = row.analysis.difference;
  if (improvement === null || p === null) return undefined;
  if (threshold === 0) {
    return improvement > 0 ? { above: p / 2, below: 1 - p / 2 } : { above: 1 - p / 2, below: p / 2 };
  }
  // each tail is computed on its own side: 1 − p would be 0 or lose its digits far out
  const pairs = improvedPairs(row);
  if (pairs !== undefined && Math.abs(threshold) < 1) {
    const score = tangoScore(pairs, threshold);
    return { above: atLeastTiny(normalCdf(-score)), below: atLeastTiny(normalCdf(score)) };
  }
  const arms = betterAndWorse(row);
  if (arms !== undefined) {
    const [first, second] = arms;
    return { above: newcombeTail(first, second, threshold), below: newcombeTail(second, first, -threshold) };
  }
  if (standardError === null || standardError <= 0) return undefined;
  const above = nonInferiority({ value: improvement, standardError, degreesOfFreedom }, -threshold);
  const below = nonInferiority({ value: -improvement, standardError, degreesOfFreedom }, threshold);
  return { above: atLeastTiny(above), below: atLeastTiny(below) };
}

/** A p below the smallest float is still not 0. */
function atLeastTiny(p: number): number {
  return Math.max(p, Number.MIN_VALUE);
}
