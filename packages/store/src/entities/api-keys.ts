/** API keys: only their hashes are stored. */
import { keys, openPartitions } from "../keys.ts";
import { absent, getItem, jsonOf, putItem, queryOpen, type Table } from "../table.ts";

export type Scope = "read" | "write" | "admin";

export interface ApiKeyItem {
  /** public name of the key, for lists and revocation */
  id: string;
  project: string;
  scopes: readonly Scope[];
  name: string;
  createdAt: string;
}

export async function getApiKey(table: Table, hash: string): Promise<ApiKeyItem | undefined> {
  const record = await getItem(table, keys.apiKey(hash));
  return record === undefined ? undefined : jsonOf<ApiKeyItem>(record);
}

export function putApiKey(table: Table, hash: string, entry: ApiKeyItem): Promise<boolean> {
  return putItem(
    table,
    {
      ...keys.apiKey(hash),
      GPK: openPartitions.apiKeys(entry.project),
      GSK: entry.id,
      json: JSON.stringify(entry),
    },
    absent,
  );
}

export async function listApiKeys(table: Table, project: string): Promise<ApiKeyItem[]> {
  const found: ApiKeyItem[] = [];
  for (const key of await queryOpen(table, openPartitions.apiKeys(project))) {
    const record = await getItem(table, key);
    if (record !== undefined) found.push(jsonOf<ApiKeyItem>(record));
  }
  return found;
}
