import { need } from "../errors.ts";
import { drawIndices, largestPaired } from "../random/draw-indices.ts";
import { replicatesPerBlock, type StreamRoot, type StreamState, startBlock } from "../random/stream.ts";

/**
 * A population to redraw: `units` rows of `width` numbers each, stored row by row.
 *
 * Everything a statistic needs of a resample is a sum of columns, so that one gather serves all of them.
 */
export interface UnitTable {
  rows: Float64Array;
  width: number;
}

/**
 * The column sums of bootstrap resamples: each replicate redraws as many units of every table as it has.
 *
 * Answers one array per table, replicate by replicate, `replicates × width` long. Tables are drawn independently, in
 * their order, from one stream per block of 16 replicates; nothing is allocated per replicate. O(replicates · units).
 *
 * @throws {StatsError} if a table is empty or not a whole number of rows
 */
export function resampleSums(tables: readonly UnitTable[], root: StreamRoot, replicates: number): Float64Array[] {
  const sums = tables.map(({ rows, width }) => {
    need(width > 0 && rows.length > 0 && rows.length % width === 0, "a table of whole rows was needed");
    return new Float64Array(replicates * width);
  });
  const kernels = tables.map((table) => kernelOf(table));
  const state: StreamState = new Int32Array(4);
  for (let replicate = 0; replicate < replicates; replicate++) {
    if (replicate % replicatesPerBlock === 0) startBlock(root, replicate / replicatesPerBlock, state);
    for (let table = 0; table < tables.length; table++) kernels[table]!(state, sums[table]!, replicate);
  }
  return sums;
}

/** adds one replicate of a table to its sums */
type Kernel = (state: StreamState, sums: Float64Array, replicate: number) => void;

function kernelOf({ rows, width }: UnitTable): Kernel {
  const units = rows.length / width;
  if (width === 2 && units <= largestPaired) {
    const remainder = (4294967296 % (units * units)) ^ 0x80000000;
    return (state, sums, replicate) => gatherTwo(state, rows, units, remainder, sums, replicate * 2);
  }
  const indices = new Int32Array(units);
  return (state, sums, replicate) => {
    drawIndices(state, units, units, indices);
    gather(rows, width, indices, sums, replicate * width);
  };
}

function gather(rows: Float64Array, width: number, indices: Int32Array, sums: Float64Array, at: number): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    for (let column = 0; column < width; column++) sums[at + column]! += rows[from + column]!;
  }
}

/**
 * `drawIndices` and `gather` in one, for two columns: the same bits, without leaving the registers. One short function
 * with the generator's state in an array: as part of a longer one the loop runs three times slower.
 */
function gatherTwo(
  state: StreamState,
  rows: Float64Array,
  units: number,
  remainder: number,
  sums: Float64Array,
  at: number,
): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let first = 0;
  let second = 0;
  for (let i = 0; i < units; i += 2) {
    let one = 0;
    let two = 0;
    let rest = 0;
    do {
      const word = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      one = (Math.imul(word >>> 16, units) + (Math.imul(word & 0xffff, units) >>> 16)) >>> 16;
      const low = Math.imul(word, units);
      two = (Math.imul(low >>> 16, units) + (Math.imul(low & 0xffff, units) >>> 16)) >>> 16;
      // signed comparison of unsigned numbers: both with the top bit turned
      rest = Math.imul(low, units) ^ 0x80000000;
    } while (rest < remainder);
    first += rows[2 * one]!;
    second += rows[2 * one + 1]!;
    if (i + 1 < units) {
      first += rows[2 * two]!;
      second += rows[2 * two + 1]!;
    }
  }
  sums[at] = first;
  sums[at + 1] = second;
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}
