import { need } from "../errors.ts";
import { multiplyHigh } from "./philox.ts";
import { nextWord, type StreamState } from "./stream.ts";

/** Up to here two indices come from one word; beyond, the share of words thrown back would exceed 6 %. */
export const largestPaired = 16384;

/**
 * Fills `out[0 … count−1]` with indices drawn evenly from 0 … n−1.
 *
 * Exactly unbiased: multiply and shift, words in the uneven remainder are thrown back. Where n ≤ 16,384 one word gives
 * two indices (the low half of the first product is the word of the second); of an odd count the last one is dropped,
 * so that what follows does not depend on it.
 *
 * @throws {StatsError} if n is not a whole number in [1, 2^31)
 * @see Lemire (2019), ACM TOMACS 29; Brackett-Rozinsky & Lemire (2024), "Batched ranged random integer generation"
 */
export function drawIndices(state: StreamState, n: number, count: number, out: Int32Array): void {
  need(Number.isInteger(n) && n >= 1 && n < 0x80000000, `a whole number of units was needed, found ${n}`);
  if (n > largestPaired) {
    for (let i = 0; i < count; i++) out[i] = boundedIndex(state, n);
    return;
  }
  const remainder = 4294967296 % (n * n);
  for (let i = 0; i < count; i += 2) {
    let word: number;
    let low: number;
    do {
      word = nextWord(state);
      low = Math.imul(word, n);
    } while (Math.imul(low, n) >>> 0 < remainder);
    out[i] = multiplyHigh(word, n);
    if (i + 1 < count) out[i + 1] = multiplyHigh(low, n);
  }
}

/**
 * One index drawn evenly from 0 … n−1, from as many words as it takes.
 *
 * @see Lemire (2019), ACM TOMACS 29
 */
export function boundedIndex(state: StreamState, n: number): number {
  const remainder = 4294967296 % n;
  let word: number;
  do {
    word = nextWord(state);
  } while (Math.imul(word, n) >>> 0 < remainder);
  return multiplyHigh(word, n);
}
