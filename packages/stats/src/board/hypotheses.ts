import type { BoardPlan, BoardRow, Correction, MissingRow } from "../board.ts";
import { benjaminiHochberg } from "../multiplicity/benjamini-hochberg.ts";
import { holm } from "../multiplicity/holm.ts";
import type { Counted } from "./counted.ts";
import { marginP } from "./margin-test.ts";

/** A board once it is known which rows count. */
export interface CountedBoard {
  rows: readonly BoardRow[];
  missing: readonly MissingRow[];
  plan: BoardPlan;
  count: Counted;
}

/** Hypotheses that are corrected together. */
export interface HypothesisFamily {
  kind: "primary" | "outcomes" | "controls";
  correction: Correction;
  keys: readonly string[];
  /** of the rows in `keys`, then 1 for every planned suite that is missing */
  pValues: readonly number[];
}

/**
 * Which p-values are corrected together?
 *
 * - outcomes: every counted row that may receive a verdict, and each planned suite that is missing, with p = 1. Where
 *   the plan declares primary suites, those are a family of their own under Holm, and the others follow `correction`;
 * - controls: the two-sided test at −margin, corrected among themselves.
 *
 * A p that is null by structure is no hypothesis. Secondary metrics, splits and uncounted rows are descriptive.
 */
export function hypothesisFamilies({ rows, missing, plan, count }: CountedBoard): HypothesisFamily[] {
  const primary = new Set(plan.primarySuites);
  const outcomes = testsOf(
    rows.filter((row) => count.reasons.get(row.key) === null),
    (row) => row.analysis.difference.p,
  );
  const isPrimary = ({ suite }: { suite: string }) => primary.has(suite);
  const isOther = ({ suite }: { suite: string }) => !primary.has(suite);

  const families: HypothesisFamily[] = [
    { kind: "primary", correction: "holm", ...family(outcomes.filter(isPrimary), count.missing.filter(isPrimary)) },
    {
      kind: "outcomes",
      correction: plan.correction,
      ...family(outcomes.filter(isOther), count.missing.filter(isOther)),
    },
  ];
  if (!count.controlsCounted) {
    const controls = rows.filter((row) => count.reasons.get(row.key) === "control" && isDistinct(row));
    const lost = missing.filter(
      (row) => row.role === "control" && row.direction !== "unknown" && isControl(row.suite, plan),
    );
    families.push({ kind: "controls", correction: plan.correction, ...family(testsOf(controls, marginP), lost) });
  }
  return families.filter(({ keys }) => keys.length > 0);
}

/** A family's p-values adjusted by both corrections, those of missing suites last. */
export function adjusted(pValues: readonly number[]): { holm: (number | null)[]; bh: (number | null)[] } {
  return { holm: holm(pValues), bh: benjaminiHochberg(pValues) };
}

interface Test {
  key: string;
  suite: string;
  p: number;
}

function testsOf(rows: readonly BoardRow[], pValue: (row: BoardRow) => number | null): Test[] {
  return rows.flatMap((row) => {
    const p = row.analysis.noVerdict === null ? pValue(row) : null;
    return p === null ? [] : [{ key: row.key, suite: row.suite, p }];
  });
}

function family(tests: readonly Test[], missing: readonly MissingRow[]): { keys: string[]; pValues: number[] } {
  return { keys: tests.map(({ key }) => key), pValues: [...tests.map(({ p }) => p), ...missing.map(() => 1)] };
}

/** A control that is judged once: not again in a row that contains its items. */
function isDistinct(row: BoardRow): boolean {
  return row.direction !== "unknown" && !row.containsOthers;
}

function isControl(suite: string, plan: BoardPlan): boolean {
  return !plan.count.includes(suite) && !plan.doNotCount.includes(suite);
}
