import { need } from "../errors.ts";
import { drawIndices, largestPaired } from "../random/draw-indices.ts";
import { replicatesPerBlock, type StreamRoot, type StreamState, startBlock } from "../random/stream.ts";
import { categoriesKernel, categoriesOf } from "./categories.ts";
import { type Gather, gatherFive, gatherFour, gatherThree, gatherTwo } from "./gather.ts";

/**
 * A population to redraw: units of `width` numbers each, stored row by row.
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
 * their order, from one stream per block of 16 replicates; nothing is allocated per replicate. O(replicates · units), or
 * O(replicates · distinct rows) where these are few.
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

/** counting is worth it where a distinct row stands for so many units: a binomial costs about 60 draws */
const unitsPerCategory = 64;
const gathers: Record<number, (gather: Gather) => void> = {
  2: gatherTwo,
  3: gatherThree,
  4: gatherFour,
  5: gatherFive,
};

function kernelOf({ rows, width }: UnitTable): Kernel {
  const units = rows.length / width;
  const categories = categoriesOf(rows, width, Math.floor(units / unitsPerCategory));
  if (categories) return categoriesKernel(categories, width);
  const gatherAll = gathers[width];
  if (gatherAll && units <= largestPaired) {
    const remainder = (4294967296 % (units * units)) ^ 0x80000000;
    // one object for all replicates
    const call: Gather = { state: new Int32Array(4), rows, units, remainder, sums: rows, at: 0 };
    return (state, sums, replicate) => {
      call.state = state;
      call.sums = sums;
      call.at = replicate * width;
      gatherAll(call);
    };
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
