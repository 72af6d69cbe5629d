/** Blobs as files below one folder, for one machine. */
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { checkBlobKey } from "./blob-key.ts";
import { checkedChunks } from "./checked-chunks.ts";
import { pathOfKey } from "./file-name.ts";
import { listFiles } from "./list-files.ts";
import type { Blobs } from "./port.ts";
import { codeOf, giveName, temporaryFile } from "./write-durably.ts";

const chunkBytes = 256 * 1024;

/**
 * Opens a folder of blobs, made if missing; what an interrupted write left is taken away, so one process at a time.
 *
 * Blobs lie in `root/blobs`, unfinished ones in `root/unfinished`, on one file system.
 */
export async function fileBlobs({ root }: { root: string }): Promise<Blobs> {
  const blobs = path.resolve(root, "blobs");
  const unfinished = path.resolve(root, "unfinished");
  for (const folder of [blobs, unfinished]) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(unfinished)) await rm(path.join(unfinished, name), { force: true });

  function fileOf(key: string): string {
    checkBlobKey(key);
    return path.join(blobs, ...pathOfKey(key).split("/"));
  }

  async function write(key: string, ifAbsent: boolean, fill: (handle: FileHandle) => Promise<void>): Promise<boolean> {
    const file = fileOf(key);
    const temporary = temporaryFile(unfinished);
    try {
      const handle = await open(temporary, "wx", 0o600);
      try {
        await fill(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return await giveName(temporary, file, { root: blobs, ifAbsent });
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return {
    put: async (key, bytes, { ifAbsent = false } = {}) => {
      // spares the write where the answer is known; the name itself decides
      if (ifAbsent && (await sizeOf(fileOf(key))) !== undefined) return false;
      return write(key, ifAbsent, (handle) => handle.writeFile(bytes));
    },
    putStream: async (key, source, options) => {
      const { chunks, passed } = checkedChunks(source, options);
      await write(key, false, async (handle) => {
        for await (const chunk of chunks) await handle.writeFile(chunk);
      });
      return passed();
    },
    get: (key) => unlessAbsent(readFile(fileOf(key))),
    getRange: (key, start, end) => unlessAbsent(readRange(fileOf(key), start, end)),
    size: (key) => sizeOf(fileOf(key)),
    stream: async (key) => {
      const file = fileOf(key);
      // opened when it is read, so that one that nobody reads holds no file open
      return (await sizeOf(file)) === undefined ? undefined : chunksOf(file);
    },
    delete: (key) => rm(fileOf(key), { force: true }),
    list: (prefix) => listFiles(blobs, prefix),
    placeFor: async () => undefined,
    partsFor: async () => undefined,
    finishParts: async () => false,
    abandonParts: async () => undefined,
    linkFor: async () => undefined,
  };
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await unlessAbsent(stat(file)))?.size;
}

async function* chunksOf(file: string): AsyncIterable<Uint8Array> {
  yield* createReadStream(file, { highWaterMark: chunkBytes });
}

async function readRange(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
