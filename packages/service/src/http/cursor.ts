/** Cursor pages: a cursor is the last key seen, so pages survive writes in between. */
import { limits } from "@evenmatch/contract/limits";
import { Problem } from "@evenmatch/contract/problem";
import type { Context } from "hono";
import type { Environment } from "./environment.ts";

export function pageOf(c: Context<Environment>): { after: string | undefined; limit: number } {
  const text = c.req.query("limit") ?? "100";
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
    throw new Problem("invalid_query", `limit: needed a whole number from 1 to 500, found ${text}`);
  }
  const cursor = c.req.query("cursor");
  if (cursor === undefined) return { after: undefined, limit };
  if (!/^[A-Za-z0-9_-]*$/.test(cursor) || cursor.length > limits.cursor) {
    throw new Problem("invalid_query", "cursor: needed one that a page answered");
  }
  // a place to begin, whatever it says: bytes that are no text become marks, at most three for one
  return { after: Buffer.from(cursor, "base64url").toString("utf8"), limit };
}

export const cursorOf = (next: string | undefined): string | null =>
  next === undefined ? null : Buffer.from(next).toString("base64url");
