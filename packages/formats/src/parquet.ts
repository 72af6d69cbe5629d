import {
  type AsyncBuffer,
  type ColumnMetaData,
  type FileMetaData,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { ContentError } from "./content-error.ts";
import { maxCells } from "./limits.ts";
import { boundedCodecs } from "./parquet-codecs.ts";
import { parquetError, parquetFooter, parsed } from "./parquet-footer.ts";
import { checkPages, type PendingPage } from "./parquet-pages.ts";
import type { Head } from "./reader.ts";
import type { Source } from "./source.ts";

/** rows decoded at once, fewer where they are large */
const maxBatchRows = 32_768;
const batchBytes = 16 * 1024 * 1024;

/** compressed columns of one row group held at once, in bytes */
const maxGroupBytes = 192 * 1024 * 1024;

/** A column that holds values: its path of names (`["doc", "id"]`). */
export interface ParquetColumn {
  path: readonly string[];
  /** a list, or inside one: not one value per row */
  isRepeated: boolean;
  nodes: readonly SchemaTree[];
}

export interface ParquetBatch {
  /** index of the first row in the file */
  start: number;
  length: number;
  /** per asked column, per row; null where there is no value */
  columns: readonly (readonly unknown[])[];
}

export interface Parquet {
  rowCount: number;
  columns: readonly ParquetColumn[];
  /** what its writer noted beside the data */
  notes: ReadonlyMap<string, string>;
  /** Some columns, row batch by row batch, in bounded memory. @throws {ContentError} `invalid_parquet`, `too_large` */
  batches(columns: readonly ParquetColumn[]): AsyncIterable<ParquetBatch>;
}

/**
 * A Parquet file over byte ranges: its schema now, the columns that are asked for when they are.
 *
 * Every size and count in the file is checked before the decoder sees it; hyparquet decodes.
 *
 * @throws {ContentError} `invalid_parquet`, `too_many_rows`
 */
export function openParquet(head: Head): Parquet {
  const { source } = head;
  const file = source.name;
  const metadata = parquetFooter(head.tail, file);
  const columns = parsed(file, () => leaves(parquetSchema(metadata), []));
  const rowCount = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rowCount !== Number(metadata.num_rows) || metadata.row_groups.some((group) => Number(group.num_rows) < 0)) {
    const text = `needed row groups of ${metadata.num_rows} rows in all, found ${rowCount}`;
    throw new ContentError("invalid_parquet", text, { file });
  }
  if (rowCount > maxCells) {
    throw new ContentError("too_many_rows", `needed at most ${maxCells} rows, found ${rowCount}`, { file });
  }
  const notes = new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ""]));
  return { rowCount, columns, notes, batches: (asked) => batches({ source, metadata, columns, asked }) };
}

function leaves(node: SchemaTree, above: readonly SchemaTree[]): ParquetColumn[] {
  const nodes = [...above, node];
  if (node.children.length > 0) return node.children.flatMap((child) => leaves(child, nodes));
  const isRepeated = nodes.some(({ element }) => element.repetition_type === "REPEATED");
  return [{ path: node.path, isRepeated, nodes }];
}

async function* batches(of: {
  source: Source;
  metadata: FileMetaData;
  columns: readonly ParquetColumn[];
  asked: readonly ParquetColumn[];
}): AsyncIterable<ParquetBatch> {
  const { source, metadata } = of;
  let first = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (rows === 0) continue;
    const chunks: Chunk[] = [];
    let bytes = 0;
    for (const column of of.asked) {
      const place = placeOf(group.columns[of.columns.indexOf(column)]?.meta_data, {
        column,
        rows,
        file: source.name,
        size: source.size,
      });
      bytes += place.end - place.start;
      if (bytes > maxGroupBytes) {
        const text = `needed at most ${maxGroupBytes} bytes of scores in a row group, found more`;
        throw new ContentError("too_large", text, { file: source.name });
      }
      // a copy: the source may reuse its bytes, and offsets count from the start of the buffer
      const copy = new Uint8Array(await source.read(place.start, place.end));
      const shape = shapeOf(column, place.meta, rows);
      const pending = parsed(source.name, () => checkPages(copy, shape));
      chunks.push({ column, bytes: copy, pending, metadata: onlyColumn({ metadata, column, meta: place.meta, rows }) });
    }
    const perRow = Math.max(1, ...chunks.map(({ metadata }) => uncompressedSize(metadata) / rows));
    const step = Math.max(256, Math.min(maxBatchRows, Math.floor(batchBytes / perRow)));
    for (let at = 0; at < rows; at += step) {
      const end = Math.min(rows, at + step);
      const columns: unknown[][] = [];
      for (const chunk of chunks) columns.push(await decode(chunk, at, end, source.name));
      yield { start: first + at, length: end - at, columns };
    }
    first += rows;
  }
}

