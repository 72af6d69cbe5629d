import { largestPaired } from "../random/draw-indices.ts";
import { kernelBytes } from "./kernel-bytes.ts";
import type { Kernel, UnitTable } from "./resample-sums.ts";

type GatherColumns = (state: number, rows: number, units: number, remainder: number, sums: number) => void;
type Columns = "Two" | "Three" | "Four" | "Five";
type Exports = Record<`gather${Columns}` | `gather${Columns}OfMany`, GatherColumns> & {
  gatherWide: (width: number, paired: number, ...rest: Parameters<GatherColumns>) => void;
};

/** what of WebAssembly is used here; @types/node declares its types alone */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { exports: unknown };
}
const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyApi };

const columns: Partial<Record<number, Columns>> = { 2: "Two", 3: "Three", 4: "Four", 5: "Five" };
const page = 65536;
/** what one run may take and keep for the next */
const keptPages = 256;
/** greater tables are not worth a copy */
const mostPages = 4096;

interface Instance {
  exports: Exports;
  buffer: ArrayBuffer;
}
/** compiled at the first call; null where a page's policy or the platform forbids it */
let module: object | null | undefined;
let kept: Instance | null = null;

function instance(pages: number): Instance | null {
  if (kept && pages <= keptPages) return kept;
  if (!WebAssembly || pages > mostPages) return null;
  try {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (byte) => byte.charCodeAt(0)));
    const memory = new WebAssembly.Memory({ initial: Math.max(pages, keptPages) });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const made = { exports: exports as Exports, buffer: memory.buffer };
    if (pages <= keptPages) kept = made;
    return made;
  } catch {
    return null;
  }
}

/**
 * Draws the units of tables one by one in WebAssembly, with copies of the tables in memory of its own.
 *
 * The bits of `gatherInTypeScript`: every draw and every addition is the same, in the same order. Null where WebAssembly
 * can't be had, or the tables are too large to copy. The kernels are good until the next call.
 */
export function gatherInWasm(tables: readonly UnitTable[]): Kernel[] | null {
  const stateBytes = 16;
  const places = tables.map(({ rows, width }) => ({ rows: rows.byteLength, sums: 8 * width }));
  const bytes = places.reduce((sum, place) => sum + place.rows + place.sums, stateBytes);
  const wasm = instance(Math.ceil(bytes / page));
  if (!wasm) return null;
  const { exports, buffer } = wasm;
  const words = new Int32Array(buffer, 0, 4);
  let free = stateBytes;
  return tables.map(({ rows, width }, table) => {
    const sumsAt = free;
    const rowsAt = sumsAt + places[table]!.sums;
    free = rowsAt + places[table]!.rows;
    const result = new Float64Array(buffer, sumsAt, width);
    new Float64Array(buffer, rowsAt, rows.length).set(rows);

    const units = rows.length / width;
    const paired = units <= largestPaired;
    const remainder = 4294967296 % (paired ? units * units : units);
    const name = columns[width];
    const gather: GatherColumns = name
      ? exports[`gather${name}${paired ? "" : "OfMany"}`]
      : (...rest) => exports.gatherWide(width, paired ? 1 : 0, ...rest);
    return (state, sums, replicate) => {
      // word by word: copying so little with `set` costs more than a hundred draws
      for (let word = 0; word < 4; word++) words[word] = state[word]!;
      gather(0, rowsAt, units, remainder, sumsAt);
      for (let word = 0; word < 4; word++) state[word] = words[word]!;
      for (let column = 0; column < width; column++) sums[replicate * width + column] = result[column]!;
    };
  });
}
