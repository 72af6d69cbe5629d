import { isUtf8 } from "node:buffer";
import { ContentError } from "./content-error.ts";
import { contentOf } from "./head.ts";
import { JsonTextError, parseJsonText } from "./json-text.ts";
import { maxJsonBytes, maxJsonDepth } from "./limits.ts";
import type { Head, Json } from "./reader.ts";

export { isObject, member, setMember } from "./json-members.ts";

/**
 * One JSON document, as Python and JavaScript write them: bare `NaN`, `Infinity` and `-Infinity` are numbers (NaN and
 * ±Infinity), a key named `__proto__` is a key like any other.
 *
 * Costs JSON.parse, and one pass over a text that is long or has quotes before colons inside its strings.
 *
 * @throws {ContentError} `invalid_json`, `too_deep` beyond `maxJsonDepth` levels, `duplicate_key`
 */
export function parseJson(text: string, where: { file: string; place?: string }): Json {
  try {
    const short = text.length <= shortText ? nativeParse(text) : undefined;
    // no fewer members than keys that may be there: none stood twice, which JSON.parse hides
    if (short !== undefined && short.members === (text.match(keyEnds)?.length ?? 0)) return short.value;
    const shape = measure(text);
    if (shape.depth > maxJsonDepth) {
      throw new JsonTextError("too_deep", `needed at most ${maxJsonDepth} levels of nesting, found ${shape.depth}`);
    }
    const { value, members } = short ?? nativeParse(text);
    // fewer members than colons: a key stood twice
    if (members === shape.members) return value;
    return parseJsonText(text, { maxDepth: maxJsonDepth });
  } catch (error) {
    if (error instanceof JsonTextError) throw new ContentError(error.code, error.message, where);
    throw error;
  }
}

/**
 * The whole of a small source (or of a member's chunks) as one JSON document.
 *
 * @throws {ContentError} as `parseJson`, and `too_large` over `limit` bytes, `invalid_utf8`
 */
export async function readJson(head: Head, limit: number = maxJsonBytes): Promise<Json> {
  return parseJsonBytes(await allBytes(contentOf(head), limit, head.source.name), { file: head.source.name });
}

/** As `parseJson`, from UTF-8 bytes with or without a BOM. */
export function parseJsonBytes(bytes: Uint8Array, where: { file: string; place?: string }): Json {
  if (!isUtf8(bytes)) throw new ContentError("invalid_utf8", "needed UTF-8, found other bytes", where);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, where);
}

/** Chunks as one array. @throws {ContentError} `too_large` over `limit` bytes */
export async function allBytes(chunks: AsyncIterable<Uint8Array>, limit: number, file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limit) throw new ContentError("too_large", `needed at most ${limit} bytes, found more`, { file });
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/**
 * What can be seen of a JSON document of which only the beginning is there: complete values, in containers that may be
 * cut. `undefined` where the text doesn't begin like JSON.
 */
export function peekJson(text: string): Json | undefined {
  try {
    return parseJsonText(text, { maxDepth: maxJsonDepth, prefix: true });
  } catch (error) {
    if (error instanceof JsonTextError) return undefined;
    throw error;
  }
}

/** beyond, one pass over the text costs less than a list of its keys */
const shortText = 1024 * 1024;

/** ends every key, and may stand inside a string too */
const keyEnds = /"[ \t\n\r]*:/g;

/** What JSON.parse makes of a text, and its members; NaN of them where it says no. */
function nativeParse(text: string): { value: Json; members: number } {
  try {
    const value = JSON.parse(text) as Json;
    return { value, members: countMembers(value, 0) };
  } catch {
    return { value: null, members: Number.NaN };
  }
}

/** The members of all objects; NaN where there are more than `maxJsonDepth` levels. */
function countMembers(value: Json, above: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (above === maxJsonDepth) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === "object") count += countMembers(element, above + 1);
    return count;
  }
  const object = value as { readonly [key: string]: Json };
  for (const key of Object.keys(object)) {
    count += 1;
    const inner = object[key] as Json;
    if (typeof inner === "object") count += countMembers(inner, above + 1);
  }
  return count;
}

/** Colons outside strings, and the deepest level of nesting. */
function measure(text: string): { members: number; depth: number } {
  let members = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = endOfString(text, at + 1);
    } else if (code === 58) {
      members += 1;
    } else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) {
      depth -= 1;
    }
  }
  return { members, depth: deepest };
}

/** Index of the closing quote of a string whose content begins at `at`. */
function endOfString(text: string, at: number): number {
  let i = at;
  for (; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 34) return i;
    if (code === 92) i += 1;
    else if (i - at > 64) {
      // long strings: the engine's own search is quicker than a loop
      const quote = text.indexOf('"', i);
      const slash = text.indexOf("\\", i);
      if (quote < 0) return text.length;
      if (slash < 0 || slash > quote) return quote;
      i = slash + 1;
    }
  }
  return i;
}
