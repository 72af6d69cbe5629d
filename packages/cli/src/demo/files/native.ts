/** Native rows, as NDJSON and as CSV. */
import type { Arm, DrawnRow, DrawnSuite } from "../study.ts";
import { type DemoFile, textFile } from "./demo-file.ts";

const columns = ["suite", "metric", "item", "epoch", "score", "status", "cluster"] as const;

/** One line per score. */
export function nativeNdjson(suite: DrawnSuite, arm: Arm): DemoFile {
  const lower = suite.truth.direction === "lower" ? { direction: "lower" } : {};
  // a direction is said once, on a suite's first row
  const lines = suite.rows[arm].map((row, at) => JSON.stringify({ ...nativeRow(suite, row), ...(at === 0 && lower) }));
  return textFile(`${arm}/native/${suite.suite.suite}.ndjson`, `${lines.join("\n")}\n`);
}

/** The same with a header row, without counts, and with the direction left to the catalogue. */
export function nativeCsv(suite: DrawnSuite, arm: Arm): DemoFile {
  const lines = suite.rows[arm].map((row) => {
    const native: Record<string, unknown> = nativeRow(suite, row);
    return columns.map((column) => native[column] ?? "").join(",");
  });
  return textFile(`${arm}/native/${suite.suite.suite}.csv`, `${[columns.join(","), ...lines].join("\n")}\n`);
}

function nativeRow(suite: DrawnSuite, row: DrawnRow) {
  const { scored } = row;
  return {
    suite: suite.suite.suite,
    metric: suite.suite.metric,
    item: itemId(suite, row.item),
    ...(suite.suite.epochs === undefined ? {} : { epoch: row.epoch }),
    score: scored?.score ?? null,
    ...(row.status === "ok" ? {} : { status: row.status }),
    ...(row.cluster === null ? {} : { cluster: `${suite.suite.suite}-group-${row.cluster + 1}` }),
    ...(scored?.tp === undefined ? {} : { tp: scored.tp, fp: scored.fp, fn: scored.fn }),
  };
}

function itemId(suite: DrawnSuite, item: number): string {
  return `${suite.suite.suite}-${String(item + 1).padStart(4, "0")}`;
}
