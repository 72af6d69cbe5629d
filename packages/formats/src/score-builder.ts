import { type Cells, newCells, roomForCell } from "./cells.ts";
import { float64, type Growable, growable, int32, uint8 } from "./growable.ts";
import { maxIdLength, maxMetrics } from "./limits.ts";
import type { CellColumns, ScoreRow } from "./reader.ts";
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
  /** the column of a metric, or why it can have none */
  metric(name: string): number | Rejection;
  /** one score of one metric out of columns, without an object for it; four arguments and no options object, for speed */
  addCell(columns: CellColumns, at: number, metric: number, segment: number): Rejection | undefined;
  cells: Cells;
  items: ItemColumns;
  metrics: readonly string[];
  extras: Extras;
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

type ItemTexts = {
  item: string;
  cluster?: string | undefined;
  stratum?: string | undefined;
  itemHash?: string | undefined;
};

/** A text of each item, by its index; absent where no row gave one. */
export type Attribute = (string | undefined)[];

export function scoreBuilder(budget: { item(): void; cell(): void }): ScoreBuilder {
  const indices = new Map<string, number>();
  const metricIndices = new Map<string, number>();
  const metrics: string[] = [];
  const cells: Cells = newCells();
  const items: ItemColumns = {
    ids: [],
    numeric: growable(uint8),
    hash: [],
    cluster: [],
    stratum: [],
    weight: undefined,
  };
  const extras: Extras = { subscores: new Map() };
  const names = new Map<string, string>();
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
    const own = flat(id);
    indices.set(own, index);
    items.ids.push(own);
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
    const id = columns.items[at] as string;
    if (epoch < 0 || epoch > maxEpoch) return wrongEpoch(epoch);
    if (score - score !== 0) {
      const wrong = wrongScore(metrics[metric] as string, score, status);
      if (wrong !== undefined) return wrong;
    }
    const numeric = columns.numeric[at] as number;
    let item: number | Rejection | undefined = indices.get(id);
    if (item === undefined || items.numeric.at(item) !== numeric) {
      item = itemOf(id, numeric === 1);
      if (typeof item !== "number") return item;
    }
    const cluster = columns.clusters[at];
    const stratum = columns.strata[at];
    const itemHash = columns.itemHashes[at];
    if (cluster !== undefined || stratum !== undefined || itemHash !== undefined) {
      const clash = textsOf({ item: id, cluster, stratum, itemHash }, item, segment);
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
    const wrong = wrongEpoch(row.epoch) ?? wrongScores(row, status) ?? wrongExtras(row);
    if (wrong !== undefined) return wrong;
    const columns: number[] = [];
    const scores: number[] = [];
    for (const [name, score] of Object.entries(row.scores)) {
      const metric = metricOf(name);
      if (typeof metric !== "number") return metric;
      columns.push(metric);
      scores.push(positiveZero(score ?? Number.NaN));
    }
    const item = itemOf(row.item, row.numericItem ?? false);
    if (typeof item !== "number") return item;
    const clash = attributesOf(row, item, segment);
    if (clash !== undefined) return clash;

    const first = cells.length;
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
    const { weight } = row;
    if (weight !== undefined) {
      items.weight ??= growable(float64, Number.NaN);
      const known = items.weight.at(item);
      if (!Number.isNaN(known) && known !== weight) return conflict("weight", row.item, known, weight);
    }
    const clash = textsOf(row, item, segment);
    if (clash !== undefined) return clash;
    if (weight !== undefined) items.weight?.set(item, weight);
    return undefined;
  }

  function textsOf(row: ItemTexts, item: number, segment: number): Rejection | undefined {
    const { cluster, stratum, itemHash } = row;
    const clash = clashing(items.cluster, item, row, "cluster") ?? clashing(items.stratum, item, row, "stratum");
    if (clash !== undefined) return clash;
    if (itemHash !== undefined) {
      const before = items.hash[item];
      if (before === undefined) {
        items.hash[item] = flat(itemHash);
        hashSegments.set(item, segment);
      } else if (before !== itemHash && before !== "") {
        if (hashSegments.at(item) !== segment) return conflict("content hash", row.item, before, itemHash);
        // an input that changes from epoch to epoch has no one hash
        items.hash[item] = "";
      }
    }
    if (cluster !== undefined) items.cluster[item] ??= shared(cluster);
    if (stratum !== undefined) items.stratum[item] ??= shared(stratum);
    return undefined;
  }

  /** the same few names stand on many items */
  function shared(name: string): string {
    const known = names.get(name);
    if (known !== undefined) return known;
    const own = flat(name);
    names.set(own, own);
    return own;
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

  return { add, addCell, metric: metricOf, cells, items, metrics, extras };
}

const hasSurrogate = /[\ud800-\udfff]/;

function wrongId(id: string): Rejection | undefined {
  if (id === "") return { code: "invalid_item", text: "needed an item id, found an empty text" };
  if (id.length > maxIdLength) {
    return { code: "invalid_item", text: `needed an item id of at most ${maxIdLength} characters, found ${id.length}` };
  }
  if (hasSurrogate.test(id) && /\p{Surrogate}/u.test(id))
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
  row: ItemTexts,
  what: "cluster" | "stratum",
): Rejection | undefined {
  const value = row[what];
  const before = known[item];
  return value === undefined || before === undefined || before === value ? undefined : conflict(what, row.item, before, value);
}

/** −0 and 0 are one score. */
function positiveZero(score: number): number {
  return score === 0 ? 0 : score;
}

/** A copy of its own: a piece cut out of a text keeps the whole text in memory. */
function flat(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf8").toString("utf8");
}

function conflict(what: string, id: string, before: string | number, value: string | number): Rejection {
  return { code: "conflicting_item", text: `needed one ${what} for item ${id}, found ${before} and ${value}` };
}
