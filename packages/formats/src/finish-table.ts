import { canonicalOrder, countRows, type FinishOptions, localSegments } from "./canonical-order.ts";
import { dropCells } from "./cells.ts";
import { copyExtras, extraColumnsOf, finishedExtras, sameExtras } from "./extra-columns.ts";
import { addToHeadline, endHeadlineItem, type Headline, headlinesOf, newHeadlineSums } from "./headline-sums.ts";
import { dropSlots, textOfId } from "./id-table.ts";
import { takeIds, takeNames } from "./item-columns.ts";
import { setMember } from "./json-members.ts";
import { maxTableValues } from "./limits.ts";
import { noMetric, type ScoreBuilder } from "./score-builder.ts";
import type { ScoreTable } from "./score-table.ts";

export interface Conflict {
  segment: number;
  line: number;
  text: string;
}

export interface Finished {
  /** null where no row is left */
  table: ScoreTable | null;
  /** by segment: cells that said the same as another */
  equalDuplicates: ReadonlyMap<number, number>;
  /** the first of them */
  conflicts: readonly Conflict[];
  /** by segment: how many more there are */
  moreConflicts: ReadonlyMap<number, number>;
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

const maxConflicts = 2_000;

/** All that comes of the cells: the columns of their rows, for items in the order given, and what is said of them. */
export interface Filled extends Omit<Finished, "table"> {
  order: Int32Array;
  columns: Omit<ScoreTable, "items" | "cluster" | "stratum" | "itemHash" | "weight">;
}

/**
 * The table that a builder's cells have filled, with its texts. The builder lets go of the cells and of its ids: both of
 * everything would be twice the memory.
 */
export function finishTable(builder: ScoreBuilder, { order, columns, ...said }: Filled): Finished {
  dropCells(builder.cells);
  const table: ScoreTable = {
    items: takeIds(builder.items.ids, order),
    ...columns,
    ...attributeColumns(builder, order),
  };
  return { table: columns.epoch.length === 0 ? null : table, ...said };
}

/**
 * The cells of a builder as columns in canonical order, duplicates found on the way.
 *
 * Of two cells with the same item, epoch and metric the first one stays: an equal one is counted, a different one is a
 * conflict. A row is `ok` where any of its metrics has a score; otherwise it has the first cause that was given.
 *
 * @throws {TableTooLarge}
 */
export function fillColumns(builder: ScoreBuilder, options: FinishOptions): Filled {
  const { cells, items, metrics, extras } = builder;
  for (const { texts } of [{ texts: items.ids }, items.cluster, items.stratum, items.hash]) dropSlots(texts);
  const local = localSegments(builder, options);
  const order = canonicalOrder(builder, local);
  const rows = countRows(builder, order, local);
  const values = rows * (metrics.length + extras.subscores.size);
  if (values > maxTableValues) throw new TableTooLarge(values);
  const headlines = newHeadlineSums(local.count, metrics.length);
  /** by local segment: equal duplicates, rows, and the row that was counted last */
  const equal = new Int32Array(local.count);
  const rowsOf = new Int32Array(local.count);
  const lastRow = new Int32Array(local.count).fill(-1);
  const conflicts: Conflict[] = [];
  const unlisted = new Int32Array(local.count);

  const epoch = new Int32Array(rows);
  const status = new Uint8Array(rows);
  const columns = metrics.map(() => new Float64Array(rows).fill(Number.NaN));
  const extraColumns = extraColumnsOf(extras, rows);
  const offsets = new Int32Array(order.items.length + 1);
  /** metric → the cell that filled it last, and in which row */
  const filled = new Int32Array(metrics.length);
  const filledRow = new Int32Array(metrics.length).fill(-1);

  const { segment: segmentOf, epoch: epochOf, metric: metricOf, score: scoreOf, status: statusOf } = cells;
  const { first, shift } = local;
  const { cells: ordered, offsets: starts } = order;

  let row = -1;
  for (let item = 0; item < order.items.length; item += 1) {
    offsets[item] = row + 1;
    const end = starts[item + 1] as number;
    let before = -1;
    for (let at = starts[item] as number; at < end; at += 1) {
      const cell = ordered[at] as number;
      const segment = segmentOf[cell] as number;
      const own = segment - first;
      const cellEpoch = (epochOf[cell] as number) + (shift[own] as number);
      const metric = metricOf[cell] as number;
      const score = scoreOf[cell] as number;
      const cellStatus = statusOf[cell] as number;
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
        if (extraColumns.length > 0) copyExtras(extraColumns, cell, row);
        addToHeadline(headlines, own, metric, score);
        continue;
      }
      const same = Object.is(cells.score[other], score) && cells.status[other] === cellStatus;
      if (same && sameExtras(extraColumns, other, cell)) {
        equal[own] = (equal[own] as number) + 1;
        if (cells.segment[other] !== segment) addToHeadline(headlines, own, metric, score);
      } else {
        if (conflicts.length >= maxConflicts) {
          unlisted[own] = (unlisted[own] as number) + 1;
          continue;
        }
        const what = `item ${textOfId(items.ids, order.items[item] as number)}, epoch ${cellEpoch}, metric ${metrics[metric]}`;
        const text = `needed one score for ${what}, found ${shown(cells.score[other] as number)} and ${shown(score)}`;
        conflicts.push({ segment, line: cells.line[cell] as number, text });
      }
    }
    endHeadlineItem(headlines);
  }
  const count = row + 1;
  offsets[order.items.length] = count;

  const scores: Record<string, Float64Array> = {};
  for (const [at, name] of metrics.entries()) setMember(scores, name, columns[at] as Float64Array);
  return {
    order: order.items,
    columns: { offsets, epoch, status, scores, ...finishedExtras(extraColumns) },
    equalDuplicates: local.counts(equal),
    conflicts,
    moreConflicts: local.counts(unlisted),
    headlines: headlinesOf(headlines, metrics, local.first),
    rowCounts: local.counts(rowsOf),
  };
}

function shown(score: number): string {
  return Number.isNaN(score) ? "none" : String(score);
}

function attributeColumns({ items }: ScoreBuilder, order: Int32Array): Partial<ScoreTable> {
  const itemHash = takeNames(items.hash, order);
  const cluster = takeNames(items.cluster, order);
  const stratum = takeNames(items.stratum, order);
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
