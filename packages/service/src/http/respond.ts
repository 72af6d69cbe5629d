/** What an answer with a comparison says of it, and 304 before anything is read. */

import type { Context } from "hono";
import type { Found } from "../comparison-body.ts";
import type { Environment } from "./environment.ts";

/** raised with every change in what a renderer writes */
const rendererVersion = 4;

/**
 * ETag of a comparison in a format: what it was computed from, the names and counts beside that, who rendered it, as
 * what.
 */
export function etagOf({ digest, body }: { digest: string; body: string }, format: string, gzip: boolean): string {
  const names = body.split("#").at(-1) ?? "";
  return `"${digest.slice(0, 32)}-${names}-${rendererVersion}-${format}${gzip ? "-gz" : ""}"`;
}

/** Headers of every answer that holds a comparison, or rows of it. */
export function comparisonHeaders({ digest, stale }: Found): Readonly<Record<string, string>> {
  return {
    vary: "accept, accept-encoding, authorization",
    "evenmatch-digest": digest,
    "evenmatch-status": stale ? "computing" : "current",
    "cache-control": "private, no-cache",
  };
}

/** Does the caller hold this version? */
export const holds = (c: Context<Environment>, etag: string): boolean => isAmong(c.req.header("if-none-match"), etag);

/** Weak comparison, as RFC 9110 says for If-None-Match. */
export function isAmong(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((candidate) => {
    const text = candidate.trim();
    return text === "*" || text.replace(/^W\//, "") === etag;
  });
}
