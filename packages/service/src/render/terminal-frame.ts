/** A comparison in a window that is drawn over and over. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { countText } from "./numbers.ts";
import { painter } from "./paint.ts";
import { type SuiteSection, suiteParts } from "./suite-lines.ts";
import { comparisonTable, sentenceLines, type TableOptions } from "./terminal.ts";
import { columnsOf } from "./text.ts";

/** A window's size and colours. */
export interface FrameOptions extends TableOptions {
  /** lines that fit */
  rows: number;
}

/** In the order in which a small window gives them up, the last first. */
const sentences = ["headline", "win rate", "compute", "at least", "warning", "missing", "arms", "counted"] as const;

/**
 * The comparison in at most `rows` lines: the whole table where it fits; otherwise its first sentences, then as many
 * suites as there is room for, regressions before all others, and how many more there are, by verdict.
 */
export function comparisonFrame(comparison: Comparison, { rows, ...options }: FrameOptions): string[] {
  const whole = comparisonTable(comparison, options).trimEnd().split("\n");
  if (whole.length <= rows) return whole;
  if (options.by !== undefined || comparison.suites.length === 0) return cut(whole, rows);
  const width = Math.max(40, options.width);
  const paint = painter(options.colour);
  const { header, sections } = suiteParts(comparison, width, paint);
  const suites = regressionsFirst(sections);
  const height = suites[0]?.lines.length ?? 1;
  // half of the window is for suites: a wall of sentences says nothing of any
  const needed = Math.min(suites.length * height + 3, Math.ceil(rows / 2));
  // no gain is shown without the warning that it was paid for with more compute
  const least = comparison.computeMatch.status === "unmatched" ? 3 : 1;
  let kept: number = sentences.length;
  let head: string[];
  do {
    head = sentenceLines(comparison, { width, paint, only: sentences.slice(0, kept) });
    kept -= 1;
  } while (head.length + needed > rows && kept >= least);
  // an empty line, the titles, and what is left out
  const room = Math.max(0, Math.floor((rows - head.length - 3) / height));
  const shown = suites.slice(0, room);
  const left = leftOut(
    suites.slice(room).map(({ word }) => word),
    width,
  );
  const lines = [...head, "", header, ...shown.flatMap((suite) => suite.lines), paint(left, "quiet")];
  return lines.map((line) => line.trimEnd()).slice(0, rows);
}

function regressionsFirst(sections: readonly SuiteSection[]): SuiteSection["rows"] {
  const isRegressed = ({ verdict }: SuiteSection) => verdict === "regressed";
  return [...sections.filter(isRegressed), ...sections.filter((section) => !isRegressed(section))].flatMap(
    (section) => section.rows,
  );
}

/** `… 41 more rows: 30 improved, 11 inconclusive`. */
function leftOut(words: readonly string[], width: number): string {
  if (words.length === 0) return "";
  const text = `… ${countText(words.length, "more row")}`;
  const counts = [...new Set(words)].map((word) => `${words.filter((other) => other === word).length} ${word}`);
  const whole = `${text}: ${counts.join(", ")}`;
  return columnsOf(whole) <= width ? whole : text;
}

function cut(lines: readonly string[], rows: number): string[] {
  const shown = lines.slice(0, Math.max(0, rows - 1));
  return [...shown, `… ${countText(lines.length - shown.length, "more line")}`];
}
