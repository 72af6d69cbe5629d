/** The audit log: every write that was carried out in the last 400 days, by whom. */
import { keys, prefixes } from "../keys.ts";
import { absent, jsonOf, putItem, queryPage, type Table } from "../table.ts";
import { expiringAfter } from "./expiry.ts";

/** An entry is kept so long, ms: a year, and the month in which one looks back at it. */
export const auditKeptMs = 400 * 86_400_000;

export interface AuditItem {
  /** ISO 8601, UTC */
  at: string;
  /** id and name of the key */
  key: string;
  keyName: string;
  method: string;
  /** path without its query */
  path: string;
  status: number;
  requestId: string;
}

export async function putAudit(table: Table, project: string, entry: AuditItem): Promise<void> {
  const key = keys.audit(project, `${entry.at}#${entry.requestId}`);
  const expiry = expiringAfter(Date.parse(entry.at), auditKeptMs);
  await putItem(table, { ...key, ...expiry, json: JSON.stringify(entry) }, absent);
}

/** The newest first. */
export async function pageOfAudit(
  table: Table,
  project: string,
  options: { after?: string | undefined; limit: number },
): Promise<{ items: AuditItem[]; next: string | undefined }> {
  const { PK } = keys.audit(project, "");
  const page = await queryPage(table, { PK, prefix: prefixes.audit, newestFirst: true, ...options });
  return { items: page.items.map((record) => jsonOf<AuditItem>(record)), next: page.next };
}
