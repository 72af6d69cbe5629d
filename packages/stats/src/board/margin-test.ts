import type { BoardRow } from "../board.ts";
import { normalCdf } from "../distributions/normal-cdf.ts";
import { tangoScore } from "../equivalence/tango-score.ts";
import { nonInferiority } from "../equivalence/tost.ts";

/**
 * Is this row's improvement greater than `threshold`? One-sided p of H: improvement ≤ threshold.
 *
 * Thresholds are 0 (improved at all) and −margin (not worse than by the margin). At 0 it is the row's own two-sided p:
 * half of it on the good side, 1 − half on the other. Elsewhere paired 0/1 scores use Tango's score test, every other
 * design its standard error and degrees of freedom (the interval of clustered rows is a bootstrap's, so for these the
 * test at the margin is close to, not exactly, its dual). Null where the row has no p-value by structure.
 *
 * @see one-sided from two-sided: p/2 on the side of the improvement; oracle: statsmodels ttost_paired for `paired`
 */
export function oneSidedP(row: BoardRow, threshold: number): number | null {
  const { improvement, p, standardError, degreesOfFreedom } = row.analysis.difference;
  if (improvement === null || p === null) return null;
  if (threshold === 0) return improvement > 0 ? p / 2 : 1 - p / 2;
  const { design, items } = row.analysis;
  if (design === "paired-binary" && items !== null && Math.abs(threshold) < 1) {
    const n = items.wins + items.losses + items.ties;
    return normalCdf(-tangoScore({ firstOnly: items.wins, secondOnly: items.losses, n }, threshold));
  }
  if (standardError === null || standardError <= 0) return null;
  return nonInferiority({ value: improvement, standardError, degreesOfFreedom }, -threshold);
}

/**
 * Does this control differ from "worse by exactly the margin"? Two-sided p of H: improvement = −margin.
 *
 * Rejected on the good side it says non-inferior, on the other inferior; with one control, p ≤ α exactly where the
 * interval excludes −margin. Null where the row has no p-value or no margin.
 */
export function marginP(row: BoardRow): number | null {
  const { margin } = row.analysis;
  if (margin === null) return null;
  const above = oneSidedP(row, -margin);
  return above === null ? null : Math.min(1, 2 * Math.min(above, 1 - above));
}
