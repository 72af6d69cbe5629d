/**
 * Strings in the order of their UTF-8 bytes: the order of items everywhere.
 *
 * UTF-16 code units sort alike but for surrogates, which stand below U+E000 and above U+FFFF in the bytes.
 */
export function compareBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return lifted(a) - lifted(b);
  }
  return left.length - right.length;
}

function lifted(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** up to here, moving neighbours is quicker than counting */
const fewKeys = 24;

/** Ids as bytes: id i is bytes starts[i] … starts[i+1]−1. */
export interface ByteIds {
  bytes: Uint8Array;
  starts: Int32Array;
}

/**
 * Sorts indices into `ids` by the ids' bytes, in place.
 *
 * Ids of one task mostly share a beginning and then differ soon: the eight bytes after the shared part become two
 * numbers, these are sorted by radix, and only what is still equal is compared in full. Several times quicker than
 * comparing strings.
 */
export function sortByBytes(ids: ByteIds, indices: Int32Array): Int32Array {
  if (indices.length <= fewKeys) return insertByBytes(ids, indices);
  const keys = keysOf(ids, indices, sharedLength(ids, indices));
  const sorted = sortByKeys(keys);
  indices.set(sorted.indices);
  let start = 0;
  for (let at = 1; at <= indices.length; at += 1) {
    const same = at < indices.length && sorted.high[at] === sorted.high[start] && sorted.low[at] === sorted.low[start];
    if (same) continue;
    if (at - start > 1) sortGroup(ids, indices.subarray(start, at));
    start = at;
  }
  return indices;
}

interface Keys {
  high: Uint32Array;
  low: Uint32Array;
  indices: Int32Array;
}

/** Bytes past the end count as zero: an id that ended there and one with a zero byte look alike. */
function keysOf({ bytes, starts }: ByteIds, indices: Int32Array, skip: number): Keys {
  const high = new Uint32Array(indices.length);
  const low = new Uint32Array(indices.length);
  for (let at = 0; at < indices.length; at += 1) {
    const index = indices[at] as number;
    const from = (starts[index] as number) + skip;
    const end = starts[index + 1] as number;
    let key = 0;
    for (let byte = from; byte < from + 4; byte += 1) key = (key << 8) | (byte < end ? (bytes[byte] as number) : 0);
    high[at] = key;
    key = 0;
    for (let byte = from + 4; byte < from + 8; byte += 1) key = (key << 8) | (byte < end ? (bytes[byte] as number) : 0);
    low[at] = key;
  }
  return { high, low, indices: indices.slice() };
}

/** By ascending keys, stable: counting by one byte at a time, from the last to the first. */
function sortByKeys(keys: Keys): Keys {
  const { length } = keys.indices;
  let from = keys;
  let to: Keys = { high: new Uint32Array(length), low: new Uint32Array(length), indices: new Int32Array(length) };
  for (let pass = 0; pass < 8; pass += 1) {
    const digits = pass < 4 ? from.low : from.high;
    const shift = (pass % 4) * 8;
    const places = new Int32Array(257);
    for (let at = 0; at < length; at += 1) {
      const digit = ((digits[at] as number) >>> shift) & 255;
      places[digit + 1] = (places[digit + 1] as number) + 1;
    }
    // one digit for all: nothing moves
    if (places.includes(length)) continue;
    for (let digit = 0; digit < 256; digit += 1) {
      places[digit + 1] = (places[digit + 1] as number) + (places[digit] as number);
    }
    for (let at = 0; at < length; at += 1) {
      const digit = ((digits[at] as number) >>> shift) & 255;
      const place = places[digit] as number;
      places[digit] = place + 1;
      to.high[place] = from.high[at] as number;
      to.low[place] = from.low[at] as number;
      to.indices[place] = from.indices[at] as number;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Equal in eight bytes: by the next eight, unless an id has ended there. */
function sortGroup(ids: ByteIds, group: Int32Array): void {
  const shared = sharedLength(ids, group);
  for (const index of group) {
    if ((ids.starts[index + 1] as number) - (ids.starts[index] as number) > shared) continue;
    group.sort((left, right) => compareIds(ids, left, right));
    return;
  }
  sortByBytes(ids, group);
}

function insertByBytes(ids: ByteIds, indices: Int32Array): Int32Array {
  for (let at = 1; at < indices.length; at += 1) {
    const index = indices[at] as number;
    let to = at;
    for (; to > 0 && compareIds(ids, indices[to - 1] as number, index) > 0; to -= 1) {
      indices[to] = indices[to - 1] as number;
    }
    indices[to] = index;
  }
  return indices;
}

function compareIds({ bytes, starts }: ByteIds, left: number, right: number): number {
  const leftStart = starts[left] as number;
  const rightStart = starts[right] as number;
  const leftLength = (starts[left + 1] as number) - leftStart;
  const rightLength = (starts[right + 1] as number) - rightStart;
  const length = Math.min(leftLength, rightLength);
  for (let at = 0; at < length; at += 1) {
    const difference = (bytes[leftStart + at] as number) - (bytes[rightStart + at] as number);
    if (difference !== 0) return difference;
  }
  return leftLength - rightLength;
}

function sharedLength({ bytes, starts }: ByteIds, indices: Int32Array): number {
  const first = starts[indices[0] as number] as number;
  let shared = (starts[(indices[0] as number) + 1] as number) - first;
  for (const index of indices) {
    const start = starts[index] as number;
    const length = Math.min(shared, (starts[index + 1] as number) - start);
    let at = 0;
    while (at < length && bytes[start + at] === bytes[first + at]) at += 1;
    shared = at;
    if (shared === 0) break;
  }
  return shared;
}
