import { type Cells, newCells, roomForCell } from "./cells.ts";
import { float64, type Growable, growable } from "./growable.ts";
import type { IdTable } from "./id-table.ts";
import {
  clashingName,
  conflict,
  type ItemColumns,
  itemColumns,
  type Names,
  nameOf,
  setHash,
  setName,
  setNumeric,
  setWeight,
} from "./item-columns.ts";
import { maxIdLength, maxMetrics } from "./limits.ts";
import type { CellColumns, ScoreRow } from "./reader.ts";
import { maxEpoch, type Rejection, wrongEpoch, wrongExtras, wrongId, wrongScore, wrongScores } from "./score-checks.ts";
import { statuses } from "./score-table.ts";

/** of a cell without any metric: the row was there, and had no score */
export const noMetric = 65535;

/** What a row is worth beside its scores, in columns that exist only once a row has it. */
export interface Extras {
  tp?: Growable<Float64Array>;
  fp?: Growable<Float64Array>;
  fn?: Growable<Float64Array>;
  subscores: Map<string, Growable<Float64Array>>;
}

/**
 * Collects the scores of one task under one condition, one cell for each row and metric, in the order they come.
 *
 * Duplicates aren't looked for here: `finishTable` sorts once and finds them side by side. Held: 27 bytes for a cell,
 * and each id once.
 */
export interface ScoreBuilder {
  /** undefined where the row was taken */
  add(row: ScoreRow, segment: number, line: number): Rejection | undefined;
  /** the column of a metric, or why it can have none */
  metric(name: string): number | Rejection;
  /** one score of one metric out of columns, without an object for it; four arguments and no options object, for speed */
  addCell(columns: CellColumns, at: number, metric: number, segment: number): Rejection | undefined;
  cells: Cells;
  items: ItemColumns;
  metrics: readonly string[];
  extras: Extras;
}

