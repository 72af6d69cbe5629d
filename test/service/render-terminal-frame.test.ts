import type { SuiteRow } from "@evenmatch/contract/comparison";
import { comparisonTable } from "@evenmatch/service/render/terminal";
import { comparisonFrame } from "@evenmatch/service/render/terminal-frame";
import { columnsOf } from "@evenmatch/service/render/text";
import { describe, expect, it } from "vitest";
import { comparison, headlineOf, suiteRow } from "./comparison-builder.ts";

const verdicts: readonly SuiteRow["verdict"][] = ["improved", "improved", "inconclusive", "regressed"];
const suites = Array.from({ length: 53 }, (_, index) => {
  const verdict = verdicts[index % 4] ?? "improved";
  const difference = verdict === "regressed" ? -0.05 : 0.05;
  return suiteRow({ suite: `suite-${index}`, verdict, difference, interval: [difference - 0.03, difference + 0.03] });
});
const board = comparison({ suites, headline: headlineOf(suites) });
const rowsIn = (frame: readonly string[]) => frame.filter((line) => /^[↑↓→?] /.test(line));

describe("a comparison in a window that is drawn again", () => {
  it("shows suites in a window of 20 rows, regressions first, and says how many more there are", () => {
    const frame = comparisonFrame(board, { width: 80, colour: false, rows: 17 });
    expect(frame).toHaveLength(17);
    expect(frame[0]).toMatch(/^headline {2}\d+ of 53 ahead/);
    const shown = rowsIn(frame);
    expect(shown.length).toBeGreaterThanOrEqual(6);
    expect(shown.every((line) => line.includes("regressed"))).toBe(true);
    const regressed = 13 - shown.length;
    expect(frame.at(-1)).toBe(`… ${53 - shown.length} more rows: ${regressed} regressed, 27 improved, 13 inconclusive`);
  });

  it("never takes more lines or columns than the window has, and shows suites from 17 rows on", () => {
    for (const width of [44, 60, 80, 132, 200]) {
      for (const rows of [3, 6, 10, 17, 23, 40, 60, 100]) {
        const frame = comparisonFrame(board, { width, colour: false, rows });
        expect(frame.length, `${width} × ${rows}`).toBeLessThanOrEqual(rows);
        for (const line of frame) {
          if (!line.startsWith("digest"))
            expect(columnsOf(line), `${width} × ${rows}: ${line}`).toBeLessThanOrEqual(width);
        }
        if (rows >= 17) expect(rowsIn(frame).length, `${width} × ${rows}`).toBeGreaterThan(rows / 8);
      }
    }
  });

  it("is the whole table where that fits", () => {
    const options = { width: 100, colour: true };
    const table = comparisonTable(board, options).trimEnd().split("\n");
    expect(comparisonFrame(board, { ...options, rows: table.length })).toEqual(table);
    expect(comparisonFrame(board, { ...options, rows: table.length - 1 })).not.toEqual(table);
  });

  it("keeps unmatched compute above the headline, however small the window", () => {
    const computeMatch = {
      status: "unmatched",
      quantity: "flops",
      treatment: 2e21,
      baseline: 1e21,
      ratio: 2,
      tolerance: 0.02,
    } as const;
    const frame = comparisonFrame(comparison({ suites, computeMatch }), { width: 120, colour: false, rows: 8 });
    expect(frame[0]).toContain("NOT MATCHED");
    expect(frame[1]).toMatch(/^headline/);
    expect(rowsIn(frame).length).toBeGreaterThan(0);
  });

  it("cuts a table by an axis with a line that says so", () => {
    const frame = comparisonFrame(board, { width: 80, colour: false, rows: 5, by: "domain" });
    expect(frame).toHaveLength(5);
    expect(frame.at(-1)).toMatch(/^… \d+ more lines$/);
  });
});
