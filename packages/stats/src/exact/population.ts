/**
 * What is drawn from with replacement: points of a line, and how many are drawn.
 *
 * `points` are deviations from their mean. `counts[i]` units share point i, null: one each; the units are as many as are
 * drawn, so that point i has the probability counts[i] / draws.
 */
export interface Population {
  points: Float64Array;
  counts: Float64Array | null;
  draws: number;
}

/** How the sum of the draws of some populations spreads. */
export interface Spread {
  /** standard deviation of the sum */
  deviation: number;
  /** how far one draw may lie above and below its mean, in standard deviations of the sum */
  above: number;
  below: number;
}

/** How does the sum of all draws spread? `populations` centred; O(points). */
export function spreadOf(populations: readonly Population[]): Spread {
  let variance = 0;
  let most = 0;
  let least = 0;
  for (const { points, counts } of populations) {
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!;
      variance += (counts ? counts[i]! : 1) * point * point;
      if (point > most) most = point;
      if (point < least) least = point;
    }
  }
  const deviation = Math.sqrt(variance);
  return { deviation, above: most / deviation, below: -least / deviation };
}

/** how likely a sum may lie outside of the range that is looked at */
const negligible = 1e-9;
const ranges = [7, 8, 9, 10, 12, 14, 17, 20, 24, 30, 40];

/**
 * How many standard deviations to either side hold the sum but for a probability of 10⁻⁹? Null where more than 40.
 *
 * Rigorous, not asymptotic: Bennett's inequality.
 *
 * @see Bennett (1962), JASA 57; oracle: enumeration
 */
export function rangeOf({ above, below }: Spread): number | null {
  return ranges.find((range) => bennett(above, range) + bennett(below, range) <= negligible) ?? null;
}

/** P(sum ≥ `range` deviations), at most, where no draw lies more than `reach` deviations above its mean */
function bennett(reach: number, range: number): number {
  const u = reach * range;
  // of small u the formula has lost its digits; the bound is the normal tail's then
  const exponent = u < 1e-3 ? (range * range) / 2.001 : ((1 + u) * Math.log(1 + u) - u) / (reach * reach);
  return Math.exp(-exponent);
}
