/** Which columns of a table fit the window, and how wide they are. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { axisFor, intervalDrawing } from "./drawing.ts";
import { levelText, none } from "./numbers.ts";
import { improvementShare, type RowView } from "./row-view.ts";
import { columnsOf, distinctWidth, padded, shortened } from "./text.ts";

export interface Column {
  title: string;
  side: "left" | "right";
  width: number;
  cell(view: RowView): string;
}

export interface Layout {
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
export function layoutFor(comparison: Comparison, views: readonly RowView[], width: number): Layout {
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
  const labels = views.map(({ label }) => label);
  const leastName = distinctWidth(labels, Math.min(name.width, 18), Math.min(name.width, 40));
  const twoLines = taken([...always, { ...name, width: leastName }]) > width;
  let room = width - taken(twoLines ? [difference, interval] : [...always, { ...name, width: leastName }]);
  // a column in which no row has a figure says nothing
  const isEmpty = ({ cell }: Column) => views.every((view) => cell(view) === none);
  const grant = (columns: readonly Column[]) => {
    if (columns.every(isEmpty)) return [];
    const needed = columns.reduce((sum, { width: own }) => sum + own + 2, 0);
    if (needed > room) return [];
    room -= needed;
    return columns;
  };

  const shares = views.flatMap(({ row }) => improvementShare(row) ?? []);
  const drawing = column("worse │ better", "left", () => "");
  drawing.width = shares.length === 0 ? room + 1 : leastDrawing;
  const granted = { drawing: grant([drawing]), p: grant([p]), n: grant([n]), means: grant(means) };
  const spend = (wanted: number) => {
    const given = Math.max(0, Math.min(wanted, room));
    room -= given;
    return given;
  };
  // what is left: names that can be read, drawings that are finer, and so on again
  const nameColumn = { ...name, width: leastName };
  const drawn = granted.drawing.length > 0;
  for (const [longest, finest] of [
    [26, 21],
    [name.width, mostDrawing],
  ] as const) {
    if (!twoLines) nameColumn.width += spend(Math.min(longest, name.width) - nameColumn.width);
    if (drawn) drawing.width += spend(2 * Math.floor(Math.min(finest - drawing.width, room) / 2));
  }
  nameColumn.cell = (view) => shortened(view.label, nameColumn.width);
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

/** The verdict with its marks. */
export function verdictCell({ verdict, marks }: RowView): string {
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
