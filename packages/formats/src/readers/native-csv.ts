import { Readable } from "node:stream";
import { CsvError, type Info, parse } from "csv-parse";
import { ContentError } from "../content-error.ts";
import { contentOf } from "../head.ts";
import { maxLineBytes } from "../limits.ts";
import type { Group, Head, Json, ReadEvent, Reader } from "../reader.ts";
import { nativeFields, nativeRows } from "./native-row.ts";

/**
 * The project's own rows as CSV: the columns are the keys of the NDJSON rows, an empty field is an absent one (an empty
 * score is null, and needs a status).
 */
export const nativeCsv: Reader = { format: "native-csv", harness: "native", version: 1, group, read };

const numeric = new Set(["epoch", "score", "weight", "tp", "fp", "fn", "mean", "standardError", "n", "successes"]);
const numberPattern = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

function group(heads: readonly Head[]): Group[] {
  return heads.filter(isNative).map((head) => ({ sources: [head] }));
}

function isNative(head: Head): boolean {
  const columns = columnsOf(head.text);
  return (
    columns.includes("suite") &&
    ["item", "score", "mean", "successes", "preferred"].some((key) => columns.includes(key))
  );
}

function columnsOf(text: string): string[] {
  const line = text.split(/\r?\n|\r/, 1)[0] ?? "";
  return line.split(",").map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
}

async function* read(group: Group): AsyncIterable<ReadEvent> {
  for (const head of group.sources) {
    try {
      yield* readCsv(head);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw new ContentError("invalid_csv", `needed CSV, found: ${error.message}`, { file: head.source.name });
    }
  }
}

async function* readCsv(head: Head): AsyncIterable<ReadEvent> {
  const events = nativeRows();
  let columns: readonly string[] | undefined;
  const parser = parse({
    bom: true,
    info: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: maxLineBytes,
  });
  const input = Readable.from(textOf(head), { objectMode: false });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    if (columns === undefined) {
      columns = header(record, head);
      continue;
    }
    const line = info.lines;
    // fewer, too: a table that was cut off ends in a short row, whose last number may be half of one
    if (record.length !== columns.length) {
      const text = `needed ${columns.length} fields, found ${record.length}`;
      yield { type: "problem", problem: { place: `line ${line}`, code: "invalid_row", text } };
      continue;
    }
    yield* events(rowOf(columns, record), line);
  }
}

/** csv-parse puts a replacement for what is no UTF-8: that is found here instead. */
async function* textOf(head: Head): AsyncIterable<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const where = { file: head.source.name };
  try {
    for await (const chunk of contentOf(head)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new ContentError("invalid_utf8", "needed UTF-8, found other bytes", where);
    throw error;
  }
}

function header(record: readonly string[], head: Head): string[] {
  const columns = record.map((name) => name.trim());
  const where = { file: head.source.name, place: "line 1" };
  for (const [at, name] of columns.entries()) {
    if (columns.indexOf(name) !== at)
      throw new ContentError("duplicate_key", `needed each column once, found ${name} again`, where);
    if (!nativeFields.has(name) && !name.startsWith("subscores.")) {
      throw new ContentError(
        "unknown_field",
        `needed columns among ${[...nativeFields].join(", ")}, found ${name}`,
        where,
      );
    }
  }
  return columns;
}

function rowOf(columns: readonly string[], record: readonly string[]): Json {
  const row: Record<string, Json> = {};
  const subscores: Record<string, Json> = {};
  for (const [at, column] of columns.entries()) {
    const raw = record[at] ?? "";
    const field = numeric.has(column) || column.startsWith("subscores.") ? raw.trim() : raw;
    if (column.startsWith("subscores.")) {
      if (field !== "") subscores[column.slice("subscores.".length)] = typed(field);
    } else if (field !== "") {
      row[column] = numeric.has(column) ? typed(field) : field;
    }
  }
  // a table of scores has the column; a row of it without a score says so by leaving it empty
  if (columns.includes("score") && row.item !== undefined && row.preferred === undefined) row.score ??= null;
  if (Object.keys(subscores).length > 0) row.subscores = subscores;
  return row;
}

function typed(field: string): Json {
  return numberPattern.test(field) ? Number(field) : field;
}
