/** A comparison in a terminal window. */
import type { Comparison, Split } from "@evenmatch/contract/comparison";
import { axisFor, intervalDrawing, proportionDrawing } from "./drawing.ts";
import { headLines } from "./headline.ts";
import { countText, levelText, none, percentIntervalText, percentText } from "./numbers.ts";
import { plainText } from "./plain-text.ts";
import { improvementShare, type RowSection, type RowView, type TableView, tableView } from "./row-view.ts";
import { columnsOf, padded, shortened, wrapped } from "./text.ts";

export interface TableOptions {
  /** columns of the window; below 40 it is taken as 40 */
  width: number;
  /** ANSI colours by verdict */
  colour: boolean;
  /** show the win rate by this axis instead of the suites */
  by?: Split["by"];
}

type Paint = (text: string, style: Style) => string;
type Style = "gain" | "loss" | "same" | "quiet" | "strong";

const codes: Readonly<Record<Style, string>> = { gain: "32", loss: "31", same: "36", quiet: "2", strong: "1" };

const verdictStyles: Readonly<Record<string, Style>> = {
  improved: "gain",
  nonInferior: "gain",
  regressed: "loss",
  inferior: "loss",
  equivalent: "same",
};

/**
 * The comparison as lines that fit the window: the sentences first, then one line per suite row (two in a narrow
 * window), then what the marks mean. Ends with a newline.
 */
export function comparisonTable(comparison: Comparison, options: TableOptions): string {
  const width = Math.max(40, options.width);
  const paint: Paint = options.colour ? (text, style) => `\u001b[${codes[style]}m${text}\u001b[0m` : (text) => text;
  const body =
    options.by === undefined ? suiteLines(comparison, width, paint) : splitLines(comparison, options.by, width, paint);
  const foot = [`digest ${comparison.digest}`, `specification ${comparison.specVersion}`];
  return [...sentenceLines(comparison, width, paint), "", ...body, "", ...foot.map((line) => paint(line, "quiet")), ""]
    .map((line) => line.trimEnd())
    .join("\n");
}

function sentenceLines(comparison: Comparison, width: number, paint: Paint): string[] {
  const labelWidth = 10;
  return headLines(comparison).flatMap(({ label, text }) =>
    wrapped(plainText(text), width - labelWidth).map((line, index) => {
      const name = padded(index === 0 ? label : "", labelWidth);
      if (label === "headline") return paint(name, "quiet") + paint(line, "strong");
      if (label === "warning" || text.startsWith("NOT MATCHED")) return paint(name + line, "loss");
      return paint(name, "quiet") + line;
    }),
  );
}

interface Column {
  title: string;
  side: "left" | "right";
  width: number;
  cell(view: RowView): string;
}

function suiteLines(comparison: Comparison, width: number, paint: Paint): string[] {
  const view = tableView(comparison);
  const views = view.sections.flatMap(({ rows }) => rows);
  if (views.length === 0) return ["no suite has results in both arms"];
  const layout = layoutFor(comparison, views, width);
  const legend = legendLines(view, layout.legend, width).map((line) => paint(line, "quiet"));
  const header = layout.columns.map((column) => padded(column.title, column.width, column.side)).join("  ");
  const rows = view.sections.flatMap((section) => ["", ...sectionLines(section, layout, paint)]);
  return [paint(`  ${header}`, "quiet"), ...rows, "", ...legend];
}

function sectionLines({ title, verdict, rows }: RowSection, layout: Layout, paint: Paint): string[] {
  return [
    paint(title, verdict === null ? "quiet" : "strong"),
    ...rows.flatMap((view) => {
      const style = verdictStyles[view.row.verdict] ?? "quiet";
      const cells = layout.columns.map((column) => {
        const text = padded(column.cell(view), column.width, column.side);
        return column.title === "verdict" || column === layout.drawing ? paint(text, style) : text;
      });
      if (!layout.twoLines) return [`${view.arrow} ${cells.join("  ")}`];
      const verdict = verdictCell(view);
      const label = padded(
        shortened(view.label, layout.width - 4 - columnsOf(verdict)),
        layout.width - 4 - columnsOf(verdict),
      );
      return [`${view.arrow} ${label}  ${paint(verdict, style)}`, `  ${cells.join("  ")}`];
    }),
  ];
}

interface Layout {
  columns: Column[];
  drawing: Column | undefined;
  /** name and verdict on a line of their own */
  twoLines: boolean;
  width: number;
  legend: string[];
}

/** Cells of a drawing, odd: the zero line stands in the middle. */
const leastDrawing = 13;
const mostDrawing = 29;

