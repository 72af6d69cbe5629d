/** Bodies with an ETag, negotiated encodings, and 304 before anything is read. */
import type { Context } from "hono";
import type { Environment } from "./environment.ts";

/** raised with every change in what a renderer writes */
const rendererVersion = 3;

/**
 * ETag of a comparison in a format: what it was computed from, the names and counts beside that, who rendered it, as
 * what.
 */
export function etagOf({ digest, body }: { digest: string; body: string }, format: string, gzip: boolean): string {
  const names = body.split("#").at(-1) ?? "";
  return `"${digest.slice(0, 32)}-${names}-${rendererVersion}-${format}${gzip ? "-gz" : ""}"`;
}

export function acceptsGzip(c: Context<Environment>): boolean {
  return /(^|,)\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+)?\s*(,|$)/i.test(c.req.header("accept-encoding") ?? "");
}

/** Does the caller hold this version? Weak comparison, as RFC 9110 says for If-None-Match. */
export function holds(c: Context<Environment>, etag: string): boolean {
  const header = c.req.header("if-none-match");
  if (header === undefined) return false;
  return header.split(",").some((candidate) => {
    const text = candidate.trim();
    return text === "*" || text.replace(/^W\//, "") === etag;
  });
}
