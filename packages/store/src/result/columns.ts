/** A result as named columns: what is written, and what is hashed. */

import { compareBytes } from "@evenmatch/formats/byte-order";
import { type ScoreTable, statuses } from "@evenmatch/formats/score-table";
import { need, type StoredResult } from "./stored-result.ts";

export type Column =
  | { kind: "number"; values: Float64Array }
  | { kind: "integer"; values: ArrayLike<number> }
  | { kind: "text"; values: readonly string[] };

/** Positions are the stored codes and never change. */
export const preferences = ["treatment", "tie", "baseline"] as const;

/** Most rows of a result: a bound for readers of its bytes, far above any suite. */
export const mostRows = 1 << 24;

/**
 * The columns of a result by name, in the order in which they are written: few bytes and always needed first, ids last.
 *
 * @throws {ResultBlobError} if the table breaks its own contract (lengths, order of items and epochs)
 */
export function columnsOf(result: StoredResult): Map<string, Column> {
  const columns = new Map<string, Column>();
  if (result.table !== null) addTable(columns, result.table);
  if (result.judgements.length > 0) {
    const { judgements } = result;
    columns.set("judgementPreferred", {
      kind: "integer",
      values: judgements.map(({ preferred }) => preferences.indexOf(preferred)),
    });
    columns.set("judgementItem", { kind: "text", values: judgements.map(({ item }) => item) });
    columns.set("judgementRater", { kind: "text", values: judgements.map(({ rater }) => rater) });
    columns.set("judgementCluster", { kind: "text", values: judgements.map(({ cluster }) => cluster) });
  }
  for (const [name, { values }] of columns) {
    need(values.length <= mostRows, () => `needed at most ${mostRows} rows, found ${values.length} in ${name}`);
  }
  return columns;
}

function addTable(columns: Map<string, Column>, table: ScoreTable): void {
  checkTable(table);
  const { offsets } = table;
  const rowsOfItem = new Int32Array(table.items.length);
  for (let item = 0; item < rowsOfItem.length; item++) rowsOfItem[item] = offsets[item + 1]! - offsets[item]!;
  columns.set("rowsOfItem", { kind: "integer", values: rowsOfItem });
  columns.set("epoch", { kind: "integer", values: table.epoch });
  columns.set("status", { kind: "integer", values: table.status });
  for (const name of ["weight", "tp", "fp", "fn"] as const) {
    const values = table[name];
    if (values !== undefined) columns.set(name, { kind: "number", values });
  }
  for (const key of Object.keys(table.scores).sort()) {
    columns.set(`score:${key}`, { kind: "number", values: table.scores[key]! });
  }
  for (const key of Object.keys(table.subscores ?? {}).sort()) {
    columns.set(`subscore:${key}`, { kind: "number", values: table.subscores![key]! });
  }
  for (const name of ["cluster", "stratum", "items", "itemHash"] as const) {
    const values = table[name];
    if (values !== undefined) columns.set(name, { kind: "text", values });
  }
}

/** Counts, of whole columns and of what each item claims. */
function checkTable(table: ScoreTable): void {
  const items = table.items.length;
  const rows = table.epoch.length;
  const { offsets } = table;
  need(offsets.length === items + 1, () => `needed ${items + 1} offsets for ${items} items, found ${offsets.length}`);
  need(
    offsets[0] === 0 && offsets[items] === rows,
    () => `needed offsets from 0 to the ${rows} rows, found ${offsets[0]} to ${offsets[items]}`,
  );
  const perItem = ["itemHash", "cluster", "stratum", "weight"] as const;
  for (const name of perItem) checkLength(name, table[name], items);
  for (const name of ["status", "tp", "fp", "fn"] as const) checkLength(name, table[name], rows);
  for (const [key, values] of Object.entries(table.scores)) checkLength(`score ${key}`, values, rows);
  for (const [key, values] of Object.entries(table.subscores ?? {})) checkLength(`subscore ${key}`, values, rows);
  const unknown = table.status.find((code) => code >= statuses.length);
  need(unknown === undefined, () => `needed codes of known statuses, found ${unknown}`);
  for (let item = 0; item < items; item++) {
    const start = offsets[item]!;
    const end = offsets[item + 1]!;
    if (start > end) need(false, () => `needed ascending offsets, found ${start} before ${end}`);
  }
  for (let item = 0; item < items; item++) checkItem(table, item);
}

/** Items ascend and so do an item's epochs: equal results have equal columns. What is needed is put into words only where it is not so. */
function checkItem({ items, offsets, epoch }: ScoreTable, item: number): void {
  const id = items[item]!;
  if (item > 0 && compareBytes(items[item - 1]!, id) >= 0) {
    need(false, () => `needed ascending items, found ${shown(items[item - 1]!)} before ${shown(id)}`);
  }
  for (let row = offsets[item]! + 1; row < offsets[item + 1]!; row++) {
    if (epoch[row - 1]! < epoch[row]!) continue;
    need(false, () => `needed ascending epochs of item ${shown(id)}, found ${epoch[row - 1]} before ${epoch[row]}`);
  }
}

function checkLength(name: string, values: ArrayLike<unknown> | undefined, length: number): void {
  if (values === undefined) return;
  need(values.length === length, () => `needed ${length} values of ${name}, found ${values.length}`);
}

function shown(id: string): string {
  return JSON.stringify(id.slice(0, 80));
}
