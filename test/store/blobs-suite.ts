/** What every place for blobs must do: run by each adapter's own test. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobSource } from "../../packages/store/src/blobs/blob-source.ts";
import { BlobRefusedError, type Blobs } from "../../packages/store/src/blobs/port.ts";

/** Runs the suite; `open` gives an empty place, `close` takes it away. `links`: blobs can be fetched by a link. */
export function blobsSuite(
  name: string,
  open: () => Promise<{ blobs: Blobs; links: boolean; close(): Promise<void> }>,
): void {
  describe(`${name} as a place for blobs`, () => {
    let blobs: Blobs;
    let links = false;
    let close = async (): Promise<void> => {};
    beforeAll(async () => {
      ({ blobs, links, close } = await open());
    });
    afterAll(() => close());

    it("gives back what was put, the latest version of it", async () => {
      expect(await blobs.put("put/a", bytesOf("one"))).toBe(true);
      expect(textOf(await blobs.get("put/a"))).toBe("one");
      expect(await blobs.put("put/a", bytesOf("two!"))).toBe(true);
      expect(textOf(await blobs.get("put/a"))).toBe("two!");
      expect(await blobs.size("put/a")).toBe(4);
    });

    it("holds empty blobs", async () => {
      await blobs.put("empty", new Uint8Array());
      expect(await blobs.get("empty")).toHaveLength(0);
      expect(await blobs.size("empty")).toBe(0);
      expect(await blobs.getRange("empty", 0, 10)).toHaveLength(0);
      expect(await collect(await blobs.stream("empty"))).toHaveLength(0);
    });

    it("answers undefined for what is absent", async () => {
      expect(await blobs.get("nothing")).toBeUndefined();
      expect(await blobs.getRange("nothing", 0, 1)).toBeUndefined();
      expect(await blobs.size("nothing")).toBeUndefined();
      expect(await blobs.stream("nothing")).toBeUndefined();
      expect(await blobs.get("put")).toBeUndefined();
      await expect(blobSource(blobs, "nothing", "n")).rejects.toThrow("needed the blob nothing, found none");
    });

    it("keeps the first with ifAbsent, of many at once exactly one", async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => blobs.put("once", bytesOf(`version ${i}`), { ifAbsent: true })),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(textOf(await blobs.get("once"))).toBe(`version ${answers.indexOf(true)}`);
      expect(await blobs.put("once", bytesOf("later"), { ifAbsent: true })).toBe(false);
      expect(textOf(await blobs.get("once"))).toBe(`version ${answers.indexOf(true)}`);
    });

    it("reads ranges, short at the end", async () => {
      await blobs.put("range", bytesOf("0123456789"));
      expect(textOf(await blobs.getRange("range", 2, 5))).toBe("234");
      expect(textOf(await blobs.getRange("range", 8, 100))).toBe("89");
      expect(await blobs.getRange("range", 5, 5)).toHaveLength(0);
      expect(await blobs.getRange("range", 10, 12)).toHaveLength(0);
      expect(await blobs.getRange("range", 50, 60)).toHaveLength(0);
    });

    it("streams in, counting and hashing, and streams out in chunks", async () => {
      const content = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 9)) & 255);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const limit = content.length;
      expect(await blobs.putStream("stream", inChunks(content, 70_001), { limit })).toEqual({ bytes: limit, sha256 });
      expect(await blobs.putStream("stream", inChunks(content, 9_999), { limit, bytes: limit, sha256 })).toEqual({
        bytes: limit,
        sha256,
      });
      let largest = 0;
      const read: Uint8Array[] = [];
      for await (const chunk of (await blobs.stream("stream")) ?? []) {
        largest = Math.max(largest, chunk.length);
        read.push(chunk);
      }
      expect(Buffer.concat(read).equals(content)).toBe(true);
      expect(largest).toBeLessThanOrEqual(1_048_576);
      expect(await blobs.putStream("no bytes", inChunks(new Uint8Array(), 1), { limit: 0 })).toMatchObject({
        bytes: 0,
      });
      expect(await blobs.size("no bytes")).toBe(0);
    });

    it("refuses streams that are too long or not as announced, and keeps what stood there", async () => {
      await blobs.put("kept", bytesOf("kept"));
      const refusals = [
        [{ limit: 9 }, "too_large"],
        [{ limit: 100, bytes: 9 }, "wrong_size"],
        [{ limit: 100, bytes: 11 }, "wrong_size"],
        [{ limit: 100, sha256: "0".repeat(64) }, "wrong_sha256"],
      ] as const;
      for (const [options, reason] of refusals) {
        const error = await blobs
          .putStream("kept", inChunks(bytesOf("0123456789"), 3), options)
          .catch((e: unknown) => e);
        expect(error).toBeInstanceOf(BlobRefusedError);
        expect((error as BlobRefusedError).reason).toBe(reason);
        expect(textOf(await blobs.get("kept"))).toBe("kept");
        await expect(blobs.putStream("unkept", inChunks(bytesOf("0123456789"), 3), options)).rejects.toThrow();
        expect(await blobs.size("unkept")).toBeUndefined();
      }
    });

    it("keeps what stood there when the sender breaks off", async () => {
      await blobs.put("broken", bytesOf("whole"));
      async function* breaking(): AsyncIterable<Uint8Array> {
        yield bytesOf("ha");
        throw new Error("the sender went away");
      }
      await expect(blobs.putStream("broken", breaking(), { limit: 100 })).rejects.toThrow("the sender went away");
      expect(textOf(await blobs.get("broken"))).toBe("whole");
    });

    it("shows readers one version whole while others write", async () => {
      const version = (i: number) => new Uint8Array(200_000).fill(i);
      await blobs.put("versions", version(0));
      const writing = (async () => {
        for (let i = 1; i <= 20; i++) await blobs.put("versions", version(i));
      })();
      for (let i = 0; i < 20; i++) {
        const read = (await blobs.get("versions")) ?? new Uint8Array();
        expect(read).toHaveLength(200_000);
        expect(read.every((byte) => byte === read[0])).toBe(true);
      }
      await writing;
    });

    it("deletes, twice too", async () => {
      await blobs.put("gone", bytesOf("x"));
      await blobs.delete("gone");
      await blobs.delete("gone");
      expect(await blobs.get("gone")).toBeUndefined();
      expect(await blobs.put("gone", bytesOf("y"), { ifAbsent: true })).toBe(true);
    });

    it("tells all keys apart and lists them by their bytes", async () => {
      for (const key of awkwardKeys) await blobs.put(`keys/${key}`, bytesOf(key));
      for (const key of awkwardKeys) expect(textOf(await blobs.get(`keys/${key}`))).toBe(key);
      const expected = awkwardKeys.map((key) => `keys/${key}`).sort((x, y) => Buffer.compare(bytesOf(x), bytesOf(y)));
      const entries = await listed(blobs, "keys/");
      expect(entries.map(({ key }) => key)).toEqual(expected);
      for (const entry of entries) {
        expect(entry.bytes).toBe(bytesOf(entry.key.slice(5)).length);
        expect(entry.modifiedAt).toBeGreaterThan(1.6e12);
      }
    });

    it("lists by any prefix", async () => {
      for (const key of ["l/a", "l/a/b", "l/ab", "l/b", "l/a.b"]) await blobs.put(key, bytesOf("x"));
      const keysOf = async (prefix: string) => (await listed(blobs, prefix)).map(({ key }) => key);
      expect(await keysOf("l/a")).toEqual(["l/a", "l/a.b", "l/a/b", "l/ab"]);
      expect(await keysOf("l/a/")).toEqual(["l/a/b"]);
      expect(await keysOf("l/b")).toEqual(["l/b"]);
      expect(await keysOf("l/none/")).toEqual([]);
      expect(await keysOf("../")).toEqual([]);
      expect(await keysOf("")).toEqual(expect.arrayContaining(["l/a", "l/b"]));
    });

    it("gives links to what is there, told as what it was said to be, or none to anything", async () => {
      await blobs.put("linked/ü +", bytesOf("a,b\n"));
      const link = await blobs.linkFor("linked/ü +", { contentType: "text/csv; charset=utf-8" });
      expect(link !== undefined).toBe(links);
      if (link === undefined) return;
      const answer = await fetch(link);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
      expect(await answer.text()).toBe("a,b\n");
      await blobs.put("packed", gzipSync("packed"));
      const packed = await blobs.linkFor("packed", { contentType: "text/plain", contentEncoding: "gzip" });
      expect(await (await fetch(packed ?? "")).text()).toBe("packed");
    });

    it("refuses keys that some place would bend", async () => {
      const bad = ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.", "a\u0000b", "a\nb", "\ud800", "x".repeat(901)];
      for (const key of bad) {
        for (const call of [
          () => blobs.put(key, bytesOf("x")),
          () => blobs.putStream(key, inChunks(bytesOf("x"), 1), { limit: 1 }),
          () => blobs.get(key),
          () => blobs.size(key),
        ]) {
          await expect((async () => call())()).rejects.toThrow("needed a blob key");
        }
      }
    });

    it("reads as a source: size, ranges, stream", async () => {
      await blobs.put("source", bytesOf("0123456789"));
      const source = await blobSource(blobs, "source", "logs/a.eval");
      expect([source.name, source.size]).toEqual(["logs/a.eval", 10]);
      expect(textOf(await source.read(3, 6))).toBe("345");
      expect(textOf(await collect(source.stream()))).toBe("0123456789");
      expect(textOf(await collect(source.stream()))).toBe("0123456789");
      await blobs.delete("source");
      await expect(source.read(0, 1)).rejects.toThrow("needed the blob source, found none");
      await expect(collect(source.stream())).rejects.toThrow("needed the blob source, found none");
    });
  });
}

/** Keys that some file system, URL or shell confuses. */
const awkwardKeys = [
  "plain",
  "Plain",
  "PLAIN",
  "a",
  "a/b",
  "a.blob",
  "a.blob/b",
  "with space",
  "per%63ent",
  "per%cent",
  "equals=a",
  "tilde~",
  "tilde~/b",
  "über/ß/İ",
  "u\u0308ber",
  "emoji 🎲",
  "\uffee after the emoji in UTF-16",
  "...",
  ".hidden",
  "trailing.",
  "con",
  "NUL.txt",
  "back\\slash",
  'quote"<>|?*:',
  "+plus&amp;",
  `long${"x".repeat(600)}`,
  `long/${"Ü".repeat(200)}/end`,
];

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(chunks: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks ?? []) read.push(chunk);
  return Buffer.concat(read);
}

async function listed(blobs: Blobs, prefix: string) {
  const entries = [];
  for await (const entry of blobs.list(prefix)) entries.push(entry);
  return entries;
}
