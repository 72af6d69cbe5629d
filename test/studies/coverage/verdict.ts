import { clopperPearson, type Interval } from "@evenmatch/stats";
import type { CellResult, Facts, Rate, Tally } from "./cell.ts";

/** Which coverage is owed. */
export interface Owed {
  atLeast: number;
  atMost: number;
}

export type CellVerdict = "kept" | "too short" | "too long" | "not owed";

/**
 * The level of the Monte-Carlo intervals that decide: with some 70 of them, one in a hundred may err by chance at its edge.
 */
export const monteCarloLevel = 0.99;

/**
 * Which coverage is owed in such a population? Null where none is, and a warning is due instead.
 *
 * ≥ .93 from 100 items, 10 expected non-zero differences, a skew up to 2, and 3 training seeds on; ≥ .92 with clusters,
 * of which at least 20; ≤ .97 for continuous data.
 */
export function owed({ items, nonZero, skew, clusters, seeds, continuous }: Facts): Owed | null {
  if (items < 100 || nonZero < 10 || Math.abs(skew) > 2) return null;
  if ((clusters !== null && clusters < 20) || (seeds !== null && seeds < 3)) return null;
  return { atLeast: clusters === null ? 0.93 : 0.92, atMost: continuous ? 0.97 : 1 };
}

/** What a cell's default interval owes; a board's win rate as much as a row, unless a warning is due there. */
export function owedBy({ facts, warning }: Pick<CellResult, "facts" | "warning">): Owed | null {
  if (facts !== null) return owed(facts);
  return warning === null ? { atLeast: 0.93, atMost: 1 } : null;
}

/** Does the primary interval keep what is owed? Only a Monte-Carlo interval wholly outside says no. */
export function cellVerdict(cell: Pick<CellResult, "facts" | "warning" | "tallies">): CellVerdict {
  const due = owedBy(cell);
  if (due === null) return "not owed";
  const [lower, upper] = coverageInterval(cell.tallies[0]!);
  if (upper < due.atLeast) return "too short";
  return lower > due.atMost ? "too long" : "kept";
}

/** Does the primary interval cover less than would be owed in a better population? */
export function fallsShort({ facts, tallies }: Pick<CellResult, "facts" | "tallies">): boolean {
  const [, upper] = coverageInterval(tallies[0]!);
  return upper < (facts?.clusters == null ? 0.93 : 0.92);
}

/** The share of intervals that held the truth, of those that were given. */
export function coverage({ covered, replications, undefined: none }: Tally): number | null {
  return replications === none ? null : covered / (replications - none);
}

export function coverageInterval({ covered, replications, undefined: none }: Tally): Interval {
  return replications === none ? [0, 1] : clopperPearson(covered, replications - none, monteCarloLevel);
}

export function meanLength({ lengthSum, lengthSquares, replications, undefined: none }: Tally): {
  mean: number;
  error: number;
} {
  const n = replications - none;
  const mean = lengthSum / n;
  const variance = Math.max(0, lengthSquares / n - mean * mean);
  return { mean, error: Math.sqrt(variance / n) };
}

/** Clopper–Pearson for events; for shares by the normal law. */
export function rateInterval({ sum, squares, replications }: Rate): Interval {
  if (sum === squares) return clopperPearson(sum, replications, monteCarloLevel);
  const mean = sum / replications;
  const error = Math.sqrt(Math.max(0, squares / replications - mean * mean) / replications);
  return [Math.max(0, mean - 2.576 * error), Math.min(1, mean + 2.576 * error)];
}

export function rateKept(rate: Rate): boolean {
  return rate.atMost === null || rateInterval(rate)[0] <= rate.atMost;
}
