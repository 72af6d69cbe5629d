import type { StreamState } from "../random/stream.ts";

/**
 * One replicate: draws as many units as there are and adds up their rows.
 *
 * These kernels draw the bits of `drawIndices` (units ≤ 16,384) and add the rows in the order drawn, without leaving the
 * registers: drawing into an array first and gathering afterwards costs twice the time. Each is one short function with
 * the generator's state in an array; as part of a longer function, or with the number of columns as a variable, the same
 * loop runs three times slower. Hence one for every number of columns.
 */
export interface Gather {
  state: StreamState;
  /** units × columns, unit by unit */
  rows: Float64Array;
  units: number;
  /** 2^32 mod units², with its top bit turned: a signed comparison then orders unsigned words */
  remainder: number;
  sums: Float64Array;
  at: number;
}

/** Two columns in one pass. */
export function gatherTwo({ state, rows, units, remainder, sums, at }: Gather): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let first = 0;
  let second = 0;
  for (let i = 0; i < units; i += 2) {
    let one = 0;
    let two = 0;
    let rest = 0;
    do {
      const word = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      const low = Math.imul(word, units);
      one = (Math.imul(word >>> 16, units) + (Math.imul(word & 0xffff, units) >>> 16)) >>> 16;
      two = (Math.imul(low >>> 16, units) + (Math.imul(low & 0xffff, units) >>> 16)) >>> 16;
      rest = Math.imul(low, units) ^ 0x80000000;
    } while (rest < remainder);
    one *= 2;
    first += rows[one]!;
    second += rows[one + 1]!;
    if (i + 1 < units) {
      two *= 2;
      first += rows[two]!;
      second += rows[two + 1]!;
    }
  }
  sums[at] = first;
  sums[at + 1] = second;
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

/** Three columns in one pass. */
export function gatherThree({ state, rows, units, remainder, sums, at }: Gather): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let first = 0;
  let second = 0;
  let third = 0;
  for (let i = 0; i < units; i += 2) {
    let one = 0;
    let two = 0;
    let rest = 0;
    do {
      const word = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      const low = Math.imul(word, units);
      one = (Math.imul(word >>> 16, units) + (Math.imul(word & 0xffff, units) >>> 16)) >>> 16;
      two = (Math.imul(low >>> 16, units) + (Math.imul(low & 0xffff, units) >>> 16)) >>> 16;
      rest = Math.imul(low, units) ^ 0x80000000;
    } while (rest < remainder);
    one *= 3;
    first += rows[one]!;
    second += rows[one + 1]!;
    third += rows[one + 2]!;
    if (i + 1 < units) {
      two *= 3;
      first += rows[two]!;
      second += rows[two + 1]!;
      third += rows[two + 2]!;
    }
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
export function gatherFour({ state, rows, units, remainder, sums, at }: Gather): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < units; i += 2) {
    let one = 0;
    let two = 0;
    let rest = 0;
    do {
      const word = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      const low = Math.imul(word, units);
      one = (Math.imul(word >>> 16, units) + (Math.imul(word & 0xffff, units) >>> 16)) >>> 16;
      two = (Math.imul(low >>> 16, units) + (Math.imul(low & 0xffff, units) >>> 16)) >>> 16;
      rest = Math.imul(low, units) ^ 0x80000000;
    } while (rest < remainder);
    one *= 4;
    first += rows[one]!;
    second += rows[one + 1]!;
    third += rows[one + 2]!;
    fourth += rows[one + 3]!;
    if (i + 1 < units) {
      two *= 4;
      first += rows[two]!;
      second += rows[two + 1]!;
      third += rows[two + 2]!;
      fourth += rows[two + 3]!;
    }
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
export function gatherFive({ state, rows, units, remainder, sums, at }: Gather): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let fifth = 0;
  for (let i = 0; i < units; i += 2) {
    let one = 0;
    let two = 0;
    let rest = 0;
    do {
      const word = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      const low = Math.imul(word, units);
      one = (Math.imul(word >>> 16, units) + (Math.imul(word & 0xffff, units) >>> 16)) >>> 16;
      two = (Math.imul(low >>> 16, units) + (Math.imul(low & 0xffff, units) >>> 16)) >>> 16;
      rest = Math.imul(low, units) ^ 0x80000000;
    } while (rest < remainder);
    one *= 5;
    first += rows[one]!;
    second += rows[one + 1]!;
    third += rows[one + 2]!;
    fourth += rows[one + 3]!;
    fifth += rows[one + 4]!;
    if (i + 1 < units) {
      two *= 5;
      first += rows[two]!;
      second += rows[two + 1]!;
      third += rows[two + 2]!;
      fourth += rows[two + 3]!;
      fifth += rows[two + 4]!;
    }
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
