import { crc32 } from "node:zlib";
import type { PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { skipThriftStruct, ThriftError } from "./parquet-thrift.ts";

/** what a page may be once decompressed, in bytes */
const maxPageBytes = 64 * 1024 * 1024;

/** DELTA_BYTE_ARRAY is not among them: a few bytes of it make gigabytes of text */
const encodings = new Set([
  "PLAIN",
  "PLAIN_DICTIONARY",
  "RLE_DICTIONARY",
  "RLE",
  "DELTA_BINARY_PACKED",
  "DELTA_LENGTH_BYTE_ARRAY",
  "BYTE_STREAM_SPLIT",
]);

export interface ColumnShape {
  /** values the column has in its row group: as many as rows, for no lists are read */
  values: number;
  /** 0 where every value must be there */
  maxDefinition: number;
  isBoolean: boolean;
  isCompressed: boolean;
}

/** A page whose values are still compressed: to be checked when they aren't. */
export interface PendingPage {
  check(values: Uint8Array): void;
}

/**
 * Is every page of a column what its header says? The decoder believes run lengths, counts and sizes; a run of a
 * billion values costs a hostile file five bytes.
 *
 * `bytes`: the column's chunk of a row group. Returns the pages that can be checked only once decompressed, by the offset
 * of their compressed bytes.
 *
 * @throws {ThriftError} what was needed and found
 * @see the Parquet format: encodings and data pages
 */
export function checkPages(bytes: Uint8Array, shape: ColumnShape): Map<number, PendingPage> {
  const pending = new Map<number, PendingPage>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let values = 0;
  let hasDictionary = false;
  while (at < bytes.length && values < shape.values) {
    const start = skipThriftStruct(bytes, at);
    const header = parquetHeader({ view, offset: at });
    const size = whole(header.compressed_page_size, bytes.length - start, "a page that lies within its column");
    whole(header.uncompressed_page_size, maxPageBytes, `a page of at most ${maxPageBytes} bytes`);
    const body = bytes.subarray(start, start + size);
    checkSum(header, body);
    at = start + size;
    if (header.type === "DICTIONARY_PAGE") {
      whole(header.dictionary_page_header?.num_values, maxPageBytes, "a dictionary with a count of its values");
      hasDictionary = true;
      continue;
    }
    const data = header.data_page_header ?? header.data_page_header_v2;
    if (data === undefined) throw new ThriftError(`needed a data page, found a page of type ${header.type}`);
    if (!encodings.has(data.encoding)) {
      throw new ThriftError(`needed an encoding among ${[...encodings].join(", ")}, found ${data.encoding}`);
    }
    if (data.encoding.endsWith("_DICTIONARY") && !hasDictionary) {
      throw new ThriftError("needed the column's dictionary before its indices, found none");
    }
    const count = whole(data.num_values, shape.values - values, `at most ${shape.values - values} values more`);
    values += count;
    if (header.data_page_header_v2 === undefined) {
      const check = (page: Uint8Array) => checkV1(page, { count, encoding: data.encoding, shape });
      if (shape.isCompressed) pending.set(start, { check });
      else check(body);
    } else {
      const v2 = header.data_page_header_v2;
      const levels = whole(v2.definition_levels_byte_length, body.length, "levels that lie within their page");
      if (v2.repetition_levels_byte_length !== 0) throw new ThriftError("needed no repetition levels, found some");
      const there = checkLevels(body, { start: 0, end: levels, count, max: shape.maxDefinition });
      if (v2.num_nulls !== count - there)
        throw new ThriftError(`needed ${count - there} nulls, found ${v2.num_nulls} said`);
      whole(v2.num_rows, count, "as many rows as values");
      const check = (page: Uint8Array) => checkValues(page, { start: 0, count: there, encoding: v2.encoding, shape });
      if (shape.isCompressed && v2.is_compressed !== false) pending.set(start + levels, { check });
      else check(body.subarray(levels));
    }
  }
  if (values !== shape.values) throw new ThriftError(`needed ${shape.values} values of the column, found ${values}`);
  return pending;
}

function checkSum(header: PageHeader, body: Uint8Array): void {
  if (header.crc === undefined) return;
  if (crc32(body) !== header.crc >>> 0) throw new ThriftError("needed a page that meets its checksum, found another");
}

function checkV1(page: Uint8Array, of: { count: number; encoding: string; shape: ColumnShape }): void {
  let start = 0;
  let there = of.count;
  if (of.shape.maxDefinition > 0) {
    if (page.length < 4) throw new ThriftError("needed definition levels, found the end of the page");
    const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
    start = 4 + whole(length, page.length - 4, "levels that lie within their page");
    there = checkLevels(page, { start: 4, end: start, count: of.count, max: of.shape.maxDefinition });
  }
  checkValues(page, { start, count: there, encoding: of.encoding, shape: of.shape });
}

/** Values that are there rather than null. */
function checkLevels(page: Uint8Array, of: { start: number; end: number; count: number; max: number }): number {
  if (of.max === 0) return of.count;
  let there = 0;
  const width = 32 - Math.clz32(of.max);
  walkHybrid(page, { ...of, width }, (value, times) => {
    if (value === of.max) there += times;
  });
  return there;
}

function checkValues(
  page: Uint8Array,
  of: { start: number; count: number; encoding: string; shape: ColumnShape },
): void {
  const { start, count, encoding, shape } = of;
  if (count === 0) return;
  if (encoding.endsWith("_DICTIONARY")) {
    const width = page[start];
    if (width === undefined || width > 32) throw new ThriftError(`needed a bit width up to 32, found ${width}`);
    if (width > 0) walkHybrid(page, { start: start + 1, end: page.length, count, width });
  } else if (encoding === "RLE") {
    if (!shape.isBoolean) throw new ThriftError("needed run lengths for truth values only, found them for others");
    const prefixed = 4;
    walkHybrid(page, { start: start + prefixed, end: page.length, count, width: 1 });
  }
}

/** Runs of Parquet's RLE / bit-packing hybrid; `each` is given the values of short widths, as often as they stand. */
function walkHybrid(
  page: Uint8Array,
  of: { start: number; end: number; count: number; width: number },
  each?: (value: number, times: number) => void,
): void {
  const { end, count, width } = of;
  let at = of.start;
  let seen = 0;
  while (seen < count) {
    let header = 0;
    let shift = 0;
    for (;;) {
      const byte = at < end ? page[at] : undefined;
      if (byte === undefined || shift > 28) throw new ThriftError("needed whole runs, found the end of them");
      at += 1;
      header += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (byte < 0x80) break;
    }
    const run = Math.floor(header / 2);
    if (header % 2 === 0) {
      if (run > count - seen) throw new ThriftError(`needed runs of ${count} values, found more`);
      const bytes = Math.ceil(width / 8);
      if (at + bytes > end) throw new ThriftError("needed the value of a run, found the end");
      let value = 0;
      for (let i = bytes - 1; i >= 0; i -= 1) value = value * 256 + (page[at + i] as number);
      each?.(value, run);
      at += bytes;
      seen += run;
    } else {
      // groups of eight; what fills up the last group is no value
      const values = Math.min(run * 8, count - seen);
      const bytes = Math.ceil((values * width) / 8);
      if (run === 0 || run * 8 > count - seen + 512 || at + bytes > end) {
        throw new ThriftError("needed packed values that are there, found fewer");
      }
      if (each !== undefined) for (let i = 0; i < values; i += 1) each(packed(page, at, i * width, width), 1);
      at += run * width;
      seen += values;
    }
  }
}

function packed(page: Uint8Array, start: number, bit: number, width: number): number {
  const at = start + (bit >> 3);
  const word = (page[at] ?? 0) | ((page[at + 1] ?? 0) << 8) | ((page[at + 2] ?? 0) << 16);
  return (word >> (bit & 7)) & ((1 << width) - 1);
}

function whole(value: number | undefined, most: number, needed: string): number {
  if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new ThriftError(`needed ${needed}, found ${value}`);
}
