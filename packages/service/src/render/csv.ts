import type { Comparison } from "@evenmatch/contract/comparison";
import { type Cell, tableColumns } from "./table-columns.ts";

/**
 * The rows of a comparison as CSV (RFC 4180, CRLF, a header line): one line per suite row, in the comparison's order.
 *
 * Numbers carry all their digits, on the metric's own scale; what cannot be given is empty; an interval is two columns;
 * lists are joined by `;`. The digest stands in each row: a line of its own would be one that readers of tables trip over. A text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function comparisonCsv(comparison: Comparison): string {
  const header = tableColumns.map(([name]) => name).join(",");
  const lines = comparison.suites.map((row) =>
    tableColumns.map(([, , value]) => csvCell(value(row, comparison))).join(","),
  );
  return [header, ...lines, ""].join("\r\n");
}

/** One value as it stands in a CSV file. */
export function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
