/** How a column is laid out in bytes: few distinct values as a dictionary and codes, small integers in small widths. */
import { setNumber, textBytes } from "./canonical-column.ts";
import type { Column } from "./columns.ts";
import { need } from "./stored-result.ts";

/** What a reader must know of a column before its bytes. */
export interface Layout {
  kind: Column["kind"];
  /** values in the column */
  count: number;
  /** bytes of the whole, before compression */
  size: number;
  /** number, text: distinct values in front, then a code for each value; absent: the values themselves */
  distinct?: number;
  /** integer: taken off each value */
  base?: number;
  /** integer: bytes of each value, 0 where all are `base`; text: bytes of each length, 0 where all are empty */
  width?: number;
}

const mostDistinct = 65_536;

export function encodeColumn(column: Column): { layout: Layout; bytes: Uint8Array } {
  const { kind } = column;
  const count = column.values.length;
  if (kind === "integer") {
    const { base, width, bytes } = packed(column.values);
    return { layout: { kind, count, size: bytes.length, base, width }, bytes };
  }
  const dictionary = kind === "number" ? numberDictionary(column.values) : textDictionary(column.values);
  if (dictionary === undefined) {
    const plain = kind === "number" ? { bytes: planes(column.values) } : texts(column.values);
    const { bytes, ...width } = plain;
    return { layout: { kind, count, size: bytes.length, ...width }, bytes };
  }
  const { distinct, codes } = dictionary;
  const front = distinct.kind === "number" ? { bytes: planes(distinct.values) } : texts(distinct.values);
  const { bytes: frontBytes, ...width } = front;
  const bytes = Buffer.concat([frontBytes, packedCodes(codes, distinct.values.length)]);
  return { layout: { kind, count, size: bytes.length, distinct: distinct.values.length, ...width }, bytes };
}

/** @throws {ResultBlobError} if layout and bytes contradict each other */
export function decodeColumn(layout: Layout, bytes: Uint8Array): Column {
  const { kind, count, distinct } = layout;
  need(bytes.length === layout.size, () => `needed ${layout.size} bytes of a column, found ${bytes.length}`);
  if (kind === "integer") return { kind, values: unpacked(layout, bytes) };
  const codeBytes = distinct === undefined ? 0 : count * codeWidth(distinct);
  const frontBytes = bytes.subarray(0, bytes.length - codeBytes);
  const frontCount = distinct ?? count;
  need(codeBytes <= bytes.length, () => `needed ${codeBytes} bytes of codes, found ${bytes.length}`);
  const front: Column =
    kind === "number"
      ? { kind, values: fromPlanes(frontBytes, frontCount) }
      : { kind, values: fromTexts(frontBytes, frontCount, layout.width ?? 0) };
  if (distinct === undefined) return front;
  const codes = readCodes(bytes.subarray(bytes.length - codeBytes), count, distinct);
  if (front.kind === "text") return { kind: "text", values: Array.from(codes, (code) => front.values[code]!) };
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) values[at] = front.values[codes[at]!]!;
  return { kind: "number", values };
}

function numberDictionary(values: Float64Array) {
  const codes = new Map<number, number>();
  for (const value of values) {
    codes.set(value, 0);
    if (codes.size > mostDistinct || codes.size * 3 > values.length + 12) return undefined;
  }
  // Map takes all NaN as one, and −0 as 0
  const distinct = Float64Array.from(codes.keys()).sort();
  for (const [code, value] of distinct.entries()) codes.set(value, code);
  return {
    distinct: { kind: "number" as const, values: distinct },
    codes: Uint16Array.from(values, (v) => codes.get(v)!),
  };
}

function textDictionary(values: readonly string[]) {
  const codes = new Map<string, number>();
  for (const value of values) {
    codes.set(value, 0);
    if (codes.size > mostDistinct || codes.size * 2 > values.length + 2) return undefined;
  }
  const distinct = [...codes.keys()].sort();
  for (const [code, value] of distinct.entries()) codes.set(value, code);
  return {
    distinct: { kind: "text" as const, values: distinct },
    codes: Uint16Array.from(values, (v) => codes.get(v)!),
  };
}

