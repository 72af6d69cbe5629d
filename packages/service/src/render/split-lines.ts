import type { Comparison, Split } from "@evenmatch/contract/comparison";
import { proportionDrawing } from "./drawing.ts";
import { levelText, none, percentIntervalText, percentText } from "./numbers.ts";
import type { Paint, Style } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { columnsOf, padded, shortened, wrapped } from "./text.ts";

/** The win rate by one axis: descriptive, each with its interval. */
export function splitLines(
  { splits, plan }: Comparison,
  by: Split["by"],
  { width, paint }: { width: number; paint: Paint },
): string[] {
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
    "rows",
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