interface Chunk {
  column: ParquetColumn;
  bytes: Uint8Array<ArrayBuffer>;
  pending: ReadonlyMap<number, PendingPage>;
  metadata: FileMetaData;
}

/** Where a column's chunk lies. @throws {ContentError} where that is outside the file */
function placeOf(
  meta: ColumnMetaData | undefined,
  of: { column: ParquetColumn; rows: number; file: string; size: number },
): { start: number; end: number; meta: ColumnMetaData } {
  const name = of.column.path.join(".");
  const fail = (text: string) => new ContentError("invalid_parquet", `column ${name}: ${text}`, { file: of.file });
  if (meta === undefined || JSON.stringify(meta.path_in_schema) !== JSON.stringify(of.column.path)) {
    throw fail("needed its chunk in every row group, found none");
  }
  if (Number(meta.num_values) !== of.rows) throw fail(`needed ${of.rows} values, found ${meta.num_values}`);
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = start + Number(meta.total_compressed_size);
  const inside = start >= 4 && end > start && end <= of.size && Number(meta.data_page_offset) >= start;
  if (!inside) throw fail(`needed a chunk within the file of ${of.size} bytes, found ${start} to ${end}`);
  return { start, end, meta };
}

function shapeOf(column: ParquetColumn, meta: ColumnMetaData, rows: number) {
  return {
    values: rows,
    maxDefinition: column.nodes.filter(({ element }, depth) => depth > 0 && element.repetition_type !== "REQUIRED")
      .length,
    isBoolean: meta.type === "BOOLEAN",
    isCompressed: meta.codec !== "UNCOMPRESSED",
  };
}

/** The decoder takes an offset of 0 for none. */
const chunkOffset = 4;

/** A file with this one column and this one row group, its bytes from `chunkOffset` on. */
function onlyColumn(of: {
  metadata: FileMetaData;
  column: ParquetColumn;
  meta: ColumnMetaData;
  rows: number;
}): FileMetaData {
  const shift = BigInt(of.meta.dictionary_page_offset || of.meta.data_page_offset) - BigInt(chunkOffset);
  const { dictionary_page_offset, ...rest } = of.meta;
  const meta: ColumnMetaData = { ...rest, data_page_offset: of.meta.data_page_offset - shift };
  if (dictionary_page_offset) meta.dictionary_page_offset = dictionary_page_offset - shift;
  const schema = of.column.nodes.map(({ element }, depth) =>
    depth < of.column.nodes.length - 1 ? { ...element, num_children: 1 } : element,
  );
  const rows = BigInt(of.rows);
  const group = { columns: [{ file_offset: 0n, meta_data: meta }], total_byte_size: 0n, num_rows: rows };
  return { version: of.metadata.version, schema, num_rows: rows, row_groups: [group], metadata_length: 0 };
}

function uncompressedSize(metadata: FileMetaData): number {
  return Number(metadata.row_groups[0]?.columns[0]?.meta_data?.total_uncompressed_size ?? 0);
}

async function decode(chunk: Chunk, start: number, end: number, file: string): Promise<unknown[]> {
  const { bytes, pending, column } = chunk;
  const codecs = Object.entries(boundedCodecs).map(([name, codec]) => [
    name,
    (input: Uint8Array, length: number) => {
      const page = codec(input, length);
      pending.get(input.byteOffset)?.check(page);
      return page;
    },
  ]);
  const last = chunkOffset + bytes.length;
  const buffer: AsyncBuffer = {
    byteLength: last,
    slice: (from, to = last) =>
      from === chunkOffset && to === last ? bytes.buffer : bytes.buffer.slice(from - chunkOffset, to - chunkOffset),
  };
  let rows: Record<string, unknown>[];
  try {
    rows = await parquetReadObjects({
      file: buffer,
      metadata: chunk.metadata,
      rowStart: start,
      rowEnd: end,
      compressors: Object.fromEntries(codecs),
      geoparquet: false,
      parsers: { stringFromBytes: strictText, jsonFromBytes: strictText },
    });
  } catch (error) {
    throw parquetError(error, file);
  }
  const values = rows.map((row) => valueAt(row, column.path));
  if (values.length !== end - start || values.includes(undefined)) {
    const text = `column ${column.path.join(".")}: needed a value or null in every row, found neither in some`;
    throw new ContentError("invalid_parquet", text, { file });
  }
  return values;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function strictText(bytes: Uint8Array): unknown {
  return bytes && utf8.decode(bytes);
}

/** Down the path; a struct that is null has null everywhere. */
function valueAt(row: Record<string, unknown>, path: readonly string[]): unknown {
  let value: unknown = row;
  for (const name of path) {
    if (value === null || value === undefined) return value;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
