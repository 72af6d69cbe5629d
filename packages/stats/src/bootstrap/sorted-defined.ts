/** below so many, the built-in sort is as fast */
const fewest = 256;
/** more in one bucket are sorted by the built-in sort */
const crowd = 32;

/**
 * The values without the undefined ones (NaN), ascending; a zero has no sign in what comes out.
 *
 * Replicates crowd around their mean in a known shape: dealt into as many even buckets as there are values, each ends up
 * among few, and an insertion sort does the rest: O(n) instead of O(n·log n). Values that fall into few buckets are left to the
 * built-in sort, bucket by bucket.
 */
export function sortedDefined(values: Float64Array): Float64Array {
  const defined = new Float64Array(values.length);
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    // 0 for −0
    const value = values[i]! + 0;
    if (Number.isNaN(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
    defined[count++] = value;
  }
  const kept = defined.subarray(0, count);
  const scale = (count - 1) / (most - least);
  if (count < fewest || !(scale > 0 && Number.isFinite(scale))) return kept.slice().sort();
  return dealt(kept, least, scale);
}

/** for the next call: of ten thousand values, making these anew costs as much as dealing */
let bucketOf = new Int32Array(0);
let ends = new Int32Array(0);

function dealt(values: Float64Array, least: number, scale: number): Float64Array {
  const count = values.length;
  if (bucketOf.length < count) {
    bucketOf = new Int32Array(count);
    ends = new Int32Array(count);
  }
  const buckets = bucketOf;
  const places = ends;
  places.fill(0, 0, count);
  for (let i = 0; i < count; i++) {
    const bucket = ((values[i]! - least) * scale) | 0;
    buckets[i] = bucket;
    places[bucket]! += 1;
  }
  let largest = 0;
  for (let bucket = 0, from = 0; bucket < count; bucket++) {
    const size = places[bucket]!;
    if (size > largest) largest = size;
    places[bucket] = from;
    from += size;
  }
  const sorted = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const bucket = buckets[i]!;
    const at = places[bucket]!;
    places[bucket] = at + 1;
    sorted[at] = values[i]!;
  }
  if (largest > crowd) {
    // each bucket's place is its end now
    for (let bucket = 0, from = 0; bucket < count; bucket++) {
      const to = places[bucket]!;
      if (to - from > crowd) sorted.subarray(from, to).sort();
      from = to;
    }
  }
  insertionSort(sorted);
  return sorted;
}

/** Quick where every value is near its place. */
function insertionSort(values: Float64Array): void {
  let last = values[0]!;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (last <= value) {
      last = value;
      continue;
    }
    let at = i;
    while (at > 0 && values[at - 1]! > value) {
      values[at] = values[at - 1]!;
      at -= 1;
    }
    values[at] = value;
  }
}
