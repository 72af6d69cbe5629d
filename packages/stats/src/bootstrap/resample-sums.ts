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

/** Replicates of one table, for as many blocks at a time as its engine has lanes. */
export interface BlockSums {
  /** lane by lane, 16 replicates each, `width` sums a replicate; 0 before the first draw */
  sums: Float64Array;
  /** Adds `count` replicates of every lane's block, from its replicate `from` on. */
  draw: (from: number, count: number) => void;
}

/** Draws units one by one. */
export interface Engine {
  /** blocks that are drawn together, each from its own stream */
  lanes: number;
  /** where the streams stand: the first word of every lane, the second, … */
  state: Int32Array;
  /** table by table */
  tables: readonly BlockSums[];
}

/** Makes what draws these tables' units one by one; null where it can't be had. */
export type EngineMaker = (tables: readonly UnitTable[]) => Engine | null;

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
  gather: EngineMaker = gatherInWasm,
): Float64Array[] {
  const all = tables.map(({ rows, width }) => {
    need(width > 0 && rows.length > 0 && rows.length % width === 0, "a table of whole rows was needed");
    return new Float64Array(replicates * width);
  });
  const counted = tables.map((table) => countedKernel(table));
  const others = tables.filter((_, table) => !counted[table]);
  const engine = (others.length > 0 && gather(others)) || gatherInTypeScript(others);
  const { lanes, state } = engine;
  const drawn = engine.tables.values();
  const blocks = tables.map(({ width }, table) => {
    const kernel = counted[table];
    return kernel ? countedBlocks(kernel, width, engine) : drawn.next().value!;
  });
  // tables share a stream replicate by replicate; a single one has it for itself
  const count = tables.length === 1 ? replicatesPerBlock : 1;
  const stream: StreamState = new Int32Array(4);
  for (let block = 0; block * replicatesPerBlock < replicates; block += lanes) {
    for (let lane = 0; lane < lanes; lane++) {
      startBlock(root, block + lane, stream);
      for (let word = 0; word < 4; word++) state[word * lanes + lane] = stream[word]!;
    }
    for (const { sums } of blocks) sums.fill(0);
    for (let from = 0; from < replicatesPerBlock; from += count) {
      for (const { draw } of blocks) draw(from, count);
    }
    for (const [table, { sums }] of blocks.entries()) {
      const at = block * replicatesPerBlock * tables[table]!.width;
      all[table]!.set(sums.subarray(0, all[table]!.length - at), at);
    }
  }
  return all;
}

/** counting is worth it where a distinct row stands for so many units: a binomial costs about 60 draws */
const unitsPerCategory = 64;

/** Adds `count` replicates to their sums. */
type Kernel = (state: StreamState, sums: Float64Array, from: number, count: number) => void;

function countedKernel({ rows, width }: UnitTable): Kernel | null {
  const categories = categoriesOf(rows, width, Math.floor(rows.length / width / unitsPerCategory));
  return categories && categoriesKernel(categories, width);
}

/** A kernel of one stream, lane by lane. */
function countedBlocks(kernel: Kernel, width: number, { lanes, state }: Engine): BlockSums {
  const sums = new Float64Array(lanes * replicatesPerBlock * width);
  const stream: StreamState = new Int32Array(4);
  const draw = (from: number, count: number) => {
    for (let lane = 0; lane < lanes; lane++) {
      for (let word = 0; word < 4; word++) stream[word] = state[word * lanes + lane]!;
      kernel(stream, sums, lane * replicatesPerBlock + from, count);
      for (let word = 0; word < 4; word++) state[word * lanes + lane] = stream[word]!;
    }
  };
  return { sums, draw };
}

const wordsPerCall = 128;
const gathers: Record<number, Gather> = { 2: gatherTwo, 3: gatherThree, 4: gatherFour, 5: gatherFive };

/** Draws units one by one in plain TypeScript, one stream at a time: the reference, and what runs where WebAssembly may not. */
export function gatherInTypeScript(tables: readonly UnitTable[]): Engine {
  const state: StreamState = new Int32Array(4);
  return { lanes: 1, state, tables: tables.map((table) => gatherTable(table, state)) };
}

function gatherTable({ rows, width }: UnitTable, state: StreamState): BlockSums {
  const units = rows.length / width;
  const sums = new Float64Array(replicatesPerBlock * width);
  const gatherAll = gathers[width];
  if (gatherAll && units <= largestPaired) {
    const remainder = (4294967296 % (units * units)) ^ 0x80000000;
    const words = units >> 1;
    const last = new Int32Array(units % 2);
    const draw = (from: number, count: number) => {
      for (let at = from * width; at < (from + count) * width; at += width) {
        for (let left = words; left > 0; left -= wordsPerCall) {
          gatherAll(state, rows, units, left < wordsPerCall ? left : wordsPerCall, remainder, sums, at);
        }
        drawIndices(state, units, last.length, last);
        addRows(rows, width, last, sums, at);
      }
    };
    return { sums, draw };
  }
  const indices = new Int32Array(units);
  const draw = (from: number, count: number) => {
    for (let replicate = from; replicate < from + count; replicate++) {
      drawIndices(state, units, units, indices);
      addRows(rows, width, indices, sums, replicate * width);
    }
  };
  return { sums, draw };
}

function addRows(rows: Float64Array, width: number, indices: Int32Array, sums: Float64Array, at: number): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    for (let column = 0; column < width; column++) sums[at + column]! += rows[from + column]!;
  }
}
