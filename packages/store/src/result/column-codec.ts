/** How a column is laid out in bytes: few distinct values as a dictionary and codes, small integers in small widths. */
import { bitsFor, packCodes, unpackCodes } from "./codes.ts";
import type { Column } from "./columns.ts";
import { packNumbers, unpackNumbers } from "./numbers.ts";
import { need } from "./stored-result.ts";
import { packTexts, unpackTexts } from "./texts.ts";

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
  /** integer: bytes of each value; text: bytes of each length; 0 where all would be 0 */
  width?: number;
  /** text: bytes of what each shares with the one before; 0 where none does */
  shared?: number;
}

/** More would hardly be shorter, and finding out costs a map of them all. */
const mostDistinct = 4096;

export function encodeColumn(column: Column): { layout: Layout; bytes: Uint8Array } {
  const { kind } = column;
  const count = column.values.length;
  if (kind === "integer") {
    const { bytes, ...facts } = packIntegers(column.values);
    return { layout: { kind, count, size: bytes.length, ...facts }, bytes };
  }
  const dictionary = dictionaryOf(column);
  const { bytes: front, ...facts } = packValues(dictionary?.distinct ?? column);
  if (dictionary === undefined) return { layout: { kind, count, size: front.length, ...facts }, bytes: front };
  const distinct = dictionary.distinct.values.length;
  const bytes = Buffer.concat([front, packCodes(dictionary.codes, bitsFor(distinct))]);
  return { layout: { kind, count, size: bytes.length, distinct, ...facts }, bytes };
}

/** @throws {ResultBlobError} if layout and bytes contradict each other */
export function decodeColumn(layout: Layout, bytes: Uint8Array): Column {
  const { kind, count, distinct } = layout;
  need(bytes.length === layout.size, () => `needed ${layout.size} bytes of a column, found ${bytes.length}`);
  if (kind === "integer") return { kind, values: unpackIntegers(layout, bytes) };
  if (distinct === undefined) return unpackValues(layout, bytes, count);
  const codeBytes = Math.ceil((count * bitsFor(distinct)) / 8);
  need(codeBytes <= bytes.length, () => `needed ${codeBytes} bytes of codes, found ${bytes.length}`);
  const front = unpackValues(layout, bytes.subarray(0, bytes.length - codeBytes), distinct);
  const codes = unpackCodes(bytes.subarray(bytes.length - codeBytes), { count, distinct });
  if (front.kind === "text") return { kind: "text", values: Array.from(codes, (code) => front.values[code]!) };
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) values[at] = front.values[codes[at]!]!;
  return { kind: "number", values };
}

type Values = Exclude<Column, { kind: "integer" }>;

function packValues(column: Values): { bytes: Uint8Array; width?: number; shared?: number } {
  return column.kind === "number" ? { bytes: packNumbers(column.values) } : packTexts(column.values);
}

function unpackValues({ kind, width = 0, shared = 0 }: Layout, bytes: Uint8Array, count: number): Values {
  return kind === "number"
    ? { kind, values: unpackNumbers(bytes, count) }
    : { kind: "text", values: unpackTexts(bytes, { count, width, shared }) };
}

/** The distinct values, ascending, and where each value stands among them; undefined where that would not be shorter. */
function dictionaryOf(column: Values): { distinct: Values; codes: Uint16Array } | undefined {
  const most = Math.min(mostDistinct, 4 + column.values.length / (column.kind === "number" ? 3 : 2));
  // a Map takes every NaN as one, and −0 as 0
  const codes = new Map<number | string, number>();
  for (const value of column.values) {
    codes.set(value, 0);
    if (codes.size > most) return undefined;
  }
  const distinct: Values =
    column.kind === "number"
      ? { kind: "number", values: Float64Array.from(codes.keys() as Iterable<number>).sort() }
      : { kind: "text", values: ([...codes.keys()] as string[]).sort() };
  for (const [code, value] of distinct.values.entries()) codes.set(value, code);
  const coded = new Uint16Array(column.values.length);
  for (let at = 0; at < coded.length; at++) coded[at] = codes.get(column.values[at]!)!;
  return { distinct, codes: coded };
}

function packIntegers(values: ArrayLike<number>): { base: number; width: number; bytes: Uint8Array } {
  let base = values.length === 0 ? 0 : values[0]!;
  let most = base;
  for (let at = 0; at < values.length; at++) {
    base = Math.min(base, values[at]!);
    most = Math.max(most, values[at]!);
  }
  const width = widthFor(most - base);
  const bytes = Buffer.alloc(values.length * width);
  for (let at = 0; at < bytes.length; at += width) bytes.writeUIntLE(values[at / width]! - base, at, width);
  return { base, width, bytes };
}

function unpackIntegers({ count, base = 0, width = 0 }: Layout, bytes: Uint8Array): Int32Array {
  need(bytes.length === count * width, () => `needed ${count * width} bytes of integers, found ${bytes.length}`);
  const values = new Int32Array(count).fill(base);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (width > 0) for (let at = 0; at < count; at++) values[at] = base + buffer.readUIntLE(at * width, width);
  return values;
}

/** In how many bytes does a whole number fit? */
export function widthFor(most: number): number {
  if (most === 0) return 0;
  if (most < 256) return 1;
  return most < 65_536 ? 2 : 4;
}
