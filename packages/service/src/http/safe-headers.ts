/** What a browser may do with an answer: headers that stand on every one, and who may ask from other sites. */
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { Environment } from "./environment.ts";

/** Routes that scripts of any site may call: they answer to a key or token in the request, never to a cookie. */
const isInterface = (path: string) =>
  path.startsWith("/v1/") || path === "/openapi.json" || /^\/shared\/[^/]+\/comparison\.[a-z]+$/.test(path);

/** Set before the handlers, which may set their own: the pages have policies of theirs. */
export function setSafeHeaders(c: Context<Environment>): void {
  const { protocol, pathname } = new URL(c.req.url);
  c.header("x-content-type-options", "nosniff");
  c.header("x-frame-options", "DENY");
  c.header("referrer-policy", "no-referrer");
  c.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  // a shared drawing may stand in a page elsewhere
  c.header("cross-origin-resource-policy", isInterface(pathname) ? "cross-origin" : "same-origin");
  if (protocol === "https:") c.header("strict-transport-security", "max-age=63072000");
}

const anyOrigin = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "PUT", "POST", "DELETE"],
  allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
  exposeHeaders: [
    "etag",
    "evenmatch-digest",
    "evenmatch-status",
    "idempotency-replayed",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "server-timing",
    "x-request-id",
  ],
  maxAge: 7200,
});

/** Cross-origin calls of the interface; OPTIONS that is no preflight goes the way of every other method. */
export const crossOrigin: MiddlewareHandler<Environment> = async (c, next) => {
  const isPreflight = c.req.header("access-control-request-method") !== undefined;
  if (!isInterface(c.req.path) || (c.req.method === "OPTIONS" && !isPreflight)) return next();
  return anyOrigin(c, next);
};
