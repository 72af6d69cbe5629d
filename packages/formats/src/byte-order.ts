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
const fewKeys = 48;

/** Ids as bytes: id i is bytes starts[i] … starts[i+1]−1. */
export interface ByteIds {
  bytes: Uint8Array;
  starts: Int32Array;
}

/**
 * Sorts indices into `ids` by the ids' bytes, in place.
 *
 * Ids of one task mostly share a beginning and then differ soon: the four bytes after the shared part become a number,
 * the numbers are sorted by radix, and only what is still equal is looked at again. Several times quicker than comparing
 * strings.
 */
export function sortByBytes(ids: ByteIds, indices: Int32Array): Int32Array {
  if (indices.length < 2) return indices;
  const { bytes, starts } = ids;
  const skip = sharedLength(ids, indices);
  const keys = new Uint32Array(indices.length);
  for (let at = 0; at < indices.length; at += 1) {
    const index = indices[at] as number;
    const from = (starts[index] as number) + skip;
    const end = starts[index + 1] as number;
    // bytes past the end count as zero: an id that ended there and one with a zero byte are told apart below
    let key = 0;
    for (let byte = from; byte < from + 4; byte += 1) key = (key << 8) | (byte < end ? (bytes[byte] as number) : 0);
    keys[at] = key;
  }
  if (keys.length <= fewKeys) insertByKeys(keys, indices);
  else countByKeys(keys, indices);
  let start = 0;
  for (let at = 1; at <= keys.length; at += 1) {
    if (at < keys.length && keys[at] === keys[start]) continue;
    if (at - start > 1) sortGroup(ids, indices.subarray(start, at));
    start = at;
  }
  return indices;
}

function insertByKeys(keys: Uint32Array, indices: Int32Array): void {
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] as number;
    const index = indices[at] as number;
    let to = at;
    for (; to > 0 && (keys[to - 1] as number) > key; to -= 1) {
      keys[to] = keys[to - 1] as number;
      indices[to] = indices[to - 1] as number;
    }
    keys[to] = key;
    indices[to] = index;
  }
}

/** Both arrays by ascending keys, stable: counting by one byte at a time, from the last to the first. */
function countByKeys(keys: Uint32Array, indices: Int32Array): void {
  const length = keys.length;
  let [fromKeys, fromIndices] = [keys, indices];
  let [toKeys, toIndices]: [Uint32Array, Int32Array] = [new Uint32Array(length), new Int32Array(length)];
  for (let shift = 0; shift < 32; shift += 8) {
    const places = new Int32Array(257);
    for (let at = 0; at < length; at += 1) {
      const digit = ((fromKeys[at] as number) >>> shift) & 255;
      places[digit + 1] = (places[digit + 1] as number) + 1;
    }
    // one digit for all: nothing moves
    if (places.includes(length)) continue;
    for (let digit = 0; digit < 256; digit += 1)
      places[digit + 1] = (places[digit + 1] as number) + (places[digit] as number);
    for (let at = 0; at < length; at += 1) {
      const key = fromKeys[at] as number;
      const digit = (key >>> shift) & 255;
      const place = places[digit] as number;
      places[digit] = place + 1;
      toKeys[place] = key;
      toIndices[place] = fromIndices[at] as number;
    }
    [fromKeys, toKeys] = [toKeys, fromKeys];
    [fromIndices, toIndices] = [toIndices, fromIndices];
  }
  if (fromKeys === keys) return;
  keys.set(fromKeys);
  indices.set(fromIndices);
}

/** Equal in four bytes: sorted by the next four, unless an id has ended there. */
function sortGroup(ids: ByteIds, group: Int32Array): void {
  const shared = sharedLength(ids, group);
  const ended = group.some((index) => (ids.starts[index + 1] as number) - (ids.starts[index] as number) <= shared);
  if (ended) group.sort((left, right) => compareIds(ids, left, right));
  else sortByBytes(ids, group);
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
