/** Suite rows and comparisons: immutable, keyed by what they were computed from. */
import { keys, prefixes } from "../keys.ts";
import { absent, deleteItem, getItem, jsonOf, putItem, queryAll, queryPage, type Table } from "../table.ts";
import { bodyMemory, rowMemory, standingMemory } from "./comparison-memory.ts";

/** DynamoDB's items end at 400 KB; a longer body stands in several. */
const longestPart = 300_000;

/** Rows are read and written without a clock: they never change. */
const always = 0;

export async function getSuiteRow<Row>(table: Table, project: string, suiteDigest: string): Promise<Row | undefined> {
  const key = keys.suiteRow(project, suiteDigest);
  const text = await rowMemory(table).recallOr(key.PK, always, async () => {
    const record = await getItem(table, key);
    return record === undefined ? undefined : String(record.json);
  });
  return text === undefined ? undefined : (JSON.parse(text) as Row);
}

/** False where the row is there already: it is the same then. */
export async function putSuiteRow<Row>(table: Table, project: string, suiteDigest: string, row: Row): Promise<boolean> {
  const key = keys.suiteRow(project, suiteDigest);
  const json = JSON.stringify(row);
  const learn = rowMemory(table).learning();
  const written = await putItem(table, { ...key, json }, absent);
  learn(key.PK, always, json);
  return written;
}

