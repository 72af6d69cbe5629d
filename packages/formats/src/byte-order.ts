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

/** positions fit beside four bytes in the 53 bits of a float */
const maxPositions = 2 ** 21;
const smallGroup = 24;

/** Ids as bytes: id i is bytes starts[i] … starts[i+1]−1. */
export interface ByteIds {
  bytes: Uint8Array;
  starts: Int32Array;
}

/**
 * Sorts indices into `ids` by the ids' bytes, in place. At most 2²¹ of them.
 *
 * Ids of one task mostly share a beginning and then differ soon: after the shared part the next four bytes become a
 * number, floats are sorted natively, and only what is still equal is looked at again. Several times quicker than
 * comparing strings.
 */
export function sortByBytes(ids: ByteIds, indices: Int32Array): Int32Array {
  if (indices.length <= smallGroup) return indices.sort((left, right) => compareIds(ids, left, right));
  const { bytes, starts } = ids;
  const skip = sharedLength(ids, indices);
  const keys = new Float64Array(indices.length);
  for (let at = 0; at < indices.length; at += 1) {
    const index = indices[at] as number;
    const end = starts[index + 1] as number;
    let key = 0;
    // bytes past the end count as zero: an id that ended there and one with a zero byte are told apart below
    for (let from = (starts[index] as number) + skip, i = 0; i < 4; i += 1) {
      key = key * 256 + (from + i < end ? (bytes[from + i] as number) : 0);
    }
    keys[at] = key * maxPositions + at;
  }
  keys.sort();
  const before = indices.slice();
  let start = 0;
  let prefix = Math.floor((keys[0] as number) / maxPositions);
  for (let at = 0; at < keys.length; at += 1) {
    indices[at] = before[(keys[at] as number) % maxPositions] as number;
    const next = at + 1 < keys.length ? Math.floor((keys[at + 1] as number) / maxPositions) : -1;
    if (next === prefix) continue;
    if (at > start) sortGroup(ids, indices.subarray(start, at + 1));
    start = at + 1;
    prefix = next;
  }
  return indices;
}

/** Equal in four bytes: sorted by the next four, unless an id has ended there, or they are few. */
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
