/** Keys, shares and projects: made, listed, rotated, revoked. The secrets are answered once. */
import type {
  KeyEntry,
  KeyRequest,
  NewKey,
  NewProject,
  NewShare,
  ProjectAnswer,
  ShareEntry,
  ShareRequest,
} from "@evenmatch/contract/access";
import { Problem } from "@evenmatch/contract/problem";
import {
  type ApiKeyItem,
  expireCredential,
  findCredential,
  getProject,
  lastUse,
  pageOfCredentials,
  putCredential,
  putProject,
  revokeCredential,
  type ShareItem,
} from "@evenmatch/store";
import { hashOf, isActive, makeApiKey, newSecret } from "./access.ts";
import { comparisonByDigest } from "./comparison-body.ts";
import { type Dependencies, isoTime } from "./dependencies.ts";

/** Who does it: the key that asks. */
export interface Maker {
  id: string;
  project: string;
}

interface PageRequest {
  after?: string | undefined;
  limit: number;
}

/** a share's days when none are said, and the most */
const shareDays = { default: 30, most: 366 };
const dayMs = 86_400_000;

function describeKey(entry: ApiKeyItem, now: number, lastUsedAt: string | null): KeyEntry {
  const { id, project, name, createdAt, createdBy, expiresAt, revokedAt, scopes } = entry;
  const active = isActive(entry, now);
  return { id, project, name, createdAt, createdBy, expiresAt, revokedAt, lastUsedAt, active, scopes: [...scopes] };
}

function describeShare(entry: ShareItem, now: number, lastUsedAt: string | null): ShareEntry {
  const { id, project, name, createdAt, createdBy, expiresAt, revokedAt, digest } = entry;
  const active = isActive(entry, now);
  return { id, project, name, createdAt, createdBy, expiresAt, revokedAt, lastUsedAt, active, digest };
}

/** A time to come as the table holds it: in UTC, so that times compare as texts. */
function timeToCome(text: string, now: number, most = Number.POSITIVE_INFINITY): string {
  const at = Date.parse(text);
  if (at > now && at <= most) return isoTime(at);
  const needed = most === Number.POSITIVE_INFINITY ? "" : ` before ${isoTime(most)}`;
  throw new Problem("invalid_body", `/expiresAt: needed a time to come${needed}, found ${text}`);
}

/** Makes a key of the caller's project; the answer holds the only copy of its secret. */
export async function createKey(deps: Dependencies, maker: Maker, request: KeyRequest): Promise<NewKey> {
  const now = deps.now();
  const entry: ApiKeyItem = {
    id: deps.newId(),
    project: maker.project,
    scopes: [...new Set(request.scopes)],
    name: request.name,
    createdAt: isoTime(now),
    createdBy: maker.id,
    expiresAt: request.expiresAt === undefined ? null : timeToCome(request.expiresAt, now),
    revokedAt: null,
  };
  const key = await makeApiKey(deps.table, entry);
  return { ...describeKey(entry, now, null), key };
}

export async function listKeys(
  deps: Dependencies,
  project: string,
  page: PageRequest,
): Promise<{ items: KeyEntry[]; next: string | undefined }> {
  const { items, next } = await pageOfCredentials(deps.table, "key", { project, ...page });
  const now = deps.now();
  const described = items.map(async ({ hash, entry }) =>
    describeKey(entry, now, await lastUse(deps.table, "key", hash)),
  );
  return { items: await Promise.all(described), next };
}

async function requireKey(deps: Dependencies, project: string, id: string) {
  const found = await findCredential(deps.table, "key", { project, id });
  if (found === undefined) throw new Problem("not_found", `no key ${id}`);
  return found;
}

/** A new secret in a key's place; the old one works for `graceSeconds` more. */
export async function rotateKey(
  deps: Dependencies,
  maker: Maker,
  { id, graceSeconds }: { id: string; graceSeconds: number },
): Promise<NewKey> {
  const { hash, entry: old } = await requireKey(deps, maker.project, id);
  const now = deps.now();
  if (!isActive(old, now)) throw new Problem("conflict", `needed a key that works, found ${id} expired or revoked`);
  const entry: ApiKeyItem = { ...old, id: deps.newId(), createdAt: isoTime(now), createdBy: maker.id };
  const key = await makeApiKey(deps.table, entry);
  await expireCredential(deps.table, "key", { hash, at: isoTime(now + graceSeconds * 1000) });
  return { ...describeKey(entry, now, null), key };
}

