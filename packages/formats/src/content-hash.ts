import { hash } from "node:crypto";
import canonicalizeModule from "canonicalize";
import { setMember } from "./json-members.ts";
import type { Json } from "./reader.ts";

// its types speak of an ES default export, the module is CommonJS: the import is the function itself
const canonicalize = canonicalizeModule as unknown as (value: Json) => string;

/**
 * Is it the same content? SHA-256, in hex, of the canonical JSON (RFC 8785) of a value from a file.
 *
 * NaN and ±Infinity, which canonical JSON can't hold, stand as null.
 */
export function contentHash(value: Json): string {
  return hash("sha256", canonicalize(finite(value)));
}

function finite(value: Json): Json {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(finite);
  const copy: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) setMember(copy, key, finite(inner));
  return copy;
}
