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
 * Ids of one task mostly share a beginning and then differ soon, in few letters at each place: a key of 32 bits holds
 * several places after the shared part, keys are sorted by radix, and only where they are equal are the next places
 * looked at. Several times quicker than comparing strings.
 */
export function sortByBytes(ids: ByteIds, indices: Int32Array): Int32Array {
  if (indices.length <= fewKeys) return insertByBytes(ids, indices);
  const { values, limit } = keysOf(ids, indices, sharedLength(ids, indices));
  // all are one text
  if (limit === 1) return indices;
  const keys = sortByKeys(values, limit, indices);
  let start = 0;
  for (let at = 1; at <= indices.length; at += 1) {
    if (at < indices.length && keys[at] === keys[start]) continue;
    if (at - start > 1) sortByBytes(ids, indices.subarray(start, at));
    start = at;
  }
  return indices;
}

/** places of an id that a key may hold */
const mostPlaces = 8;
/** what may stand at a place: nothing, for the id has ended, or one of 256 bytes */
const letters = 257;

interface Keys {
  values: Uint32Array;
  /** keys are below it */
  limit: number;
}

/** The letters of as many places from `skip` on as 32 bits hold, each by its rank among those that stand there. */
function keysOf({ bytes, starts }: ByteIds, indices: Int32Array, skip: number): Keys {
  const shares = new Uint32Array(mostPlaces * letters);
  for (let at = 0; at < indices.length; at += 1) {
    const index = indices[at] as number;
    mark(shares, bytes, (starts[index] as number) + skip, starts[index + 1] as number);
  }
  const limit = ranked(shares);
  const values = new Uint32Array(indices.length);
  for (let at = 0; at < indices.length; at += 1) {
    const index = indices[at] as number;
    values[at] = keyOf(shares, bytes, (starts[index] as number) + skip, starts[index + 1] as number);
  }
  return { values, limit };
}

/** Notes which letters stand at the places of an id. */
function mark(shares: Uint32Array, bytes: Uint8Array, from: number, end: number): void {
  const last = Math.min(end, from + mostPlaces);
  let place = 0;
  for (let at = from; at < last; at += 1, place += letters) shares[place + 1 + (bytes[at] as number)] = 1;
  if (place < shares.length) shares[place] = 1;
}

function keyOf(shares: Uint32Array, bytes: Uint8Array, from: number, end: number): number {
  const last = Math.min(end, from + mostPlaces);
  let key = 0;
  for (let at = from, place = 1; at < last; at += 1, place += letters) {
    key = (key + (shares[place + (bytes[at] as number)] as number)) | 0;
  }
  return key;
}

/** Makes of the letters that stand at each place what they add to a key; returns what keys are below of. */
function ranked(shares: Uint32Array): number {
  let limit = 1;
  let places = 0;
  for (; places < mostPlaces; places += 1) {
    const here = shares.subarray(places * letters, (places + 1) * letters);
    const wider = limit * here.reduce((sum, each) => sum + each, 0);
    if (wider === 0 || wider > 2 ** 32) break;
    limit = wider;
  }
  let weight = limit;
  for (let place = 0; place < mostPlaces; place += 1) {
    const here = shares.subarray(place * letters, (place + 1) * letters);
    if (place < places) weight /= here.reduce((sum, each) => sum + each, 0);
    let rank = 0;
    for (let letter = 0; letter < letters; letter += 1) {
      if (here[letter] === 0) continue;
      here[letter] = place < places ? rank * weight : 0;
      rank += 1;
    }
  }
  return limit;
}

const digitBits = 11;
const digits = 2 ** digitBits;

/** Sorts indices by their ascending keys, stable: counting by some bits at a time, from the last to the first. */
function sortByKeys(values: Uint32Array, limit: number, indices: Int32Array): Uint32Array {
  const { length } = indices;
  let sorted = true;
  for (let at = 1; at < length && sorted; at += 1) sorted = (values[at - 1] as number) <= (values[at] as number);
  if (sorted) return values;
  let keys: Uint32Array = values;
  let otherKeys: Uint32Array = new Uint32Array(length);
  let own: Int32Array = indices;
  let other: Int32Array = new Int32Array(length);
  const places = new Int32Array(digits + 1);
  for (let shift = 0; 2 ** shift < limit; shift += digitBits) {
    places.fill(0);
    for (let at = 0; at < length; at += 1) {
      const digit = ((keys[at] as number) >>> shift) & (digits - 1);
      places[digit + 1] = (places[digit + 1] as number) + 1;
    }
    for (let digit = 0; digit < digits; digit += 1) {
      places[digit + 1] = (places[digit + 1] as number) + (places[digit] as number);
    }
    for (let at = 0; at < length; at += 1) {
      const key = keys[at] as number;
      const digit = (key >>> shift) & (digits - 1);
      const place = places[digit] as number;
      places[digit] = place + 1;
      otherKeys[place] = key;
      other[place] = own[at] as number;
    }
    [keys, otherKeys] = [otherKeys, keys];
    [own, other] = [other, own];
  }
  if (own !== indices) indices.set(own);
  return keys;
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

function compareIds(ids: ByteIds, left: number, right: number): number {
  const { bytes, starts } = ids;
  const leftStart = starts[left] as number;
  const rightStart = starts[right] as number;
  const leftLength = (starts[left + 1] as number) - leftStart;
  const rightLength = (starts[right + 1] as number) - rightStart;
  const shared = sharedWith(ids, left, right, leftLength);
  if (shared === leftLength || shared === rightLength) return leftLength - rightLength;
  return (bytes[leftStart + shared] as number) - (bytes[rightStart + shared] as number);
}

function sharedLength(ids: ByteIds, indices: Int32Array): number {
  const first = indices[0] as number;
  let shared = (ids.starts[first + 1] as number) - (ids.starts[first] as number);
  for (let at = 1; at < indices.length && shared > 0; at += 1) {
    shared = sharedWith(ids, first, indices[at] as number, shared);
  }
  return shared;
}

/** Up to `most` bytes that two ids begin with. */
function sharedWith({ bytes, starts }: ByteIds, left: number, right: number, most: number): number {
  const one = starts[left] as number;
  const other = starts[right] as number;
  const length = Math.min(most, (starts[right + 1] as number) - other);
  let at = 0;
  while (at < length && bytes[one + at] === bytes[other + at]) at += 1;
  return at;
}