/** Ends a key with the next request that brings it. @throws {Problem} not_found, last_admin_key */
export async function revokeKey(deps: Dependencies, project: string, id: string): Promise<KeyEntry> {
  const { hash, entry } = await requireKey(deps, project, id);
  const now = deps.now();
  if (entry.scopes.includes("admin") && isActive(entry, now) && !(await hasOtherAdmin(deps, project, id))) {
    throw new Problem("last_admin_key", `${id} is the project's last key of scope admin: rotate it, or make another`);
  }
  const revoked = await revokeCredential(deps.table, "key", { hash, at: isoTime(now) });
  return describeKey(revoked ?? entry, now, await lastUse(deps.table, "key", hash));
}

async function hasOtherAdmin(deps: Dependencies, project: string, id: string): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await pageOfCredentials(deps.table, "key", { project, after, limit: 100 });
    const isOther = ({ entry }: { entry: ApiKeyItem }) =>
      entry.id !== id && entry.scopes.includes("admin") && isActive(entry, deps.now());
    if (page.items.some(isOther)) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}

/** A link to one comparison, for whoever has it; the answer holds the only copy of its token. */
export async function createShare(deps: Dependencies, maker: Maker, request: ShareRequest): Promise<NewShare> {
  const now = deps.now();
  const { digest } = request;
  const most = now + shareDays.most * dayMs;
  const expiresAt =
    request.expiresAt === undefined
      ? isoTime(now + shareDays.default * dayMs)
      : timeToCome(request.expiresAt, now, most);
  await comparisonByDigest(deps, maker.project, digest);
  const entry: ShareItem = {
    id: deps.newId(),
    project: maker.project,
    name: request.name ?? `comparison ${digest.slice(0, 12)}`,
    createdAt: isoTime(now),
    createdBy: maker.id,
    expiresAt,
    revokedAt: null,
    digest,
  };
  const token = newSecret("share");
  if (!(await putCredential(deps.table, "share", hashOf(token), entry)))
    throw new Error(`the hash of share ${entry.id} was taken`);
  const page = `/shared/${token}`;
  return { ...describeShare(entry, now, null), token, page, csv: `${page}/comparison.csv` };
}

export async function listShares(
  deps: Dependencies,
  project: string,
  page: PageRequest,
): Promise<{ items: ShareEntry[]; next: string | undefined }> {
  const { items, next } = await pageOfCredentials(deps.table, "share", { project, ...page });
  const now = deps.now();
  const described = items.map(async ({ hash, entry }) =>
    describeShare(entry, now, await lastUse(deps.table, "share", hash)),
  );
  return { items: await Promise.all(described), next };
}

/** Ends a share with the next request that brings its token. */
export async function revokeShare(deps: Dependencies, project: string, id: string): Promise<ShareEntry> {
  const found = await findCredential(deps.table, "share", { project, id });
  if (found === undefined) throw new Problem("not_found", `no share ${id}`);
  const now = deps.now();
  const revoked = await revokeCredential(deps.table, "share", { hash: found.hash, at: isoTime(now) });
  return describeShare(revoked ?? found.entry, now, await lastUse(deps.table, "share", found.hash));
}

/**
 * A new project with its first key, of scope admin. Its id is made here: a name that a caller chose would tell whether
 * another project has it.
 */
export async function createProject(deps: Dependencies, maker: Maker, name: string): Promise<NewProject> {
  const project = `p-${deps.newId()}`;
  const createdAt = isoTime(deps.now());
  await putProject(deps.table, { project, name, createdAt, createdBy: maker.project });
  const key = await createKey(deps, { id: maker.id, project }, { name: "first", scopes: ["admin"] });
  return { project, name, createdAt, key };
}

/** The caller's own project, and the key that asks. */
export async function describeProject(deps: Dependencies, caller: ApiKeyItem): Promise<ProjectAnswer> {
  const { project } = caller;
  const entry = await getProject(deps.table, project);
  const { lastUsedAt: _, ...key } = describeKey(caller, deps.now(), null);
  return { project, name: entry?.name ?? null, createdAt: entry?.createdAt ?? null, key };
}
