/**
 * Philox 4×32-10: four random words from a counter and a key, without any state between calls.
 *
 * `counter` of four words, `key` of two, as unsigned 32-bit numbers. Used to start streams, not to draw: its ten rounds
 * of 64-bit products are slow in JavaScript.
 *
 * @see Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3"; oracle: Random123 kat_vectors
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0];
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** the upper 32 bits of a product of two unsigned 32-bit numbers, by halves: a float holds 53 bits only */
export function multiplyHigh(left: number, right: number): number {
  const l = left >>> 0;
  const rightHigh = right >>> 16;
  const rightLow = right & 0xffff;
  const middle = l * rightHigh + Math.floor((l * rightLow) / 65536);
  return Math.floor(middle / 65536);
}
