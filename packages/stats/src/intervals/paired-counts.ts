import { need } from "../errors.ts";

/** A paired 2 × 2 table: what became of the same items in two arms. */
export interface PairedCounts {
  /** right in both arms */
  both: number;
  treatmentOnly: number;
  baselineOnly: number;
  neither: number;
}

/**
 * How many items does a paired table hold?
 *
 * @throws {StatsError} if a count is not a whole number ≥ 0
 */
export function pairedItems(counts: PairedCounts): number {
  const { both, treatmentOnly, baselineOnly, neither } = counts;
  const cells = [both, treatmentOnly, baselineOnly, neither];
  need(
    cells.every((cell) => Number.isInteger(cell) && cell >= 0),
    `four whole counts were needed, found ${cells.join(", ")}`,
  );
  return both + treatmentOnly + baselineOnly + neither;
}
