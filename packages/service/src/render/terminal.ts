/** A comparison in a terminal window. */
import type { Comparison, Split } from "@evenmatch/contract/comparison";
import { headLines } from "./headline.ts";
import { type Paint, painter } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { splitLines } from "./split-lines.ts";
import { suiteLines } from "./suite-lines.ts";
import { padded, wrapped } from "./text.ts";

export interface TableOptions {
  /** columns of the window; below 40 it is taken as 40 */
  width: number;
  /** ANSI colours by verdict */
  colour: boolean;
  /** show the win rate by this axis instead of the suites */
  by?: Split["by"];
}

/**
 * The comparison as lines that fit the window: the sentences first, then one line per suite row (two in a narrow
 * window), then what the marks mean. Ends with a newline.
 */
export function comparisonTable(comparison: Comparison, options: TableOptions): string {
  const width = Math.max(40, options.width);
  const paint = painter(options.colour);
  const body =
    options.by === undefined
      ? suiteLines(comparison, width, paint)
      : splitLines(comparison, options.by, { width, paint });
  const foot = [`digest ${comparison.digest}`, `specification ${comparison.specVersion}`];
  return [
    ...sentenceLines(comparison, { width, paint }),
    "",
    ...body,
    "",
    ...foot.map((line) => paint(line, "quiet")),
    "",
  ]
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The sentences above the table, as wide as the window; only those with these labels, where some are named. */
export function sentenceLines(
  comparison: Comparison,
  { width, paint, only }: { width: number; paint: Paint; only?: readonly string[] },
): string[] {
  const labelWidth = 10;
  const sentences = headLines(comparison).filter(({ label }) => only === undefined || only.includes(label));
  return sentences.flatMap(({ label, text }) =>
    wrapped(plainText(text), width - labelWidth).map((line, index) => {
      const name = padded(index === 0 ? label : "", labelWidth);
      if (label === "headline") return paint(name, "quiet") + paint(line, "strong");
      if (label === "warning" || text.startsWith("NOT MATCHED")) return paint(name + line, "loss");
      return paint(name, "quiet") + line;
    }),
  );
}
