import { readSources } from "@evenmatch/formats";
import { skipThriftStruct, ThriftError } from "@evenmatch/formats/parquet-thrift";
import { memorySource } from "@evenmatch/formats/source";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { tableBytes } from "./parquet-files.ts";

const count = 500;

function table(): Uint8Array {
  return tableBytes([
    { name: "suite", data: Array.from({ length: count }, () => "s"), type: "STRING", nullable: false },
    { name: "item", data: Array.from({ length: count }, (_, at) => `i${at}`), type: "STRING", nullable: false },
    {
      name: "score",
      data: Array.from({ length: count }, (_, at) => at % 2),
      type: "DOUBLE",
      nullable: true,
      codec: "UNCOMPRESSED",
    },
  ]);
}

async function codesOf(bytes: Uint8Array): Promise<string[]> {
  const report = await readSources([memorySource("t.parquet", bytes)]);
  const codes = report.files.flatMap((file) => file.problems.map((problem) => problem.code));
  if (codes.length > 0) expect(report.results).toEqual([]);
  return codes;
}

function u32(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(at, value, true);
}

describe("hostile Parquet", () => {
  it("is read when it is whole", async () => {
    expect(await codesOf(table())).toEqual([]);
  });

  it("whose footer lies outside the file, is cut off, or isn't there", async () => {
    const outside = table();
    u32(outside, outside.length - 8, outside.length + 1000);
    expect(await codesOf(outside)).toEqual(["invalid_parquet"]);
    const huge = table();
    u32(huge, huge.length - 8, 0xffff_fff0);
    expect(await codesOf(huge)).toEqual(["invalid_parquet"]);
    expect(await codesOf(table().subarray(0, -3))).toEqual(["invalid_parquet"]);
    expect(await codesOf(Buffer.from("PAR1"))).toEqual(["invalid_parquet"]);
    expect(
      await codesOf(
        Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100), Buffer.from([100, 0, 0, 0]), Buffer.from("PAR1")]),
      ),
    ).toEqual(["invalid_parquet"]);
  });

  it("whose columns are said to lie elsewhere", async () => {
    const bytes = table();
    const { row_groups } = parquetMetadata(bytes);
    const meta = row_groups[0]?.columns[2]?.meta_data;
    expect(meta).toBeDefined();
    // cut the data out from under the footer: every offset now points past it
    const footerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
    const cut = Buffer.concat([bytes.subarray(0, 4), bytes.subarray(bytes.length - 8 - footerLength)]);
    expect(await codesOf(cut)).toEqual(["invalid_parquet"]);
  });

  it("whose page claims a run of a billion values", async () => {
    const bytes = table();
    const start = Number(parquetMetadata(bytes).row_groups[0]?.columns[2]?.meta_data?.data_page_offset);
    const page = skipThriftStruct(bytes, start);
    // definition levels: a length, then runs; the first becomes a run of 2^30 values
    const claim = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08, 1]);
    u32(bytes, page, claim.length);
    bytes.set(claim, page + 4);
    const before = process.memoryUsage().rss;
    expect(await codesOf(bytes)).toEqual(["invalid_parquet"]);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });

  it("any byte of whose footer is another: a problem or the same rows, never a crash", async () => {
    const bytes = table();
    const footerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
    const start = bytes.length - 8 - footerLength;
    let refused = 0;
    for (let at = start; at < bytes.length - 8; at += 3) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 0x41;
      if ((await codesOf(changed)).length > 0) refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
  }, 120_000);
});

describe("skipThriftStruct", () => {
  it.each([
    ["a list longer than the data", [0x19, 0xf8, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["a text longer than the data", [0x18, 0xff, 0xff, 0xff, 0x0f]],
    ["a number without end", [0x15, ...Array.from({ length: 40 }, () => 0xff)]],
    ["structures without end", Array.from({ length: 5000 }, () => 0x1c)],
    ["a struct that doesn't stop", [0x15, 0x02]],
    ["a type that Parquet hasn't", [0x1b, 0x00]],
  ])("refuses %s", (_what, bytes) => {
    expect(() => skipThriftStruct(Uint8Array.from(bytes), 0)).toThrow(ThriftError);
  });

  it("ends where the struct does", () => {
    expect(skipThriftStruct(Uint8Array.from([0x15, 0x02, 0x28, 0x01, 0x61, 0x00, 0x77]), 0)).toBe(6);
  });
});
