import { sortByBytes } from "./byte-order.ts";
import type { Growable } from "./growable.ts";
import { pickIds, pickNames } from "./item-columns.ts";
import { maxTableValues } from "./limits.ts";
import { noMetric, type ScoreBuilder } from "./score-builder.ts";
import type { ScoreTable } from "./score-table.ts";

export interface FinishOptions {
  /** segments whose rows don't count */
  dropped: (segment: number) => boolean;
  /** what is added to the epochs of a segment */
  epochShift: (segment: number) => number;
}

export interface Conflict {
  segment: number;
  line: number;
  text: string;
}

/** The plain headline of one metric in one segment: mean over items of item means over epochs. */
export interface Headline {
  segment: number;
  metric: string;
  mean: number;
}

export interface Finished {
  /** null where no row is left */
  table: ScoreTable | null;
  /** by segment: cells that said the same as another */
  equalDuplicates: ReadonlyMap<number, number>;
  conflicts: readonly Conflict[];
  headlines: readonly Headline[];
  /** by segment: distinct (item, epoch) rows */
  rowCounts: ReadonlyMap<number, number>;
}

/** Rows times metrics are beyond what is held in memory. */
export class TableTooLarge extends Error {
  constructor(values: number) {
    super(`needed at most ${maxTableValues} values (rows × metrics) in one task, found ${values}`);
    this.name = "TableTooLarge";
  }
}

/** cells sort by epoch, then by arrival, as one float of 53 bits: 29 for the epoch, 24 for the place in the item */
const arrivals = 2 ** 24;
const maxConflicts = 2_000;

/**
 * The cells of a builder as columns in canonical order, duplicates found on the way.
 *
 * Of two cells with the same item, epoch and metric the first one stays: an equal one is counted, a different one is a
 * conflict. A row is `ok` where any of its metrics has a score; otherwise it has the first cause that was given.
 *
 * @throws {TableTooLarge}
 */
export function finishTable(builder: ScoreBuilder, options: FinishOptions): Finished {
  const local = localSegments(builder, options);
  const order = canonicalOrder(builder, local);
  const { cells, items, metrics, extras } = builder;
  const rows = countRows(builder, order, local);
  const values = rows * (metrics.length + extras.subscores.size);
  if (values > maxTableValues) throw new TableTooLarge(values);
  const headlines = headlineSums(local.count, metrics.length);
  /** by local segment: equal duplicates, rows, and the row that was counted last */
  const equal = new Int32Array(local.count);
  const rowsOf = new Int32Array(local.count);
  const lastRow = new Int32Array(local.count).fill(-1);
  const conflicts: Conflict[] = [];

  const epoch = new Int32Array(rows);
  const status = new Uint8Array(rows);
  const columns = metrics.map(() => new Float64Array(rows).fill(Number.NaN));
  const extraColumns = extraColumnsOf(extras, rows);
  const offsets = new Int32Array(order.items.length + 1);
  /** metric → the cell that filled it last, and in which row */
  const filled = new Int32Array(metrics.length);
  const filledRow = new Int32Array(metrics.length).fill(-1);

  let row = -1;
  for (let item = 0; item < order.items.length; item += 1) {
    offsets[item] = row + 1;
    const end = order.offsets[item + 1] as number;
    let before = -1;
    for (let at = order.offsets[item] as number; at < end; at += 1) {
      const cell = order.cells[at] as number;
      const segment = cells.segment[cell] as number;
      const own = segment - local.first;
      const cellEpoch = (cells.epoch[cell] as number) + (local.shift[own] as number);
      const metric = cells.metric[cell] as number;
      const score = cells.score[cell] as number;
      const cellStatus = cells.status[cell] as number;
      if (cellEpoch !== before) {
        before = cellEpoch;
        row += 1;
        epoch[row] = cellEpoch;
        status[row] = cellStatus;
      }
      if (lastRow[own] !== row) {
        lastRow[own] = row;
        rowsOf[own] = (rowsOf[own] as number) + 1;
      }
      if (metric === noMetric) continue;

      const other = filled[metric] as number;
      if (filledRow[metric] !== row) {
        filled[metric] = cell;
        filledRow[metric] = row;
        (columns[metric] as Float64Array)[row] = score;
        if (cellStatus === 0) status[row] = 0;
        copyExtras(extraColumns, cell, row);
        headlines.add(own, metric, score);
        continue;
      }
      const same = Object.is(cells.score[other], score) && cells.status[other] === cellStatus;
      if (same && sameExtras(extraColumns, other, cell)) {
        equal[own] = (equal[own] as number) + 1;
        if (cells.segment[other] !== segment) headlines.add(own, metric, score);
      } else {
        const what = `item ${items.ids.text(order.items[item] as number)}, epoch ${cellEpoch}, metric ${metrics[metric]}`;
        const text = `needed one score for ${what}, found ${shown(cells.score[other] as number)} and ${shown(score)}`;
        conflicts.push({
          segment,
          line: cells.line[cell] as number,
          text: conflicts.length < maxConflicts ? text : "",
        });
      }
    }
    headlines.endItem();
  }
  const count = row + 1;
  offsets[order.items.length] = count;

  const scores: Record<string, Float64Array> = {};
  for (const [at, name] of metrics.entries()) define(scores, name, columns[at] as Float64Array);
  const table: ScoreTable = {
    items: pickIds(items.ids, order.items),
    offsets,
    epoch,
    status,
    scores,
    ...attributeColumns(builder, order.items),
    ...finishedExtras(extraColumns),
  };
  return {
    table: count === 0 ? null : table,
    equalDuplicates: local.counts(equal),
    conflicts,
    headlines: headlines.all(metrics, local.first),
    rowCounts: local.counts(rowsOf),
  };
}

