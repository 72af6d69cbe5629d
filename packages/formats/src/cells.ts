import { maxCells } from "./limits.ts";

/**
 * One cell for each row and metric, as columns that grow together: plain typed arrays, for they are written once a line
 * and read once a line.
 */
export interface Cells {
  length: number;
  item: Int32Array;
  epoch: Int32Array;
  metric: Uint16Array;
  /** NaN where there is none */
  score: Float64Array;
  status: Uint8Array;
  segment: Int32Array;
  /** 0 where unknown */
  line: Int32Array;
}

const firstCapacity = 32;

/**
 * From here on there is room for all that one reading may have: pages that nothing was written to cost no memory, while
 * each doubling holds the old columns beside the new ones.
 */
const largeCapacity = 1 << 19;

export function newCells(): Cells {
  return { length: 0, ...columnsOf(firstCapacity) };
}

/** Lets go of all cells: of four million, a hundred megabytes. */
export function dropCells(cells: Cells): void {
  Object.assign(cells, newCells());
}

/** Eight arguments and no object, for there is one a line. */
export function pushCell(
  cells: Cells,
  item: number,
  epoch: number,
  metric: number,
  score: number,
  status: number,
  segment: number,
  line: number,
): void {
  const at = cells.length;
  if (at === cells.item.length) widen(cells);
  cells.item[at] = item;
  cells.epoch[at] = epoch;
  cells.metric[at] = metric;
  cells.score[at] = score;
  cells.status[at] = status;
  cells.segment[at] = segment;
  cells.line[at] = line;
  cells.length = at + 1;
}

function widen(cells: Cells): void {
  const { length } = cells.item;
  const wider = columnsOf(length === largeCapacity ? maxCells : length * 2);
  wider.item.set(cells.item);
  wider.epoch.set(cells.epoch);
  wider.metric.set(cells.metric);
  wider.score.set(cells.score);
  wider.status.set(cells.status);
  wider.segment.set(cells.segment);
  wider.line.set(cells.line);
  Object.assign(cells, wider);
}

function columnsOf(capacity: number): Omit<Cells, "length"> {
  // one allocation for all: the widest first, so that each begins where its elements may
  const buffer = new ArrayBuffer(capacity * 27);
  return {
    score: new Float64Array(buffer, 0, capacity),
    item: new Int32Array(buffer, capacity * 8, capacity),
    epoch: new Int32Array(buffer, capacity * 12, capacity),
    segment: new Int32Array(buffer, capacity * 16, capacity),
    line: new Int32Array(buffer, capacity * 20, capacity),
    metric: new Uint16Array(buffer, capacity * 24, capacity),
    status: new Uint8Array(buffer, capacity * 26, capacity),
  };
}
