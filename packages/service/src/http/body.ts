/** Request bodies: bounded, parsed, checked. */
import { limits } from "@evenmatch/contract/limits";
import { parseAs } from "@evenmatch/contract/parse";
import { Problem } from "@evenmatch/contract/problem";
import type { Context } from "hono";
import type { z } from "zod";
import type { Environment } from "./environment.ts";

/** The text of a body of at most `limit` bytes. */
export async function bodyText(c: Context<Environment>, limit: number): Promise<string> {
  if (Number(c.req.header("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const tooLarge = (limit: number) =>
  new Problem("payload_too_large", `needed a body of at most ${limit} bytes, found more`);

export function jsonAs<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem("malformed_json", `needed JSON: ${error instanceof Error ? error.message : "it does not parse"}`);
  }
  return parseAs(schema, value);
}

export async function jsonBody<T>(
  c: Context<Environment>,
  schema: z.ZodType<T>,
  limit: number = limits.bodyBytes,
): Promise<T> {
  return jsonAs(await bodyText(c, limit), schema);
}
