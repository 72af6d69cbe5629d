/** What a browser may do with an answer: headers that stand on every one, and who may ask from other sites. */
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { Environment } from "./environment.ts";

/** Routes that scripts of any site may call: they answer to a key or token in the request, never to a cookie. */
const isInterface = (path: string) =>
  path.startsWith("/v1/") || path === "/openapi.json" || /^\/shared\/[^/]+\/comparison\.[a-z]+$/.test(path);

const safe = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
} as const;

/** Set before the handlers, which may set their own: the pages have policies of theirs. */
export function setSafeHeaders(c: Context<Environment>): void {
  for (const [name, value] of Object.entries(safe)) c.header(name, value);
  // a shared drawing may stand in a page elsewhere
  c.header("cross-origin-resource-policy", isInterface(c.req.path) ? "cross-origin" : "same-origin");
  if (c.req.url.startsWith("https:")) c.header("strict-transport-security", "max-age=63072000");
}

const exposed = [
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
];

/** What stands on an answer of the interface over plain HTTP, whoever asks for it. */
export const interfaceHeaders: Readonly<Record<string, string>> = {
  ...safe,
  "cross-origin-resource-policy": "cross-origin",
  "access-control-allow-origin": "*",
  "access-control-expose-headers": exposed.join(","),
};

const anyOrigin = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "PUT", "POST", "DELETE"],
  allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
  exposeHeaders: exposed,
  maxAge: 7200,
});

/** Cross-origin calls of the interface; OPTIONS that is no preflight goes the way of every other method. */
export const crossOrigin: MiddlewareHandler<Environment> = async (c, next) => {
  const isPreflight = c.req.header("access-control-request-method") !== undefined;
  if (!isInterface(c.req.path) || (c.req.method === "OPTIONS" && !isPreflight)) return next();
  return anyOrigin(c, next);
};
