import yauzl from "yauzl";
import { viewOf } from "./byte-words.ts";
import { ContentError } from "./content-error.ts";
import type { Ranges } from "./range-reader.ts";
import type { Source } from "./source.ts";

/** What a zip's directory says of a member. */
export interface Member {
  offset: number;
  nameLength: number;
  extraLength: number;
  method: number;
  encrypted: boolean;
  compressed: number;
  size: number;
  crc: number;
}

const entryBytes = 46;
const entrySignature = 0x02014b50;
/** a figure that stands in the zip64 field instead */
const elsewhere = 0xffffffff;
const zip64Field = 1;
/** a name in UTF-8 beside the one in the entry */
const unicodePath = 0x7075;

/**
 * Shows every entry of a zip's directory, with its name.
 *
 * yauzl finds the directory, and says what names, extra fields and their encodings mean. The walk through the entries is
 * ours: with a thousand of them, one for each sample of a log, an event and three buffers for each took a tenth of the
 * time of reading the log.
 *
 * @throws {ContentError} `truncated`, `unsafe_name`, `invalid_zip`
 * @see PKWARE APPNOTE.TXT 4.3.12 and 4.5.3
 */
export async function eachMember(
  source: Source,
  ranges: Ranges,
  see: (name: string, member: Member) => void,
): Promise<void> {
  try {
    const { start, entries } = await findDirectory(source, ranges);
    let at = start;
    for (let entry = 0; entry < entries; entry += 1) {
      const fixed = at + entryBytes;
      const header = viewOf(ranges.held(at, fixed) ?? (await fetched(ranges, at, fixed)));
      const signature = header.getUint32(0, true);
      if (signature !== entrySignature) {
        throw new Error(`invalid central directory file header signature: 0x${signature.toString(16)}`);
      }
      const nameLength = header.getUint16(28, true);
      const extraLength = header.getUint16(30, true);
      const end = fixed + nameLength + extraLength;
      const texts = ranges.held(fixed, end) ?? (await fetched(ranges, fixed, end));
      const extra = extraFields(texts.subarray(nameLength));
      // the comment, which nobody reads
      at = end + header.getUint16(32, true);
      if (at > source.size) throw new Error("unexpected EOF");
      const member = memberOf(header, extra.zip64);
      see(nameOf(texts, member, { flags: header.getUint16(8, true), renamed: extra.renamed }), member);
    }
  } catch (error) {
    throw zipError(error, source.name);
  }
}

/** Of an entry's extra fields: its long figures, and whether one of them is another name. */
function extraFields(bytes: Uint8Array): { zip64: DataView | undefined; renamed: boolean } {
  const found = { zip64: undefined as DataView | undefined, renamed: false };
  const view = viewOf(bytes);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = view.getUint16(at, true);
    const start = at + 4;
    at = start + view.getUint16(at + 2, true);
    if (at > bytes.length) throw new Error("extra field length exceeds extra field buffer size");
    if (id === zip64Field) found.zip64 ??= viewOf(bytes.subarray(start, at));
    else if (id === unicodePath) found.renamed = true;
  }
  return found;
}

async function fetched(ranges: Ranges, start: number, end: number): Promise<Uint8Array> {
  const bytes = await ranges.read(start, end).catch((error: unknown) => {
    throw sourceFailure(error);
  });
  if (bytes.length < end - start) throw new Error("unexpected EOF");
  return bytes;
}

function memberOf(header: DataView, zip64: DataView | undefined): Member {
  const flags = header.getUint16(8, true);
  if ((flags & 0x40) !== 0) throw new Error("strong encryption is not supported");
  const member: Member = {
    method: header.getUint16(10, true),
    crc: header.getUint32(16, true),
    compressed: header.getUint32(20, true),
    size: header.getUint32(24, true),
    nameLength: header.getUint16(28, true),
    extraLength: header.getUint16(30, true),
    offset: header.getUint32(42, true),
    encrypted: (flags & 1) !== 0,
  };
  if (zip64 !== undefined) widen(member, zip64);
  if (member.method === 0 && member.compressed !== member.size + (member.encrypted ? 12 : 0)) {
    const { compressed, size } = member;
    throw new Error(`compressed/uncompressed size mismatch for stored file: ${compressed} != ${size}`);
  }
  return member;
}

/** Figures of more than 32 bits, in the order of the field. */
function widen(member: Member, field: DataView): void {
  let at = 0;
  for (const figure of ["size", "compressed", "offset"] as const) {
    if (member[figure] !== elsewhere) continue;
    if (at + 8 > field.byteLength) throw new Error(`zip64 extended information extra field does not include ${figure}`);
    member[figure] = Number(field.getBigUint64(at, true));
    at += 8;
  }
}

/** Letters that are the same in every encoding, and no way out of the archive: the usual name. */
const usual = /^(?!\/|.:|.*\.\.)[ -[\]-~]*$/;

function nameOf(
  texts: Uint8Array,
  { nameLength, extraLength }: Member,
  { flags, renamed }: { flags: number; renamed: boolean },
): string {
  const bytes = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength);
  const plain = bytes.toString("latin1", 0, nameLength);
  if (!renamed && usual.test(plain)) return plain;
  const extra = yauzl.parseExtraFields(bytes.subarray(nameLength, nameLength + extraLength));
  const name = yauzl.getFileNameLowLevel(flags, bytes.subarray(0, nameLength), extra, false);
  const wrong = yauzl.validateFileName(name);
  if (wrong !== null) throw new Error(wrong);
  return name;
}

/** failures of the source keep their identity: they are no fault of the archive's */
const sourceFailures = new WeakSet<object>();

function sourceFailure(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  sourceFailures.add(failure);
  return failure;
}

/** Where the directory begins, and how many entries it has. */
async function findDirectory(source: Source, ranges: Ranges): Promise<{ start: number; entries: number }> {
  class Reader extends yauzl.RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null, read?: number) => void,
    ): void {
      fetched(ranges, position, position + length).then((bytes) => {
        buffer.set(bytes, offset);
        callback(null, length);
      }, callback);
    }
  }
  const found = await yauzl.fromRandomAccessReaderPromise(new Reader(), source.size, { autoClose: false });
  // its declared type says boolean
  return { start: Number(found.readEntryCursor), entries: found.entryCount };
}

function zipError(error: unknown, file: string): unknown {
  if (error instanceof ContentError || !(error instanceof Error) || sourceFailures.has(error)) return error;
  const text = error.message;
  if (/End of central directory record signature not found|unexpected EOF/i.test(text)) {
    return new ContentError("truncated", "needed a whole zip archive, found no directory at its end", { file });
  }
  if (/relative path|absolute path|invalid characters in fileName/i.test(text)) {
    return new ContentError("unsafe_name", `needed members inside the archive, found ${text}`, { file });
  }
  return new ContentError("invalid_zip", `needed a zip archive, found: ${text}`, { file });
}
