/**
 * Keys and shares: secrets that open something. Only their hashes are stored.
 *
 * The item of a secret is found by its hash alone, for that is all that a request brings; a listing item of the project
 * names it, so that it can be listed and ended by its public id. The listing is written first: a secret that works can
 * always be found and revoked.
 */
import { type Key, keys, prefixes } from "../keys.ts";
import { memories } from "../memory.ts";
import { absent, getItem, type Item, jsonOf, putItem, queryPage, type Table, updateItem } from "../table.ts";

export type Scope = "read" | "write" | "admin";

/** What keys and shares have in common. Times are ISO 8601, UTC. */
export interface Credential {
  /** public name, for lists and revocation */
  id: string;
  project: string;
  name: string;
  createdAt: string;
  /** id of the key that made it; null: the service's own start */
  createdBy: string | null;
  /** null: never */
  expiresAt: string | null;
  revokedAt: string | null;
}

export interface ApiKeyItem extends Credential {
  scopes: readonly Scope[];
}

export interface ShareItem extends Credential {
  /** the one comparison that it shows */
  digest: string;
}

interface Kinds {
  key: ApiKeyItem;
  share: ShareItem;
}
export type CredentialKind = keyof Kinds;

const itemKey: Record<CredentialKind, (hash: string) => Key> = { key: keys.apiKey, share: keys.share };
const listingKey: Record<CredentialKind, (project: string, id: string) => Key> = {
  key: keys.apiKeyListing,
  share: keys.shareListing,
};

function parse<Kind extends CredentialKind>(record: Item): Kinds[Kind] {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    ...jsonOf<Kinds[Kind]>(record),
    expiresAt: text(record.expiresAt),
    revokedAt: text(record.revokedAt),
  };
}

/** The credential behind the hash of a secret, ended or not. */
export async function getCredential<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  hash: string,
): Promise<Kinds[Kind] | undefined> {
  const record = await getItem(table, itemKey[kind](hash));
  return record === undefined ? undefined : parse<Kind>(record);
}

/** A credential that another process ends works here for so long at most, ms. */
export const credentialKeptMs = 30_000;

/** By partition key; who has no credential is not remembered. */
const memory = memories<ApiKeyItem | ShareItem>({ entries: 10_000, keptMs: credentialKeptMs });

/** As `getCredential`, but what was read at most `credentialKeptMs` before `now` is believed. */
export async function recallOrGetCredential<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  { hash, now }: { hash: string; now: number },
): Promise<Kinds[Kind] | undefined> {
  const read = () => getCredential(table, kind, hash);
  return (await memory(table).recallOr(itemKey[kind](hash).PK, now, read)) as Kinds[Kind] | undefined;
}

/** The credential out of this process' memory alone; undefined where the table has to be asked. */
export function recallCredential<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  { hash, now }: { hash: string; now: number },
): Kinds[Kind] | undefined {
  return memory(table).recall(itemKey[kind](hash).PK, now) as Kinds[Kind] | undefined;
}

/** False where the hash is taken. */
export async function putCredential<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  hash: string,
  entry: Kinds[Kind],
): Promise<boolean> {
  const { expiresAt, revokedAt: _, ...constant } = entry;
  await relistCredential(table, kind, hash, entry);
  const record = {
    ...itemKey[kind](hash),
    json: JSON.stringify(constant),
    ...(expiresAt === null ? {} : { expiresAt }),
  };
  return putItem(table, record, absent);
}

/** Writes the listing item, where it is missing. */
export async function relistCredential(
  table: Table,
  kind: CredentialKind,
  hash: string,
  { project, id }: Pick<Credential, "project" | "id">,
): Promise<void> {
  await putItem(table, { ...listingKey[kind](project, id), hash }, absent);
}

/** A credential of the project by its public id, with the hash it stands under. */
export async function findCredential<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  { project, id }: { project: string; id: string },
): Promise<{ hash: string; entry: Kinds[Kind] } | undefined> {
  const listed = await getItem(table, listingKey[kind](project, id));
  if (listed === undefined) return undefined;
  const hash = String(listed.hash);
  const entry = await getCredential(table, kind, hash);
  return entry === undefined ? undefined : { hash, entry };
}

export async function pageOfCredentials<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  options: { project: string; after?: string | undefined; limit: number },
): Promise<{ items: { hash: string; entry: Kinds[Kind] }[]; next: string | undefined }> {
  const { project, ...page } = options;
  const listed = await queryPage(table, { PK: `P#${project}`, prefix: prefixes[kind], ...page });
  const found = await Promise.all(
    listed.items.map(async (record) => {
      const hash = String(record.hash);
      const entry = await getCredential(table, kind, hash);
      return entry === undefined ? [] : [{ hash, entry }];
    }),
  );
  return { items: found.flat(), next: listed.next };
}

/** Ends a credential for good, in this process at once; the first time stays. The entry as it stands then. */
export async function revokeCredential<Kind extends CredentialKind>(
  table: Table,
  kind: Kind,
  { hash, at }: { hash: string; at: string },
): Promise<Kinds[Kind] | undefined> {
  const record = await updateItem(
    table,
    itemKey[kind](hash),
    { text: "SET revokedAt = if_not_exists(revokedAt, :at)", values: { ":at": at } },
    { text: "attribute_exists(PK)" },
  );
  memory(table).forget(itemKey[kind](hash).PK);
  return record === undefined ? undefined : parse<Kind>(record);
}

/** Lets a credential expire at `at`, unless it does so earlier. */
export async function expireCredential(
  table: Table,
  kind: CredentialKind,
  { hash, at }: { hash: string; at: string },
): Promise<void> {
  await updateItem(
    table,
    itemKey[kind](hash),
    { text: "SET expiresAt = :at", values: { ":at": at } },
    {
      text: "attribute_exists(PK) AND (attribute_not_exists(expiresAt) OR expiresAt > :at)",
      values: { ":at": at },
    },
  );
  memory(table).forget(itemKey[kind](hash).PK);
}

const useKey = (kind: CredentialKind, hash: string): Key => ({ ...itemKey[kind](hash), SK: "USED" });

/** Remembers that a credential was used; an earlier time than the one that stands there changes nothing. */
export async function recordUse(
  table: Table,
  kind: CredentialKind,
  { hash, at }: { hash: string; at: string },
): Promise<void> {
  const condition = { text: "attribute_not_exists(PK) OR #at < :at", names: { "#at": "at" }, values: { ":at": at } };
  await putItem(table, { ...useKey(kind, hash), at }, condition);
}

export async function lastUse(table: Table, kind: CredentialKind, hash: string): Promise<string | null> {
  const record = await getItem(table, useKey(kind, hash));
  return record === undefined ? null : String(record.at);
}
