import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ContentError } from "./content-error.ts";
import { freeInflatedBytes, headBytes, maxInflatedBytes, maxInflation } from "./limits.ts";
import { isParquet, parquetTail } from "./parquet-tail.ts";
import type { Head } from "./reader.ts";
import type { Source } from "./source.ts";
import { unzstd } from "./zstd.ts";

/**
 * What does this source begin with, once decompressed? Reads at most 64 KiB of it, in one range; of Parquet its
 * footer too.
 *
 * A source whose compression is broken yields as many bytes as could be had; reading it tells what is wrong.
 */
export async function headOf(source: Source): Promise<Head> {
  const raw = await source.read(0, Math.min(source.size, headBytes));
  const compression = compressionOf(raw);
  const bytes = compression === "none" ? raw : await inflatedHead(raw, compression, source.name);
  const text = headText(bytes, bytes.length >= headBytes || raw.length < source.size);
  const head: Head = { source, bytes, text, compression };
  const tail = compression === "none" && isParquet(raw) ? await parquetTail(source) : undefined;
  return tail === undefined ? head : { ...head, tail };
}

/**
 * The whole content of a source, decompressed, in chunks of bounded size.
 *
 * @throws {ContentError} `truncated`, `invalid_gzip`, `invalid_zstd`, or `too_large` where it inflates beyond the limits
 */
export async function* contentOf(head: Head): AsyncIterable<Uint8Array> {
  if (head.compression === "none") {
    yield* head.source.stream();
    return;
  }
  const { name, size } = head.source;
  const limit = Math.min(maxInflatedBytes, freeInflatedBytes + maxInflation * size);
  yield* bounded(inflated(head.source.stream(), head.compression, name), limit, name);
}

/** Passes chunks through until they exceed `limit` bytes in all. */
export async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  file: string,
): AsyncIterable<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limit) {
      throw new ContentError("too_large", `needed at most ${limit} bytes after decompression, found more`, { file });
    }
    yield chunk;
  }
}

function compressionOf(bytes: Uint8Array): Head["compression"] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) return "zstd";
  return "none";
}

function inflated(
  chunks: AsyncIterable<Uint8Array>,
  compression: "gzip" | "zstd",
  file: string,
): AsyncIterable<Uint8Array> {
  return compression === "gzip" ? gunzip(chunks, file) : unzstd(chunks, file);
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const input = Readable.from(copied(chunks), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 65536 });
  let failure: unknown;
  // an error of the source must surface as itself, not as a broken stream
  input.on("error", (error) => {
    failure = error;
    gunzip.destroy();
  });
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    if (failure !== undefined) throw failure;
    const text = error instanceof Error ? error.message : String(error);
    if (/unexpected end of file/.test(text)) {
      throw new ContentError("truncated", "needed a whole gzip stream, found one that ends early", { file });
    }
    throw new ContentError("invalid_gzip", `needed gzip data, found: ${text}`, { file });
  } finally {
    input.destroy();
    gunzip.destroy();
  }
  if (failure !== undefined) throw failure;
}

async function inflatedHead(raw: Uint8Array, compression: "gzip" | "zstd", file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of inflated(once(raw), compression, file)) {
      parts.push(chunk);
      total += chunk.length;
      if (total >= headBytes) break;
    }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
  }
  return Buffer.concat(parts).subarray(0, headBytes);
}

/** The stream machinery reads ahead, and a source may reuse its chunk by then. */
async function* copied(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) yield Uint8Array.prototype.slice.call(chunk);
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** As text, without a BOM, bytes that are no UTF-8 replaced; where the head was cut, a broken last character is left out. */
function headText(bytes: Uint8Array, cut: boolean): string {
  if (bytes.includes(0)) return "";
  const text = new TextDecoder("utf-8").decode(bytes);
  return cut && text.endsWith("\ufffd") ? text.replace(/\ufffd+$/, "") : text;
}