/** Takes rows away, here and out of this process' memory. */
export async function removeSuiteRows(table: Table, project: string, suiteDigests: readonly string[]): Promise<void> {
  for (const suiteDigest of suiteDigests) {
    const key = keys.suiteRow(project, suiteDigest);
    await deleteItem(table, key);
    rowMemory(table).forget(key.PK);
  }
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

/** What is left of a comparison that was deleted. */
export interface Tombstone {
  digest: string;
  specVersion: string;
  deletedAt: string;
  /** what was deleted, in words */
  removed: string;
  /** the results that it was made from, by their hashes */
  results: readonly { checkpoint: string; suite: string; variant: string; condition: string; resultHash: string }[];
}

export async function getComparison(
  table: Table,
  project: string,
  digest: string,
): Promise<ComparisonItem | undefined> {
  const record = await getItem(table, keys.comparison(project, digest));
  return record === undefined || record.deleted === 1 ? undefined : jsonOf<ComparisonItem>(record);
}

/** As `getComparison`, but what was read at most `comparisonKeptMs` before `now` is believed. */
export function recallOrGetComparison(
  table: Table,
  { project, digest, now }: { project: string; digest: string; now: number },
): Promise<ComparisonItem | undefined> {
  const { PK } = keys.comparison(project, digest);
  return standingMemory(table).recallOr(PK, now, () => getComparison(table, project, digest));
}

/** What is left of a comparison, where it was deleted. */
export async function getTombstone(table: Table, project: string, digest: string): Promise<Tombstone | undefined> {
  const record = await getItem(table, keys.comparison(project, digest));
  return record?.deleted === 1 ? jsonOf<Tombstone>(record) : undefined;
}

export async function putComparison(table: Table, project: string, entry: ComparisonItem): Promise<boolean> {
  const written = await putItem(
    table,
    { ...keys.comparison(project, entry.digest), json: JSON.stringify(entry) },
    // the same results pushed anew after a deletion
    { text: `${absent.text} OR deleted = :one`, values: { ":one": 1 } },
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

const bodyName = ({ project, digest, body }: { project: string; digest: string; body: string }) =>
  `${keys.comparison(project, digest).PK} ${body}`;

/** As `getBody`, but what was read at most `comparisonKeptMs` before `now` is believed. */
export function recallOrGetBody(
  table: Table,
  entry: { project: string; digest: string; body: string; now: number },
): Promise<Uint8Array | undefined> {
  return bodyMemory(table).recallOr(bodyName(entry), entry.now, () => getBody(table, entry));
}

/** A body out of this process' memory alone; undefined where the table has to be asked. */
export function recallBody(
  table: Table,
  entry: { project: string; digest: string; body: string; now: number },
): Uint8Array | undefined {
  return bodyMemory(table).recall(bodyName(entry), entry.now);
}

/**
 * A comparison with its bytes out of this process' memory alone; undefined where the table has to be asked: then nothing is
 * said of whether there is one.
 */
export function recallComparison(
  table: Table,
  { project, digest, now }: { project: string; digest: string; now: number },
): { entry: ComparisonItem; bytes: Uint8Array } | undefined {
  const entry = standingMemory(table).recall(keys.comparison(project, digest).PK, now);
  if (entry === undefined) return undefined;
  const bytes = recallBody(table, { project, digest, body: entry.body, now });
  return bytes === undefined ? undefined : { entry, bytes };
}

export async function pageOfComparisons(
  table: Table,
  project: string,
  options: { after?: string | undefined; limit: number },
): Promise<{ digests: string[]; next: string | undefined }> {
  const page = await queryPage(table, { PK: `P#${project}`, prefix: prefixes.comparison, ...options });
  return { digests: page.items.map((record) => record.SK.slice(prefixes.comparison.length)), next: page.next };
}

/** What a comparison belongs to, with the place in its order (a checkpoint's) or the `rv` (an experiment's) it is of. */
export interface ComparisonLinks {
  checkpoints: readonly { checkpoint: string; sequence: number }[];
  experiment: { experiment: string; rv: number };
}

/** Says to whom a comparison belongs, before it is written: a deletion finds whatever may have been written. */
export async function linkComparison(
  table: Table,
  { project, digest, body, links }: { project: string; digest: string; body: string; links: ComparisonLinks },
): Promise<void> {
  const { experiment, rv } = links.experiment;
  const higher = (sequence: number) => ({
    text: `${absent.text} OR #sequence < :sequence`,
    names: { "#sequence": "sequence" },
    values: { ":sequence": sequence },
  });
  const own = { ...keys.comparisonOfExperiment(project, experiment, digest, body), digest, body, sequence: rv };
  await putItem(table, own, higher(rv));
  for (const { checkpoint, sequence } of links.checkpoints) {
    const key = keys.comparisonOfCheckpoint(project, checkpoint, digest, body);
    await putItem(table, { ...key, digest, body, sequence }, higher(sequence));
  }
}

export interface ComparisonLink {
  digest: string;
  body: string;
  sequence: number;
}

/** The comparisons of a checkpoint, or of an experiment. */
export async function linkedComparisons(
  table: Table,
  project: string,
  owner: { checkpoint: string } | { experiment: string },
): Promise<ComparisonLink[]> {
  const { PK } =
    "checkpoint" in owner
      ? keys.comparisonOfCheckpoint(project, owner.checkpoint, "", "")
      : keys.comparisonOfExperiment(project, owner.experiment, "", "");
  return (await queryAll(table, PK, prefixes.comparison)).map(({ digest, body, sequence }) => ({
    digest: String(digest),
    body: String(body),
    sequence: Number(sequence),
  }));
}

/** Takes a link away. */
export async function unlinkComparison(
  table: Table,
  project: string,
  owner: { checkpoint: string } | { experiment: string },
  { digest, body }: Pick<ComparisonLink, "digest" | "body">,
): Promise<void> {
  const key =
    "checkpoint" in owner
      ? keys.comparisonOfCheckpoint(project, owner.checkpoint, digest, body)
      : keys.comparisonOfExperiment(project, owner.experiment, digest, body);
  await deleteItem(table, key);
}

/** Takes a body away, all its parts, and out of this process' memory. */
export async function removeBody(
  table: Table,
  { project, digest, body }: { project: string; digest: string; body: string },
): Promise<void> {
  const { PK } = keys.comparison(project, digest);
  for (const { SK } of await queryAll(table, PK, `BODY#${body}#`)) await deleteItem(table, { PK, SK });
  bodyMemory(table).forget(bodyName({ project, digest, body }));
}

/**
 * Puts a tombstone in a comparison's place, or another body where one with other names is left.
 *
 * A digest stays in no list then, and says for ever that it was deleted; here from this moment on.
 */
export async function buryComparison(table: Table, project: string, tombstone: Tombstone): Promise<void> {
  const key = keys.comparison(project, tombstone.digest);
  const left = (await queryAll(table, key.PK, "BODY#json#"))[0];
  const record = await getItem(table, key);
  if (left !== undefined && record !== undefined && record.deleted !== 1) {
    const body = left.SK.slice("BODY#".length).replace(/#\d+$/, "");
    const entry: ComparisonItem = { ...jsonOf<ComparisonItem>(record), experiment: null, body };
    await putItem(table, { ...key, json: JSON.stringify(entry) }, { text: "attribute_exists(PK)" });
    standingMemory(table).forget(key.PK);
    return;
  }
  await putItem(
    table,
    { ...key, deleted: 1, json: JSON.stringify(tombstone) },
    { text: `${absent.text} OR attribute_not_exists(deleted)` },
  );
  standingMemory(table).forget(key.PK);
  await deleteItem(table, keys.comparisonListing(project, tombstone.digest));
}
