import { isAscii, isUtf8 } from "node:buffer";
import { ContentError } from "./content-error.ts";
import { contentOf } from "./head.ts";
import { parseJson } from "./json.ts";
import { maxLineBytes } from "./limits.ts";
import type { Head, Json, Problem } from "./reader.ts";

const newline = 10;

/** Whole lines as bytes (each ends with its newline, but perhaps the file's last), or one line that was too long. */
export type LineBlock =
  | { kind: "lines"; bytes: Uint8Array; firstLine: number }
  | { kind: "too_long"; firstLine: number; length: number };

export type Line = { number: number; text: string; problem: null } | { number: number; text: null; problem: Problem };

export type JsonLine =
  | { number: number; place: string; value: Json; problem: null }
  | { number: number; place: string; value: null; problem: Problem };

/**
 * The lines of a source in blocks, as bytes, without a leading BOM. A line over `maxLineBytes` is passed over.
 *
 * The bytes of a block are valid until the next one is asked for.
 *
 * @throws {ContentError} where the source's compression is broken or cut
 */
export async function* lineBlocks(head: Head): AsyncIterable<LineBlock> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let skipped = 0;
  let line = 1;
  let first = true;

  for await (const raw of contentOf(head)) {
    const chunk = first ? withoutBom(raw) : raw;
    if (raw.length > 0) first = false;
    let at = 0;
    if (pendingBytes > 0 || skipped > 0) {
      const end = chunk.indexOf(newline);
      if (end < 0) {
        if (skipped > 0) skipped += chunk.length;
        else {
          pending.push(Uint8Array.prototype.slice.call(chunk));
          pendingBytes += chunk.length;
          if (pendingBytes > maxLineBytes) {
            skipped = pendingBytes;
            pending = [];
            pendingBytes = 0;
          }
        }
        continue;
      }
      at = end + 1;
      if (skipped > 0) {
        yield { kind: "too_long", firstLine: line, length: skipped + end };
        skipped = 0;
      } else {
        pending.push(chunk.subarray(0, at));
        yield { kind: "lines", bytes: Buffer.concat(pending), firstLine: line };
        pending = [];
        pendingBytes = 0;
      }
      line += 1;
    }
    const last = chunk.lastIndexOf(newline) + 1;
    if (last > at) {
      const bytes = chunk.subarray(at, last);
      yield { kind: "lines", bytes, firstLine: line };
      line += countNewlines(bytes);
      at = last;
    }
    if (at < chunk.length) {
      // a copy: the source may reuse its chunk
      pending.push(Uint8Array.prototype.slice.call(chunk, at));
      pendingBytes = chunk.length - at;
    }
  }
  if (skipped > 0) yield { kind: "too_long", firstLine: line, length: skipped };
  else if (pendingBytes > 0) yield { kind: "lines", bytes: Buffer.concat(pending), firstLine: line };
}

/**
 * The lines of a source as text, without their line ends (LF or CRLF), in batches. A line that is no UTF-8 or too long
 * is a problem in its place.
 *
 * @throws {ContentError} where the source's compression is broken or cut
 */
export async function* lineBatches(head: Head): AsyncIterable<Line[]> {
  for await (const block of lineBlocks(head)) {
    if (block.kind === "too_long") yield [{ number: block.firstLine, text: null, problem: tooLong(block) }];
    else yield decodeBlock(block.bytes, block.firstLine, { blank: true });
  }
}

/** The lines of a source one by one: `lineBatches` for those who aren't in a hurry. */
export async function* linesOf(head: Head): AsyncIterable<Line> {
  for await (const batch of lineBatches(head)) yield* batch;
}

/**
 * The JSON values of a source, a line each; blank lines are passed over. What is no JSON is a problem in its place.
 *
 * @throws {ContentError} where the source's compression is broken or cut
 */
export async function* jsonLines(head: Head): AsyncIterable<JsonLine> {
  for await (const block of lineBlocks(head)) {
    if (block.kind === "too_long") {
      const place = `line ${block.firstLine}`;
      yield { number: block.firstLine, place, value: null, problem: tooLong(block) };
      continue;
    }
    for (const line of decodeBlock(block.bytes, block.firstLine, { blank: false })) {
      const place = `line ${line.number}`;
      if (line.problem !== null) yield { number: line.number, place, value: null, problem: line.problem };
      else if (line.text.trim() !== "") yield jsonLine(line.number, line.text, head.source.name);
    }
  }
}

export function tooLong(block: { firstLine: number; length: number }): Problem {
  const text = `needed a line of at most ${maxLineBytes} bytes, found ${block.length}`;
  return { place: `line ${block.firstLine}`, code: "line_too_long", text };
}

function jsonLine(number: number, text: string, file: string): JsonLine {
  const place = `line ${number}`;
  try {
    return { number, place, value: parseJson(text, { file, place }), problem: null };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { number, place, value: null, problem: { place, code: error.code, text: error.message } };
  }
}

function decodeBlock(bytes: Uint8Array, firstLine: number, keep: { blank: boolean }): Line[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: Line[] = [];
  let number = firstLine;
  let at = 0;
  if (isUtf8(buffer)) {
    const text = buffer.toString(isAscii(buffer) ? "latin1" : "utf8");
    for (; at < text.length; number += 1) {
      const found = text.indexOf("\n", at);
      const end = found < 0 ? text.length : found;
      // a bomb of blank lines must not become as many objects
      if (keep.blank || end > at) lines.push({ number, text: withoutReturn(text.slice(at, end)), problem: null });
      at = end + 1;
    }
    return lines;
  }
  for (; at < buffer.length; number += 1) {
    const found = buffer.indexOf(newline, at);
    const end = found < 0 ? buffer.length : found;
    const view = buffer.subarray(at, end);
    if (isUtf8(view)) lines.push({ number, text: withoutReturn(view.toString("utf8")), problem: null });
    else lines.push({ number, text: null, problem: invalidUtf8(number, view) });
    at = end + 1;
  }
  return lines;
}

export function invalidUtf8(number: number, bytes: Uint8Array): Problem {
  const found = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  return { place: `line ${number}`, code: "invalid_utf8", text: `needed UTF-8, found bytes that begin ${found}` };
}

function withoutReturn(text: string): string {
  return text.charCodeAt(text.length - 1) === 13 ? text.slice(0, -1) : text;
}

function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  let at = bytes.indexOf(newline);
  // the engine's search pays for lines of some length; a bomb of blank lines is counted byte by byte
  while (at >= 0 && at >= count * 16) {
    count += 1;
    at = bytes.indexOf(newline, at + 1);
  }
  if (at < 0) return count;
  for (; at < bytes.length; at += 1) if (bytes[at] === newline) count += 1;
  return count;
}
