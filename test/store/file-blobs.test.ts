import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOfPath, pathOfKey } from "../../packages/store/src/blobs/file-name.ts";
import { fileBlobs } from "../../packages/store/src/blobs/files.ts";
import { blobsSuite } from "./blobs-suite.ts";

async function withFolder<T>(work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(path.join(os.tmpdir(), "blobs-"));
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

blobsSuite("a folder", async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), "blobs-"));
  return { blobs: await fileBlobs({ root }), links: false, close: () => rm(root, { recursive: true, force: true }) };
});

describe("blobs as files", () => {
  it("leaves nothing unfinished, and clears what a death left", () =>
    withFolder(async (root) => {
      const blobs = await fileBlobs({ root });
      const chunks = (async function* () {
        yield new Uint8Array(10);
      })();
      await blobs.putStream("a", chunks, { limit: 5 }).catch(() => {});
      await blobs.put("b", new Uint8Array(3), { ifAbsent: true });
      await blobs.put("b", new Uint8Array(3), { ifAbsent: true });
      expect(await readdir(path.join(root, "unfinished"))).toEqual([]);
      await writeFile(path.join(root, "unfinished", "1-1"), "half");
      await fileBlobs({ root });
      expect(await readdir(path.join(root, "unfinished"))).toEqual([]);
      expect(await blobs.size("b")).toBe(3);
    }));

  it.skipIf(process.platform === "win32")("are the owner's alone", () =>
    withFolder(async (root) => {
      const blobs = await fileBlobs({ root });
      await blobs.put("folder/b", new Uint8Array(3));
      expect((await stat(path.join(root, "blobs", "folder", "b.blob"))).mode & 0o777).toBe(0o600);
      expect((await stat(path.join(root, "blobs", "folder"))).mode & 0o777).toBe(0o700);
    }),
  );

  it("stay below their folder", () =>
    withFolder(async (root) => {
      await mkdir(path.join(root, "home"));
      const blobs = await fileBlobs({ root: path.join(root, "home") });
      for (const key of ["../../outside", "..\\outside", "/outside", "%2e%2e/outside", "C:\\outside"]) {
        await blobs.put(key, new Uint8Array(1)).catch(() => {});
      }
      expect(await readdir(root)).toEqual(["home"]);
      expect(existsSync("/outside.blob")).toBe(false);
    }));

  it("pass over files that are not theirs", () =>
    withFolder(async (root) => {
      const blobs = await fileBlobs({ root });
      await blobs.put("a", new Uint8Array(1));
      for (const name of ["A.blob", "x.txt", "%zz.blob", "%41.blob", ".blob"]) {
        await writeFile(path.join(root, "blobs", name), "");
      }
      const keys = [];
      for await (const { key } of blobs.list("")) keys.push(key);
      expect(keys).toEqual(["a"]);
    }));

  it("have names that go back to their keys, on any file system", () => {
    const segment = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 150 })
      .map((text) => text.replaceAll("/", "-"));
    const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    fc.assert(
      fc.property(key, (text) => {
        const name = pathOfKey(text);
        expect(keyOfPath(name)).toBe(text);
        expect(name).toMatch(/^[a-z0-9_%=~/.-]+$/);
        expect(Math.max(...name.split("/").map((part) => part.length))).toBeLessThanOrEqual(210);
      }),
    );
  });
});
