import type { JudgementRow, Summary } from "@evenmatch/formats/report";
import { type ScoreTable, statuses } from "@evenmatch/formats/score-table";
import { type Column, preferences } from "./columns.ts";
import { need, type Scores } from "./stored-result.ts";

/**
 * What a comparison needs of a stored result, ids and texts only when asked for: where two results' `itemsHash` agree,
 * their items stand in the same places and nobody needs to read them. What is called is decoded once.
 */
export interface ResultColumns {
  /** keys of the metrics with item scores, ascending by UTF-16 units */
  metrics: readonly string[];
  /** null where there is no table; `itemCount` and `rowCount` are 0 then */
  itemsHash: string | null;
  itemCount: number;
  rowCount: number;
  /** rows of item i are offsets[i] … offsets[i+1]−1 */
  offsets(): Int32Array;
  /** per row */
  epoch(): Int32Array;
  /** per row, a code of `statuses` */
  status(): Uint8Array;
  /** per row, of a metric; NaN where there is no score; undefined where the result lacks the metric */
  score(metric: string): Float64Array | undefined;
  subscore(name: string): Float64Array | undefined;
  subscores: readonly string[];
  /** weight per item; counts per row */
  numbers(name: "weight" | "tp" | "fp" | "fn"): Float64Array | undefined;
  /** per item */
  texts(name: "items" | "itemHash" | "cluster" | "stratum"): readonly string[] | undefined;
  judgements(): readonly JudgementRow[];
}

/** Where columns come from: bytes, or a document. */
export interface ColumnSource {
  /** null where there is no table */
  items: number | null;
  rows: number;
  judgements: number;
  itemsHash: string | null;
  names: readonly string[];
  column(name: string): Column | undefined;
}

/**
 * The columns of a result by what they mean, each checked for its kind and length when it is called.
 *
 * @throws {ResultBlobError} by the methods, for their column
 */
export function resultColumns(source: ColumnSource): ResultColumns {
  const itemCount = source.items ?? 0;
  const decoded = new Map<string, Column>();

  function values<K extends Column["kind"]>(kind: K, name: string, count: number) {
    type Values = Extract<Column, { kind: K }>["values"];
    const known = decoded.get(name);
    if (known?.kind === kind) return known.values as Values;
    const column = source.column(name);
    if (column === undefined) return undefined;
    need(column.kind === kind, () => `needed ${name} as ${kind}, found ${column.kind}`);
    need(column.values.length === count, () => `needed ${count} values of ${name}, found ${column.values.length}`);
    decoded.set(name, column);
    return column.values as Values;
  }

  function required<T>(found: T | undefined, name: string): T {
    need(found !== undefined, () => `needed the column ${name}, found none`);
    return found;
  }

  function integers(name: string, count: number): ArrayLike<number> {
    return count === 0 ? new Int32Array() : required(values("integer", name, count), name);
  }

  function withPrefix(prefix: string): string[] {
    return source.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  return {
    metrics: withPrefix("score:"),
    subscores: withPrefix("subscore:"),
    itemsHash: source.itemsHash,
    itemCount,
    rowCount: source.rows,
    offsets: () => offsetsOf(Int32Array.from(integers("rowsOfItem", itemCount)), source.rows),
    epoch: () => Int32Array.from(integers("epoch", source.rows)),
    status: () => checkedStatus(integers("status", source.rows)),
    score: (key) => values("number", `score:${key}`, source.rows),
    subscore: (name) => values("number", `subscore:${name}`, source.rows),
    numbers: (name) => values("number", name, name === "weight" ? itemCount : source.rows),
    texts: (name) => values("text", name, itemCount),
    judgements: () => {
      const count = source.judgements;
      const text = (name: string) => (count === 0 ? [] : required(values("text", name, count), name));
      const [item, rater, cluster] = [text("judgementItem"), text("judgementRater"), text("judgementCluster")];
      return Array.from(integers("judgementPreferred", count), (code, at) => {
        const preferred = preferences[code];
        need(preferred !== undefined, () => `needed a known preference, found ${code}`);
        return { item: item[at]!, preferred, rater: rater[at]!, cluster: cluster[at]! };
      });
    },
  };
}

/** Ids by the hash of their column: results of the same items share one list, and nobody reads it twice. */
export type SharedItems = Map<string, readonly string[]>;

/** Everything that a comparison reads of a result. @throws {ResultBlobError} if a column is missing or does not fit */
export function scoresOf(
  columns: ResultColumns,
  of: { items: number | null; summaries: Readonly<Record<string, Summary>>; shared?: SharedItems | undefined },
): Scores {
  const { items, summaries, shared } = of;
  return { table: items === null ? null : tableOf(columns, shared), summaries, judgements: columns.judgements() };
}

function itemsOf(columns: ResultColumns, shared: SharedItems = new Map()): readonly string[] {
  const { itemsHash } = columns;
  const items = shared.get(itemsHash ?? "") ?? columns.texts("items");
  need(items !== undefined, () => "needed the column items, found none");
  need(items.length === columns.itemCount, () => `needed ${columns.itemCount} items, found ${items.length}`);
  if (itemsHash !== null) shared.set(itemsHash, items);
  return items;
}

function tableOf(columns: ResultColumns, shared: SharedItems | undefined): ScoreTable {
  const items = itemsOf(columns, shared);
  const optional = {
    itemHash: columns.texts("itemHash"),
    cluster: columns.texts("cluster"),
    stratum: columns.texts("stratum"),
    weight: columns.numbers("weight"),
    tp: columns.numbers("tp"),
    fp: columns.numbers("fp"),
    fn: columns.numbers("fn"),
    subscores: columns.subscores.length === 0 ? undefined : named(columns.subscores, columns.subscore),
  };
  const present = Object.entries(optional).filter(([, values]) => values !== undefined);
  return {
    items,
    offsets: columns.offsets(),
    epoch: columns.epoch(),
    status: columns.status(),
    scores: named(columns.metrics, columns.score),
    ...(Object.fromEntries(present) as Partial<ScoreTable>),
  };
}

function named(
  names: readonly string[],
  column: (name: string) => Float64Array | undefined,
): Record<string, Float64Array> {
  return Object.fromEntries(names.map((name) => [name, column(name) ?? new Float64Array()]));
}

function offsetsOf(rowsOfItem: Int32Array, rows: number): Int32Array {
  const offsets = new Int32Array(rowsOfItem.length + 1);
  let end = 0;
  for (const [item, count] of rowsOfItem.entries()) {
    need(count >= 0 && end + count <= rows, () => `needed items with ${rows} rows in all, found more or fewer`);
    end += count;
    offsets[item + 1] = end;
  }
  need(end === rows, () => `needed items with ${rows} rows in all, found ${end}`);
  return offsets;
}

function checkedStatus(codes: ArrayLike<number>): Uint8Array {
  const unknown = Array.prototype.find.call(codes, (code: number) => code < 0 || code >= statuses.length);
  need(unknown === undefined, () => `needed codes of known statuses, found ${unknown}`);
  return Uint8Array.from(codes);
}
