/** One row as tables show it, and the order in which they show rows. */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import {
  amountText,
  differenceText,
  intervalText,
  isLogRatio,
  meanText,
  pText,
  rangeWidth,
  scaleOf,
} from "./numbers.ts";
import { plainText } from "./plain-text.ts";
import { directionArrows, notCountedWords, noVerdictWords, verdictWords } from "./verdict.ts";
import { commonWarnings, warningText } from "./warnings.ts";

export interface RowView {
  row: SuiteRow;
  arrow: string;
  /** suite/variant [condition] */
  label: string;
  n: string;
  baseline: string;
  treatment: string;
  difference: string;
  interval: string;
  p: string;
  verdict: string;
  /** what has to be known before the verdict is believed: keys of `notes` */
  marks: string[];
}

/** Rows under one heading. */
export interface RowSection {
  title: string;
  counted: boolean;
  verdict: SuiteRow["verdict"] | null;
  rows: RowView[];
}

/** A table's rows in order, and what its marks mean. */
export interface TableView {
  sections: RowSection[];
  notes: Note[];
}

const verdictOrder = ["improved", "regressed", "equivalent", "inconclusive", "noVerdict"] as const;

/**
 * The rows in reading order: what counts by verdict, the greatest improvement first (of the regressed, the worst); then
 * what is shown only, by reason.
 *
 * Every warning of a row, its fragility and the reason for a missing verdict are marks beside the verdict, explained
 * once below the table: at 87 rows a sentence a row would drown the figures.
 */
export function tableView(comparison: Comparison): TableView {
  const notes = new Map<string, Note>();
  const common = new Set(commonWarnings(comparison));
  const { level } = comparison.plan;
  const view = (row: SuiteRow) => rowView(row, comparison.plan, notesOf(row, { common, level }, notes));
  const counted = comparison.suites.filter((row) => row.counted);
  const shown = comparison.suites.filter((row) => !row.counted);
  const others = new Set(counted.map(({ verdict }) => verdict).filter((verdict) => !isCountedVerdict(verdict)));

  const sections: RowSection[] = [];
  for (const verdict of [...verdictOrder, ...others]) {
    const rows = ordered(counted.filter((row) => row.verdict === verdict));
    if (rows.length > 0)
      sections.push({
        title: `${verdictWords[verdict]} (${rows.length})`,
        counted: true,
        verdict,
        rows: (verdict === "regressed" ? rows.toReversed() : rows).map(view),
      });
  }
  for (const reason of new Set(shown.map(({ notCounted }) => notCounted))) {
    const rows = ordered(shown.filter((row) => row.notCounted === reason));
    sections.push({
      title: `not counted: ${rows.length} ${reasonWords(reason, rows.length)}`,
      counted: false,
      verdict: null,
      rows: rows.map(view),
    });
  }
  return { sections, notes: [...notes.values()] };
}

function isCountedVerdict(verdict: SuiteRow["verdict"]): boolean {
  return (verdictOrder as readonly string[]).includes(verdict);
}

function reasonWords(reason: string | null, n: number): string {
  if (reason === null) return "for no stated reason";
  return notCountedWords[reason]?.[n === 1 ? 0 : 1] ?? reason.replaceAll("_", " ");
}

/** The name of a row: `truthfulqa/mc1 [persona=a]`. */
export function rowLabel({ suite, variant, condition }: Pick<SuiteRow, "suite" | "variant" | "condition">): string {
  return plainText(`${suite}${variant === "" ? "" : `/${variant}`}${condition === "" ? "" : ` [${condition}]`}`);
}

function rowView(row: SuiteRow, plan: Comparison["plan"], marks: string[]): RowView {
  const scale = scaleOf(row);
  const byHolm = plan.correction === "holm" || plan.primarySuites.includes(row.suite);
  return {
    row,
    arrow: directionArrows[row.direction],
    label: rowLabel(row),
    n: amountText(row.n),
    baseline: meanText(row.baseline.displayedMean, scale),
    treatment: meanText(row.treatment.displayedMean, scale),
    difference: differenceText(row.difference.value, scale),
    interval: intervalText(row.difference.interval, scale),
    p: pText(byHolm ? row.adjusted.holm : row.adjusted.bh),
    verdict: verdictWords[row.verdict],
    marks,
  };
}

interface Note {
  mark: string;
  text: string;
  rows: number;
}

/** The marks of a row; what they mean is added to `notes`. Warnings of all rows alike are said elsewhere. */
function notesOf(
  row: SuiteRow,
  { common, level }: { common: ReadonlySet<string>; level: number },
  notes: Map<string, Note>,
): string[] {
  const said: [code: string, text: string][] = [];
  if (row.noVerdict !== null) {
    said.push([row.noVerdict, noVerdictWords[row.noVerdict] ?? `No verdict: ${row.noVerdict.replaceAll("_", " ")}`]);
  }
  if (row.withinMargin) said.push(["within_margin", "The whole interval lies inside the margin: real, but small"]);
  if (row.fragile) {
    said.push(["fragile", "Fragile: the verdict would differ with the missing scores at their worst or best"]);
  }
  if (row.missingness.length > 0) {
    const differs = row.missingness.some(({ p }) => p !== null && p < 1 - level);
    said.push(
      differs
        ? [
            "missing_differs",
            "Scores are missing more often in one arm, beyond chance: the difference may come of that",
          ]
        : ["missing", "Scores are missing: left out, or counted as the plan says, never as 0"],
    );
  }
  for (const code of row.warnings) {
    if (code !== row.noVerdict && !common.has(code)) said.push([code, warningText(code)]);
  }
  const marks = said.map(([code, text]) => {
    const note = notes.get(code) ?? { mark: markOf(notes.size), text, rows: 0 };
    note.rows += 1;
    notes.set(code, note);
    return note.mark;
  });
  return marks.sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
}

/** a … z, aa, ab, … */
function markOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : markOf(Math.floor(index / 26) - 1) + letter;
}

/** Greatest improvement first, as a share of the range; rows without a range after them, by name. */
function ordered(rows: readonly SuiteRow[]): SuiteRow[] {
  const share = (row: SuiteRow) => improvementShare(row)?.point ?? Number.NEGATIVE_INFINITY;
  const label = (row: SuiteRow) => rowLabel(row);
  return [...rows].sort((one, other) => {
    const [first, second] = [share(one), share(other)];
    if (first !== second) return second - first;
    return label(one) < label(other) ? -1 : 1;
  });
}

/** Where a row lies on the axis that all rows share: improvement as a share of the range. */
export interface ImprovementShare {
  point: number;
  lower: number | null;
  upper: number | null;
}

/** The improvement and its interval as shares of the range; undefined without a direction or a range. */
export function improvementShare(row: SuiteRow): ImprovementShare | undefined {
  const { improvement, improvementInterval, method } = row.difference;
  const width = rangeWidth(row);
  if (improvement === null || width === undefined || isLogRatio(method)) return undefined;
  const [lower, upper] = improvementInterval ?? [null, null];
  return {
    point: improvement / width,
    lower: lower === null ? null : lower / width,
    upper: upper === null ? null : upper / width,
  };
}
