import { crc32, deflateRawSync } from "node:zlib";
import { memorySource } from "@evenmatch/formats";
import { openZip } from "@evenmatch/formats/zip";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import yauzl from "yauzl";
import { countingSource, rawZip, zipBytes, zstdFrame } from "./sources.ts";

/** Names and sizes as yauzl tells them; undefined where it refuses the archive. */
async function entriesOf(bytes: Buffer): Promise<[string, number][] | undefined> {
  try {
    const entries: [string, number][] = [];
    const zip = await yauzl.fromBufferPromise(bytes);
    for await (const { fileName, uncompressedSize } of zip.eachEntry()) entries.push([fileName, uncompressedSize]);
    return entries;
  } catch {
    return undefined;
  }
}

describe("openZip", () => {
  it("reads stored, deflated and zstd members of several frames", async () => {
    const text = JSON.stringify({ a: "é".repeat(5000) });
    const bytes = Buffer.from(text);
    const zip = await openZip(
      memorySource(
        "a.zip",
        rawZip([
          { name: "stored.json", data: bytes, method: 0 },
          { name: "deflate.json", data: deflateRawSync(bytes), method: 8, size: bytes.length, crc: crc32(bytes) },
          {
            name: "zstd.json",
            data: Buffer.concat([zstdFrame(bytes.subarray(0, 3000)), zstdFrame(bytes.subarray(3000))]),
            method: 93,
            size: bytes.length,
            crc: crc32(bytes),
          },
        ]),
      ),
    );
    for (const name of zip.members.keys()) expect(await zip.json(name)).toEqual(JSON.parse(text));
    expect(zip.memberCount).toBe(3);
  });

  it("asks for few ranges, and not for what nobody wants", async () => {
    const members: Record<string, string> = {};
    for (let i = 0; i < 500; i += 1)
      members[`samples/${i}.json`] = JSON.stringify(
        Array.from({ length: 500 }, (_, k) => (i * 7919 + k * 104729) % 1_000_003),
      );
    const bytes = await zipBytes({ ...members, "header.json": '{"a":1}' });
    const source = countingSource(memorySource("a.zip", bytes));
    const zip = await openZip(source, (name) => name === "header.json");
    expect(await zip.json("header.json")).toEqual({ a: 1 });
    expect([...zip.members.keys()]).toEqual(["header.json"]);
    expect(zip.memberCount).toBe(501);
    expect(source.reads()).toBeLessThanOrEqual(2);
    expect(source.bytesRead()).toBeLessThan(source.size / 4);
    expect(source.streams()).toBe(0);
  });

  it("reads archives whose figures are in their long form", async () => {
    const bytes = await zipBytes({ "header.json": '{"a":1}', "é/summaries.json": "[2]" }, { zip64: true });
    const zip = await openZip(memorySource("a.zip", bytes));
    expect(await zip.json("header.json")).toEqual({ a: 1 });
    expect(await zip.json("é/summaries.json")).toEqual([2]);
  });

  it("sees the members that yauzl sees, and refuses what it refuses", async () => {
    const field = (id: number, data: Uint8Array): Buffer => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(id, 0);
      head.writeUInt16LE(data.length, 2);
      return Buffer.concat([head, data]);
    };
    const name = fc.oneof(
      fc.constantFrom("a.json", "samples/1_epoch_1.json", "a\\b", "../a", "a/..", "a..b", "/a", "C:a", ""),
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    );
    const long = fc.array(fc.nat({ max: 2 ** 40 }), { maxLength: 3 }).map((figures) => {
      const data = Buffer.alloc(8 * figures.length);
      for (const [at, figure] of figures.entries()) data.writeBigUInt64LE(BigInt(figure), 8 * at);
      return field(1, data);
    });
    const unicodeName = name.map((text) => {
      const data = Buffer.alloc(5);
      data.writeUInt8(1, 0);
      data.writeUInt32LE(crc32(Buffer.from(text)), 1);
      return field(0x7075, Buffer.concat([data, Buffer.from("û.json")]));
    });
    const other = fc.uint8Array({ maxLength: 9 }).map((bytes) => field(0x5455, bytes));
    const junk = fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes));
    const member = fc.record(
      {
        name,
        data: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
        method: fc.constantFrom(0, 8, 93),
        size: fc.constantFrom(0, 3, 0xffffffff),
        flags: fc.constantFrom(0, 0, 0x800, 1, 0x40),
        extra: fc.array(fc.oneof(long, unicodeName, other, junk), { maxLength: 3 }).map((all) => Buffer.concat(all)),
      },
      { requiredKeys: ["name", "data", "method"] },
    );
    const spoilt = fc.option(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })));
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 4 }), spoilt, async (members, spoil) => {
        const bytes = rawZip(members);
        if (spoil !== null) bytes[Math.max(0, bytes.length - 1 - spoil[0])] = spoil[1];
        const expected = await entriesOf(bytes);
        const found = await openZip(memorySource("a.zip", bytes)).catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(truncated|invalid_zip|unsafe_name)$/) });
          return undefined;
        });
        const distinct = new Map(expected);
        if (expected === undefined || distinct.size < expected.length) expect(found).toBeUndefined();
        else expect(found && [...found.members].map(([own, { size }]) => [own, size])).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses names that lead out of the archive", async () => {
    for (const name of ["../evil.json", "a/../../evil.json", "/evil.json", "C:/evil.json"]) {
      const bytes = rawZip([{ name, data: Buffer.from("{}"), method: 0 }]);
      await expect(openZip(memorySource("a.zip", bytes)), name).rejects.toMatchObject({ code: "unsafe_name" });
    }
  });

  it("refuses an archive that is cut", async () => {
    const bytes = await zipBytes({ "header.json": "{}", "summaries.json": "[]" });
    for (const end of [bytes.length - 1, bytes.length - 30, 40, 4]) {
      await expect(openZip(memorySource("a.zip", bytes.subarray(0, end)))).rejects.toMatchObject({
        code: expect.stringMatching(/^(truncated|invalid_zip)$/),
      });
    }
  });

  it("stops a member that explodes, says another size, or another checksum", async () => {
    const zeros = Buffer.alloc(110 * 1024 * 1024);
    const bomb = deflateRawSync(zeros, { level: 9 });
    const claims = { name: "claims.json", data: bomb, method: 8, size: zeros.length, crc: 0 };
    const lies = { name: "lies.json", data: bomb, method: 8, size: 10, crc: 0 };
    const wrong = { name: "wrong.json", data: Buffer.from("[1]"), method: 0, crc: 1 };
    const far = { name: "far.json", data: Buffer.alloc(0), method: 0, size: 0, crc: 0 };
    const zip = await openZip(memorySource("a.zip", rawZip([claims, lies, wrong, far])));
    await expect(zip.json("claims.json")).rejects.toMatchObject({ code: "too_large" });
    await expect(zip.json("lies.json")).rejects.toMatchObject({
      code: expect.stringMatching(/^(too_large|corrupt_member)$/),
    });
    await expect(zip.json("wrong.json")).rejects.toMatchObject({ code: "corrupt_member" });
    await expect(zip.json("far.json")).rejects.toMatchObject({ code: "invalid_json" });
  }, 60_000);

  it.each([100, 2_000_000])(
    "says what is wrong with a member of %i bytes, inflated at once or as a stream",
    async (size) => {
      const text = Array.from({ length: size / 10 }, (_, i) => Math.sin(i).toFixed(9).slice(-10))
        .join("")
        .slice(2);
      const content = Buffer.from(JSON.stringify(text));
      const whole = deflateRawSync(content);
      const broken = Buffer.from(whole);
      broken.fill(0xff, 4, 12);
      const member = { method: 8, size, crc: crc32(content) };
      const bytes = rawZip([
        { ...member, name: "whole.json", data: whole },
        { ...member, name: "broken.json", data: broken },
        { ...member, name: "less.json", data: whole, size: size - 1 },
        { ...member, name: "more.json", data: whole, size: size + 1 },
        { ...member, name: "cut.json", data: whole.subarray(0, 8) },
        { ...member, name: "other.json", data: whole, crc: 1 },
      ]);
      const zip = await openZip(memorySource("a.zip", bytes));
      expect(await zip.json("whole.json")).toBe(text);
      for (const name of ["broken.json", "less.json", "more.json", "cut.json", "other.json"]) {
        await expect(zip.json(name), name).rejects.toMatchObject({
          code: "corrupt_member",
          place: `member ${name}`,
          message: expect.stringMatching(/^needed .+, found:? .+/),
        });
      }
    },
  );

  it("refuses methods and members that it can't read", async () => {
    const twice = rawZip([
      { name: "a.json", data: Buffer.from("1"), method: 0 },
      { name: "a.json", data: Buffer.from("2"), method: 0 },
    ]);
    await expect(openZip(memorySource("a.zip", twice))).rejects.toMatchObject({ code: "invalid_zip" });
    const zip = await openZip(memorySource("a.zip", rawZip([{ name: "a.json", data: Buffer.from("1"), method: 12 }])));
    await expect(zip.json("a.json")).rejects.toMatchObject({ code: "invalid_zip" });
  });

  it("lets a failing source fail as itself", async () => {
    const bytes = await zipBytes({ "header.json": "{}" });
    const failing = { ...memorySource("a.zip", bytes), read: () => Promise.reject(new Error("the bucket is gone")) };
    await expect(openZip(failing)).rejects.toThrow("the bucket is gone");
  });
});
