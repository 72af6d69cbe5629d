import { sameBytes, viewOf } from "./byte-words.ts";

/**
 * Distinct texts as UTF-8 bytes, each with an index from 0 up in the order they came.
 *
 * A million ids as strings in a map cost a hundred bytes each and a string for every line; here they cost their bytes
 * and some twenty to forty more, and a line that names a known id costs no object.
 */
export interface IdTable {
  size: number;
  /** all ids one after another, then room for more; id i is bytes starts[i] … starts[i+1]−1 */
  bytes: Uint8Array;
  view: DataView;
  starts: Int32Array;
  /** a hash and its id's index + 1 by turns: what is looked at together stands together */
  slots: Int32Array;
  /** the place of a hash are its upper bits, 32 − `shift` of them: a table grows in its own order, not all over memory */
  shift: number;
  seed: number;
  rehashes: number;
}

/** slots looked at for one id before the hash is changed: ids that were made to collide */
const maxProbes = 96;
const maxRehashes = 8;
const firstBits = 4;

/** the bytes of the text that is looked for */
let scratch = Buffer.alloc(256);
let scratchView = viewOf(scratch);

export function newIdTable(): IdTable {
  const bytes = new Uint8Array(64);
  return {
    size: 0,
    bytes,
    view: viewOf(bytes),
    starts: new Int32Array(9),
    slots: new Int32Array(2 << firstBits),
    shift: 32 - firstBits,
    seed: 0,
    rehashes: 0,
  };
}

/**
 * The index of bytes start … end−1; a new one where they are unknown, −1 where unknown and `add` is false.
 *
 * Five arguments and no options object, for it is asked several times a line.
 */
export function findId(table: IdTable, bytes: DataView, start: number, end: number, add: boolean): number {
  const { slots } = table;
  const hash = hashOf(table.seed, bytes, start, end);
  for (let slot = (hash >>> table.shift) * 2; ; slot = nextSlot(slots, slot)) {
    const entry = slots[slot + 1] as number;
    if (entry === 0) return add ? insert(table, bytes, start, end, hash) : -1;
    if (slots[slot] === hash && isSame(table, entry - 1, bytes, start, end)) return entry - 1;
  }
}

/** As `findId`, of a text. */
export function findIdOfText(table: IdTable, text: string, add: boolean): number {
  if (text.length * 3 > scratch.length) {
    scratch = Buffer.alloc(text.length * 3);
    scratchView = viewOf(scratch);
  }
  return findId(table, scratchView, 0, scratch.write(text), add);
}

export function textOfId({ bytes, starts }: IdTable, index: number): string {
  const start = starts[index] as number;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, (starts[index + 1] as number) - start).toString("utf8");
}

/** Lets go of what ids are found by, a third of a table of short ids: no id is looked for any more, each has its text. */
export function dropSlots(table: IdTable): void {
  table.slots = new Int32Array(2 << firstBits);
  table.shift = 32 - firstBits;
}

/** Lets go of all ids. */
export function dropIds(table: IdTable): void {
  Object.assign(table, newIdTable());
}

function hashOf(seed: number, bytes: DataView, start: number, end: number): number {
  let hash = (0x811c9dc5 ^ seed ^ (end - start)) | 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ bytes.getInt32(at, true), 0x2c1b3c6d);
    hash ^= hash >>> 15;
  }
  let rest = 0;
  for (; at < end; at += 1) rest = (rest << 8) | bytes.getUint8(at);
  hash = Math.imul(hash ^ rest, 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x297a2d39);
  return hash ^ (hash >>> 15);
}

function isSame({ view, starts }: IdTable, index: number, bytes: DataView, start: number, end: number): boolean {
  const own = starts[index] as number;
  const length = end - start;
  return (starts[index + 1] as number) - own === length && sameBytes(view, own, bytes, start, length);
}

function nextSlot(slots: Int32Array, slot: number): number {
  return slot + 2 === slots.length ? 0 : slot + 2;
}

function insert(table: IdTable, bytes: DataView, start: number, end: number, hash: number): number {
  const index = table.size;
  const at = table.starts[index] as number;
  const after = at + end - start;
  if (after > table.bytes.length) {
    table.bytes = widened(table.bytes, new Uint8Array(Math.max(after, table.bytes.length * 2)));
    table.view = viewOf(table.bytes);
  }
  if (index + 2 > table.starts.length) table.starts = widened(table.starts, new Int32Array(table.starts.length * 2));
  const { view } = table;
  let i = 0;
  for (; i + 4 <= end - start; i += 4) view.setInt32(at + i, bytes.getInt32(start + i, true), true);
  for (; i < end - start; i += 1) view.setUint8(at + i, bytes.getUint8(start + i));
  table.starts[index + 1] = after;
  table.size = index + 1;
  if (table.size * 4 > table.slots.length) grow(table);
  if (place(table, hash, index) > maxProbes && table.rehashes < maxRehashes) rehash(table);
  return index;
}

/** Returns how many slots were taken before one was free. */
function place({ slots, shift }: IdTable, hash: number, index: number): number {
  let slot = (hash >>> shift) * 2;
  let probes = 0;
  while (slots[slot + 1] !== 0) {
    slot = nextSlot(slots, slot);
    probes += 1;
  }
  slots[slot] = hash;
  slots[slot + 1] = index + 1;
  return probes;
}

function grow(table: IdTable): void {
  const { slots } = table;
  table.slots = new Int32Array(slots.length * 2);
  table.shift -= 1;
  for (let slot = 0; slot < slots.length; slot += 2) {
    const entry = slots[slot + 1] as number;
    if (entry !== 0) place(table, slots[slot] as number, entry - 1);
  }
}

/** Another hash: whoever made ids collide under the last one has to begin again. */
function rehash(table: IdTable): void {
  const { view, starts, size } = table;
  table.rehashes += 1;
  table.seed = Math.imul(table.rehashes, 0x9e3779b1) ^ size;
  table.slots.fill(0);
  for (let index = 0; index < size; index += 1) {
    place(table, hashOf(table.seed, view, starts[index] as number, starts[index + 1] as number), index);
  }
}

function widened<T extends Uint8Array | Int32Array>(values: T, into: T): T {
  into.set(values);
  return into;
}
