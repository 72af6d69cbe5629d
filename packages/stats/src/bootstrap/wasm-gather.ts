import { largestPaired } from "../random/draw-indices.ts";
import { replicatesPerBlock } from "../random/stream.ts";
import { kernelBytes } from "./kernel-bytes.ts";
import type { Engine, UnitTable } from "./resample-sums.ts";

interface Exports {
  gather: (
    width: number,
    paired: number,
    state: number,
    list: number,
    rows: number,
    units: number,
    remainder: number,
    sums: number,
    apart: number,
    count: number,
  ) => void;
}

/** what of WebAssembly is used here; @types/node declares its types alone */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { exports: unknown };
}
const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyApi };

const lanes = 4;
const stateBytes = 4 * 4 * lanes;
/** the kernel's list: 128 words a lane */
const listBytes = 128 * 4 * lanes;
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
 * Draws the units of tables one by one in WebAssembly, four streams at once, with copies of the tables in memory of its own.
 *
 * The bits of `gatherInTypeScript`: every draw and every addition is the same, in the same order. Null where WebAssembly
 * or its vectors can't be had, or the tables are too large to copy. Good until the next call.
 */
export function gatherInWasm(tables: readonly UnitTable[]): Engine | null {
  const places = tables.map(({ rows, width }) => ({
    rows: rows.byteLength,
    sums: lanes * replicatesPerBlock * 8 * width,
  }));
  const bytes = places.reduce((sum, place) => sum + place.rows + place.sums, stateBytes + listBytes);
  const wasm = instance(Math.ceil(bytes / page));
  if (!wasm) return null;
  const { exports, buffer } = wasm;
  let free = stateBytes + listBytes;
  const blocks = tables.map(({ rows, width }, table) => {
    const sumsAt = free;
    const rowsAt = sumsAt + places[table]!.sums;
    free = rowsAt + places[table]!.rows;
    new Float64Array(buffer, rowsAt, rows.length).set(rows);
    const units = rows.length / width;
    const paired = units <= largestPaired;
    const remainder = 4294967296 % (paired ? units * units : units);
    const stride = 8 * width;
    const apart = replicatesPerBlock * stride;
    const draw = (from: number, count: number) => {
      const sums = sumsAt + from * stride;
      exports.gather(width, paired ? 1 : 0, 0, stateBytes, rowsAt, units, remainder, sums, apart, count);
    };
    return { sums: new Float64Array(buffer, sumsAt, lanes * replicatesPerBlock * width), draw };
  });
  return { lanes, state: new Int32Array(buffer, 0, 4 * lanes), tables: blocks };
}
