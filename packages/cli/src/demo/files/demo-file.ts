/** A result file as a harness would have left it. */
import type { Arm, DrawnRow, DrawnSuite } from "../study.ts";

export interface DemoFile {
  /** below the study's folder, with `/` between folders */
  path: string;
  bytes: Uint8Array;
}

/** A file of text, in UTF-8. */
export function textFile(path: string, text: string): DemoFile {
  return { path, bytes: new TextEncoder().encode(text) };
}

/** A file of indented JSON. */
export function jsonFile(path: string, value: unknown): DemoFile {
  return textFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The day the demo's evals were run on. */
export const runDay = "2026-11-02";

/** As in `samples/darkbench`: a name that a file system takes. */
export function fileName(task: string): string {
  return task.replace(/^.*\//, "").replaceAll("_", "-");
}

/** What an item asks: the same text in both arms, so that its content hashes agree. */
export function questionText(suite: DrawnSuite, item: number): string {
  return `${suite.suite.task}, question ${item + 1}`;
}

/** A suite's figure in one arm. */
export interface Headline {
  mean: number;
  /** sd of item means / √n */
  standardError: number;
  n: number;
  scored: number;
}

/** The headline that the harness itself prints: the mean over items of the mean over their scored epochs. */
export function headlineOf(suite: DrawnSuite, arm: Arm): Headline {
  const means: number[] = [];
  let scored = 0;
  for (const rows of byItem(suite.rows[arm])) {
    const scores = rows.flatMap((row) => (row.scored === null ? [] : [row.scored.score]));
    scored += scores.length;
    if (scores.length > 0) means.push(meanOf(scores));
  }
  const mean = meanOf(means);
  const squares = means.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const n = means.length;
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n), n, scored };
}

/** Rows of one item at a time. */
export function byItem(rows: readonly DrawnRow[]): DrawnRow[][] {
  const items: DrawnRow[][] = [];
  for (const row of rows) {
    const item = items[row.item];
    if (item === undefined) items[row.item] = [row];
    else item.push(row);
  }
  return items;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
