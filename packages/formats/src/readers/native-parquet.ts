import { ContentError } from "../content-error.ts";
import { listOf } from "../fields.ts";
import { member, parseJson, setMember } from "../json.ts";
import { openParquet, type Parquet, type ParquetColumn } from "../parquet.ts";
import { isParquet } from "../parquet-tail.ts";
import type { Group, Head, Json, ReadEvent, Reader } from "../reader.ts";
import { looksLikeLightEval } from "./lighteval-role.ts";
import { nativeFields, nativeRows } from "./native-row.ts";

/**
 * The project's own rows as Parquet: a column for each key of the NDJSON rows (`subscores.NAME` or a struct `subscores`
 * for sub-scores); null is an absent key, but a null score. Header lines stand in the file's metadata, as a list under
 * `headersKey`.
 */
export const nativeParquet: Reader = { format: "native-parquet", harness: "native", version: 1, group, read };

/** where the header lines of native rows stand in a Parquet file */
export const headersKey = "evenmatch:headers";

function group(heads: readonly Head[]): Group[] {
  return heads
    .filter((head) => isParquet(head.bytes) && !looksLikeLightEval(head))
    .map((head) => ({ sources: [head] }));
}

async function* read(table: Group): AsyncIterable<ReadEvent> {
  for (const head of table.sources) yield* readTable(head);
}

async function* readTable(head: Head): AsyncIterable<ReadEvent> {
  const file = head.source.name;
  const parquet = openParquet(head);
  const names = parquet.columns.map((column) => keyOf(column, file));
  if (!names.includes("suite")) {
    const text = `needed a column suite, found ${names.slice(0, 20).join(", ")}`;
    throw new ContentError("missing_field", text, { file });
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new ContentError("duplicate_key", `needed each column once, found ${twice} again`, { file });
  }
  yield* rowsOf(parquet, names, headersOf(parquet, file));
}

/** suite, version and variant → the header of its rows */
function headersOf(parquet: Parquet, file: string): Map<string, Json> {
  const note = parquet.notes.get(headersKey);
  if (note === undefined) return new Map();
  const list = listOf(parseJson(note, { file, place: headersKey })) ?? [];
  return new Map(list.map((header) => [namesKey(header, ["task", "taskVersion", "variant"]), header]));
}

function namesKey(row: Json, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => member(row, key) ?? null));
}

function keyOf(column: ParquetColumn, file: string): string {
  const name = column.path.join(".");
  const isField = column.path.length === 1 && nativeFields.has(name) && name !== "subscores";
  if (!column.isRepeated && (isField || (name.startsWith("subscores.") && name !== "subscores."))) return name;
  const known = [...nativeFields].join(", ");
  throw new ContentError("unknown_field", `needed columns among ${known}, found ${name}`, { file });
}

async function* rowsOf(
  parquet: Parquet,
  names: readonly string[],
  headers: ReadonlyMap<string, Json>,
): AsyncIterable<ReadEvent> {
  const events = nativeRows();
  let current = "";
  const hasScore = names.includes("score");
  for await (const { start, length, columns } of parquet.batches(parquet.columns)) {
    for (let at = 0; at < length; at += 1) {
      const row: Record<string, Json> = {};
      const subscores: Record<string, Json> = {};
      for (const [index, name] of names.entries()) {
        const value = jsonOf(columns[index]?.[at]);
        if (value === null) continue;
        if (name.startsWith("subscores.")) setMember(subscores, name.slice("subscores.".length), value);
        else row[name] = value;
      }
      // a table of scores has the column; a row of it without a score says so by null
      if (hasScore && row.item !== undefined && row.preferred === undefined) row.score ??= null;
      if (Object.keys(subscores).length > 0) row.subscores = subscores;
      if (headers.size > 0) {
        const key = namesKey(row, ["suite", "suiteVersion", "variant"]);
        const header = headers.get(key);
        // a header line holds for the rows after it
        if (key !== current && header !== undefined) yield* events({ header }, start + at + 1).map(inRow);
        current = key;
      }
      for (const event of events(row, start + at + 1)) yield inRow(event);
    }
  }
}

/** What isn't JSON (dates, bytes, numbers beyond 2⁵³) becomes what no field accepts, and so a problem of its row. */
function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "bigint" ? [String(value)] : [];
}

function inRow(event: ReadEvent): ReadEvent {
  const placed = (place: string): string => place.replace(/^line /, "row ");
  if (event.type === "row") return { ...event, row: { ...event.row, place: placed(event.row.place) } };
  if (event.type === "summary" || event.type === "judgement") return { ...event, place: placed(event.place) };
  if (event.type !== "problem") return event;
  return { ...event, problem: { ...event.problem, place: placed(event.problem.place) } };
}