function codeWidth(distinct: number): number {
  if (distinct <= 1) return 0;
  return distinct <= 256 ? 1 : 2;
}

function packedCodes(codes: Uint16Array, distinct: number): Uint8Array {
  const width = codeWidth(distinct);
  const bytes = Buffer.alloc(codes.length * width);
  for (let at = 0; at < bytes.length; at += width) bytes.writeUIntLE(codes[at / width]!, at, width);
  return bytes;
}

function readCodes(bytes: Uint8Array, count: number, distinct: number): Uint16Array {
  const codes = new Uint16Array(count);
  need(count === 0 || distinct > 0, () => `needed a dictionary for ${count} values, found an empty one`);
  const width = codeWidth(distinct);
  if (width === 0) return codes;
  for (let at = 0; at < count; at++) {
    const code = width === 1 ? bytes[at]! : bytes[2 * at]! | (bytes[2 * at + 1]! << 8);
    need(code < distinct, () => `needed codes below ${distinct}, found ${code}`);
    codes[at] = code;
  }
  return codes;
}

/** Float64s with their first bytes together, then their second…: neighbours that are alike compress better. */
function planes(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < values.length; at++) {
    setNumber(view, 0, values[at]!);
    for (let plane = 0; plane < 8; plane++) bytes[plane * values.length + at] = view.getUint8(plane);
  }
  return bytes;
}

function fromPlanes(bytes: Uint8Array, count: number): Float64Array {
  need(bytes.length === count * 8, () => `needed ${count * 8} bytes for ${count} numbers, found ${bytes.length}`);
  const values = new Float64Array(count);
  const view = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < count; at++) {
    for (let plane = 0; plane < 8; plane++) view.setUint8(plane, bytes[plane * count + at]!);
    values[at] = view.getFloat64(0, true);
  }
  return values;
}

function packed(values: ArrayLike<number>): { base: number; width: number; bytes: Buffer } {
  let base = values.length === 0 ? 0 : values[0]!;
  let most = base;
  for (let at = 0; at < values.length; at++) {
    base = Math.min(base, values[at]!);
    most = Math.max(most, values[at]!);
  }
  const width = widthOf(most - base);
  const bytes = Buffer.alloc(values.length * width);
  for (let at = 0; at < bytes.length; at += width) bytes.writeUIntLE(values[at / width]! - base, at, width);
  return { base, width, bytes };
}

function widthOf(most: number): number {
  if (most === 0) return 0;
  if (most < 256) return 1;
  return most < 65_536 ? 2 : 4;
}

function unpacked({ count, base = 0, width = 0 }: Layout, bytes: Uint8Array): Int32Array {
  need(bytes.length === count * width, () => `needed ${count * width} bytes of integers, found ${bytes.length}`);
  const values = new Int32Array(count).fill(base);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (width > 0) for (let at = 0; at < count; at++) values[at] = base + buffer.readUIntLE(at * width, width);
  return values;
}

/** Lengths of all texts, then all texts. */
function texts(values: readonly string[]): { width: number; bytes: Uint8Array } {
  const { bytes, lengths } = textBytes(values);
  const width = widthOf(lengths.reduce((most, length) => Math.max(most, length), 0));
  const head = Buffer.alloc(lengths.length * width);
  for (let at = 0; at < head.length; at += width) head.writeUIntLE(lengths[at / width]!, at, width);
  return { width, bytes: Buffer.concat([head, bytes]) };
}

function fromTexts(bytes: Uint8Array, count: number, width: number): string[] {
  need(bytes.length >= count * width, () => `needed ${count * width} bytes of lengths, found ${bytes.length}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: string[] = [];
  let start = count * width;
  for (let at = 0; at < count; at++) {
    const end = start + (width === 0 ? 0 : buffer.readUIntLE(at * width, width));
    need(end <= buffer.length, () => `needed ${end} bytes of text, found ${buffer.length}`);
    values.push(buffer.toString("utf8", start, end));
    start = end;
  }
  need(start === buffer.length, () => `needed ${start} bytes of text, found ${buffer.length}`);
  return values;
}
