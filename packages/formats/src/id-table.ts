/**
 * Distinct texts as UTF-8 bytes, each with an index from 0 up in the order they came.
 *
 * A million ids as strings in a map cost a hundred bytes each and a string for every line; here they cost their bytes
 * and some twelve more, and a line that names a known id costs no object.
 */
export interface IdTable {
  /** the index of bytes start … end−1; a new one where they are unknown; −1 where unknown and `add` is false */
  find(bytes: Uint8Array, start: number, end: number, add: boolean): number;
  findText(text: string, add: boolean): number;
  size(): number;
  text(index: number): string;
  /** all ids one after another; id i is bytes starts[i] … starts[i+1]−1 */
  bytes(): Uint8Array;
  starts(): Int32Array;
}

/** slots looked at for one id before the hash is changed: ids that were made to collide */
const maxProbes = 96;
const maxRehashes = 8;

const encoder = new TextEncoder();

export function idTable(): IdTable {
  let arena = new Uint8Array(64);
  let starts = new Int32Array(9);
  let hashes = new Int32Array(9);
  /** slot → index + 1 */
  let slots = new Int32Array(16);
  let mask = slots.length - 1;
  let size = 0;
  let seed = 0;
  let rehashes = 0;
  let scratch = new Uint8Array(0);

  function hashOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = (0x811c9dc5 ^ seed) | 0;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 16777619);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }

  function same(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = starts[index] as number;
    if ((starts[index + 1] as number) - own !== end - start) return false;
    for (let at = start; at < end; at += 1) if (arena[own + at - start] !== bytes[at]) return false;
    return true;
  }

  function place(index: number): number {
    let slot = (hashes[index] as number) & mask;
    let probes = 0;
    while (slots[slot] !== 0) {
      slot = (slot + 1) & mask;
      probes += 1;
    }
    slots[slot] = index + 1;
    return probes;
  }

  function rebuild(length: number): void {
    slots = new Int32Array(length);
    mask = length - 1;
    for (let index = 0; index < size; index += 1) place(index);
  }

  /** another hash: whoever made ids collide under the last one has to begin again */
  function rehash(): void {
    rehashes += 1;
    seed = Math.imul(rehashes, 0x9e3779b1) ^ size;
    for (let index = 0; index < size; index += 1) {
      hashes[index] = hashOf(arena, starts[index] as number, starts[index + 1] as number);
    }
    rebuild(slots.length);
  }

  function insert(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const at = starts[size] as number;
    const after = at + end - start;
    if (after > arena.length) arena = widened(arena, new Uint8Array(Math.max(after, Math.ceil(arena.length * 2))));
    if (size + 1 === starts.length) {
      starts = widened(starts, new Int32Array(Math.ceil(starts.length * 2)));
      hashes = widened(hashes, new Int32Array(starts.length));
    }
    for (let i = 0; i < end - start; i += 1) arena[at + i] = bytes[start + i] as number;
    starts[size + 1] = after;
    hashes[size] = hash;
    size += 1;
    if (size * 2 > slots.length) rebuild(slots.length * 2);
    else if (place(size - 1) > maxProbes && rehashes < maxRehashes) rehash();
    return size - 1;
  }

  function find(bytes: Uint8Array, start: number, end: number, add: boolean): number {
    const hash = hashOf(bytes, start, end);
    let slot = hash & mask;
    for (;;) {
      const entry = slots[slot] as number;
      if (entry === 0) break;
      if (hashes[entry - 1] === hash && same(entry - 1, bytes, start, end)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return add ? insert(bytes, start, end, hash) : -1;
  }

  return {
    find,
    findText(text, add) {
      if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 3);
      return find(scratch, 0, encoder.encodeInto(text, scratch).written, add);
    },
    size: () => size,
    text: (index) =>
      Buffer.from(arena.buffer, starts[index], (starts[index + 1] as number) - (starts[index] as number)).toString(
        "utf8",
      ),
    bytes: () => arena.subarray(0, starts[size]),
    starts: () => starts.subarray(0, size + 1),
  };
}

function widened<T extends Uint8Array | Int32Array>(values: T, into: T): T {
  into.set(values);
  return into;
}