/** What fits: difference, interval and verdict always; then the drawing, p, n, the arms' means, as there is room. */
function layoutFor(comparison: Comparison, views: readonly RowView[], width: number): Layout {
  const column = (title: string, side: Column["side"], cell: Column["cell"]): Column => ({
    title,
    side,
    cell,
    width: Math.max(columnsOf(title), ...views.map((view) => columnsOf(cell(view)))),
  });
  const name = column("suite", "left", (view) => view.label);
  const difference = column("diff", "right", (view) => view.difference);
  const interval = column(`${levelText(comparison.plan.level)} interval`, "right", (view) => view.interval);
  const verdict = column("verdict", "left", verdictCell);
  const means = [
    column("baseline", "right", (view) => view.baseline),
    column("treatment", "right", (view) => view.treatment),
  ];
  const p = column(comparison.plan.correction === "bh" ? "p (BH)" : "p (Holm)", "right", (view) => view.p);
  const n = column("n", "right", (view) => view.n);

  const taken = (columns: readonly Column[]) => 2 + columns.reduce((sum, { width: own }) => sum + own + 2, -2);
  const always = [difference, interval, verdict];
  const leastName = Math.min(name.width, 18);
  const twoLines = taken([...always, { ...name, width: leastName }]) > width;
  let room = width - taken(twoLines ? [difference, interval] : [...always, { ...name, width: leastName }]);
  const grant = (columns: readonly Column[]) => {
    const needed = columns.reduce((sum, { width: own }) => sum + own + 2, 0);
    if (needed > room) return [];
    room -= needed;
    return columns;
  };

  const shares = views.flatMap(({ row }) => improvementShare(row) ?? []);
  const drawing = column("worse │ better", "left", () => "");
  drawing.width = shares.length === 0 ? room + 1 : leastDrawing;
  const granted = { drawing: grant([drawing]), p: grant([p]), n: grant([n]), means: grant(means) };
  const nameColumn = { ...name, width: Math.min(name.width, leastName + room) };
  nameColumn.cell = (view) => shortened(view.label, nameColumn.width);
  // what is left makes the drawings finer
  const spare = twoLines ? room : room - (nameColumn.width - leastName);
  drawing.width = Math.min(mostDrawing, drawing.width + 2 * Math.floor(spare / 2));
  const axis = axisFor(shares, drawing.width);
  drawing.title = axisTitle(axis.width);
  drawing.cell = ({ row }) => {
    const share = improvementShare(row);
    return share === undefined ? "" : intervalDrawing(share, axis);
  };
  const columns = [
    ...(twoLines ? [] : [nameColumn]),
    ...granted.n,
    ...granted.means,
    difference,
    interval,
    ...granted.drawing,
    ...granted.p,
    ...(twoLines ? [] : [verdict]),
  ];
  return {
    columns,
    drawing: granted.drawing[0],
    twoLines,
    width,
    legend: granted.drawing.length === 0 ? [] : [axisLegend(axis.reach)],
  };
}

function verdictCell({ verdict, marks }: RowView): string {
  return marks.length === 0 ? verdict : `${verdict} ${marks.join(",")}`;
}

function axisTitle(width: number): string {
  const half = (width - 1) / 2;
  return `${padded("worse", half)}│${padded("better", half, "right")}`;
}

function axisLegend(reach: number): string {
  const points = Number((reach * 100).toPrecision(3));
  return `drawing: improvement as a share of the range, −${points} to +${points} points; ◂ ▸ go on beyond; ● without ── has no interval`;
}

function legendLines({ notes, sections }: TableView, extra: readonly string[], width: number): string[] {
  const rows = sections.flatMap((section) => section.rows.map(({ row }) => row));
  const arrows = [
    ...(rows.some(({ direction }) => direction === "higher") ? ["↑ more is better"] : []),
    ...(rows.some(({ direction }) => direction === "lower") ? ["↓ less is better"] : []),
    ...(rows.some(({ direction }) => direction === "target")
      ? ["→ nearer the ideal is better (difference of distances)"]
      : []),
    ...(rows.some(({ direction }) => direction === "unknown") ? ["? nobody said which is better"] : []),
    "pp percentage points",
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

/** The win rate by one axis: descriptive, each with its interval. */
function splitLines({ splits, plan }: Comparison, by: Split["by"], width: number, paint: Paint): string[] {
  const rows = splits.filter((split) => split.by === by);
  if (rows.length === 0) return [`no suites to split by ${by}`];
  const cells = rows.map(({ value, headline, winRate }) => [
    plainText(value),
    String(headline.suites),
    String(headline.ahead),
    String(headline.behind),
    String(headline.tied),
    String(headline.gains),
    String(headline.regressions),
    percentText(winRate.value),
    percentIntervalText(winRate.interval),
  ]);
  const titles = [
    by,
    "n",
    "ahead",
    "behind",
    "tied",
    "gains",
    "losses",
    "win rate",
    `${levelText(plan.level)} interval`,
  ];
  const widths = titles.map((title, index) =>
    Math.max(columnsOf(title), ...cells.map((row) => columnsOf(row[index] ?? ""))),
  );
  const others = widths.slice(1).reduce((sum, own) => sum + own + 2, 0);
  widths[0] = Math.max(6, Math.min(widths[0] ?? 6, width - others));
  const room = width - others - widths[0] - 2;
  const drawingWidth = room >= 31 ? 31 : room >= 15 ? 15 : 0;
  const line = (row: readonly string[]) =>
    row
      .map((text, index) =>
        padded(shortened(text, widths[index] ?? 0), widths[index] ?? 0, index === 0 ? "left" : "right"),
      )
      .join("  ");
  return [
    paint(`${line(titles)}${drawingWidth === 0 ? "" : `  ${splitAxis(drawingWidth)}`}`, "quiet"),
    ...rows.map((split, index) => {
      const { value, interval } = split.winRate;
      const drawing =
        value === null || drawingWidth === 0 ? "" : `  ${proportionDrawing(value, interval, drawingWidth)}`;
      return line(cells[index] ?? []) + paint(drawing, splitStyle(interval));
    }),
    "",
    ...wrapped(
      `Descriptive: not corrected for looking at several. ${none} for an interval: too few independent families; ` +
        "a suite with several traits stands under each.",
      width,
    ).map((text) => paint(text, "quiet")),
  ];
}

function splitAxis(width: number): string {
  const half = (width - 1) / 2;
  return `${padded("0 %", half)}│${padded("100 %", half, "right")}`;
}

function splitStyle(interval: readonly [number, number] | null): Style {
  if (interval === null) return "quiet";
  if (interval[0] > 0.5) return "gain";
  return interval[1] < 0.5 ? "loss" : "quiet";
}
