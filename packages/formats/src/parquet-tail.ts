import type { Source } from "./source.ts";

const magic = 0x31524150;
const firstReadBytes = 64 * 1024;

/** a footer of a thousand row groups of thirty columns is about 5 MB */
const maxFooterBytes = 8 * 1024 * 1024;

/** Does this begin like a Parquet file? */
export function isParquet(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x41 && bytes[2] === 0x52 && bytes[3] === 0x31;
}

/**
 * The end of a Parquet file, which says what is in it: its footer, length and magic. In one range, two where it is
 * long. `undefined` where the file doesn't end like Parquet or its footer is larger than a footer may be.
 */
export async function parquetTail(source: Source): Promise<Uint8Array | undefined> {
  const tail = await source.read(Math.max(0, source.size - firstReadBytes), source.size);
  const length = footerLength(tail);
  if (length === undefined || length + 8 > source.size || length > maxFooterBytes) return undefined;
  if (length + 8 <= tail.length) return tail.subarray(tail.length - length - 8);
  return source.read(source.size - length - 8, source.size);
}

/** Bytes of the footer before its length and magic; `undefined` where the magic isn't there. */
export function footerLength(tail: Uint8Array): number | undefined {
  if (tail.length < 12) return undefined;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  return view.getUint32(tail.length - 4, true) === magic ? view.getUint32(tail.length - 8, true) : undefined;
}
