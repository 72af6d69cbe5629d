import { need } from "../errors.ts";

/** The inverse of a binomial law, tabulated where it has any mass that a 53-bit uniform can see. */
export interface BinomialTable {
  /** successes of the table's first entry */
  from: number;
  /** P(X ≤ from + i) */
  cumulative: Float64Array;
  /** where to look first: the entry that a uniform of i/64 falls on */
  guide: Int32Array;
}

const guides = 64;
/** below this share of the mode's probability a 53-bit uniform does not reach */
const negligible = 1e-18;
/** from the mode downwards, then upwards; for the next table */
const weights: number[] = [];

/**
 * Tabulates the binomial law of `n` trials at rate `p`, by the ratio of neighbouring probabilities from the mode outwards.
 *
 * No factorial, logarithm or exponential: only products and sums, so that the table is the same everywhere to the bit.
 * O(√(n·p·(1 − p))) entries.
 *
 * @throws {StatsError} if n is not a whole number ≥ 0 or p is outside (0, 1)
 */
export function binomialTable(n: number, p: number): BinomialTable {
  need(Number.isInteger(n) && n >= 0 && p > 0 && p < 1, `a law of n ≥ 0 and 0 < p < 1 was needed, found ${n} and ${p}`);
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  weights.length = 0;
  for (let k = mode, weight = 1; k > 0; k--) {
    weight *= k / ((n - k + 1) * odds);
    if (weight < negligible) break;
    weights.push(weight);
  }
  const below = weights.length;
  for (let k = mode, weight = 1; k < n; k++) {
    weight *= ((n - k) / (k + 1)) * odds;
    if (weight < negligible) break;
    weights.push(weight);
  }
  const entries = weights.length + 1;
  const cumulative = new Float64Array(entries);
  for (let i = 0; i < below; i++) cumulative[i] = weights[below - 1 - i]!;
  cumulative[below] = 1;
  for (let i = below; i < weights.length; i++) cumulative[i + 1] = weights[i]!;
  let total = 0;
  for (let i = 0; i < entries; i++) total += cumulative[i]!;
  let running = 0;
  for (let i = 0; i < entries; i++) {
    running += cumulative[i]!;
    cumulative[i] = running / total;
  }
  // whatever rounding left over belongs to the last entry
  cumulative[entries - 1] = 1;
  const guide = new Int32Array(guides);
  for (let i = 0, entry = 0; i < guides; i++) {
    while (cumulative[entry]! <= i / guides) entry += 1;
    guide[i] = entry;
  }
  return { from: mode - below, cumulative, guide };
}

/** The number of successes that a uniform of [0, 1) stands for: the first entry above it. */
export function binomialFrom({ from, cumulative, guide }: BinomialTable, uniform: number): number {
  let entry = guide[(uniform * guides) | 0]!;
  while (cumulative[entry]! <= uniform) entry += 1;
  return from + entry;
}
