import { float64, type Growable, growable, int32, uint8, uint16 } from "./growable.ts";
import { maxIdLength, maxMetrics } from "./limits.ts";
import type { ScoreRow } from "./reader.ts";
import { type Status, statuses } from "./score-table.ts";

/** leaves room to renumber epochs run after run, and for a sort key of 53 bits beside a cell's position */
const maxEpoch = 1_000_000;

/** of a cell without any metric: the row was there, and had no score */
export const noMetric = 65535;

export interface Rejection {
  code: string;
  text: string;
}

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
 * Duplicates aren't looked for here: `finishTable` sorts once and finds them side by side. Held: some 25 bytes for a
 * cell, and each id once.
 */
export interface ScoreBuilder {
  /** undefined where the row was taken */
  add(row: ScoreRow, segment: number, line: number): Rejection | undefined;
  /** the same for one score of one metric, without an object for it */
  addCell(cell: BareCell): Rejection | undefined;
  cells: Cells;
  items: ItemColumns;
  metrics: readonly string[];
  extras: Extras;
}

export interface BareCell {
  item: string;
  numericItem: boolean;
  epoch: number;
  metric: string;
  /** NaN for none */
  score: number;
  status: number;
  segment: number;
  line: number;
}

export interface Cells {
  item: Growable<Int32Array>;
  epoch: Growable<Int32Array>;
  metric: Growable<Uint16Array>;
  /** NaN where there is none */
  score: Growable<Float64Array>;
  status: Growable<Uint8Array>;
  segment: Growable<Int32Array>;
  /** 0 where unknown */
  line: Growable<Int32Array>;
}

export interface ItemColumns {
  ids: string[];
  /** 1: the id was a number in the file */
  numeric: Growable<Uint8Array>;
  hash: Attribute;
  cluster: Attribute;
  stratum: Attribute;
  weight: Growable<Float64Array> | undefined;
}

/** A text of each item, by its index; absent where no row gave one. */
export type Attribute = (string | undefined)[];

export function scoreBuilder(budget: { item(): void; cell(): void }): ScoreBuilder {
  const indices = new Map<string, number>();
  const metricIndices = new Map<string, number>();
  const metrics: string[] = [];
  const cells: Cells = {
    item: growable(int32),
    epoch: growable(int32),
    metric: growable(uint16),
    score: growable(float64),
    status: growable(uint8),
    segment: growable(int32),
    line: growable(int32),
  };
  const items: ItemColumns = {
    ids: [],
    numeric: growable(uint8),
    hash: [],
    cluster: [],
    stratum: [],
    weight: undefined,
  };
  const extras: Extras = { subscores: new Map() };
  const hashSegments = growable(int32, -1);

  function itemOf(id: string, numeric: boolean): number | Rejection {
    const known = indices.get(id);
    if (known !== undefined) {
      if (items.numeric.at(known) === (numeric ? 1 : 0)) return known;
      const text = `needed one spelling of item ${id}, found it as a number and as a text`;
      return { code: "item_collision", text };
    }
    const wrong = wrongId(id);
    if (wrong !== undefined) return wrong;
    budget.item();
    const index = items.ids.length;
    indices.set(id, index);
    items.ids.push(id);
    items.numeric.push(numeric ? 1 : 0);
    return index;
  }

  function metricOf(name: string): number | Rejection {
    const known = metricIndices.get(name);
    if (known !== undefined) return known;
    if (name === "" || name.length > maxIdLength) {
      return {
        code: "invalid_metric",
        text: `needed a metric's name of 1 to ${maxIdLength} characters, found ${name.length}`,
      };
    }
    if (metrics.length >= maxMetrics) {
      return { code: "too_many_metrics", text: `needed at most ${maxMetrics} metrics, found ${name} beyond them` };
    }
    metricIndices.set(name, metrics.length);
    metrics.push(name);
    return metrics.length - 1;
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
    cells.item.push(cell.item);
    cells.epoch.push(cell.epoch);
    cells.metric.push(cell.metric);
    cells.score.push(cell.score);
    cells.status.push(cell.status);
    cells.segment.push(cell.segment);
    cells.line.push(cell.line);
  }

  function addCell(cell: BareCell): Rejection | undefined {
    const wrong = wrongEpoch(cell.epoch) ?? wrongScore(cell.metric, cell.score, cell.status);
    if (wrong !== undefined) return wrong;
    const metric = metricOf(cell.metric);
    if (typeof metric !== "number") return metric;
    const item = itemOf(cell.item, cell.numericItem);
    if (typeof item !== "number") return item;
    push({
      item,
      epoch: cell.epoch,
      metric,
      score: cell.score,
      status: cell.status,
      segment: cell.segment,
      line: cell.line,
    });
    return undefined;
  }

  function add(row: ScoreRow, segment: number, line: number): Rejection | undefined {
    const status = statuses.indexOf(row.status);
    const wrong = wrongEpoch(row.epoch) ?? wrongScores(row, status) ?? wrongExtras(row);
    if (wrong !== undefined) return wrong;
    const columns: number[] = [];
    const scores: number[] = [];
    for (const [name, score] of Object.entries(row.scores)) {
      const metric = metricOf(name);
      if (typeof metric !== "number") return metric;
      columns.push(metric);
      scores.push(score ?? Number.NaN);
    }
    const item = itemOf(row.item, row.numericItem ?? false);
    if (typeof item !== "number") return item;
    const clash = attributesOf(row, item, segment);
    if (clash !== undefined) return clash;

    const first = cells.item.length();
    if (columns.length === 0) {
      push({ item, epoch: row.epoch, metric: noMetric, score: Number.NaN, status, segment, line });
    }
    for (const [at, metric] of columns.entries()) {
      push({ item, epoch: row.epoch, metric, score: scores[at] as number, status, segment, line });
    }
    extrasOf(row, first);
    return undefined;
  }

  function attributesOf(row: ScoreRow, item: number, segment: number): Rejection | undefined {
    const sameFile = hashSegments.at(item) === segment;
    const clash =
      clashing(items.cluster, item, row.cluster, "cluster", row.item) ??
      clashing(items.stratum, item, row.stratum, "stratum", row.item) ??
      (sameFile ? undefined : clashing(items.hash, item, row.itemHash, "content hash", row.item));
    if (clash !== undefined) return clash;
    if (row.weight !== undefined) {
      items.weight ??= growable(float64, Number.NaN);
      const known = items.weight.at(item);
      if (!Number.isNaN(known) && known !== row.weight) return conflict("weight", row.item, known, row.weight);
      items.weight.set(item, row.weight);
    }
    if (row.cluster !== undefined) items.cluster[item] = row.cluster;
    if (row.stratum !== undefined) items.stratum[item] = row.stratum;
    if (row.itemHash !== undefined) {
      // an input that changes from epoch to epoch has no one hash
      const varies = items.hash[item] !== undefined && items.hash[item] !== row.itemHash;
      items.hash[item] = varies ? "" : row.itemHash;
      hashSegments.set(item, segment);
    }
    return undefined;
  }

  function extrasOf(row: ScoreRow, cell: number): void {
    for (const name of ["tp", "fp", "fn"] as const) {
      const value = row[name];
      if (value === undefined) continue;
      extras[name] ??= growable(float64, Number.NaN);
      extras[name].set(cell, value);
    }
    if (row.subscores === undefined) return;
    for (const [name, value] of Object.entries(row.subscores)) {
      let column = extras.subscores.get(name);
      if (column === undefined) {
        column = growable(float64, Number.NaN);
        extras.subscores.set(name, column);
      }
      column.set(cell, value);
    }
  }

  function wrongExtras(row: ScoreRow): Rejection | undefined {
    for (const name of ["tp", "fp", "fn", "weight"] as const) {
      const value = row[name];
      if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
        return { code: "invalid_value", text: `needed a finite ${name} of at least 0, found ${value}` };
      }
    }
    for (const [name, value] of Object.entries(row.subscores ?? {})) {
      if (!Number.isFinite(value))
        return { code: "invalid_score", text: `needed a finite sub-score ${name}, found ${value}` };
      if (!extras.subscores.has(name) && extras.subscores.size >= maxMetrics) {
        return { code: "too_many_metrics", text: `needed at most ${maxMetrics} sub-scores, found ${name} beyond them` };
      }
    }
    return undefined;
  }

  return { add, addCell, cells, items, metrics, extras };
}

