import { need } from "../errors.ts";
import { drawIndices, largestPaired } from "../random/draw-indices.ts";
import { replicatesPerBlock, type StreamRoot, type StreamState, startBlock } from "../random/stream.ts";
import { categoriesKernel, categoriesOf } from "./categories.ts";
import { type Gather, gatherFive, gatherFour, gatherThree, gatherTwo } from "./gather.ts";
import { gatherInWasm } from "./wasm-gather.ts";

/**
 * A population to redraw: units of `width` numbers each, stored row by row.
 *
 * Everything a statistic needs of a resample is a sum of columns, so that one gather serves all of them.
 */
export interface UnitTable {
  rows: Float64Array;
  width: number;
}

/** Adds one replicate of a table to its sums. */
export type Kernel = (state: StreamState, sums: Float64Array, replicate: number) => void;

/** Makes the kernels that draw these tables' units one by one; null where they can't be had. */
export type KernelMaker = (tables: readonly UnitTable[]) => Kernel[] | null;

/**
 * The column sums of bootstrap resamples: each replicate redraws as many units of every table as it has.
 *
 * Answers one array per table, replicate by replicate, `replicates × width` long. Tables are drawn independently, in
 * their order, from one stream per block of 16 replicates; nothing is allocated per replicate. O(replicates · units), or
 * O(replicates · distinct rows) where these are few. `gather`: WebAssembly where it runs, else TypeScript; the bits are
 * the same.
 *
 * @throws {StatsError} if a table is empty or not a whole number of rows
 */
export function resampleSums(
  tables: readonly UnitTable[],
  root: StreamRoot,
  replicates: number,
  gather: KernelMaker = gatherInWasm,
): Float64Array[] {
  const sums = tables.map(({ rows, width }) => {
    need(width > 0 && rows.length > 0 && rows.length % width === 0, "a table of whole rows was needed");
    return new Float64Array(replicates * width);
  });
  const counted = tables.map((table) => countedKernel(table));
  const others = tables.filter((_, table) => !counted[table]);
  const drawn = (gather(others) ?? gatherInTypeScript(others)).values();
  const kernels = counted.map((kernel) => kernel ?? drawn.next().value!);
  const state: StreamState = new Int32Array(4);
  for (let replicate = 0; replicate < replicates; replicate++) {
    if (replicate % replicatesPerBlock === 0) startBlock(root, replicate / replicatesPerBlock, state);
    for (let table = 0; table < tables.length; table++) kernels[table]!(state, sums[table]!, replicate);
  }
  return sums;
}

/** counting is worth it where a distinct row stands for so many units: a binomial costs about 60 draws */
const unitsPerCategory = 64;

function countedKernel({ rows, width }: UnitTable): Kernel | null {
  const categories = categoriesOf(rows, width, Math.floor(rows.length / width / unitsPerCategory));
  return categories && categoriesKernel(categories, width);
}

/** even, so that the words of a replicate are the same however it is cut */
const drawsPerCall = 256;
const gathers: Record<number, Gather> = { 2: gatherTwo, 3: gatherThree, 4: gatherFour, 5: gatherFive };

/** Draws units one by one in plain TypeScript: the reference, and what runs where WebAssembly may not. */
export function gatherInTypeScript(tables: readonly UnitTable[]): Kernel[] {
  return tables.map((table) => gatherTable(table));
}

function gatherTable({ rows, width }: UnitTable): Kernel {
  const units = rows.length / width;
  const gatherAll = gathers[width];
  if (gatherAll && units <= largestPaired) {
    const remainder = (4294967296 % (units * units)) ^ 0x80000000;
    return (state, sums, replicate) => {
      const at = replicate * width;
      for (let left = units; left > 0; left -= drawsPerCall) {
        gatherAll(state, rows, units, left < drawsPerCall ? left : drawsPerCall, remainder, sums, at);
      }
    };
  }
  const indices = new Int32Array(units);
  return (state, sums, replicate) => {
    drawIndices(state, units, units, indices);
    addRows(rows, width, indices, sums, replicate * width);
  };
}

function addRows(rows: Float64Array, width: number, indices: Int32Array, sums: Float64Array, at: number): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    for (let column = 0; column < width; column++) sums[at + column]! += rows[from + column]!;
  }
}
