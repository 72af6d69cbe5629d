import zlib from "node:zlib";
import { decompress } from "fzstd";
import type { Compressors } from "hyparquet";
import { compressors as others } from "hyparquet-compressors";
import { maxZstdWindow } from "./limits.ts";

/**
 * Decompressors of a page that never yield more than the page's header says: Node's own where it has them, for they
 * stop at a limit.
 */
export const boundedCodecs: Compressors = {
  ...others,
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: unzstdPage,
};

function unzstdPage(input: Uint8Array, length: number): Uint8Array {
  const size = zstdContentSize(input);
  if (size !== undefined && size !== length) throw new Error(`zstd frame of ${size} bytes in a page of ${length}`);
  return decompress(input, new Uint8Array(length));
}

/** What the frame says of its size, refusing one that wants a larger history than is kept. */
function zstdContentSize(input: Uint8Array): number | undefined {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (input.length < 6 || view.getUint32(0, true) !== 0xfd2fb528) throw new Error("no zstd frame");
  const flags = view.getUint8(4);
  const isSingle = (flags & 0x20) !== 0;
  const sizeFlag = flags >> 6;
  if (!isSingle) {
    const descriptor = view.getUint8(5);
    const base = 2 ** (10 + (descriptor >> 3));
    const window = base + (base / 8) * (descriptor & 7);
    if (window > maxZstdWindow) throw new Error(`zstd window of ${window} bytes`);
  }
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const at = (isSingle ? 5 : 6) + dictionaryBytes;
  const bytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag;
  if (bytes === 0) return undefined;
  if (at + bytes > input.length) throw new Error("zstd frame that ends in its header");
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
