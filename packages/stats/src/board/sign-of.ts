import type { BoardRow } from "../board.ts";

/**
 * Is the treatment arm ahead (1), behind (−1) or tied (0) on this row?
 *
 * Arms tie within 1e-9 · max(1, width of the range), as scores do: a difference below that is the order of summation.
 * Undefined where the row has no improvement.
 */
export function signOf(row: BoardRow): -1 | 0 | 1 | undefined {
  const { improvement } = row.analysis.difference;
  if (improvement === null) return undefined;
  const width = row.range === null ? 0 : row.range[1] - row.range[0];
  if (Math.abs(improvement) <= 1e-9 * Math.max(1, width)) return 0;
  return improvement > 0 ? 1 : -1;
}
