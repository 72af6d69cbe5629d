import { csvCell } from "@evenmatch/service/render/csv";
import { columnsOf, padded } from "@evenmatch/service/render/text";

/**
 * Rows of texts under their titles, each column as wide as its widest cell; the columns of `left` begin at their left
 * edge, the others end at their right one. No trailing blanks; ends with a newline.
 */
export function columnTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  left: ReadonlySet<number>,
): string {
  const widths = titles.map((title, i) => Math.max(columnsOf(title), ...rows.map((row) => columnsOf(row[i] ?? ""))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => padded(cell, widths[i] ?? 0, left.has(i) ? "left" : "right"))
      .join("  ")
      .trimEnd();
  return `${[titles, ...rows].map(line).join("\n")}\n`;
}

/** Rows as CSV, like a comparison's: CRLF, a header line, all digits, empty where there is nothing. */
export function csvText(
  titles: readonly string[],
  rows: readonly (readonly Parameters<typeof csvCell>[0][])[],
): string {
  return [titles.join(","), ...rows.map((row) => row.map(csvCell).join(",")), ""].join("\r\n");
}
