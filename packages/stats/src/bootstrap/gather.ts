import type { StreamState } from "../random/stream.ts";

/**
 * A part of one replicate: draws two units with each of `words` words and adds their rows to the replicate's sums.
 *
 * `rows`: units × columns, unit by unit; `remainder`: 2^32 mod units² with its top bit turned, for a signed comparison
 * then orders unsigned words; `at`: where the replicate's sums stand.
 *
 * These kernels draw the bits of `drawIndices` (units ≤ 16,384) and add the rows in the order drawn, without leaving the
 * registers: drawing into an array first and gathering afterwards costs twice the time. With a word's halves as
 * h·2^16 + l, the index is the upper half of h·units + (l·units >>> 16), whose lower half and that of l·units are the halves
 * of the next word. What V8 makes of them hangs on their form. As part of a longer function, with the number of columns as
 * a variable, in one call for a whole replicate (the code made in the middle of its first long loop is thrown back at the
 * end of every call), or with the arguments in an object (the code is thrown away with the next object and not made
 * again), the same loop takes two to three times as long; where no row is touched before the loop, what is known of the
 * array is looked up with every access. Hence a short function for every number of columns, in short calls, with seven
 * arguments, that counts with the generator's own counter.
 */
export type Gather = (
  state: StreamState,
  rows: Float64Array,
  units: number,
  words: number,
  remainder: number,
  sums: Float64Array,
  at: number,
) => void;

/** Two columns in one pass. */
export function gatherTwo(
  state: StreamState,
  rows: Float64Array,
  units: number,
  words: number,
  remainder: number,
  sums: Float64Array,
  at: number,
): void {
  if (rows.length < units * 2) return;
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let end = (counter + words) | 0;
  let first = sums[at]!;
  let second = sums[at + 1]!;
  while (counter !== end) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    let low = Math.imul(word & 0xffff, units);
    let high = (Math.imul(word >>> 16, units) + (low >>> 16)) | 0;
    const one = (high >>> 16) * 2;
    low = Math.imul(low & 0xffff, units);
    high = (Math.imul(high & 0xffff, units) + (low >>> 16)) | 0;
    if ((((high << 16) | (low & 0xffff)) ^ 0x80000000) < remainder) {
      end = (end + 1) | 0;
      continue;
    }
    first += rows[one]!;
    second += rows[one + 1]!;
    const two = (high >>> 16) * 2;
    first += rows[two]!;
    second += rows[two + 1]!;
  }
  sums[at] = first;
  sums[at + 1] = second;
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

/** Three columns in one pass. */
export function gatherThree(
  state: StreamState,
  rows: Float64Array,
  units: number,
  words: number,
  remainder: number,
  sums: Float64Array,
  at: number,
): void {
  if (rows.length < units * 3) return;
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let end = (counter + words) | 0;
  let first = sums[at]!;
  let second = sums[at + 1]!;
  let third = sums[at + 2]!;
  while (counter !== end) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    let low = Math.imul(word & 0xffff, units);
    let high = (Math.imul(word >>> 16, units) + (low >>> 16)) | 0;
    const one = (high >>> 16) * 3;
    low = Math.imul(low & 0xffff, units);
    high = (Math.imul(high & 0xffff, units) + (low >>> 16)) | 0;
    if ((((high << 16) | (low & 0xffff)) ^ 0x80000000) < remainder) {
      end = (end + 1) | 0;
      continue;
    }
    first += rows[one]!;
    second += rows[one + 1]!;
    third += rows[one + 2]!;
    const two = (high >>> 16) * 3;
    first += rows[two]!;
    second += rows[two + 1]!;
    third += rows[two + 2]!;
  }
  sums[at] = first;
  sums[at + 1] = second;
  sums[at + 2] = third;
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

/** Four columns in one pass. */
export function gatherFour(
  state: StreamState,
  rows: Float64Array,
  units: number,
  words: number,
  remainder: number,
  sums: Float64Array,
  at: number,
): void {
  if (rows.length < units * 4) return;
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let end = (counter + words) | 0;
  let first = sums[at]!;
  let second = sums[at + 1]!;
  let third = sums[at + 2]!;
  let fourth = sums[at + 3]!;
  while (counter !== end) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    let low = Math.imul(word & 0xffff, units);
    let high = (Math.imul(word >>> 16, units) + (low >>> 16)) | 0;
    const one = (high >>> 16) * 4;
    low = Math.imul(low & 0xffff, units);
    high = (Math.imul(high & 0xffff, units) + (low >>> 16)) | 0;
    if ((((high << 16) | (low & 0xffff)) ^ 0x80000000) < remainder) {
      end = (end + 1) | 0;
      continue;
    }
    first += rows[one]!;
    second += rows[one + 1]!;
    third += rows[one + 2]!;
    fourth += rows[one + 3]!;
    const two = (high >>> 16) * 4;
    first += rows[two]!;
    second += rows[two + 1]!;
    third += rows[two + 2]!;
    fourth += rows[two + 3]!;
  }
  sums[at] = first;
  sums[at + 1] = second;
  sums[at + 2] = third;
  sums[at + 3] = fourth;
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

/** Five columns in one pass. */
export function gatherFive(
  state: StreamState,
  rows: Float64Array,
  units: number,
  words: number,
  remainder: number,
  sums: Float64Array,
  at: number,
): void {
  if (rows.length < units * 5) return;
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let end = (counter + words) | 0;
  let first = sums[at]!;
  let second = sums[at + 1]!;
  let third = sums[at + 2]!;
  let fourth = sums[at + 3]!;
  let fifth = sums[at + 4]!;
  while (counter !== end) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    let low = Math.imul(word & 0xffff, units);
    let high = (Math.imul(word >>> 16, units) + (low >>> 16)) | 0;
    const one = (high >>> 16) * 5;
    low = Math.imul(low & 0xffff, units);
    high = (Math.imul(high & 0xffff, units) + (low >>> 16)) | 0;
    if ((((high << 16) | (low & 0xffff)) ^ 0x80000000) < remainder) {
      end = (end + 1) | 0;
      continue;
    }
    first += rows[one]!;
    second += rows[one + 1]!;
    third += rows[one + 2]!;
    fourth += rows[one + 3]!;
    fifth += rows[one + 4]!;
    const two = (high >>> 16) * 5;
    first += rows[two]!;
    second += rows[two + 1]!;
    third += rows[two + 2]!;
    fourth += rows[two + 3]!;
    fifth += rows[two + 4]!;
  }
  sums[at] = first;
  sums[at + 1] = second;
  sums[at + 2] = third;
  sums[at + 3] = fourth;
  sums[at + 4] = fifth;
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}
