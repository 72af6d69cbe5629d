/**
 * A stored result in bytes: gzip members one after another, first the header in canonical JSON, then one member a column.
 *
 * The same result gives the same bytes on any machine. `zcat` shows the header; each column can be read without the
 * others, ids last.
 */
import type { ScoreTable } from "@evenmatch/formats/score-table";
import { blobFormat, blobVersion, encodeHeader, type StoredColumn } from "./result/blob-header.ts";
import { columnHash } from "./result/canonical-column.ts";
import { encodeColumn } from "./result/column-codec.ts";
import { columnsOf } from "./result/columns.ts";
import { decodeColumns, type ResultColumns } from "./result/decode-columns.ts";
import { gzipMember } from "./result/gzip-member.ts";
import { need, ResultBlobError, type StoredResult } from "./result/stored-result.ts";

export { decodeColumns, type ResultColumns } from "./result/decode-columns.ts";
export { resultHash } from "./result/result-hash.ts";
export { ResultBlobError, type StoredResult } from "./result/stored-result.ts";

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
 * The result that was encoded.
 *
 * @throws {ResultBlobError} if the bytes are cut short, damaged, or of a later version
 */
export function decodeResult(bytes: Uint8Array): StoredResult {
  const columns = decodeColumns(bytes);
  const { suite, variant, condition, seed, metric, header, summaries, items } = columns.header;
  const table = items === null ? null : tableOf(columns);
  return { suite, variant, condition, seed, metric, header, summaries, table, judgements: columns.judgements() };
}

function tableOf(columns: ResultColumns): ScoreTable {
  const items = columns.texts("items");
  need(items !== undefined, () => "needed the column items, found none");
  const optional = {
    itemHash: columns.texts("itemHash"),
    cluster: columns.texts("cluster"),
    stratum: columns.texts("stratum"),
    weight: columns.numbers("weight"),
    tp: columns.numbers("tp"),
    fp: columns.numbers("fp"),
    fn: columns.numbers("fn"),
    subscores: columns.subscores.length === 0 ? undefined : named(columns.subscores, columns.subscore),
  };
  const present = Object.entries(optional).filter(([, values]) => values !== undefined);
  return {
    items,
    offsets: columns.offsets(),
    epoch: columns.epoch(),
    status: columns.status(),
    scores: named(columns.metrics, columns.score),
    ...(Object.fromEntries(present) as Partial<ScoreTable>),
  };
}

function named(
  names: readonly string[],
  column: (name: string) => Float64Array | undefined,
): Record<string, Float64Array> {
  return Object.fromEntries(names.map((name) => [name, column(name) ?? new Float64Array()]));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
