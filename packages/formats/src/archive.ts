import { Readable } from "node:stream";
import { createDeflateRaw, createInflateRaw } from "node:zlib";
import { ContentError } from "./content-error.ts";
import { contentOf, headOf } from "./head.ts";
import { rangeReader } from "./range-reader.ts";
import type { Head } from "./reader.ts";
import { type Source, unreadableSource } from "./source.ts";
import { assertInside, isTarHeader, type TarBytes, tarMembers } from "./tar.ts";
import { openZip, type Zip } from "./zip.ts";

/** members of a compressed tar, held deflated, in bytes */
const maxHeldBytes = 128 * 1024 * 1024;

const maxMembers = 10_000;

/**
 * Folders that came as one file: a tar (plain, gzip or zstd) or a zip becomes its members, named `archive!member`; any
 * other source stays as it is. An Inspect log, a zip itself, is no folder.
 *
 * A plain tar and a zip are read by ranges, member by member; a compressed tar is unpacked once and its members held
 * deflated. An archive inside an archive stays closed. An archive that can't be opened (`..` in a name, a broken
 * directory, too large) comes back as a source with its `problem`.
 */
export async function expandSources(sources: readonly Source[]): Promise<Source[]> {
  const expanded: Source[] = [];
  for (const source of sources) {
    try {
      expanded.push(...(await expand(source)));
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      expanded.push(unreadableSource(source, error));
    }
  }
  return expanded;
}

async function expand(source: Source): Promise<Source[]> {
  const head = await headOf(source);
  if (isTarHeader(head.bytes.subarray(0, 512))) {
    return head.compression === "none" ? plainTar(source) : compressedTar(head);
  }
  const isZip = head.bytes[0] === 0x50 && head.bytes[1] === 0x4b && (head.bytes[2] === 3 || head.bytes[2] === 5);
  return isZip && head.compression === "none" ? zipMembers(source) : [source];
}

/** What the systems that pack folders add to them. */
function isLitter(name: string): boolean {
  return /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$|^__MACOSX\//.test(name);
}

async function zipMembers(source: Source): Promise<Source[]> {
  const zip = await openZip(source);
  const names = [...zip.members.keys()];
  if (names.includes("header.json") || names.includes("_journal/start.json") || names.includes("start.json")) {
    return [source];
  }
  const files = names.filter((name) => !name.endsWith("/") && !isLitter(name));
  if (files.length > maxMembers) {
    const text = `needed at most ${maxMembers} members, found ${files.length}`;
    throw new ContentError("too_large", text, { file: source.name });
  }
  for (const name of files) assertInside(name, source.name);
  return files.map((name) => zipMember(source, zip, name));
}

function zipMember(source: Source, zip: Zip, name: string): Source {
  const size = zip.members.get(name)?.size ?? 0;
  return streamedSource(`${source.name}!${name}`, size, () => zip.stream(name));
}

/** A source that can only be read from its beginning on: a range costs what stands before it. */
function streamedSource(name: string, size: number, stream: () => AsyncIterable<Uint8Array>): Source {
  async function read(start: number, end: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let at = 0;
    for await (const chunk of stream()) {
      if (at + chunk.length > start) parts.push(chunk.slice(Math.max(0, start - at), end - at));
      at += chunk.length;
      if (at >= end) break;
    }
    return Buffer.concat(parts);
  }
  return { name, size, read, stream };
}

async function plainTar(source: Source): Promise<Source[]> {
  const ranges = rangeReader(source);
  let at = 0;
  const bytes: TarBytes = {
    at: () => at,
    async take(count) {
      const taken = await ranges.read(at, at + count);
      at += taken.length;
      return taken;
    },
    async skip(count) {
      at += count;
    },
  };
  const members: Source[] = [];
  for await (const { name, size, start } of tarMembers(bytes, source.name)) {
    if (start + size > source.size) {
      throw new ContentError("truncated", `needed ${size} bytes of ${name}, found the end`, { file: source.name });
    }
    if (!isLitter(name)) members.push(slice(source, `${source.name}!${name}`, start, size));
  }
  return members;
}

function slice(source: Source, name: string, start: number, size: number): Source {
  const stepBytes = 1024 * 1024;
  return {
    name,
    size,
    read: (from, to) => source.read(start + Math.min(from, size), start + Math.min(to, size)),
    stream: async function* () {
      for (let at = 0; at < size; at += stepBytes)
        yield source.read(start + at, start + Math.min(size, at + stepBytes));
    },
  };
}

async function compressedTar(head: Head): Promise<Source[]> {
  const { name: archive } = head.source;
  const bytes = streamedBytes(contentOf(head));
  const members: Source[] = [];
  let held = 0;
  try {
    for await (const { name, size } of tarMembers(bytes, archive)) {
      if (isLitter(name)) continue;
      const start = bytes.at();
      const parts: Uint8Array[] = [];
      for await (const part of deflated(bytes.chunks(size))) {
        held += part.length;
        if (held > maxHeldBytes) {
          const text = `needed at most ${maxHeldBytes} bytes of members, deflated, in a compressed tar, found more`;
          throw new ContentError("too_large", `${text}: give the folder as a zip or a plain tar`, { file: archive });
        }
        parts.push(part);
      }
      const found = bytes.at() - start;
      if (found < size) {
        throw new ContentError("truncated", `needed ${size} bytes of ${name}, found ${found}`, { file: archive });
      }
      members.push(streamedSource(`${archive}!${name}`, size, () => inflated(parts)));
    }
    await bytes.drain();
  } finally {
    await bytes.close();
  }
  return members;
}

async function* deflated(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const deflate = createDeflateRaw({ level: 1 });
  const input = Readable.from(chunks, { objectMode: false });
  let failure: unknown;
  // what the archive is found to be must surface as itself, not as a broken stream
  input.on("error", (error) => {
    failure = error;
    deflate.destroy();
  });
  input.pipe(deflate);
  try {
    for await (const part of deflate) yield part as Uint8Array;
  } catch (error) {
    throw failure ?? error;
  } finally {
    input.destroy();
    deflate.destroy();
  }
  if (failure !== undefined) throw failure;
}

async function* inflated(parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  const input = Readable.from(parts, { objectMode: false });
  const inflate = createInflateRaw({ chunkSize: 65536 });
  input.pipe(inflate);
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } finally {
    input.destroy();
    inflate.destroy();
  }
}

/** A stream of chunks as bytes to take and skip; what is taken spans chunks. */
function streamedBytes(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let position = 0;

  async function more(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done === true) return false;
      // a copy: the stream may reuse its chunk
      rest = next.value.slice();
    }
    return true;
  }

  async function* pass(count: number): AsyncIterable<Uint8Array> {
    let left = count;
    while (left > 0 && (await more())) {
      const step = Math.min(left, rest.length);
      const part = rest.subarray(0, step);
      rest = rest.subarray(step);
      position += step;
      left -= step;
      yield part;
    }
  }

  async function skip(count: number): Promise<void> {
    for await (const part of pass(count)) void part;
  }

  return {
    at: () => position,
    chunks: pass,
    async take(count: number): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      for await (const part of pass(count)) parts.push(part);
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
    skip,
    /** to the end: only then is it known that the compression is whole */
    drain: () => skip(Number.POSITIVE_INFINITY),
    async close(): Promise<void> {
      await iterator.return?.();
    },
  };
}
