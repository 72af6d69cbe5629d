/** The bytes of a column's values, free of how it is stored: what hashes cover. Little-endian throughout. */
import { sha256Hex } from "../sha256.ts";
import type { Column } from "./columns.ts";
import { need } from "./stored-result.ts";

/**
 * SHA-256, hex, of a column's values: numbers as float64 (−0 as 0, every NaN as 0x7ff8000000000000), integers as int32,
 * texts as the length of their UTF-8 in 4 bytes and the UTF-8 itself.
 *
 * @throws {ResultBlobError} for text that is not well-formed: its bytes would not be its own
 */
export function columnHash(column: Column): string {
  if (column.kind === "text") return sha256Hex(framedTexts(column.values));
  const width = column.kind === "number" ? 8 : 4;
  const { kind, values } = column;
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (kind === "number") setNumber(view, at * 8, value);
    else view.setInt32(at * 4, value, true);
  }
  return sha256Hex(new Uint8Array(view.buffer));
}

function framedTexts(values: readonly string[]): Uint8Array {
  const { bytes, lengths } = textBytes(values);
  const framed = new Uint8Array(bytes.length + 4 * lengths.length);
  const view = new DataView(framed.buffer);
  let from = 0;
  let to = 0;
  for (const length of lengths) {
    view.setUint32(to, length, true);
    to += 4;
    // ids are short: a view for each takes longer than its bytes
    for (const end = from + length; from < end; ) framed[to++] = bytes[from++]!;
  }
  return framed;
}

/** A float64 of which equal values have equal bytes. */
export function setNumber(view: DataView, at: number, value: number): void {
  if (Number.isNaN(value)) {
    view.setUint32(at, 0, true);
    view.setUint32(at + 4, 0x7ff80000, true);
  } else {
    view.setFloat64(at, value + 0, true);
  }
}

/** Node has it since 20; the library that this is compiled against comes before. */
type WellFormed = string & { isWellFormed(): boolean };

/** Texts as UTF-8, one after another, and how long each is. */
export function textBytes(values: readonly string[]): { bytes: Uint8Array; lengths: Uint32Array } {
  const encoder = new TextEncoder();
  const joined = values.join("");
  const plain = encoder.encode(joined);
  // as many bytes as UTF-16 units: all of it is ASCII, and every text as long as its bytes
  const lengths = new Uint32Array(values.length);
  if (plain.length === joined.length) {
    for (let at = 0; at < values.length; at++) lengths[at] = values[at]!.length;
    return { bytes: plain, lengths };
  }
  // three bytes are the most that a UTF-16 unit becomes
  const bytes = new Uint8Array(3 * joined.length);
  let end = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    need(
      (value as WellFormed).isWellFormed(),
      () => `needed well-formed text, found ${JSON.stringify(value.slice(0, 80))}`,
    );
    lengths[at] = encoder.encodeInto(value, bytes.subarray(end)).written;
    end += lengths[at]!;
  }
  return { bytes: bytes.subarray(0, end), lengths };
}
