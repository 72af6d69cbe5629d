import type { Categories } from "../bootstrap/categories.ts";
import { atomsLaw } from "./atoms.ts";
import type { BootstrapLaw } from "./law.ts";

/**
 * How many different resamples are there of so many units with so many distinct rows, C(units + distinct − 1, units)?
 *
 * Answers `most` + 1 where there are more than `most`.
 */
export function resamplesOf(units: number, distinct: number, most: number): number {
  let count = 1;
  for (let i = 1; i < distinct; i++) {
    count = (count * (units + i)) / i;
    if (count > most) return most + 1;
  }
  return Math.round(count);
}

/**
 * The law of a ratio of sums by counting every resample: how often each distinct row may be drawn, and how likely that is.
 *
 * `categories`: rows of numerator and denominator, with their numbers. `tolerance`: ratios nearer than this are equal.
 * Null where a resample leaves the ratio undefined. O(resamples · log resamples).
 *
 * @see Fisher & Hall (1991), Statist. Prob. Lett. 11; oracle: numpy, all nⁿ resamples
 */
export function enumeratedLaw({ rows, counts, units }: Categories, tolerance: number): BootstrapLaw | null {
  const distinct = counts.length;
  const size = resamplesOf(units, distinct, Number.MAX_SAFE_INTEGER);
  const ratios = new Float64Array(size);
  const probabilities = new Float64Array(size);
  const left = counts.map((_, category) => counts.slice(category).reduce((sum, each) => sum + each, 0));
  let found = 0;
  let defined = true;
  const add = (category: number, remaining: number, numerator: number, denominator: number, probability: number) => {
    const a = rows[2 * category]!;
    const b = rows[2 * category + 1]!;
    if (category === distinct - 1) {
      const sum = denominator + remaining * b;
      if (!(sum > 0)) defined = false;
      ratios[found] = (numerator + remaining * a) / sum;
      probabilities[found++] = probability;
      return;
    }
    // how many of the remaining draws fall into this category: binomial, from none upwards
    const share = counts[category]! / left[category]!;
    let part = probability * wholePower(1 - share, remaining);
    for (let drawn = 0; drawn <= remaining; drawn++) {
      add(category + 1, remaining - drawn, numerator + drawn * a, denominator + drawn * b, part);
      part *= ((remaining - drawn) / (drawn + 1)) * (share / (1 - share));
    }
  };
  add(0, units, 0, 0, 1);
  if (!defined) return null;
  const order = Uint32Array.from(ratios, (_, i) => i).sort((one, other) => ratios[one]! - ratios[other]!);
  return atomsLaw({
    method: "enumerated",
    values: Float64Array.from(order, (i) => ratios[i]!),
    probabilities: Float64Array.from(order, (i) => probabilities[i]!),
    tolerance,
  });
}

/** base^exponent by repeated squaring: the same bits on every engine */
export function wholePower(base: number, exponent: number): number {
  let power = 1;
  for (let square = base, left = exponent; left > 0; left >>= 1, square *= square) if (left & 1) power *= square;
  return power;
}
