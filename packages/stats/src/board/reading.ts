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
  const { improvement, improvementInterval, p } = row.analysis.difference;
  if (improvement === null) return undefined;
  return { improvement, interval: improvementInterval, p };
}

/** Does the whole interval lie within ± margin? False without either. */
export function insideMargin(interval: Interval | null, margin: number | null): boolean {
  return interval !== null && margin !== null && interval[0] >= -margin && interval[1] <= margin;
}