function wrongId(id: string): Rejection | undefined {
  if (id === "") return { code: "invalid_item", text: "needed an item id, found an empty text" };
  if (id.length > maxIdLength) {
    return { code: "invalid_item", text: `needed an item id of at most ${maxIdLength} characters, found ${id.length}` };
  }
  if (/\p{Surrogate}/u.test(id))
    return { code: "invalid_item", text: "needed an item id in Unicode, found half a character" };
  return undefined;
}

function wrongEpoch(epoch: number): Rejection | undefined {
  if (Number.isInteger(epoch) && epoch >= 0 && epoch <= maxEpoch) return undefined;
  return { code: "invalid_epoch", text: `needed a whole epoch from 0 to ${maxEpoch}, found ${epoch}` };
}

function wrongScores(row: ScoreRow, status: number): Rejection | undefined {
  let scored = false;
  let asked = false;
  for (const [name, score] of Object.entries(row.scores)) {
    asked = true;
    if (score === null) continue;
    scored = true;
    if (!Number.isFinite(score)) return wrongScore(name, score, status);
  }
  return asked && !scored && status === 0 ? missingStatus(Object.keys(row.scores)[0] as string) : undefined;
}

function wrongScore(metric: string, score: number, status: number): Rejection | undefined {
  if (Number.isFinite(score)) return undefined;
  if (!Number.isNaN(score))
    return { code: "invalid_score", text: `needed a finite score of ${metric}, found ${score}` };
  return status === 0 ? missingStatus(metric) : undefined;
}

function missingStatus(metric: string): Rejection {
  const others: readonly Status[] = statuses.slice(1);
  return {
    code: "missing_status",
    text: `needed a status (${others.join(", ")}) for a ${metric} that is null, found ok`,
  };
}

function clashing(
  known: Attribute,
  item: number,
  value: string | undefined,
  what: string,
  id: string,
): Rejection | undefined {
  if (value === undefined) return undefined;
  const before = known[item];
  return before === undefined || before === value ? undefined : conflict(what, id, before, value);
}

function conflict(what: string, id: string, before: string | number, value: string | number): Rejection {
  return { code: "conflicting_item", text: `needed one ${what} for item ${id}, found ${before} and ${value}` };
}
