/**
 * Gzip members whose bytes depend on nothing but their content: deflate in plain JavaScript, for zlib's output differs
 * between processors and versions; no time; an unknown operating system. Any gzip tool reads them, one after another.
 */

import { crc32, inflateRawSync } from "node:zlib";
import { deflateSync } from "fflate";
import { need, ResultBlobError } from "./stored-result.ts";

const plainHeader = 10;
const trailer = 8;

/** The extra field of a blob's first member: `EM`, 4 bytes, the whole member's length. */
const extraBytes = 10;
export const firstHeader = plainHeader + extraBytes;

/** Content as one gzip member; `first` carries its own length, so that a reader finds where it ends. */
export function gzipMember(content: Uint8Array, { first = false } = {}): Uint8Array {
  const body = deflateSync(content, { level: 6, mem: 4 });
  const start = first ? firstHeader : plainHeader;
  const member = Buffer.alloc(start + body.length + trailer);
  member.set([0x1f, 0x8b, 8, first ? 4 : 0, 0, 0, 0, 0, 0, 255]);
  if (first) {
    member.writeUInt16LE(extraBytes - 2, plainHeader);
    member.write("EM", plainHeader + 2, "latin1");
    member.writeUInt16LE(4, plainHeader + 4);
    member.writeUInt32LE(member.length, plainHeader + 6);
  }
  member.set(body, start);
  member.writeUInt32LE(crc32(content), start + body.length);
  member.writeUInt32LE(content.length, start + body.length + 4);
  return member;
}

/** How long is the blob's first member? */
export function firstMemberLength(blob: Uint8Array): number {
  const head = Buffer.from(blob.buffer, blob.byteOffset, Math.min(blob.length, firstHeader));
  const ours =
    head.length === firstHeader &&
    head.readUInt32BE(0) === 0x1f8b0804 &&
    head.readUInt16LE(plainHeader) === extraBytes - 2 &&
    head.toString("latin1", plainHeader + 2, plainHeader + 4) === "EM";
  need(ours, () => "needed the bytes of a stored result, found others");
  return head.readUInt32LE(plainHeader + 6);
}

/**
 * The content of a member.
 *
 * @throws {ResultBlobError} if it is damaged, or its content longer than `most` bytes
 */
export function gunzipMember(member: Uint8Array, most: number): Uint8Array {
  const start = member[3] === 4 ? firstHeader : plainHeader;
  need(member.length >= start + trailer, () => `needed a whole member, found ${member.length} bytes of it`);
  const end = member.length - trailer;
  const view = new DataView(member.buffer, member.byteOffset + end, trailer);
  const size = view.getUint32(4, true);
  need(size <= most, () => `needed at most ${most} bytes in a member, found ${size}`);
  const content = inflate(member.subarray(start, end), size);
  need(content.length === size, () => `needed ${size} bytes in a member, found ${content.length}`);
  need(crc32(content) === view.getUint32(0, true), () => "needed bytes that match their checksum, found others");
  return content;
}

function inflate(body: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(body, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw new ResultBlobError("needed compressed bytes that can be read, found damaged ones", { cause: error });
  }
}
