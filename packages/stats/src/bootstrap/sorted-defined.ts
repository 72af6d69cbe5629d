/** below so many, the built-in sort is as fast */
const fewest = 256;
/** more in one bucket are sorted by the built-in sort */
const crowd = 32;

/**
 * The values without the undefined ones (NaN), ascending; a zero has no sign in what comes out.
 *
 * Replicates crowd around their mean in a known shape: dealt into as many even buckets as there are values, each ends up
 * among few, and a bucket's insertion sort does the rest: O(n) instead of O(n·log n), a third of the time at 10,000. Values
 * that fall into few buckets are left to the built-in sort, bucket by bucket.
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

function dealt(values: Float64Array, least: number, scale: number): Float64Array {
  const count = values.length;
  const bucketOf = new Int32Array(count);
  const ends = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const bucket = ((values[i]! - least) * scale) | 0;
    bucketOf[i] = bucket;
    ends[bucket + 1]! += 1;
  }
  for (let bucket = 0; bucket < count; bucket++) ends[bucket + 1]! += ends[bucket]!;
  const starts = ends.slice();
  const sorted = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = starts[bucketOf[i]!]!++;
    sorted[at] = values[i]!;
  }
  for (let bucket = 0; bucket < count; bucket++) {
    const from = ends[bucket]!;
    const to = ends[bucket + 1]!;
    if (to - from > crowd) sorted.subarray(from, to).sort();
    else if (to - from > 1) insertionSort(sorted, from, to);
  }
  return sorted;
}

function insertionSort(values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    let at = i;
    while (at > from && values[at - 1]! > value) {
      values[at] = values[at - 1]!;
      at -= 1;
    }
    values[at] = value;
  }
}
