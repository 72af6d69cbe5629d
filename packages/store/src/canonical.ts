/** Canonical bytes and their digests: two machines that mean the same value write the same bytes. */
import canonicalizeModule from "canonicalize";
import { sha256Hex } from "./sha256.ts";

export { sha256Hex } from "./sha256.ts";

// The package's types describe an ES module default, but it is CommonJS whose export is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** An escape `\udXXX` that JSON itself wrote: only lone surrogates are written so. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/;

/**
 * The one JSON text of a value (RFC 8785): keys sorted by UTF-16 code units, numbers as ECMAScript writes them, no space.
 *
 * Properties that are `undefined` are left out; −0 is written `0`.
 *
 * @throws {Error} for NaN, ±Infinity, bigint, a lone surrogate, or a value that JSON can't hold at all
 * @see RFC 8785
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error(`needed a value that JSON can hold, found ${typeof value}`);
  if (text.includes("\\ud") && loneSurrogate.test(text)) {
    throw new Error("needed well-formed text for canonical JSON, found a lone surrogate");
  }
  return text;
}

/**
 * What names this value? SHA-256, hex, of its canonical JSON.
 *
 * @throws {Error} as `canonicalJson`
 */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
