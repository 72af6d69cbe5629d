import { open, stat } from "node:fs/promises";
import type { Source } from "@evenmatch/formats/source";

const chunkBytes = 65_536;

/**
 * A file on disk as a source. Its size is that of this moment; each read opens the file and closes it again, so that a
 * folder of thousands does not use up the process' handles.
 *
 * @throws {Error} of the file system (`ENOENT`, `EACCES`, …); of ours where the file has become shorter
 */
export async function fileSource(path: string, name: string): Promise<Source> {
  const { size } = await stat(path);
  return {
    name,
    size,
    read: (start, end) => readRange(path, { name, start, end: Math.min(end, size) }),
    stream: async function* () {
      const handle = await open(path, "r");
      try {
        let position = 0;
        while (position < size) {
          const buffer = new Uint8Array(Math.min(chunkBytes, size - position));
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
          if (bytesRead === 0) throw shortened(name, size, position);
          position += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    },
  };
}

async function readRange(path: string, range: { name: string; start: number; end: number }): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, range.end - range.start));
  if (buffer.length === 0) return buffer;
  const handle = await open(path, "r");
  try {
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, range.start + filled);
      if (bytesRead === 0) throw shortened(range.name, range.end, range.start + filled);
      filled += bytesRead;
    }
    return buffer;
  } finally {
    await handle.close();
  }
}

function shortened(name: string, needed: number, found: number): Error {
  return new Error(`${name}: needed ${needed} bytes, found ${found}: the file became shorter while it was read`);
}
