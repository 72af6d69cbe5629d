import type { Source } from "./source.ts";

/** a directory of a few thousand members in one range */
const aheadBytes = 256 * 1024;

interface Range {
  start: number;
  bytes: Uint8Array;
}

/** What `rangeReader` makes. */
export type Ranges = ReturnType<typeof rangeReader>;

/**
 * Few ranges out of many small reads: what was fetched stays until the next fetch, and the tail of the file for good.
 *
 * A zip is read in steps of 46 bytes; from storage each step would be a request.
 */
export function rangeReader(source: Source) {
  let tail: Range | undefined;
  let window: Range | undefined;

  /** Bytes that have been fetched already. */
  function held(start: number, end: number): Uint8Array | undefined {
    return partOf(tail, start, end) ?? partOf(window, start, end);
  }

  return {
    held,
    /** Bytes start … end−1, fewer where the source ends; fetches `ahead` bytes at least where it has to fetch. */
    async read(start: number, end: number, ahead: number = aheadBytes): Promise<Uint8Array> {
      const known = held(start, end);
      if (known !== undefined) return known;
      const stop = Math.min(source.size, Math.max(end, start + ahead));
      if (start >= stop) return new Uint8Array(0);
      const bytes = await source.read(start, stop);
      const range = { start, bytes };
      if (stop === source.size && tail === undefined) tail = range;
      else window = range;
      return bytes.subarray(0, end - start);
    },
  };
}

function partOf(range: Range | undefined, start: number, end: number): Uint8Array | undefined {
  if (range === undefined || start < range.start || end > range.start + range.bytes.length) return undefined;
  return range.bytes.subarray(start - range.start, end - range.start);
}
