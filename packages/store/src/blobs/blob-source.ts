import type { Source } from "@evenmatch/formats/source";
import type { Blobs } from "./port.ts";

/**
 * A blob as a source for the readers of result files: ranges are asked of the place itself, so a large log costs only
 * what a reader looks at.
 *
 * @throws {Error} if there is no such blob, now or when it is read
 */
export async function blobSource(blobs: Blobs, key: string, name: string): Promise<Source> {
  const size = needed(await blobs.size(key), key);
  return {
    name,
    size,
    read: async (start, end) => needed(await blobs.getRange(key, start, end), key),
    stream: async function* () {
      yield* needed(await blobs.stream(key), key);
    },
  };
}

function needed<T>(found: T | undefined, key: string): T {
  if (found === undefined) throw new Error(`needed the blob ${key}, found none`);
  return found;
}
