import type { JudgementRow } from "@evenmatch/formats/report";
import { statuses } from "@evenmatch/formats/score-table";
import { type BlobHeader, openBlob } from "./blob-header.ts";
import { decodeColumn } from "./column-codec.ts";
import { type Column, preferences } from "./columns.ts";
import { need } from "./stored-result.ts";

/**
 * What a comparison needs of a stored result, ids and texts only when asked for: where two results' `itemsHash` agree,
 * their items stand in the same places and nobody needs to read them. What is called is decoded once.
 */
export interface ResultColumns {
  /** names, summaries, the harness' header */
  header: BlobHeader;
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
  /** the scores of the metric that was asked for */
  scores: Float64Array | undefined;
  subscore(name: string): Float64Array | undefined;
  subscores: readonly string[];
  /** weight per item; counts per row */
  numbers(name: "weight" | "tp" | "fp" | "fn"): Float64Array | undefined;
  /** per item */
  texts(name: "items" | "itemHash" | "cluster" | "stratum"): readonly string[] | undefined;
  judgements(): readonly JudgementRow[];
}

/**
 * The columns of a stored result; `metric` is decoded at once (the primary one unless named), everything else when called.
 *
 * @throws {ResultBlobError} if the bytes are not a whole stored result; also by the methods, for their column
 */
export function decodeColumns(bytes: Uint8Array, { metric }: { metric?: string } = {}): ResultColumns {
  const blob = openBlob(bytes);
  const { header } = blob;
  const itemCount = header.items ?? 0;
  const decoded = new Map<string, Column>();

  function values<K extends Column["kind"]>(kind: K, name: string, count: number) {
    type Values = Extract<Column, { kind: K }>["values"];
    const known = decoded.get(name);
    if (known?.kind === kind) return known.values as Values;
    const stored = blob.column(name);
    if (stored === undefined) return undefined;
    const found = stored.layout;
    need(found.kind === kind, () => `needed ${name} as ${kind}, found ${found.kind}`);
    need(found.count === count, () => `needed ${count} values of ${name}, found ${found.count}`);
    const column = decodeColumn(found, stored.bytes);
    decoded.set(name, column);
    return column.values as Values;
  }

  function required<T>(found: T | undefined, name: string): T {
    need(found !== undefined, () => `needed the column ${name}, found none`);
    return found;
  }

  function integers(name: string, count: number): Int32Array {
    if (count === 0) return new Int32Array();
    return required(values("integer", name, count), name) as Int32Array;
  }

  function withPrefix(prefix: string): string[] {
    return header.columns.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length));
  }

  const score = (key: string) => values("number", `score:${key}`, header.rows);
  return {
    header,
    metrics: withPrefix("score:"),
    subscores: withPrefix("subscore:"),
    itemsHash: header.itemsHash,
    itemCount,
    rowCount: header.rows,
    offsets: () => offsetsOf(integers("rowsOfItem", itemCount), header.rows),
    epoch: () => integers("epoch", header.rows),
    status: () => checkedStatus(integers("status", header.rows)),
    score,
    scores: score(metric ?? header.metric),
    subscore: (name) => values("number", `subscore:${name}`, header.rows),
    numbers: (name) => values("number", name, name === "weight" ? itemCount : header.rows),
    texts: (name) => values("text", name, itemCount),
    judgements: () => {
      const count = header.judgements;
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

function checkedStatus(codes: Int32Array): Uint8Array {
  const unknown = codes.find((code) => code < 0 || code >= statuses.length);
  need(unknown === undefined, () => `needed codes of known statuses, found ${unknown}`);
  return Uint8Array.from(codes);
}
