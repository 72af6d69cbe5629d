/** Idempotency-Key: the same request twice has one effect and one answer. */
import { createHash } from "node:crypto";
import { Problem } from "@evenmatch/contract/problem";
import { claim, release, remember } from "@evenmatch/store";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Dependencies } from "../dependencies.ts";
import { type Environment, projectOf } from "./environment.ts";

/**
 * Runs `work` once for each key and request; without a key, every time.
 *
 * The same key with the same request is answered as the first was, for a day; with another request it is refused, and
 * while the first is being worked on (at most a minute) too. A refusal is not remembered: it had no effect, and what it
 * missed may be there the next time.
 */
export async function idempotent(
  c: Context<Environment>,
  deps: Dependencies,
  text: string,
  work: () => Promise<{ status: ContentfulStatusCode; body: unknown }>,
): Promise<Response> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) {
    const { status, body } = await work();
    return c.json(body as object, status);
  }
  if (key.length === 0 || key.length > 200) {
    throw new Problem("invalid_header", `idempotency-key: needed 1 to 200 characters, found ${key.length}`);
  }
  const project = projectOf(c);
  const bodyHash = createHash("sha256").update(`${c.req.method} ${c.req.path}\n${text}`).digest("hex");
  const claimed = await claim(deps.table, { project, key, bodyHash, now: deps.now() });
  if (claimed.state === "in_flight") {
    const seconds = Math.ceil(claimed.againMs / 1000);
    c.header("retry-after", String(seconds));
    throw new Problem("idempotency_in_flight", `needed the first request with this key to end, at most ${seconds} s`);
  }
  if (claimed.state === "other_body")
    throw new Problem("idempotency_reused", "needed the request that the key was first used with, found another");
  if (claimed.state === "answered") {
    c.header("content-type", "application/json");
    c.header("idempotency-replayed", "true");
    return c.body(claimed.body, claimed.status as ContentfulStatusCode);
  }
  const { status, body } = await work().catch(async (error: unknown) => {
    if (error instanceof Problem) await release(deps.table, { project, key });
    throw error;
  });
  await remember(deps.table, { project, key, bodyHash, now: deps.now(), status, body: JSON.stringify(body) });
  return c.json(body as object, status);
}
