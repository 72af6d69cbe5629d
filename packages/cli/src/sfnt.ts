/** A typeface as the web packs it, unpacked. */
import { inflateSync } from "node:zlib";

interface Entry {
  tag: number;
  offset: number;
  packed: number;
  length: number;
  checksum: number;
}

/**
 * The OpenType file inside a WOFF 1.0 file, for programs that read no web fonts.
 *
 * @throws {Error} if the bytes are no WOFF file
 * @see https://www.w3.org/TR/WOFF/
 */
export function sfntOfWoff(woff: Buffer): Buffer {
  if (woff.length < 44 || woff.toString("latin1", 0, 4) !== "wOFF") {
    throw new Error("needed a WOFF file, found something else");
  }
  const flavor = woff.readUInt32BE(4);
  const count = woff.readUInt16BE(12);
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const at = 44 + 20 * index;
    return {
      tag: woff.readUInt32BE(at),
      offset: woff.readUInt32BE(at + 4),
      packed: woff.readUInt32BE(at + 8),
      length: woff.readUInt32BE(at + 12),
      checksum: woff.readUInt32BE(at + 16),
    };
  });
  const head = Buffer.alloc(12 + 16 * count);
  const largest = 2 ** Math.floor(Math.log2(Math.max(1, count)));
  head.writeUInt32BE(flavor, 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(largest * 16, 6);
  head.writeUInt16BE(Math.log2(largest), 8);
  head.writeUInt16BE(count * 16 - largest * 16, 10);
  const tables: Buffer[] = [];
  let offset = head.length;
  for (const [index, entry] of entries.entries()) {
    const bytes = woff.subarray(entry.offset, entry.offset + entry.packed);
    const table = entry.packed < entry.length ? inflateSync(bytes) : bytes;
    const at = 12 + 16 * index;
    head.writeUInt32BE(entry.tag, at);
    head.writeUInt32BE(entry.checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(entry.length, at + 12);
    // tables begin at multiples of four
    const padded = Buffer.alloc(Math.ceil(table.length / 4) * 4);
    table.copy(padded);
    tables.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([head, ...tables]);
}
