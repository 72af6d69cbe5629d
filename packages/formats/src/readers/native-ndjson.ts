import { isUtf8 } from "node:buffer";
import { ContentError } from "../content-error.ts";
import { parseJson, peekJson } from "../json.ts";
import { invalidUtf8, lineBlocks, tooLong } from "../lines.ts";
import type { Group, Head, ReadEvent, Reader } from "../reader.ts";
import { looksNative, nativeRows } from "./native-row.ts";
import { batchCells, enterBlock, newNativeScan, scanLines } from "./native-scan.ts";
import { nativeTasks } from "./native-tasks.ts";

/**
 * The project's own rows, a JSON object a line, plain, gzip or zstd: scores, summaries without items, judgements.
 *
 * A line that is wrong is a problem of its own; the others count.
 */
export const nativeNdjson: Reader = { format: "native-ndjson", harness: "native", version: 1, group, read };

const newline = 10;

function group(heads: readonly Head[]): Group[] {
  return heads.filter((head) => firstObjects(head.text).some(looksNative)).map((head) => ({ sources: [head] }));
}

/** The first line may be the broken one: a few more are looked at. */
function firstObjects(text: string) {
  if (!text.trimStart().startsWith("{")) return [];
  return text
    .split("\n", 20)
    .filter((line) => line.trim() !== "")
    .map((line) => peekJson(line));
}

async function* read(group: Group): AsyncIterable<ReadEvent> {
  for (const head of group.sources) {
    const blocks = nativeBlocks(head.source.name);
    for await (const block of lineBlocks(head)) {
      if (block.kind === "too_long") yield { type: "problem", problem: tooLong(block) };
      else yield* blocks(block.bytes, block.firstLine);
    }
  }
}

/** Whole lines as events: the usual ones by the scanner in batches, the others one by one. */
function nativeBlocks(file: string): (bytes: Uint8Array, firstLine: number) => Iterable<ReadEvent> {
  const tasks = nativeTasks();
  const carefully = nativeRows(tasks);
  const scan = newNativeScan(tasks);
  const { columns } = scan;

  function* flush(): Iterable<ReadEvent> {
    if (columns.count === 0) return;
    yield { type: "cells", ...columns };
    columns.count = 0;
  }

  function* slowly(text: string, line: number): Iterable<ReadEvent> {
    for (const event of lineEvents(text, line)) {
      // the lines after the first of a task can be scanned
      if (event.type === "row") learn(event);
      yield event;
    }
  }

  function lineEvents(text: string, line: number): ReadEvent[] {
    const place = `line ${line}`;
    try {
      return carefully(parseJson(text, { file, place }), line);
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      return [{ type: "problem", problem: { place, code: error.code, text: error.message } }];
    }
  }

  function learn({ task, row }: Extract<ReadEvent, { type: "row" }>): void {
    const [metric] = Object.keys(row.scores);
    const names = tasks.names(task);
    if (metric === undefined || names === undefined) return;
    const { direction } = tasks.find({ ...names, metric, direction: undefined });
    scan.streams.learn({ ...names, task, metric, condition: row.condition, seed: row.seed, direction });
  }

  function* scanned(buffer: Buffer, firstLine: number): Iterable<ReadEvent> {
    enterBlock(scan, buffer);
    let line = firstLine;
    let at = 0;
    while (at < buffer.length) {
      at = scanLines(scan, at, line);
      line += scan.passed;
      const full = columns.count === batchCells;
      yield* flush();
      if (full || at >= buffer.length) continue;
      const found = buffer.indexOf(newline, at);
      const end = found < 0 ? buffer.length : found;
      const own = buffer.toString("utf8", at, end);
      at = end + 1;
      if (own.trim() !== "") yield* slowly(own, line);
      line += 1;
    }
  }

  return function* (bytes, firstLine) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (isUtf8(buffer)) {
      yield* scanned(buffer, firstLine);
      return;
    }
    let line = firstLine;
    for (let at = 0; at < buffer.length; line += 1) {
      const found = buffer.indexOf(newline, at);
      const end = found < 0 ? buffer.length : found;
      const own = buffer.subarray(at, end);
      at = end + 1;
      if (isUtf8(own)) yield* scanned(own, line);
      else yield { type: "problem", problem: invalidUtf8(line, own) };
    }
  };
}
