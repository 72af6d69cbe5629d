import { comparisonCsv } from "@evenmatch/service/render/csv";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { comparison, suiteRow } from "./comparison-builder.ts";

const records = (text: string) => parse(text, { columns: true }) as Record<string, string>[];

describe("a comparison as CSV", () => {
  it("has a header, one line a row, CRLF, and figures with all their digits", () => {
    const text = comparisonCsv(
      comparison({
        suites: [
          suiteRow({ suite: "a", difference: 0.1 + 0.2, interval: [0.1, 0.5], warnings: ["few_items", "skewed"] }),
          suiteRow({ suite: "b" }),
        ],
      }),
    );
    const lines = text.split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe("");
    expect(new Set(lines.slice(0, 3).map((line) => line.split(",").length)).size).toBe(1);
    const names = lines[0]?.split(",") ?? [];
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const [first, second] = records(text);
    expect(first).toMatchObject({
      suite: "a",
      difference: "0.30000000000000004",
      difference_lower: "0.1",
      difference_upper: "0.5",
      improvement: "0.30000000000000004",
      improvement_lower: "0.1",
      improvement_upper: "0.5",
      treatment_refused: "0",
      counted: "true",
      p_bh: "0.3",
      warnings: "few_items;skewed",
      digest: "0123456789abcdef".repeat(4),
    });
    expect(second).toMatchObject({
      suite: "b",
      difference_lower: "",
      difference_upper: "",
      bootstrap_kind: "",
      not_counted: "",
    });
  });

  it("quotes commas, quotes and line ends", () => {
    const name = 'one, "two"\r\nthree';
    expect(records(comparisonCsv(comparison({ suites: [suiteRow({ suite: "a", name })] })))[0]?.name).toBe(name);
  });

  it("gives a spreadsheet no formula to run", () => {
    const text = comparisonCsv(
      comparison({ suites: [suiteRow({ suite: "a", variant: "=1+1", condition: "@x", difference: -0.5 })] }),
    );
    expect(records(text)[0]).toMatchObject({ variant: "'=1+1", condition: "'@x", difference: "-0.5" });
  });

  it("is a header alone without rows", () => {
    expect(comparisonCsv(comparison({ suites: [] })).split("\r\n")).toHaveLength(2);
  });
});
