import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ContentError } from "./content-error.ts";
import { contentOf, headOf } from "./head.ts";
import { rangeReader } from "./range-reader.ts";
import type { Head } from "./reader.ts";
import { memorySource, type Source, unreadableSource } from "./source.ts";
import { assertInside, isTarHeader, type TarBytes, tarMembers } from "./tar.ts";
import { openZip, type Zip } from "./zip.ts";

/** members of a compressed tar, held deflated, in bytes */
const maxHeldBytes = 192 * 1024 * 1024;

/** one member of a compressed tar, in bytes: it stands in memory while it is deflated */
const maxMemberBytes = 128 * 1024 * 1024;

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
      if (size > maxMemberBytes) {
        const text = `needed members of at most ${maxMemberBytes} bytes in a compressed tar, found ${name} of ${size}`;
        throw new ContentError("too_large", `${text}: give it by itself`, { file: archive });
      }
      const content = await bytes.take(size);
      if (content.length < size) {
        throw new ContentError("truncated", `needed ${size} bytes of ${name}, found ${content.length}`, {
          file: archive,
        });
      }
      const member = heldSource(`${archive}!${name}`, content);
      held += member.heldBytes;
      if (held > maxHeldBytes) {
        const text = `needed at most ${maxHeldBytes} bytes of members in a compressed tar, found more`;
        throw new ContentError("too_large", `${text}: give the folder as a zip or a plain tar`, { file: archive });
      }
      members.push(member.source);
    }
    await bytes.drain();
  } finally {
    await bytes.close();
  }
  return members;
}

/** Content held in memory, deflated where that makes it smaller. */
function heldSource(name: string, content: Uint8Array): { source: Source; heldBytes: number } {
  const deflated = deflateRawSync(content, { level: 1 });
  if (deflated.length > content.length * 0.8) {
    return { source: memorySource(name, content.slice()), heldBytes: content.length };
  }
  const whole = (): Source =>
    memorySource(name, inflateRawSync(deflated, { maxOutputLength: Math.max(1, content.length) }));
  const size = content.length;
  const source: Source = {
    name,
    size,
    read: (start, end) => whole().read(start, end),
    stream: () => whole().stream(),
  };
  return { source, heldBytes: deflated.length };
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

  async function pass(count: number, each?: (bytes: Uint8Array) => void): Promise<void> {
    let left = count;
    while (left > 0 && (await more())) {
      const step = Math.min(left, rest.length);
      each?.(rest.subarray(0, step));
      rest = rest.subarray(step);
      position += step;
      left -= step;
    }
  }

  return {
    at: () => position,
    async take(count: number): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      await pass(count, (bytes) => parts.push(bytes));
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
    skip: (count: number) => pass(count),
    /** to the end: only then is it known that the compression is whole */
    drain: () => pass(Number.POSITIVE_INFINITY),
    async close(): Promise<void> {
      await iterator.return?.();
    },
  };
}
