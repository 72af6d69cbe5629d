/**
 * Scores as columns: what one result file says of one task under one condition, for all its metrics.
 *
 * Items ascend by the UTF-8 bytes of their ids; the rows of an item ascend by epoch. Positions of `statuses` are the
 * stored codes and never change.
 */
export const statuses = ["ok", "error", "unscored", "refused", "timeout"] as const;
export type Status = (typeof statuses)[number];

export interface ScoreTable {
  /** distinct ids, ascending in UTF-8 byte order */
  items: readonly string[];
  /** rows of item i are offsets[i] … offsets[i+1]−1; length items + 1 */
  offsets: Int32Array;
  /** per row */
  epoch: Int32Array;
  /** per row, a code of `statuses` */
  status: Uint8Array;
  /** metric key → per row; NaN where there is no score */
  scores: Readonly<Record<string, Float64Array>>;
  /** per item; "" where unknown */
  itemHash?: readonly string[];
  cluster?: readonly string[];
  stratum?: readonly string[];
  /** per item */
  weight?: Float64Array;
  /** per row */
  tp?: Float64Array;
  fp?: Float64Array;
  fn?: Float64Array;
  /** named parts of a score (rubric themes, axes), per row; NaN where absent */
  subscores?: Readonly<Record<string, Float64Array>>;
}