interface LocalSegments {
  first: number;
  count: number;
  /** by segment − first: 1 where its rows don't count, and what is added to its epochs */
  dropped: Uint8Array;
  shift: Int32Array;
  counts(values: Int32Array): Map<number, number>;
}

/** The segments of a builder from 0 up: they stand together among those of the whole reading. */
function localSegments({ cells }: ScoreBuilder, options: FinishOptions): LocalSegments {
  let first = Number.MAX_SAFE_INTEGER;
  let last = -1;
  for (let cell = 0; cell < cells.length; cell += 1) {
    const segment = cells.segment[cell] as number;
    if (segment < first) first = segment;
    if (segment > last) last = segment;
  }
  if (last < 0) first = 0;
  const count = last + 1 - first;
  const dropped = new Uint8Array(count);
  const shift = new Int32Array(count);
  for (let at = 0; at < count; at += 1) {
    dropped[at] = options.dropped(first + at) ? 1 : 0;
    shift[at] = options.epochShift(first + at);
  }
  return {
    first,
    count,
    dropped,
    shift,
    counts(values) {
      const found = new Map<number, number>();
      for (const [at, value] of values.entries()) if (value > 0) found.set(at + first, value);
      return found;
    },
  };
}

function shown(score: number): string {
  return Number.isNaN(score) ? "none" : String(score);
}

function countRows({ cells }: ScoreBuilder, order: Order, local: LocalSegments): number {
  let rows = 0;
  for (let item = 0; item < order.items.length; item += 1) {
    const end = order.offsets[item + 1] as number;
    let before = -1;
    for (let at = order.offsets[item] as number; at < end; at += 1) {
      const cell = order.cells[at] as number;
      const own =
        (cells.epoch[cell] as number) + (local.shift[(cells.segment[cell] as number) - local.first] as number);
      if (own !== before) rows += 1;
      before = own;
    }
  }
  return rows;
}

interface Order {
  /** indices of the items that have a live cell, by id */
  items: Int32Array;
  /** cells of items[i] are offsets[i] … offsets[i+1]−1 */
  offsets: Int32Array;
  cells: Int32Array;
}

/** Item indices by id, and the live cells by item, epoch, arrival. */
function canonicalOrder({ cells, items }: ScoreBuilder, local: LocalSegments): Order {
  const { item: itemOf, segment: segmentOf, epoch: epochOf } = cells;
  const { dropped, shift, first } = local;
  const counts = new Int32Array(items.ids.size());
  let live = 0;
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (dropped[(segmentOf[cell] as number) - first] === 1) continue;
    const item = itemOf[cell] as number;
    counts[item] = (counts[item] as number) + 1;
    live += 1;
  }
  const used = new Int32Array(counts.length);
  let usedCount = 0;
  for (let item = 0; item < counts.length; item += 1) {
    if (counts[item] === 0) continue;
    used[usedCount] = item;
    usedCount += 1;
  }
  const order = sortByBytes({ bytes: items.ids.bytes(), starts: items.ids.starts() }, used.subarray(0, usedCount));

  const offsets = new Int32Array(order.length + 1);
  const next = new Int32Array(items.ids.size());
  for (let rank = 0; rank < order.length; rank += 1) {
    const index = order[rank] as number;
    next[index] = offsets[rank] as number;
    offsets[rank + 1] = (offsets[rank] as number) + (counts[index] as number);
  }
  const sorted = new Int32Array(live);
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (dropped[(segmentOf[cell] as number) - first] === 1) continue;
    const item = itemOf[cell] as number;
    sorted[next[item] as number] = cell;
    next[item] = (next[item] as number) + 1;
  }
  const epochAt = (cell: number): number =>
    (epochOf[cell] as number) + (shift[(segmentOf[cell] as number) - first] as number);
  for (let item = 0; item < order.length; item += 1) {
    const start = offsets[item] as number;
    const end = offsets[item + 1] as number;
    if (end - start > 1) sortByEpoch(sorted.subarray(start, end), epochAt);
  }
  return { items: order, offsets, cells: sorted };
}

