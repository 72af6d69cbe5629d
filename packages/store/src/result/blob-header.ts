/** The first member of a stored result: what it is, and where its columns lie. */
import { canonicalJson } from "../canonical.ts";
import type { Layout } from "./column-codec.ts";
import { mostRows } from "./columns.ts";
import { firstMemberLength, gunzipMember, gzipMember } from "./gzip-member.ts";
import { need, ResultBlobError, type StoredResult } from "./stored-result.ts";

export const blobFormat = "evenmatch-result";
export const blobVersion = 1;

/** Most bytes of a header and of a column, once they are no longer compressed. */
const mostHeader = 1 << 26;
const mostColumn = 1 << 30;

export type StoredColumn = Layout & {
  name: string;
  /** bytes of its member */
  stored: number;
};

export interface BlobHeader extends Omit<StoredResult, "table" | "judgements"> {
  format: typeof blobFormat;
  version: number;
  /** null where there is no table */
  items: number | null;
  rows: number;
  /** SHA-256, hex, over the item ids: results with equal hashes have the same items in the same places */
  itemsHash: string | null;
  judgements: number;
  columns: readonly StoredColumn[];
}

export function encodeHeader(header: BlobHeader): Uint8Array {
  return gzipMember(Buffer.from(canonicalJson(header), "utf8"), { first: true });
}

export interface OpenedBlob {
  header: BlobHeader;
  /** the decompressed bytes of a column, and its layout; undefined where there is no such column */
  column(name: string): { layout: StoredColumn; bytes: Uint8Array } | undefined;
}

/**
 * The header of a blob, checked against the blob's length; columns are decompressed when asked for.
 *
 * @throws {ResultBlobError} if the bytes are cut short, damaged, or of a later version
 */
export function openBlob(blob: Uint8Array): OpenedBlob {
  const length = firstMemberLength(blob);
  need(length <= blob.length, () => `needed ${length} bytes of header, found ${blob.length}`);
  const header = parseHeader(gunzipMember(blob.subarray(0, length), mostHeader));
  const places = new Map<string, { layout: StoredColumn; start: number }>();
  let start = length;
  for (const layout of header.columns) {
    need(isLayout(layout), () => `needed columns with a layout, found ${JSON.stringify(layout)?.slice(0, 200)}`);
    places.set(layout.name, { layout, start });
    start += layout.stored;
  }
  need(start === blob.length, () => `needed ${start} bytes of a stored result, found ${blob.length}`);
  return {
    header,
    column: (name) => {
      const place = places.get(name);
      if (place === undefined) return undefined;
      const { layout, start: from } = place;
      return { layout, bytes: gunzipMember(blob.subarray(from, from + layout.stored), layout.size) };
    },
  };
}

function parseHeader(bytes: Uint8Array): BlobHeader {
  const header = jsonObject(bytes);
  need(header.format === blobFormat, () => `needed a stored result, found ${JSON.stringify(header.format)}`);
  const version = JSON.stringify(header.version);
  need(header.version === blobVersion, () => `needed version ${blobVersion} of a stored result, found ${version}`);
  const { items, rows, judgements } = header;
  const counts = [items ?? 0, rows, judgements];
  need(counts.every(isCount), () => `needed counts of items, rows and judgements, found ${JSON.stringify(counts)}`);
  need(Array.isArray(header.columns), () => "needed a list of columns, found none");
  return header as unknown as BlobHeader;
}

function jsonObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    return Object(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (error) {
    throw new ResultBlobError("needed a header in JSON, found other text", { cause: error });
  }
}

function isLayout(layout: StoredColumn | null): boolean {
  if (layout === null || typeof layout !== "object") return false;
  const { kind, name, count, size, stored, distinct = 0, width = 0, shared = 0, base = 0 } = layout;
  return (
    ["number", "integer", "text"].includes(kind) &&
    typeof name === "string" &&
    isCount(count) &&
    isCount(distinct) &&
    Number.isInteger(base) &&
    [0, 1, 2, 4].includes(width) &&
    [0, 1].includes(shared) &&
    [size, stored].every((bytes) => Number.isInteger(bytes) && bytes >= 0 && bytes <= mostColumn)
  );
}

function isCount(count: unknown): boolean {
  return Number.isInteger(count) && Number(count) >= 0 && Number(count) <= mostRows;
}
