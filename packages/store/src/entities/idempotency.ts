/** Answers remembered by Idempotency-Key: the same request twice has one effect and one answer. */
import { keys } from "../keys.ts";
import { absent, getItem, putItem, type Table } from "../table.ts";

/** A request that is being worked on holds its key so long, ms. */
export const leaseMs = 60_000;

export type Claim =
  | { state: "claimed" }
  | { state: "in_flight" }
  | { state: "other_body" }
  | { state: "answered"; status: number; body: string };

/** Claims `key` for a request with this body hash, or says what became of it. `now`: ms since 1970. */
export async function claim(
  table: Table,
  options: { project: string; key: string; bodyHash: string; now: number },
): Promise<Claim> {
  const key = keys.idempotency(options.project, options.key);
  const record = { ...key, bodyHash: options.bodyHash, leasedAt: options.now };
  if (await putItem(table, record, absent)) return { state: "claimed" };
  const found = await getItem(table, key);
  if (found === undefined) return claim(table, options);
  if (found.bodyHash !== options.bodyHash) return { state: "other_body" };
  if (found.answer !== undefined) {
    return { state: "answered", status: Number(found.status), body: String(found.answer) };
  }
  const leasedAt = Number(found.leasedAt);
  if (options.now - leasedAt < leaseMs) return { state: "in_flight" };
  const taken = await putItem(table, record, { text: "leasedAt = :leasedAt", values: { ":leasedAt": leasedAt } });
  return taken ? { state: "claimed" } : { state: "in_flight" };
}

/** Remembers the answer. */
export async function remember(
  table: Table,
  options: { project: string; key: string; bodyHash: string; now: number; status: number; body: string },
): Promise<void> {
  await putItem(
    table,
    {
      ...keys.idempotency(options.project, options.key),
      bodyHash: options.bodyHash,
      leasedAt: options.now,
      status: options.status,
      answer: options.body,
    },
    { text: "bodyHash = :bodyHash", values: { ":bodyHash": options.bodyHash } },
  );
}
