import { comparisonCsv } from "@evenmatch/service/render/csv";
import { comparisonParquet } from "@evenmatch/service/render/parquet";
import { tableColumns } from "@evenmatch/service/render/table-columns";
import { parse } from "csv-parse/sync";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { comparison, suiteRow } from "./comparison-builder.ts";

const whole = comparison({
  suites: [
    suiteRow({ suite: "a", difference: 0.1 + 0.2, interval: [0.1, 0.5], verdict: "improved", warnings: ["skewed"] }),
    suiteRow({ suite: "b", variant: "=1+1", n: null, counted: false, notCounted: "control" }),
  ],
});

describe("a comparison as Parquet", () => {
  it("holds what the CSV holds, in the same columns, each once", async () => {
    const rows = await parquetReadObjects({ file: comparisonParquet(whole).buffer });
    const lines = parse(comparisonCsv(whole), { columns: true }) as Record<string, string>[];
    const names = tableColumns.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(rows.map((row) => Object.keys(row))).toEqual([names, names]);
    expect(Object.keys(lines[0] ?? {})).toEqual(names);
    for (const [index, row] of rows.entries()) {
      const texts = Object.entries(row).map(([name, value]) => [
        name,
        value === null || value === undefined ? "" : String(value),
      ]);
      // a spreadsheet's apostrophe is for spreadsheets
      expect(Object.fromEntries(texts)).toEqual({ ...lines[index], variant: index === 1 ? "=1+1" : "" });
    }
  });

  it("has the columns' own types though nothing stands in them, and the digest in its metadata", () => {
    const { schema, key_value_metadata: metadata } = parquetMetadata(comparisonParquet(whole).buffer);
    const types = Object.fromEntries(
      schema.slice(1).map(({ name, type, converted_type }) => [name, converted_type ?? type]),
    );
    expect(types).toMatchObject({
      suite: "UTF8",
      not_counted: "UTF8",
      n: "INT32",
      clusters: "INT32",
      difference: "DOUBLE",
      bootstrap_lower: "DOUBLE",
      fragile: "BOOLEAN",
    });
    expect(metadata).toContainEqual({ key: "evenmatch.digest", value: whole.digest });
    expect(metadata).toContainEqual({ key: "evenmatch.specVersion", value: whole.specVersion });
  });

  it("is the same bytes for the same comparison, and a table without rows for none", async () => {
    expect(comparisonParquet(whole)).toEqual(comparisonParquet(structuredClone(whole)));
    const empty = comparisonParquet(comparison({ suites: [] }));
    expect(await parquetReadObjects({ file: empty.buffer })).toEqual([]);
    expect(parquetMetadata(empty.buffer).schema).toHaveLength(tableColumns.length + 1);
  });
});
