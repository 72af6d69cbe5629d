import type { BoardPlan, BoardRow, MissingRow, NotCountedReason, Role } from "../board.ts";

/** Which rows enter the headline, and why the others do not. */
export interface Counted {
  /** by row key: null where the row counts, else the reason why not */
  reasons: ReadonlyMap<string, NotCountedReason | null>;
  /** planned suites without a row that would have counted */
  missing: readonly MissingRow[];
  /** no outcome suite and none of the project's own: every suite with a known direction counts */
  controlsCounted: boolean;
}

/**
 * Which suites does a sentence like "ahead on 44 of 53" speak of?
 *
 * Outcome suites and the project's own (`unassigned`), with a known direction, on their primary metric. Controls and
 * mixed suites are shown but not counted unless the plan names them; where an experiment has neither outcomes nor suites
 * of its own, every suite counts. A missing suite without a known direction could not have received a verdict, so it is
 * no missing one of these. A suite never counts twice: one that contains other rows' items stays out.
 */
export function counted(rows: readonly BoardRow[], missing: readonly MissingRow[], plan: BoardPlan): Counted {
  const named = new Set(plan.count);
  const excluded = new Set(plan.doNotCount);
  const counts = (row: { suite: string; role: Role }) => roleCounts(row.role) || named.has(row.suite);
  const controlsCounted = ![...rows, ...missing].some((row) => counts(row) && eligible(row));

  function reason(row: BoardRow): NotCountedReason | null {
    if (!row.primary) return "secondary_metric";
    if (excluded.has(row.suite)) return "excluded_by_plan";
    if (!counts(row) && !controlsCounted) return row.role === "control" ? "control" : "mixed";
    if (row.direction === "unknown") return "unknown_direction";
    if (row.analysis.noVerdict === "at_ideal") return "at_ideal";
    if (row.containsOthers) return "contains_other_rows";
    if (row.analysis.difference.improvement === null) return "no_difference";
    return null;
  }

  return {
    reasons: new Map(rows.map((row) => [row.key, reason(row)])),
    missing: missing.filter(
      (row) => !excluded.has(row.suite) && row.direction !== "unknown" && (counts(row) || controlsCounted),
    ),
    controlsCounted,
  };
}

function roleCounts(role: Role): boolean {
  return role === "outcome" || role === "unassigned";
}

/** A suite of the project's own whose direction nobody stated can't carry a count; a catalogued outcome still could. */
function eligible(row: Pick<BoardRow | MissingRow, "role" | "direction">): boolean {
  return row.role !== "unassigned" || row.direction !== "unknown";
}
