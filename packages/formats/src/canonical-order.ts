import { sortByBytes } from "./byte-order.ts";
import type { ScoreBuilder } from "./score-builder.ts";

export interface FinishOptions {
  /** segments whose rows don't count */
  dropped: (segment: number) => boolean;
  /** what is added to the epochs of a segment */
  epochShift: (segment: number) => number;
}

/** cells sort by epoch, then by arrival, as one float of 53 bits: 29 for the epoch, 24 for the place in the item */
const arrivals = 2 ** 24;

export interface LocalSegments {
  first: number;
  count: number;
  /** by segment − first: 1 where its rows don't count, and what is added to its epochs */
  dropped: Uint8Array;
  shift: Int32Array;
  counts(values: Int32Array): Map<number, number>;
}

/** The segments of a builder from 0 up: they stand together among those of the whole reading. */
export function localSegments({ cells }: ScoreBuilder, options: FinishOptions): LocalSegments {
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

/** Distinct (item, epoch) pairs of an order. */
export function countRows({ cells }: ScoreBuilder, order: Order, local: LocalSegments): number {
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

export interface Order {
  /** indices of the items that have a live cell, by id */
  items: Int32Array;
  /** cells of items[i] are offsets[i] … offsets[i+1]−1 */
  offsets: Int32Array;
  cells: Int32Array;
}

/** Item indices by id, and the live cells by item, epoch, arrival. */
export function canonicalOrder({ cells, items }: ScoreBuilder, local: LocalSegments): Order {
  const { item: itemOf, segment: segmentOf, epoch: epochOf } = cells;
  const { dropped, shift, first } = local;
  const counts = new Int32Array(items.ids.size);
  let live = 0;
  let alike = true;
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (dropped[(segmentOf[cell] as number) - first] === 1) continue;
    const item = itemOf[cell] as number;
    counts[item] = (counts[item] as number) + 1;
    live += 1;
    alike = alike && item === cell;
  }
  const used = new Int32Array(counts.length);
  let usedCount = 0;
  for (let item = 0; item < counts.length; item += 1) {
    if (counts[item] === 0) continue;
    used[usedCount] = item;
    usedCount += 1;
  }
  const order = sortByBytes(items.ids, used.subarray(0, usedCount));

  const offsets = new Int32Array(order.length + 1);
  if (alike && live === cells.length) {
    // every row is of an item of its own: they are numbered alike
    for (let rank = 0; rank < live; rank += 1) offsets[rank + 1] = rank + 1;
    return { items: order, offsets, cells: order };
  }
  const next = new Int32Array(counts.length);
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
    let ascending = true;
    for (let at = start + 1; at < end && ascending; at += 1) {
      ascending = epochAt(sorted[at - 1] as number) <= epochAt(sorted[at] as number);
    }
    if (!ascending) sortByEpoch(sorted.subarray(start, end), epochAt);
  }
  return { items: order, offsets, cells: sorted };
}

function sortByEpoch(cells: Int32Array, epochAt: (cell: number) => number): void {
  const keys = Float64Array.from(cells, (cell, at) => epochAt(cell) * arrivals + at);
  const before = cells.slice();
  keys.sort();
  for (const [at, key] of keys.entries()) cells[at] = before[key % arrivals] as number;
}
