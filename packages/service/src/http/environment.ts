/** What a request carries through the app. */
import { type ApiKeyItem, putAudit, type Scope } from "@evenmatch/store";
import type { Context, MiddlewareHandler } from "hono";
import { authorize, type Gate, openShare, withoutSecrets } from "../access.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { countRequest, type Rates } from "./rate-limits.ts";

export interface Environment {
  Variables: {
    requestId: string;
    /** the key that asks; for a share, what it may do as a key */
    caller: ApiKeyItem;
    /** the one comparison that a share shows; undefined for keys */
    shared: string | undefined;
    /** ms since 1970 */
    now: () => number;
    rates: Rates;
  };
}

export const gateOf = (c: Context<Environment>, { table }: Pick<Dependencies, "table">): Gate => ({
  table,
  now: c.get("now"),
});

/**
 * Lets a request pass whose key reaches the scope and that is not one too many; writes that were carried out are
 * written into the project's audit log.
 */
export function requireScope(
  deps: Pick<Dependencies, "table">,
  scope: Scope,
  { audited = true }: { audited?: boolean } = {},
): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const gate = gateOf(c, deps);
    const caller = await authorize(gate, c.req.header("authorization"), scope);
    c.set("caller", caller);
    await countRequest(c, gate, caller);
    await next();
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    if (isRead || !audited || c.error !== undefined) return;
    await putAudit(deps.table, caller.project, {
      at: isoTime(gate.now()),
      key: caller.id,
      keyName: caller.name,
      method: c.req.method,
      path: withoutSecrets(c.req.path),
      status: c.res.status,
      requestId: c.get("requestId"),
    });
  };
}

export const projectOf = (c: Context<Environment>): string => c.get("caller").project;

/** Lets a request pass whose path holds the token of a share that works; it then reads as a key would, one comparison. */
export function requireShare(deps: Pick<Dependencies, "table">): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const gate = gateOf(c, deps);
    const { digest, ...share } = await openShare(gate, c.req.param("token") ?? "");
    c.set("caller", { ...share, scopes: ["read"] });
    c.set("shared", digest);
    await countRequest(c, gate, share);
    await next();
  };
}

/** The comparison that the request's share shows. */
export function sharedDigest(c: Context<Environment>): string {
  const digest = c.get("shared");
  if (digest === undefined) throw new Error("needed a share before its digest");
  return digest;
}
