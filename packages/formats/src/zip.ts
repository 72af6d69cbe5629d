import { Readable } from "node:stream";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { ContentError } from "./content-error.ts";
import { bounded } from "./head.ts";
import { allBytes, parseJsonBytes } from "./json.ts";
import { freeInflatedBytes, maxInflation, maxJsonBytes, maxZipMembers } from "./limits.ts";
import { type Ranges, rangeReader } from "./range-reader.ts";
import type { Json } from "./reader.ts";
import type { Source } from "./source.ts";
import { eachMember, type Member } from "./zip-directory.ts";
import { unzstd } from "./zstd.ts";

const stored = 0;
const deflated = 8;
const zstandard = 93;
const stepBytes = 1024 * 1024;
/** up to here a member is inflated in one call: a stream takes longer to begin than such a member to inflate */
const smallBytes = 1024 * 1024;

export interface Zip {
  /** name → size once decompressed, of the members that were asked for */
  members: ReadonlyMap<string, { size: number }>;
  /** all members of the archive */
  memberCount: number;
  /** A member's content in chunks, checked against its CRC. @throws {ContentError} */
  stream(name: string): AsyncIterable<Uint8Array>;
  /** A small member whole. @throws {ContentError} */
  bytes(name: string, limit?: number): Promise<Uint8Array>;
  /** As JSON. @throws {ContentError} */
  json(name: string, limit?: number): Promise<Json>;
}

/**
 * A zip archive over byte ranges: its tail and directory are read here, a member when it is asked for. `keep` says which
 * members' whereabouts to remember; a log has one for every sample.
 *
 * @throws {ContentError} `truncated` without a directory at the end, `unsafe_name` for members named out of the
 * archive (`..`, absolute), `invalid_zip`, `too_large` for too many members
 */
export async function openZip(source: Source, keep: (name: string) => boolean = () => true): Promise<Zip> {
  const ranges = rangeReader(source);
  const members = new Map<string, Member>();
  let memberCount = 0;
  await eachMember(source, ranges, (name, member) => {
    memberCount += 1;
    if (memberCount > maxZipMembers) {
      throw new ContentError("too_large", `needed at most ${maxZipMembers} members, found more`, { file: source.name });
    }
    if (!keep(name)) return;
    if (members.has(name)) {
      const text = `needed each member once, found ${name} again`;
      throw new ContentError("invalid_zip", text, { file: source.name });
    }
    members.set(name, member);
  });

  function stream(name: string): AsyncIterable<Uint8Array> {
    const member = members.get(name);
    if (member === undefined) throw new Error(`needed a member that was kept, found ${name}`);
    return contentOfMember({ source, ranges, name, member });
  }

  function bytes(name: string, limit = maxJsonBytes): Promise<Uint8Array> {
    return allBytes(stream(name), limit, source.name);
  }

  return {
    members,
    memberCount,
    stream,
    bytes,
    async json(name, limit) {
      return parseJsonBytes(await bytes(name, limit), { file: source.name, place: `member ${name}` });
    },
  };
}

async function* contentOfMember(from: {
  source: Source;
  ranges: Ranges;
  name: string;
  member: Member;
}): AsyncIterable<Uint8Array> {
  const { source, name, member } = from;
  const where = { file: source.name, place: `member ${name}` };
  if (member.encrypted) throw new ContentError("invalid_zip", "needed a plain member, found an encrypted one", where);
  const limit = freeInflatedBytes + maxInflation * member.compressed;
  if (member.size > limit) {
    const text = `needed at most ${limit} bytes for ${member.compressed} compressed ones, found ${member.size} declared`;
    throw new ContentError("too_large", text, where);
  }
  let total = 0;
  let crc = 0;
  for await (const chunk of bounded(decoded(from, where), limit, source.name)) {
    total += chunk.length;
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (total !== member.size || crc !== member.crc) {
    const text = `needed ${member.size} bytes of checksum ${hex(member.crc)}, found ${total} of ${hex(crc)}`;
    throw new ContentError("corrupt_member", text, where);
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

function decoded(
  from: { source: Source; ranges: Ranges; name: string; member: Member },
  where: { file: string; place: string },
): AsyncIterable<Uint8Array> {
  const raw = rawBytes(from, where);
  const { method, compressed, size } = from.member;
  if (method === stored) return raw;
  if (method === deflated) {
    return Math.max(compressed, size) <= smallBytes ? inflateAtOnce(raw, size, where) : inflate(raw, where);
  }
  if (method === zstandard) return unzstd(raw, from.source.name);
  const text = `needed a stored, deflate or zstd member, found method ${method}`;
  throw new ContentError("invalid_zip", text, where);
}

async function* rawBytes(
  from: { source: Source; ranges: Ranges; member: Member },
  where: { file: string; place: string },
): AsyncIterable<Uint8Array> {
  const { source, ranges, member } = from;
  // the local header's extra field may be longer than the directory's: a guess that saves a second range
  const guess = 30 + member.nameLength + member.extraLength + 64 + Math.min(member.compressed, stepBytes);
  const header = Buffer.from(await ranges.read(member.offset, member.offset + 30, guess));
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    throw new ContentError("invalid_zip", "needed a local header where the directory points, found none", where);
  }
  let at = member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const end = at + member.compressed;
  if (end > source.size)
    throw new ContentError("truncated", "needed the whole member, found the end of the file", where);
  while (at < end) {
    const stop = Math.min(end, at + stepBytes);
    const bytes = await ranges.read(at, stop, 0);
    if (bytes.length === 0) throw new ContentError("truncated", "needed the whole member, found less", where);
    yield bytes;
    at += bytes.length;
  }
}

/** A member of `size` bytes, and no more than that: the directory may understate it. */
async function* inflateAtOnce(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  where: { file: string; place: string },
): AsyncIterable<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  let bytes: Uint8Array;
  try {
    bytes = inflateRawSync(Buffer.concat(parts), { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ContentError("corrupt_member", `needed the ${size} bytes that the directory says, found more`, where);
    }
    throw corruptMember(error, where);
  }
  yield bytes;
}

function corruptMember(error: unknown, where: { file: string; place: string }): ContentError {
  const text = error instanceof Error ? error.message : String(error);
  return new ContentError("corrupt_member", `needed deflate data, found: ${text}`, where);
}

async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  where: { file: string; place: string },
): AsyncIterable<Uint8Array> {
  const input = Readable.from(chunks, { objectMode: false });
  const inflater = createInflateRaw({ chunkSize: 65536 });
  let failure: unknown;
  input.on("error", (error) => {
    failure = error;
    inflater.destroy();
  });
  input.pipe(inflater);
  try {
    for await (const chunk of inflater) yield chunk as Uint8Array;
  } catch (error) {
    if (failure !== undefined) throw failure;
    throw corruptMember(error, where);
  } finally {
    input.destroy();
    inflater.destroy();
  }
  if (failure !== undefined) throw failure;
}
