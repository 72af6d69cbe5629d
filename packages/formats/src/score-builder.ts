import { type Cells, newCells, pushCell } from "./cells.ts";
import { float64, type Growable, growable } from "./growable.ts";
import { type Held, holdCell, holdItem } from "./held.ts";
import { findId, findIdOfText, type IdTable, textOfId } from "./id-table.ts";
import {
  clashingName,
  conflict,
  type ItemColumns,
  itemColumns,
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
  cells: Cells;
  items: ItemColumns;
  metrics: string[];
  extras: Extras;
  metricIndices: Map<string, number>;
  /** of the whole reading */
  held: Held;
}

export function newScoreBuilder(held: Held): ScoreBuilder {
  return {
    cells: newCells(),
    items: itemColumns(),
    metrics: [],
    extras: { subscores: new Map() },
    metricIndices: new Map(),
    held,
  };
}

/** The column of a metric, or why it can have none. */
export function metricOf({ metrics, metricIndices }: ScoreBuilder, name: string): number | Rejection {
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

/**
 * Takes one score of one metric out of columns, without an object for it; undefined where it was taken.
 *
 * Five arguments and no options object, for speed.
 */
export function addCell(
  builder: ScoreBuilder,
  columns: CellColumns,
  at: number,
  metric: number,
  segment: number,
): Rejection | undefined {
  const { items, cells } = builder;
  const epoch = columns.epochs[at] as number;
  const score = columns.scores[at] as number;
  const status = columns.statuses[at] as number;
  if (epoch < 0 || epoch > maxEpoch) return wrongEpoch(epoch);
  if (!Number.isFinite(score)) {
    const wrong = wrongScore(builder.metrics[metric] as string, score, status);
    if (wrong !== undefined) return wrong;
  }
  const item = itemOfBytes(builder, columns, at);
  if (typeof item !== "number") return item;
  const { bytes, clusterStarts, stratumStarts, hashStarts } = columns;
  const cluster = nameIn(items.cluster.texts, bytes, clusterStarts[at] as number, columns.clusterEnds[at] as number);
  const stratum = nameIn(items.stratum.texts, bytes, stratumStarts[at] as number, columns.stratumEnds[at] as number);
  const hash = nameIn(items.hash.texts, bytes, hashStarts[at] as number, columns.hashEnds[at] as number);
  if (cluster >= 0 || stratum >= 0 || hash >= 0) {
    const clash = nameItem(items, item, segment, cluster, stratum, hash);
    if (clash !== undefined) return clash;
  }
  holdCell(builder.held);
  pushCell(cells, item, epoch, metric, positiveZero(score), status, segment, columns.lines[at] as number);
  return undefined;
}

/** Takes a row with all its metrics; undefined where it was taken. */
export function addRow(builder: ScoreBuilder, row: ScoreRow, segment: number, line: number): Rejection | undefined {
  const { cells, extras } = builder;
  const status = statuses.indexOf(row.status);
  const wrong = wrongEpoch(row.epoch) ?? wrongScores(row, status) ?? wrongExtras(row) ?? tooManySubscores(extras, row);
  if (wrong !== undefined) return wrong;
  const columns: number[] = [];
  const scores: number[] = [];
  for (const [name, score] of Object.entries(row.scores)) {
    const metric = metricOf(builder, name);
    if (typeof metric !== "number") return metric;
    columns.push(metric);
    scores.push(positiveZero(score ?? Number.NaN));
  }
  const item = itemOfText(builder, row.item, row.numericItem === true ? 1 : 0);
  if (typeof item !== "number") return item;
  const clash = nameRow(builder.items, row, item, segment);
  if (clash !== undefined) return clash;

  const first = cells.length;
  const { epoch } = row;
  if (columns.length === 0) {
    columns.push(noMetric);
    scores.push(Number.NaN);
  }
  for (const [at, metric] of columns.entries()) {
    holdCell(builder.held);
    pushCell(cells, item, epoch, metric, scores[at] as number, status, segment, line);
  }
  addExtras(extras, row, first);
  return undefined;
}

function newItem({ items, held }: ScoreBuilder, index: number, numeric: number): number {
  holdItem(held);
  setNumeric(items, index, numeric);
  return index;
}

function collision({ ids }: ItemColumns, item: number): Rejection {
  const text = `needed one spelling of item ${textOfId(ids, item)}, found it as a number and as a text`;
  return { code: "item_collision", text };
}

function itemOfText(builder: ScoreBuilder, id: string, numeric: number): number | Rejection {
  const { items } = builder;
  const wrong = wrongId(id);
  if (wrong !== undefined) return wrong;
  const { size } = items.ids;
  const item = findIdOfText(items.ids, id, true);
  if (item === size) return newItem(builder, item, numeric);
  return items.numeric[item] === numeric ? item : collision(items, item);
}

function itemOfBytes(builder: ScoreBuilder, columns: CellColumns, at: number): number | Rejection {
  const { items } = builder;
  const start = columns.itemStarts[at] as number;
  const end = columns.itemEnds[at] as number;
  const numeric = columns.numeric[at] as number;
  // more bytes than characters: only what may be too long is looked at as text
  if (end - start > maxIdLength || end === start) {
    const wrong = wrongId(textIn(columns.bytes, start, end));
    if (wrong !== undefined) return wrong;
  }
  const { size } = items.ids;
  const item = findId(items.ids, columns.bytes, start, end, true);
  if (item === size) return newItem(builder, item, numeric);
  return items.numeric[item] === numeric ? item : collision(items, item);
}

function nameRow(items: ItemColumns, row: ScoreRow, item: number, segment: number): Rejection | undefined {
  const { weight, cluster, stratum, itemHash } = row;
  const known = items.weight?.at(item) ?? Number.NaN;
  if (weight !== undefined && !Number.isNaN(known) && known !== weight)
    return conflict("weight", row.item, known, weight);
  const clash = nameItem(
    items,
    item,
    segment,
    cluster === undefined ? -1 : findIdOfText(items.cluster.texts, cluster, true),
    stratum === undefined ? -1 : findIdOfText(items.stratum.texts, stratum, true),
    itemHash === undefined ? -1 : findIdOfText(items.hash.texts, itemHash, true),
  );
  if (clash === undefined && weight !== undefined) setWeight(items, item, weight);
  return clash;
}

/** `cluster`, `stratum`, `hash`: indices of the texts, −1 for none; six arguments and no object, for there is one a line. */
function nameItem(
  items: ItemColumns,
  item: number,
  segment: number,
  cluster: number,
  stratum: number,
  hash: number,
): Rejection | undefined {
  if (cluster >= 0 && clashingName(items.cluster, item, cluster))
    return nameConflict(items, "cluster", { item, name: cluster });
  if (stratum >= 0 && clashingName(items.stratum, item, stratum))
    return nameConflict(items, "stratum", { item, name: stratum });
  if (hash >= 0 && !setHash(items, item, hash, segment)) return nameConflict(items, "hash", { item, name: hash });
  if (cluster >= 0) setName(items.cluster, item, cluster);
  if (stratum >= 0) setName(items.stratum, item, stratum);
  return undefined;
}

function nameConflict(
  items: ItemColumns,
  of: "cluster" | "stratum" | "hash",
  { item, name }: { item: number; name: number },
): Rejection {
  const known = items[of];
  const before = textOfId(known.texts, nameOf(known, item));
  return conflict(of === "hash" ? "content hash" : of, textOfId(items.ids, item), before, textOfId(known.texts, name));
}

function tooManySubscores(extras: Extras, row: ScoreRow): Rejection | undefined {
  if (row.subscores === undefined) return undefined;
  const fresh = Object.keys(row.subscores).find((name) => !extras.subscores.has(name));
  if (fresh === undefined || extras.subscores.size < maxMetrics) return undefined;
  return { code: "too_many_metrics", text: `needed at most ${maxMetrics} sub-scores, found ${fresh} beyond them` };
}

function addExtras(extras: Extras, row: ScoreRow, cell: number): void {
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

function textIn({ buffer, byteOffset }: DataView, start: number, end: number): string {
  return Buffer.from(buffer, byteOffset + start, end - start).toString("utf8");
}

/** The index of bytes start … end−1; −1 for none. */
function nameIn(texts: IdTable, bytes: DataView, start: number, end: number): number {
  return start < 0 ? -1 : findId(texts, bytes, start, end, true);
}

/** −0 and 0 are one score. */
function positiveZero(score: number): number {
  return score === 0 ? 0 : score;
}
