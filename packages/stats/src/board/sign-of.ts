import type { BoardRow } from "../board.ts";
import { tieTolerance } from "../tie.ts";

/**
 * Is the treatment arm ahead (1), behind (−1) or tied (0), given an improvement on this row's scale?
 *
 * Arms tie within 1e-9 · max(1, width of the range), as scores do: a difference below that is the order of summation.
 */
export function signOf(row: BoardRow, improvement: number): -1 | 0 | 1 {
  if (Math.abs(improvement) <= tieTolerance(row.range)) return 0;
  return improvement > 0 ? 1 : -1;
}
