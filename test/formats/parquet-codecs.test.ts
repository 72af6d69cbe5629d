import { brotliCompressSync, gzipSync } from "node:zlib";
import { readSources } from "@evenmatch/formats";
import { memorySource } from "@evenmatch/formats/source";
import type { CompressionCodec } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { zstdFrame } from "./sources.ts";

const items = Array.from({ length: 3000 }, (_, at) => `item ${at}`);
const scores = items.map((_, at) => (at % 5 === 4 ? null : at / 8));

type Compress = (bytes: Uint8Array) => Uint8Array;

function table(codec: CompressionCodec, compress?: Compress): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "suite", data: items.map(() => "s"), type: "STRING" },
      { name: "item", data: items, type: "STRING", encoding: "DELTA_LENGTH_BYTE_ARRAY" },
      { name: "epoch", data: items.map((_, at) => 1 + (at % 3)), type: "INT32", encoding: "DELTA_BINARY_PACKED" },
      { name: "score", data: scores, type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT" },
      { name: "status", data: scores.map((score) => (score === null ? "error" : "ok")), type: "STRING" },
    ],
    codec,
    ...(compress !== undefined && { compressors: { [codec]: compress } }),
    pageSize: 4096,
    rowGroupSize: 1100,
    createdBy: "a test",
  });
  return new Uint8Array(buffer);
}

async function read(bytes: Uint8Array) {
  const report = await readSources([memorySource("t.parquet", bytes)]);
  return { report, codes: report.files.flatMap((file) => file.problems.map((problem) => problem.code)) };
}

describe("Parquet", () => {
  it.each<[CompressionCodec, Compress?]>([
    ["UNCOMPRESSED"],
    ["SNAPPY"],
    ["GZIP", gzipSync],
    ["BROTLI", brotliCompressSync],
    ["ZSTD", (bytes) => zstdFrame(Buffer.from(bytes))],
  ])("is read out of %s, whatever the encodings", async (codec, compress) => {
    const { report, codes } = await read(table(codec, compress));
    expect(codes).toEqual([]);
    const { table: read_ } = report.results[0] ?? {};
    expect(read_?.items).toHaveLength(items.length);
    const byItem = new Map(read_?.items.map((item, at) => [item, [read_.scores.score?.[at], read_.epoch[at]]]));
    for (const [at, item] of items.entries())
      expect(byItem.get(item)).toEqual([scores[at] ?? Number.NaN, 1 + (at % 3)]);
  });

  it.each<[string, CompressionCodec, Compress]>([
    ["inflates beyond what it says", "GZIP", (bytes) => gzipSync(Buffer.concat([bytes, Buffer.alloc(5_000_000)]))],
    ["inflates to less than it says", "GZIP", (bytes) => gzipSync(bytes.subarray(1))],
    ["isn't compressed as it says", "BROTLI", (bytes) => bytes],
    ["wants a gigabyte of history", "ZSTD", (bytes) => zstdFrame(Buffer.from(bytes), { windowLog: 30 })],
    ["is another's page", "ZSTD", () => zstdFrame(Buffer.alloc(10))],
  ])("is refused where a page %s", async (_what, codec, compress) => {
    const { report, codes } = await read(table(codec, compress));
    expect(codes).toEqual(["invalid_parquet"]);
    expect(report.results).toEqual([]);
  });
});
