import type { Comparison } from "@evenmatch/contract/comparison";
import { type Layout, layoutFor, verdictCell } from "./layout.ts";
import { countText } from "./numbers.ts";
import type { Paint, Style } from "./paint.ts";
import { type RowSection, type RowView, type TableView, tableView } from "./row-view.ts";
import { columnsOf, padded, shortened, wrapped } from "./text.ts";

const verdictStyles: Readonly<Record<string, Style>> = {
  improved: "gain",
  nonInferior: "gain",
  regressed: "loss",
  inferior: "loss",
  equivalent: "same",
};

/** The table of suites in its parts. */
export interface SuiteParts {
  /** the columns' titles */
  header: string;
  sections: SuiteSection[];
  /** what arrows, drawings and marks mean */
  legend: string[];
}

/** Rows under one heading, each of one line, or of two in a narrow window. */
export interface SuiteSection {
  title: string;
  verdict: RowSection["verdict"];
  rows: { word: string; lines: string[] }[];
}

/** The suite rows of a comparison in sections by verdict, and what their marks mean. */
export function suiteLines(comparison: Comparison, width: number, paint: Paint): string[] {
  const { header, sections, legend } = suiteParts(comparison, width, paint);
  if (sections.length === 0) return ["no suite has results in both arms"];
  const rows = sections.flatMap((section) => ["", section.title, ...section.rows.flatMap(({ lines }) => lines)]);
  return [header, ...rows, "", ...legend];
}

/** The parts of the table, as wide as the window. */
export function suiteParts(comparison: Comparison, width: number, paint: Paint): SuiteParts {
  const view = tableView(comparison);
  const views = view.sections.flatMap(({ rows }) => rows);
  const layout = layoutFor(comparison, views, width);
  const header = layout.columns.map((column) => padded(column.title, column.width, column.side)).join("  ");
  return {
    header: paint(`  ${header}`, "quiet"),
    sections: view.sections.map(({ title, verdict, rows }) => ({
      title: paint(title, verdict === null ? "quiet" : "strong"),
      verdict,
      rows: rows.map((row) => ({ word: row.verdict, lines: rowLines(row, layout, paint) })),
    })),
    legend: legendLines(view, layout.legend, width).map((line) => paint(line, "quiet")),
  };
}

function rowLines(view: RowView, layout: Layout, paint: Paint): string[] {
  const style = verdictStyles[view.row.verdict] ?? "quiet";
  const cells = layout.columns.map((column) => {
    const text = padded(column.cell(view), column.width, column.side);
    return column.title === "verdict" || column === layout.drawing ? paint(text, style) : text;
  });
  if (!layout.twoLines) return [`${view.arrow} ${cells.join("  ")}`];
  const verdict = verdictCell(view);
  const room = layout.width - 4 - columnsOf(verdict);
  const label = padded(shortened(view.label, room), room);
  return [`${view.arrow} ${label}  ${paint(verdict, style)}`, `  ${cells.join("  ")}`];
}

function legendLines({ notes, sections }: TableView, extra: readonly string[], width: number): string[] {
  const views = sections.flatMap((section) => section.rows);
  const rows = views.map(({ row }) => row);
  const arrows = [
    ...(rows.some(({ direction }) => direction === "higher") ? ["↑ more is better"] : []),
    ...(rows.some(({ direction }) => direction === "lower") ? ["↓ less is better"] : []),
    ...(rows.some(({ direction }) => direction === "target")
      ? ["→ nearer the ideal is better (difference of distances)"]
      : []),
    ...(rows.some(({ direction }) => direction === "unknown") ? ["? nobody said which is better"] : []),
    ...(views.some(({ difference }) => difference.endsWith("pp")) ? ["pp percentage points"] : []),
  ].join("; ");
  const controls = rows.some(({ verdict }) => verdict === "nonInferior" || verdict === "inferior")
    ? ["a control's p is of “worse by exactly the margin”"]
    : [];
  const marks = notes.map(({ mark, text, rows: n }) => `${padded(mark, 2)} ${text} (${countText(n, "row")})`);
  return [arrows, ...extra, ...controls]
    .flatMap((line) => wrapped(line, width))
    .concat(
      marks.flatMap((line) => wrapped(line, width - 3).map((part, index) => (index === 0 ? part : `   ${part}`))),
    );
}
