import type { BoardRow } from "../board.ts";
import type { Interval } from "../row.ts";

/** One row, or one completion of its missing data, as far as a verdict depends on it. */
export interface Reading {
  /** positive is better */
  improvement: number;
  /** of the improvement, at the plan's level */
  interval: Interval | null;
  /** two-sided, of no difference; null where there is none by structure */
  p: number | null;
}

/** What was observed, turned so that positive is better; undefined where the row has no improvement. */
export function observedReading(row: BoardRow): Reading | undefined {
  const { improvement, p } = row.analysis.difference;
  if (improvement === null) return undefined;
  return { improvement, interval: improvementInterval(row), p };
}

/**
 * The interval of a row's improvement: that of its difference, mirrored where less is better.
 *
 * Null where the row has none, and where the improvement is no mirror image of the difference (a `target` metric whose
 * arms lie on two sides of the ideal).
 */
export function improvementInterval(row: BoardRow): Interval | null {
  const { value, improvement, interval } = row.analysis.difference;
  if (interval === null || value === null || improvement === null) return null;
  if (row.direction === "higher") return interval;
  if (row.direction === "lower") return mirrored(interval);
  if (improvement === value) return interval;
  return improvement === -value ? mirrored(interval) : null;
}

/** Does the whole interval lie within ± margin? False without either. */
export function insideMargin(interval: Interval | null, margin: number | null): boolean {
  return interval !== null && margin !== null && interval[0] >= -margin && interval[1] <= margin;
}

function mirrored(interval: Interval): Interval {
  return [-interval[1], -interval[0]];
}
