/** Keys and shares as secrets: made once, shown once, stored as hashes, looked up for each request. */
import { hash as digest, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { Problem } from "@evenmatch/contract/problem";
import {
  type ApiKeyItem,
  type Credential,
  type CredentialKind,
  putCredential,
  recallCredential,
  recallOrGetCredential,
  recordUse,
  type Scope,
  type ShareItem,
  type Table,
} from "@evenmatch/store";
import { type Dependencies, isoTime } from "./dependencies.ts";

const prefixes: Record<CredentialKind, string> = { key: "em", share: "es" };

/** A prefix, 43 random characters, `_`, 8 hex digits that catch a typo before the table is asked. */
const shape = /^(e[ms])_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/;

const checksum = (secret: string) => crc32(secret).toString(16).padStart(8, "0");

export const hashOf = (secret: string) => digest("sha256", secret, "hex");

/** A new key, `em_…`, or the token of a new share, `es_…`. */
export function newSecret(kind: CredentialKind): string {
  const secret = randomBytes(32).toString("base64url");
  return `${prefixes[kind]}_${secret}_${checksum(secret)}`;
}

function isWhole(kind: CredentialKind, text: string): boolean {
  const parts = shape.exec(text);
  return parts?.[1] === prefixes[kind] && checksum(parts[2] ?? "") === parts[3];
}

/** Every secret in a text, wherever it stands, made unreadable: for whatever is written to a log. */
export function withoutSecrets(text: string): string {
  return text.replace(/e([ms])_[A-Za-z0-9_-]{16,}/g, "e$1_…");
}

/** Makes a key; the text answered is the only copy. */
export async function makeApiKey(
  table: Table,
  entry: Pick<ApiKeyItem, "id" | "project" | "scopes" | "name" | "createdAt"> & Partial<ApiKeyItem>,
): Promise<string> {
  const key = newSecret("key");
  const item = { createdBy: null, expiresAt: null, revokedAt: null, ...entry };
  if (!(await putCredential(table, "key", hashOf(key), item))) throw new Error(`the hash of key ${entry.id} was taken`);
  return key;
}

/** Neither expired nor revoked, at `now`, ms since 1970. */
export function isActive({ expiresAt, revokedAt }: Pick<Credential, "expiresAt" | "revokedAt">, now: number): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now);
}

const levels: Record<Scope, number> = { read: 0, write: 1, admin: 2 };

/** What is needed to look a secret up. */
export type Gate = Pick<Dependencies, "table" | "now">;

/** The hash of the key in an Authorization header. @throws {Problem} unauthorized */
function keyHash(header: string | undefined): string {
  const key = header?.match(/^Bearer (.+)$/i)?.[1]?.trim();
  if (key === undefined)
    throw new Problem("unauthorized", "needed an Authorization header with a bearer key, found none");
  if (!isWhole("key", key)) throw new Problem("unauthorized", "the key is mistyped: its checksum does not fit");
  return hashOf(key);
}

/** @throws {Problem} unauthorized, or forbidden where the key's scopes don't reach `needed` */
function admitted(entry: ApiKeyItem | undefined, needed: Scope, now: number): ApiKeyItem {
  if (entry === undefined) throw new Problem("unauthorized", "the key is not known");
  if (entry.revokedAt !== null) throw new Problem("unauthorized", `the key was revoked at ${entry.revokedAt}`);
  if (!isActive(entry, now)) throw new Problem("unauthorized", `the key expired at ${entry.expiresAt}`);
  if (entry.scopes.some((scope) => levels[scope] >= levels[needed])) return entry;
  throw new Problem("forbidden", `needed a key of scope ${needed}, found ${entry.scopes.join(", ")}`);
}

/**
 * Who asks? What the table said of the key is believed for half a minute; a revocation in this process holds at once.
 *
 * @throws {Problem} unauthorized, or forbidden where the key's scopes don't reach `needed`
 */
export async function authorize(gate: Gate, header: string | undefined, needed: Scope): Promise<ApiKeyItem> {
  const hash = keyHash(header);
  const now = gate.now();
  const entry = admitted(await recallOrGetCredential(gate.table, "key", { hash, now }), needed, gate.now());
  await noteUse(gate, "key", hash);
  return entry;
}

/**
 * The hash of whatever a header of the usual form brings; undefined for other forms. No look at the checksum: what is
 * remembered under its hash is no typo.
 */
export const bearerHash = (header: string): string | undefined =>
  header.startsWith("Bearer ") ? hashOf(header.slice("Bearer ".length)) : undefined;

/**
 * As `authorize`, of a key's hash and out of this process' memory alone; undefined where the table would have to be asked
 * or told.
 *
 * @throws {Problem} as `authorize` does
 */
export function authorizeFromMemory(gate: Gate, hash: string, needed: Scope): ApiKeyItem | undefined {
  const now = gate.now();
  const entry = recallCredential(gate.table, "key", { hash, now });
  if (entry === undefined || !isNoted(gate, hash, now)) return undefined;
  return admitted(entry, needed, now);
}

/** The share behind a token. @throws {Problem} not_found, the same for one that never was and one that has ended */
export async function openShare(gate: Gate, token: string): Promise<ShareItem> {
  const hash = hashOf(token);
  const now = gate.now();
  const entry = isWhole("share", token) ? await recallOrGetCredential(gate.table, "share", { hash, now }) : undefined;
  if (entry === undefined || !isActive(entry, gate.now())) {
    throw new Problem("not_found", "no such share: it never was, has expired or was revoked");
  }
  await noteUse(gate, "share", hash);
  return entry;
}

/** Uses are written down to the minute, ms: reading must not cost a write each time. */
const useResolution = 60_000;
const mostNoted = 10_000;
const noted = new WeakMap<object, Map<string, number>>();

/** Was a use written down here less than a minute ago? */
function isNoted({ table }: Gate, hash: string, at: number): boolean {
  return at - (noted.get(table.client)?.get(hash) ?? Number.NEGATIVE_INFINITY) < useResolution;
}

async function noteUse(gate: Gate, kind: CredentialKind, hash: string): Promise<void> {
  const { table, now } = gate;
  const at = now();
  if (isNoted(gate, hash, at)) return;
  const times = noted.get(table.client) ?? new Map<string, number>();
  noted.set(table.client, times);
  if (times.size >= mostNoted) times.clear();
  times.set(hash, at);
  await recordUse(table, kind, { hash, at: isoTime(at) });
}
