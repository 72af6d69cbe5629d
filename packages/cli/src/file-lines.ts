import type { FileReportBody } from "@evenmatch/contract/upload";
import { isLost } from "./problem-lines.ts";
import { suiteLines } from "./suite-lines.ts";

/** What a file holds: one line for the file, one for each suite and variant, why it is this suite, and the notes. */
export function fileLines(report: FileReportBody): string[] {
  const { file, format, rows, rejected, headerMatches, suites, notes } = report;
  const matches = { true: "the file's own figures agree", false: "the file's own figures differ", not_comparable: "" };
  const facts = [
    format ?? "unknown format",
    `${rows} ${rows === 1 ? "row" : "rows"}`,
    ...(rejected === 0 ? [] : [`${rejected} rejected`]),
    ...(isLost(report) ? ["nothing counts"] : []),
    ...[matches[`${headerMatches}`]].filter((text) => text !== ""),
  ];
  return [
    `${file}: ${facts.join(", ")}`,
    ...suiteLines(suites).map((line) => `  ${line}`),
    ...[...new Set(suites.map(({ why }) => why))].slice(0, 3).map((why) => `  suite: ${why}`),
    ...notes.map(({ code, text }) => `  note: ${text} (${code})`),
  ];
}
