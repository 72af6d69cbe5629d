import { ContentError } from "./content-error.ts";

const blockBytes = 512;
const maxMembers = 10_000;
const maxNameBytes = 64 * 1024;

/** A tar's bytes in order: what is taken, and what is passed over, by however the source allows it. */
export interface TarBytes {
  /** where the next byte stands */
  at(): number;
  /** the next `count` bytes, fewer where the tar ends */
  take(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
}

export interface TarMember {
  name: string;
  size: number;
  /** where its content begins */
  start: number;
}

/**
 * The files in a tar, one after the other (ustar, GNU and pax names). The caller may take a member's content before it
 * asks for the next; what is left of it is passed over. Folders, links and devices are no files.
 *
 * @throws {ContentError} `truncated` where the end mark is missing, `unsafe_name`, `invalid_tar`, `too_large` for more
 * than 10,000 members
 */
export async function* tarMembers(bytes: TarBytes, file: string): AsyncIterable<TarMember> {
  const names = new Set<string>();
  /** what pax and GNU headers say of the member after them */
  let said: { path?: string; size?: number } = {};
  let count = 0;
  for (;;) {
    const block = await bytes.take(blockBytes);
    if (block.length < blockBytes) throw ended(file);
    if (block.every((byte) => byte === 0)) return;
    count += 1;
    if (count > maxMembers) {
      throw new ContentError("too_large", `needed at most ${maxMembers} members, found more`, { file });
    }
    if (!isTarHeader(block)) {
      throw new ContentError("invalid_tar", "needed a member's header that meets its checksum, found another", {
        file,
      });
    }
    const type = String.fromCharCode(block[156] as number);
    const size = said.size ?? sizeOf(block, file);
    const end = bytes.at() + Math.ceil(size / blockBytes) * blockBytes;
    if (type === "x" || type === "L") {
      if (size > maxNameBytes)
        throw new ContentError("invalid_tar", `needed a name, found ${size} bytes of it`, { file });
      const extra = await bytes.take(size);
      if (extra.length < size) throw ended(file);
      said = type === "L" ? { ...said, path: textUntilZero(extra) } : { ...said, ...paxOf(extra, file) };
    } else {
      const name = (said.path ?? nameOf(block)).replace(/^(\.\/)+/, "");
      said = {};
      const isFile = type === "0" || type === "\0" || type === "7";
      if (isFile && !name.endsWith("/")) {
        assertInside(name, file);
        if (names.has(name))
          throw new ContentError("invalid_tar", `needed each member once, found ${name} again`, { file });
        names.add(name);
        yield { name, size, start: bytes.at() };
      } else if (type === "S") {
        throw new ContentError("invalid_tar", `needed whole files, found a sparse one: ${name}`, { file });
      }
    }
    await bytes.skip(end - bytes.at());
  }
}

/** Does a tar member's header stand here? By its checksum: the oldest tars have no magic. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < blockBytes || block[0] === 0) return false;
  let sum = 0;
  for (let at = 0; at < blockBytes; at += 1) sum += at >= 148 && at < 156 ? 32 : (block[at] as number);
  return sum === octal(block, 148, 8);
}

/** @throws {ContentError} `unsafe_name` for a name that leads out of the archive */
export function assertInside(name: string, file: string): void {
  const isOutside =
    name === "" || /^([/\\]|[A-Za-z]:)/.test(name) || /\\|\0/.test(name) || name.split("/").includes("..");
  if (!isOutside) return;
  const text = `needed members inside the archive, found ${JSON.stringify(name.slice(0, 200))}`;
  throw new ContentError("unsafe_name", text, { file });
}

function ended(file: string): ContentError {
  return new ContentError("truncated", "needed a whole tar, found one without its end mark", { file });
}

function octal(block: Uint8Array, start: number, length: number): number {
  const text = Buffer.from(block.subarray(start, start + length))
    .toString("latin1")
    .replace(/[\0 ].*$/s, "");
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function sizeOf(block: Uint8Array, file: string): number {
  // a set high bit: a binary number, for files over 8 GiB
  const isBinary = ((block[124] as number) & 0x80) !== 0;
  let size = isBinary ? (block[124] as number) & 0x7f : octal(block, 124, 12);
  if (isBinary) for (let at = 125; at < 136; at += 1) size = size * 256 + (block[at] as number);
  if (Number.isSafeInteger(size)) return size;
  throw new ContentError("invalid_tar", "needed a member's size, found none", { file });
}

function nameOf(block: Uint8Array): string {
  const name = textUntilZero(block.subarray(0, 100));
  const isUstar = Buffer.from(block.subarray(257, 263)).toString("latin1") === "ustar\0";
  const prefix = isUstar ? textUntilZero(block.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textUntilZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
}

/** Records of `length key=value\n`; of interest are the path and the size. */
function paxOf(bytes: Uint8Array, file: string): { path?: string; size?: number } {
  const said: { path?: string; size?: number } = {};
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const length = Number(Buffer.from(bytes.subarray(at, space < 0 ? at : space)).toString("latin1"));
    if (!Number.isSafeInteger(length) || length <= 0 || at + length > bytes.length) {
      throw new ContentError("invalid_tar", "needed pax records with their lengths, found others", { file });
    }
    const record = Buffer.from(bytes.subarray(space + 1, at + length - 1)).toString("utf8");
    const equals = record.indexOf("=");
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1);
    if (key === "path") said.path = value;
    if (key === "size") {
      const size = Number(value);
      if (!Number.isSafeInteger(size) || size < 0) {
        throw new ContentError("invalid_tar", `needed a member's size, found ${value.slice(0, 40)}`, { file });
      }
      said.size = size;
    }
    at += length;
  }
  return said;
}