function sortByEpoch(cells: Int32Array, epochAt: (cell: number) => number): void {
  let sorted = true;
  for (let at = 1; at < cells.length && sorted; at += 1) {
    sorted = epochAt(cells[at - 1] as number) <= epochAt(cells[at] as number);
  }
  if (sorted) return;
  const keys = Float64Array.from(cells, (cell, at) => epochAt(cell) * arrivals + at);
  const before = cells.slice();
  keys.sort();
  for (const [at, key] of keys.entries()) cells[at] = before[key % arrivals] as number;
}

/** Sums by segment and metric; a map where both are many, for most pairs never meet. */
function headlineSums(segments: number, metricCount: number) {
  type Sum = { key: number; total: number; items: number; sum: number; epochs: number };
  const dense: (Sum | undefined)[] | undefined = segments * metricCount <= 65536 ? [] : undefined;
  const sparse = new Map<number, Sum>();
  /** sums of the item at hand; reused, for there is one such list an item */
  const touched: Sum[] = [];
  let touchedCount = 0;

  function sumOf(key: number): Sum {
    const known = dense === undefined ? sparse.get(key) : dense[key];
    if (known !== undefined) return known;
    const fresh = { key, total: 0, items: 0, sum: 0, epochs: 0 };
    if (dense !== undefined) dense[key] = fresh;
    sparse.set(key, fresh);
    return fresh;
  }

  return {
    add(segment: number, metric: number, score: number): void {
      if (Number.isNaN(score)) return;
      const entry = sumOf(segment * metricCount + metric);
      if (entry.epochs === 0) {
        touched[touchedCount] = entry;
        touchedCount += 1;
      }
      entry.sum += score;
      entry.epochs += 1;
    },
    endItem(): void {
      for (let at = 0; at < touchedCount; at += 1) {
        const entry = touched[at] as Sum;
        entry.total += entry.sum / entry.epochs;
        entry.items += 1;
        entry.sum = 0;
        entry.epochs = 0;
      }
      touchedCount = 0;
    },
    all(metrics: readonly string[], firstSegment: number): Headline[] {
      return [...sparse.values()].map((entry) => ({
        segment: firstSegment + Math.floor(entry.key / metricCount),
        metric: metrics[entry.key % metricCount] as string,
        mean: entry.total / entry.items,
      }));
    },
  };
}

type ExtraColumn = { name: string; sub: boolean; from: Growable<Float64Array>; to: Float64Array };

function extraColumnsOf(extras: ScoreBuilder["extras"], rows: number): ExtraColumn[] {
  const found: ExtraColumn[] = [];
  const column = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  for (const name of ["tp", "fp", "fn"] as const) {
    const from = extras[name];
    if (from !== undefined) found.push({ name, sub: false, from, to: column() });
  }
  for (const [name, from] of extras.subscores) found.push({ name, sub: true, from, to: column() });
  return found;
}

function copyExtras(columns: readonly ExtraColumn[], cell: number, row: number): void {
  for (const column of columns) {
    const value = column.from.at(cell);
    if (!Number.isNaN(value)) column.to[row] = value;
  }
}

function sameExtras(columns: readonly ExtraColumn[], left: number, right: number): boolean {
  return columns.every((column) => Object.is(column.from.at(left), column.from.at(right)));
}

function finishedExtras(columns: readonly ExtraColumn[]): Partial<ScoreTable> {
  const result: { tp?: Float64Array; fp?: Float64Array; fn?: Float64Array; subscores?: Record<string, Float64Array> } =
    {};
  for (const column of columns) {
    if (column.to.every(Number.isNaN)) continue;
    if (column.sub) {
      result.subscores ??= {};
      define(result.subscores, column.name, column.to);
    } else {
      result[column.name as "tp" | "fp" | "fn"] = column.to;
    }
  }
  return result;
}

function attributeColumns({ items }: ScoreBuilder, order: Int32Array): Partial<ScoreTable> {
  const itemHash = pickNames(items.hash, order);
  const cluster = pickNames(items.cluster, order);
  const stratum = pickNames(items.stratum, order);
  const given = items.weight;
  const weighed = given !== undefined && order.some((index) => !Number.isNaN(given.at(index)));
  return {
    ...(itemHash && { itemHash }),
    ...(cluster && { cluster }),
    ...(stratum && { stratum }),
    // an item without a weight weighs what it would without weights
    ...(weighed && {
      weight: Float64Array.from(order, (index) => (Number.isNaN(given.at(index)) ? 1 : given.at(index))),
    }),
  };
}

function define(target: Record<string, Float64Array>, name: string, values: Float64Array): void {
  Object.defineProperty(target, name, { value: values, enumerable: true, configurable: true, writable: true });
}
