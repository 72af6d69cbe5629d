/** Suite rows and comparisons: immutable, keyed by what they were computed from. */
import { keys, prefixes } from "../keys.ts";
import { absent, getItem, jsonOf, putItem, queryPage, type Table } from "../table.ts";

/** DynamoDB's items end at 400 KB; a longer body stands in several. */
const longestPart = 300_000;

/** rows that a process remembers: they never change under their digest */
const mostRemembered = 4000;
const remembered = new WeakMap<object, Map<string, string>>();

/** Texts of rows that were read or written here, the oldest first. */
function rememberedRows(table: Table): Map<string, string> {
  const known = remembered.get(table.client) ?? new Map<string, string>();
  remembered.set(table.client, known);
  return known;
}

function rememberRow(table: Table, key: string, text: string): void {
  const rows = rememberedRows(table);
  rows.set(key, text);
  const oldest = rows.size > mostRemembered ? rows.keys().next().value : undefined;
  if (oldest !== undefined) rows.delete(oldest);
}

export async function getSuiteRow<Row>(table: Table, project: string, suiteDigest: string): Promise<Row | undefined> {
  const key = keys.suiteRow(project, suiteDigest);
  const known = rememberedRows(table).get(key.PK);
  if (known !== undefined) return JSON.parse(known) as Row;
  const record = await getItem(table, key);
  if (record === undefined) return undefined;
  rememberRow(table, key.PK, String(record.json));
  return jsonOf<Row>(record);
}

/** False where the row is there already: it is the same then. */
export async function putSuiteRow<Row>(table: Table, project: string, suiteDigest: string, row: Row): Promise<boolean> {
  const key = keys.suiteRow(project, suiteDigest);
  const json = JSON.stringify(row);
  const written = await putItem(table, { ...key, json }, absent);
  rememberRow(table, key.PK, json);
  return written;
}

export interface ComparisonItem {
  digest: string;
  specVersion: string;
  createdAt: string;
  /** the first experiment that came to it */
  experiment: string | null;
  /** sort key of the body that carries that experiment's names */
  body: string;
}

export async function getComparison(
  table: Table,
  project: string,
  digest: string,
): Promise<ComparisonItem | undefined> {
  const record = await getItem(table, keys.comparison(project, digest));
  return record === undefined ? undefined : jsonOf<ComparisonItem>(record);
}

export async function putComparison(table: Table, project: string, entry: ComparisonItem): Promise<boolean> {
  const written = await putItem(
    table,
    { ...keys.comparison(project, entry.digest), json: JSON.stringify(entry) },
    absent,
  );
  await putItem(table, { ...keys.comparisonListing(project, entry.digest) }, absent);
  return written;
}

/**
 * Writes a rendered, gzip-compressed body; one once written under its name never changes.
 *
 * A long body stands in several items. The first is written last, so that a body that can be found is whole.
 */
export async function putBody(
  table: Table,
  entry: { project: string; digest: string; body: string; bytes: Uint8Array },
): Promise<void> {
  const { project, digest, body, bytes } = entry;
  const parts = Math.max(1, Math.ceil(bytes.length / longestPart));
  for (let part = parts - 1; part >= 0; part -= 1) {
    const slice = bytes.subarray(part * longestPart, (part + 1) * longestPart);
    await putItem(table, { ...keys.comparisonBody(project, digest, body, part), bytes: slice, parts }, absent);
  }
}

export async function getBody(
  table: Table,
  entry: { project: string; digest: string; body: string },
): Promise<Uint8Array | undefined> {
  const { project, digest, body } = entry;
  const first = await getItem(table, keys.comparisonBody(project, digest, body, 0));
  if (!(first?.bytes instanceof Uint8Array)) return undefined;
  if (first.parts === 1) return first.bytes;
  const rest = Array.from({ length: Number(first.parts) - 1 }, (_, index) =>
    getItem(table, keys.comparisonBody(project, digest, body, index + 1)),
  );
  const slices = [first.bytes];
  for (const record of await Promise.all(rest)) {
    if (!(record?.bytes instanceof Uint8Array)) return undefined;
    slices.push(record.bytes);
  }
  return Buffer.concat(slices);
}

export async function pageOfComparisons(
  table: Table,
  project: string,
  options: { after?: string | undefined; limit: number },
): Promise<{ digests: string[]; next: string | undefined }> {
  const page = await queryPage(table, { PK: `P#${project}`, prefix: prefixes.comparison, ...options });
  return { digests: page.items.map((record) => record.SK.slice(prefixes.comparison.length)), next: page.next };
}
