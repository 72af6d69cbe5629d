import { gzipSync } from "node:zlib";
import { memorySource, type Source } from "@evenmatch/formats";
import { headOf } from "@evenmatch/formats/head";
import { jsonLines, linesOf } from "@evenmatch/formats/lines";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkedSource, textSource, zstdFrame } from "./sources.ts";

async function textsOf(source: Source): Promise<(string | null)[]> {
  const texts: (string | null)[] = [];
  for await (const line of linesOf(await headOf(source))) texts.push(line.text);
  return texts;
}

describe("lines", () => {
  it("are those of the text, whatever the chunks and the line ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n\ufeff]/g, "")),
          { minLength: 1 },
        ),
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 50 }),
        async (lines, end, chunkBytes) => {
          const source = textSource("a", lines.map((line) => line + end).join(""));
          expect(await textsOf(chunkedSource(source, chunkBytes))).toEqual(lines);
        },
      ),
    );
  });

  it("lose a leading BOM and keep a last line without its end", async () => {
    expect(await textsOf(textSource("a", "\ufeffone\r\ntwo"))).toEqual(["one", "two"]);
  });

  it("come out of gzip and zstd, also of several members and frames", async () => {
    const [one, two] = [Buffer.from("one\ntw"), Buffer.from("o\nthree\n")];
    const gzip = memorySource("a.gz", Buffer.concat([gzipSync(one), gzipSync(two)]));
    expect(await textsOf(gzip)).toEqual(["one", "two", "three"]);
    const zstd = memorySource("a.zst", Buffer.concat([zstdFrame(one), zstdFrame(Buffer.alloc(0)), zstdFrame(two)]));
    expect(await textsOf(chunkedSource(zstd, 5))).toEqual(["one", "two", "three"]);
  });

  it("keep their numbers past one that is no UTF-8", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":1}\n'),
      Buffer.from([0x22, 0xff, 0xfe, 0x22, 10]),
      Buffer.from('\n{"b":"é"}\n'),
    ]);
    const lines = [];
    for await (const line of jsonLines(await headOf(memorySource("a", bytes)))) lines.push(line);
    expect(lines.map((line) => line.number)).toEqual([1, 2, 4]);
    expect(lines[1]?.problem).toMatchObject({ place: "line 2", code: "invalid_utf8" });
    expect(lines[2]?.value).toEqual({ b: "é" });
  });

  it("report truncated compression instead of half a file", async () => {
    const whole = gzipSync(Buffer.from("line\n".repeat(10_000)));
    await expect(textsOf(memorySource("a.gz", whole.subarray(0, whole.length - 9)))).rejects.toMatchObject({
      code: "truncated",
    });
    const frame = zstdFrame(Buffer.from("line\n".repeat(1000)));
    for (const cut of [frame.length - 1, 2000, 7, 5]) {
      await expect(textsOf(memorySource("a.zst", frame.subarray(0, cut)))).rejects.toMatchObject({ code: "truncated" });
    }
  });

  it("refuse a zstd window that would take the memory", async () => {
    const frame = zstdFrame(Buffer.from("x\n"), { windowLog: 31 });
    await expect(textsOf(memorySource("a.zst", frame))).rejects.toMatchObject({ code: "too_large" });
  });

  it("tell broken gzip and zstd from truncated ones", async () => {
    const gzip = gzipSync(Buffer.from("line\n".repeat(1000)));
    gzip.fill(0xaa, 12, 20);
    await expect(textsOf(memorySource("a.gz", gzip))).rejects.toMatchObject({ code: "invalid_gzip" });
    const zstd = Buffer.concat([zstdFrame(Buffer.from("x\n")), Buffer.from("no frame here")]);
    await expect(textsOf(memorySource("a.zst", zstd))).rejects.toMatchObject({ code: "invalid_zstd" });
  });

  it("let a failing source fail as itself", async () => {
    const failing: Source = {
      ...memorySource("a.gz", gzipSync(Buffer.from("x"))),
      async *stream() {
        yield gzipSync(Buffer.from("x")).subarray(0, 5);
        throw new Error("the disk is gone");
      },
    };
    await expect(textsOf(failing)).rejects.toThrow("the disk is gone");
  });

  it("pass over one line that is too long, and say so", async () => {
    const limit = 32 * 1024 * 1024;
    const piece = Buffer.alloc(1024 * 1024, 120);
    const source: Source = {
      name: "long",
      size: 2 * limit,
      read: async () => Buffer.from("first\n"),
      async *stream() {
        yield Buffer.from("first\n");
        for (let sent = 0; sent <= limit; sent += piece.length) yield piece;
        yield Buffer.from("\nlast\n");
      },
    };
    const lines = [];
    for await (const line of linesOf(await headOf(source))) lines.push(line);
    expect(lines.map((line) => line.text)).toEqual(["first", null, "last"]);
    expect(lines[1]?.problem).toMatchObject({ place: "line 2", code: "line_too_long" });
    expect(lines[2]?.number).toBe(3);
  });
});
