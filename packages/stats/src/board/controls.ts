import type { BoardRow, ControlsSummary, RowVerdict, Verdict } from "../board.ts";

/**
 * Were the controls left unharmed? How many of the uncounted controls are shown to be not worse than by the margin.
 *
 * `rows` and their `verdicts` in the same order. Null where no control is shown beside the counted rows.
 */
export function controlsOf(rows: readonly BoardRow[], verdicts: readonly RowVerdict[]): ControlsSummary | null {
  const controls = verdicts.filter(({ notCounted }, i) => notCounted === "control" && !rows[i]!.containsOthers);
  if (controls.length === 0) return null;
  const having = (verdict: Verdict) => controls.filter((row) => row.verdict === verdict).length;
  return {
    suites: controls.length,
    nonInferior: having("nonInferior"),
    inferior: having("inferior"),
    inconclusive: having("inconclusive"),
    noVerdict: having("noVerdict"),
  };
}
