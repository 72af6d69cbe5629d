/** API keys: made once, shown once, stored as hashes. */
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { Problem } from "@evenmatch/contract/problem";
import { type ApiKeyItem, getApiKey, putApiKey, type Scope, type Table } from "@evenmatch/store";

/** `em_`, 43 random characters, `_`, 8 hex digits that catch a typo before the table is asked. */
const shape = /^em_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/;

const checksum = (secret: string) => crc32(secret).toString(16).padStart(8, "0");

export const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

export function newKey(): string {
  const secret = randomBytes(32).toString("base64url");
  return `em_${secret}_${checksum(secret)}`;
}

/** Makes a key; the text answered is the only copy. */
export async function makeApiKey(
  table: Table,
  entry: { id: string; project: string; scopes: readonly Scope[]; name: string; createdAt: string },
): Promise<string> {
  const key = newKey();
  await putApiKey(table, hashOf(key), entry);
  return key;
}

const levels: Record<Scope, number> = { read: 0, write: 1, admin: 2 };

/** Who asks? @throws {Problem} unauthorized, or forbidden where the key's scopes don't reach `needed` */
export async function authorize(table: Table, header: string | undefined, needed: Scope): Promise<ApiKeyItem> {
  const key = header?.match(/^Bearer (.+)$/i)?.[1]?.trim();
  if (key === undefined)
    throw new Problem("unauthorized", "needed an Authorization header with a bearer key, found none");
  const parts = shape.exec(key);
  if (parts === null || checksum(parts[1] ?? "") !== parts[2]) {
    throw new Problem("unauthorized", "the key is mistyped: its checksum does not fit");
  }
  const entry = await getApiKey(table, hashOf(key));
  if (entry === undefined) throw new Problem("unauthorized", "the key is not known");
  if (!entry.scopes.some((scope) => levels[scope] >= levels[needed])) {
    throw new Problem("forbidden", `needed a key of scope ${needed}, found ${entry.scopes.join(", ")}`);
  }
  return entry;
}
