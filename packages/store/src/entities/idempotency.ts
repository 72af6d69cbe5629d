/** Answers remembered by Idempotency-Key: the same request twice has one effect and one answer. */
import { gunzipSync, gzipSync } from "node:zlib";
import { keys } from "../keys.ts";
import { absent, deleteItem, getItem, type Item, putItem, type Table } from "../table.ts";
import { expiringAfter } from "./expiry.ts";

/** A request that is being worked on holds its key so long, ms. */
export const leaseMs = 60_000;

/** An answer is remembered so long, ms: a day. */
export const rememberedMs = 86_400_000;

/** An item holds 400 KB; an answer that is longer when compressed can't be remembered. */
const longestAnswer = 350_000;

export type Claim =
  | { state: "claimed" }
  | { state: "in_flight"; againMs: number }
  | { state: "other_body" }
  | { state: "answered"; status: number; body: string };

/** Claims `key` for a request with this body hash, or says what became of it. `now`: ms since 1970. */
export async function claim(
  table: Table,
  options: { project: string; key: string; bodyHash: string; now: number },
): Promise<Claim> {
  const key = keys.idempotency(options.project, options.key);
  const { bodyHash, now } = options;
  const record = { ...key, ...expiringAfter(now, rememberedMs), bodyHash, leasedAt: now };
  if (await putItem(table, record, absent)) return { state: "claimed" };
  const found = await getItem(table, key);
  if (found === undefined) return claim(table, options);
  const leasedAt = Number(found.leasedAt);
  const age = now - leasedAt;
  if (age < (found.answer === undefined ? leaseMs : rememberedMs)) {
    if (found.bodyHash !== bodyHash) return { state: "other_body" };
    if (found.answer === undefined) return { state: "in_flight", againMs: leaseMs - age };
    return { state: "answered", status: Number(found.status), body: answerOf(found) };
  }
  const taken = await putItem(table, record, { text: "leasedAt = :leasedAt", values: { ":leasedAt": leasedAt } });
  return taken ? { state: "claimed" } : { state: "in_flight", againMs: leaseMs };
}

function answerOf(found: Item): string {
  return found.answer instanceof Uint8Array ? gunzipSync(found.answer).toString("utf8") : String(found.answer);
}

/**
 * Remembers the answer of a claimed request.
 *
 * False where it is too long to be remembered, or where another request has taken the key since.
 */
export async function remember(
  table: Table,
  options: { project: string; key: string; bodyHash: string; now: number; status: number; body: string },
): Promise<boolean> {
  const { project, key, bodyHash, now, status, body } = options;
  const answer = gzipSync(body);
  if (answer.length > longestAnswer) return false;
  return putItem(
    table,
    { ...keys.idempotency(project, key), ...expiringAfter(now, rememberedMs), bodyHash, leasedAt: now, status, answer },
    { text: "bodyHash = :bodyHash", values: { ":bodyHash": bodyHash } },
  );
}

/** Gives a claimed key back: the request had no effect, and may be sent again. */
export async function release(table: Table, options: { project: string; key: string }): Promise<void> {
  await deleteItem(table, keys.idempotency(options.project, options.key));
}
