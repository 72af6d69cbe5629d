/**
 * A stored result in bytes: gzip members one after another, first the header in canonical JSON, then one member a column.
 *
 * The same result gives the same bytes on any machine. `zcat` shows the header; each column can be read without the
 * others, ids last.
 */
import { blobFormat, blobVersion, encodeHeader, type StoredColumn } from "./result/blob-header.ts";
import { columnHash } from "./result/canonical-column.ts";
import { encodeColumn } from "./result/column-codec.ts";
import { columnsOf } from "./result/columns.ts";
import { decodeColumns } from "./result/decode-columns.ts";
import { gzipMember } from "./result/gzip-member.ts";
import { type SharedItems, scoresOf } from "./result/result-columns.ts";
import { ResultBlobError, type StoredResult } from "./result/stored-result.ts";

export { decodeColumns } from "./result/decode-columns.ts";
export type { ResultColumns, SharedItems } from "./result/result-columns.ts";
export { resultHash } from "./result/result-hash.ts";
export { ResultBlobError, type Scores, type StoredResult } from "./result/stored-result.ts";

/**
 * The bytes of a result. −0 is written as 0, every NaN as one.
 *
 * @throws {ResultBlobError} if the table breaks its contract, a text is not well-formed, or the header holds what JSON
 *   can't say
 */
export function encodeResult(result: StoredResult): Uint8Array {
  const { suite, variant, condition, seed, metric, header, summaries, table, judgements } = result;
  const columns: StoredColumn[] = [];
  const members: Uint8Array[] = [];
  let itemsHash: string | null = null;
  for (const [name, column] of columnsOf(result)) {
    const { layout, bytes } = encodeColumn(column);
    const member = gzipMember(bytes);
    columns.push({ ...layout, name, stored: member.length });
    members.push(member);
    if (name === "items") itemsHash = columnHash(column);
  }
  const counts = { items: table?.items.length ?? null, rows: table?.epoch.length ?? 0, judgements: judgements.length };
  const names = { suite, variant, condition, seed, metric, header, summaries };
  try {
    const first = encodeHeader({ format: blobFormat, version: blobVersion, ...names, ...counts, itemsHash, columns });
    return Buffer.concat([first, ...members]);
  } catch (error) {
    throw new ResultBlobError(`needed a header that JSON can hold: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The result that was encoded. Ids that stand in `shared` under their hash are not read again; others are put there.
 *
 * @throws {ResultBlobError} if the bytes are cut short, damaged, or of a later version
 */
export function decodeResult(bytes: Uint8Array, shared?: SharedItems): StoredResult {
  const columns = decodeColumns(bytes);
  const { suite, variant, condition, seed, metric, header } = columns.header;
  return { suite, variant, condition, seed, metric, header, ...scoresOf(columns, { ...columns.header, shared }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
