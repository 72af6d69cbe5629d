import { closeSync, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { Source } from "@evenmatch/formats/source";

const chunkBytes = 65_536;

/**
 * A file on disk as a source. Its size is that of this moment; each read opens the file and closes it again, so that a
 * folder of thousands does not use up the process' handles.
 *
 * Reads wait for the disk: nothing else is to be done meanwhile, and the way through the pool of threads takes longer.
 *
 * @throws {Error} of the file system (`ENOENT`, `EACCES`, …); of ours where the file has become shorter
 */
export async function fileSource(path: string, name: string): Promise<Source> {
  const { size } = await stat(path);
  return {
    name,
    size,
    read: async (start, end) => readRange(path, { name, start, end: Math.min(end, size) }),
    stream: async function* () {
      const file = openSync(path, "r");
      try {
        for (let position = 0; position < size; ) {
          const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, size - position));
          const bytesRead = readSync(file, buffer, 0, buffer.length, position);
          if (bytesRead === 0) throw shortened(name, size, position);
          position += bytesRead;
          yield new Uint8Array(buffer.buffer, 0, bytesRead);
        }
      } finally {
        closeSync(file);
      }
    },
  };
}

function readRange(path: string, range: { name: string; start: number; end: number }): Uint8Array {
  const buffer = new Uint8Array(Math.max(0, range.end - range.start));
  if (buffer.length === 0) return buffer;
  const file = openSync(path, "r");
  try {
    let filled = 0;
    while (filled < buffer.length) {
      const bytesRead = readSync(file, buffer, filled, buffer.length - filled, range.start + filled);
      if (bytesRead === 0) throw shortened(range.name, range.end, range.start + filled);
      filled += bytesRead;
    }
    return buffer;
  } finally {
    closeSync(file);
  }
}

function shortened(name: string, needed: number, found: number): Error {
  return new Error(`${name}: needed ${needed} bytes, found ${found}: the file became shorter while it was read`);
}
