import type { BoardRow, Verdict } from "../board.ts";
import { normalCritical, normalTwoSidedP } from "../distributions/normal-critical.ts";
import { insideMargin, type Reading } from "./reading.ts";
import { signOf } from "./sign-of.ts";

/** Everything on which one verdict depends. */
export interface Evidence {
  row: BoardRow;
  reading: Reading;
  /** by the family's correction; of no difference, for a control of "worse by the margin" */
  adjustedP: number | null;
  alpha: number;
  isControl: boolean;
}

/**
 * What is the verdict on a row that may have one?
 *
 * Outcomes: `improved` or `regressed` where the adjusted p is at or below α, by the sign of the improvement; otherwise
 * `equivalent` where the uncorrected interval lies inside ± margin; otherwise `inconclusive`. Controls: `nonInferior`
 * or `inferior` where the adjusted p of "worse by exactly the margin" is at or below α; otherwise `inconclusive`.
 */
export function judge({ row, reading, adjustedP, alpha, isControl }: Evidence): Verdict {
  const { margin } = row.analysis;
  const isRejected = adjustedP !== null && adjustedP <= alpha;
  if (isControl) {
    if (!isRejected || margin === null) return "inconclusive";
    return reading.improvement > -margin ? "nonInferior" : "inferior";
  }
  const sign = signOf(row, reading.improvement);
  if (isRejected && sign !== 0) return sign > 0 ? "improved" : "regressed";
  return insideMargin(reading.interval, margin) ? "equivalent" : "inconclusive";
}

/**
 * What would have been read of this row with every missing score at its worst, and with every one at its best?
 *
 * Empty where nothing is missing. A control's p at −margin is read off each completion's interval, by the normal law.
 */
export function completedReadings(row: BoardRow, level: number, isControl: boolean): Reading[] {
  const { bounds, margin } = row.analysis;
  if (bounds === null) return [];
  return [bounds.worst, bounds.best].map(({ improvement, interval, p }) => {
    if (!isControl) return { improvement, interval, p };
    if (interval === null || margin === null) return { improvement, interval, p: null };
    const standardError = (interval[1] - interval[0]) / (2 * normalCritical(level));
    if (!(standardError > 0)) return { improvement, interval, p: null };
    return { improvement, interval, p: normalTwoSidedP((improvement + margin) / standardError) };
  });
}