/** `budget` is told of every new item and cell, and throws where the reading has too many. */
export function scoreBuilder(budget: { item(): void; cell(): void }): ScoreBuilder {
  const metricIndices = new Map<string, number>();
  const metrics: string[] = [];
  const cells: Cells = newCells();
  const items = itemColumns();
  const extras: Extras = { subscores: new Map() };
  /** of the cell at hand; reused, for there is one a line */
  const named = { item: 0, cluster: -1, stratum: -1, hash: -1 };

  function metricOf(name: string): number | Rejection {
    const known = metricIndices.get(name);
    if (known !== undefined) return known;
    if (name === "" || name.length > maxIdLength) {
      const text = `needed a metric's name of 1 to ${maxIdLength} characters, found ${name.length}`;
      return { code: "invalid_metric", text };
    }
    if (metrics.length >= maxMetrics) {
      return { code: "too_many_metrics", text: `needed at most ${maxMetrics} metrics, found ${name} beyond them` };
    }
    metricIndices.set(name, metrics.length);
    metrics.push(name);
    return metrics.length - 1;
  }

  function newItem(index: number, numeric: number): number {
    budget.item();
    setNumeric(items, index, numeric);
    return index;
  }

  function collision(item: number): Rejection {
    const text = `needed one spelling of item ${items.ids.text(item)}, found it as a number and as a text`;
    return { code: "item_collision", text };
  }

  function itemOfText(id: string, numeric: number): number | Rejection {
    const wrong = wrongId(id);
    if (wrong !== undefined) return wrong;
    const size = items.ids.size();
    const item = items.ids.findText(id, true);
    if (item === size) return newItem(item, numeric);
    return items.numeric[item] === numeric ? item : collision(item);
  }

  function itemOfBytes(columns: CellColumns, at: number): number | Rejection {
    const start = columns.itemStarts[at] as number;
    const end = columns.itemEnds[at] as number;
    const numeric = columns.numeric[at] as number;
    // more bytes than characters: only what may be too long is looked at as text
    if (end - start > maxIdLength || end === start) {
      const wrong = wrongId(Buffer.from(columns.bytes.subarray(start, end)).toString("utf8"));
      if (wrong !== undefined) return wrong;
    }
    const size = items.ids.size();
    const item = items.ids.find(columns.bytes, start, end, true);
    if (item === size) return newItem(item, numeric);
    return items.numeric[item] === numeric ? item : collision(item);
  }

  function push(cell: {
    item: number;
    epoch: number;
    metric: number;
    score: number;
    status: number;
    segment: number;
    line: number;
  }): void {
    budget.cell();
    roomForCell(cells);
    const at = cells.length;
    cells.item[at] = cell.item;
    cells.epoch[at] = cell.epoch;
    cells.metric[at] = cell.metric;
    cells.score[at] = cell.score;
    cells.status[at] = cell.status;
    cells.segment[at] = cell.segment;
    cells.line[at] = cell.line;
    cells.length = at + 1;
  }

  function addCell(columns: CellColumns, at: number, metric: number, segment: number): Rejection | undefined {
    const epoch = columns.epochs[at] as number;
    const score = columns.scores[at] as number;
    const status = columns.statuses[at] as number;
    if (epoch < 0 || epoch > maxEpoch) return wrongEpoch(epoch);
    if (!Number.isFinite(score)) {
      const wrong = wrongScore(metrics[metric] as string, score, status);
      if (wrong !== undefined) return wrong;
    }
    const item = itemOfBytes(columns, at);
    if (typeof item !== "number") return item;
    const { bytes, clusterStarts, stratumStarts, hashStarts } = columns;
    const cluster = nameIn(items.cluster.texts, bytes, clusterStarts[at] as number, columns.clusterEnds[at] as number);
    const stratum = nameIn(items.stratum.texts, bytes, stratumStarts[at] as number, columns.stratumEnds[at] as number);
    const hash = nameIn(items.hash.texts, bytes, hashStarts[at] as number, columns.hashEnds[at] as number);
    if (cluster >= 0 || stratum >= 0 || hash >= 0) {
      named.item = item;
      named.cluster = cluster;
      named.stratum = stratum;
      named.hash = hash;
      const clash = nameItem(named, segment);
      if (clash !== undefined) return clash;
    }
    budget.cell();
    roomForCell(cells);
    const cell = cells.length;
    cells.item[cell] = item;
    cells.epoch[cell] = epoch;
    cells.metric[cell] = metric;
    cells.score[cell] = positiveZero(score);
    cells.status[cell] = status;
    cells.segment[cell] = segment;
    cells.line[cell] = columns.lines[at] as number;
    cells.length = cell + 1;
    return undefined;
  }

  function add(row: ScoreRow, segment: number, line: number): Rejection | undefined {
    const status = statuses.indexOf(row.status);
    const wrong = wrongEpoch(row.epoch) ?? wrongScores(row, status) ?? wrongExtras(row) ?? tooManySubscores(row);
    if (wrong !== undefined) return wrong;
    const columns: number[] = [];
    const scores: number[] = [];
    for (const [name, score] of Object.entries(row.scores)) {
      const metric = metricOf(name);
      if (typeof metric !== "number") return metric;
      columns.push(metric);
      scores.push(positiveZero(score ?? Number.NaN));
    }
    const item = itemOfText(row.item, row.numericItem === true ? 1 : 0);
    if (typeof item !== "number") return item;
    const clash = nameRow(row, item, segment);
    if (clash !== undefined) return clash;

    const first = cells.length;
    const { epoch } = row;
    if (columns.length === 0) push({ item, epoch, metric: noMetric, score: Number.NaN, status, segment, line });
    for (const [at, metric] of columns.entries()) {
      push({ item, epoch, metric, score: scores[at] as number, status, segment, line });
    }
    extrasOf(row, first);
    return undefined;
  }

  function nameRow(row: ScoreRow, item: number, segment: number): Rejection | undefined {
    const { weight, cluster, stratum, itemHash } = row;
    const known = items.weight?.at(item) ?? Number.NaN;
    if (weight !== undefined && !Number.isNaN(known) && known !== weight)
      return conflict("weight", row.item, known, weight);
    const own = {
      item,
      cluster: cluster === undefined ? -1 : items.cluster.texts.findText(cluster, true),
      stratum: stratum === undefined ? -1 : items.stratum.texts.findText(stratum, true),
      hash: itemHash === undefined ? -1 : items.hash.texts.findText(itemHash, true),
    };
    const clash = nameItem(own, segment);
    if (clash === undefined && weight !== undefined) setWeight(items, item, weight);
    return clash;
  }

  function nameItem(
    names: { item: number; cluster: number; stratum: number; hash: number },
    segment: number,
  ): Rejection | undefined {
    const { item, cluster, stratum, hash } = names;
    if (cluster >= 0 && clashingName(items.cluster, item, cluster))
      return nameConflict("cluster", items.cluster, item, cluster);
    if (stratum >= 0 && clashingName(items.stratum, item, stratum))
      return nameConflict("stratum", items.stratum, item, stratum);
    if (hash >= 0 && !setHash(items, item, hash, segment)) return nameConflict("content hash", items.hash, item, hash);
    if (cluster >= 0) setName(items.cluster, item, cluster);
    if (stratum >= 0) setName(items.stratum, item, stratum);
    return undefined;
  }

  function nameConflict(what: string, known: Names, item: number, name: number): Rejection {
    return conflict(what, items.ids.text(item), known.texts.text(nameOf(known, item)), known.texts.text(name));
  }

  function tooManySubscores(row: ScoreRow): Rejection | undefined {
    const fresh = Object.keys(row.subscores ?? {}).find((name) => !extras.subscores.has(name));
    if (fresh === undefined || extras.subscores.size < maxMetrics) return undefined;
    return { code: "too_many_metrics", text: `needed at most ${maxMetrics} sub-scores, found ${fresh} beyond them` };
  }

  function extrasOf(row: ScoreRow, cell: number): void {
    for (const name of ["tp", "fp", "fn"] as const) {
      const value = row[name];
      if (value === undefined) continue;
      extras[name] ??= growable(float64, Number.NaN);
      extras[name].set(cell, value);
    }
    for (const [name, value] of Object.entries(row.subscores ?? {})) {
      let column = extras.subscores.get(name);
      if (column === undefined) {
        column = growable(float64, Number.NaN);
        extras.subscores.set(name, column);
      }
      column.set(cell, value);
    }
  }

  return { add, addCell, metric: metricOf, cells, items, metrics, extras };
}

/** The index of bytes start … end−1; −1 for none. */
function nameIn(texts: IdTable, bytes: Uint8Array, start: number, end: number): number {
  return start < 0 ? -1 : texts.find(bytes, start, end, true);
}

/** −0 and 0 are one score. */
function positiveZero(score: number): number {
  return score === 0 ? 0 : score;
}
