import type { Population } from "./population.ts";
import { spectrumOf } from "./spectrum.ts";

/** Frequencies are given in units of 1 / standard deviation of the sum. */
export const firstFrequency = 8.5;
/** structure finer than 2π/4000 of a standard deviation is not looked for: it moves a tail of .025 by .00005 at most */
export const lastFrequency = 4000;
/** each band of frequencies ends at so many times its beginning */
const band = 1.5;
/** a resonance of this size at frequency 1 is allowed; at frequency u, u times as much moves a probability as far */
const allowed = 1e-6;
/** so much do two points of opposite sides of a band's phases add at least to −log |φ^n| */
const costOfPair = 0.585;
/** points among which pairs are looked for */
const sampled = 192;
/** distance of two frequencies that are looked at: a resonance is about 3 wide */
const stride = 1.5;
/** points × frequencies that may be turned */
const affordable = 1e6;

/** Frequencies from … to between which the characteristic function has something to say. */
export type Window = readonly [from: number, to: number];

/**
 * Where, beyond its first hill, does the characteristic function of a sum rise again? Windows of frequencies, ascending; null
 * where it costs too much to listen. `deviation`: of the sum; frequencies are in units of its inverse, up to `last`.
 *
 * Of a smooth law nothing but the first hill remains, which ends at `firstFrequency`. Lattices, clusters of values and few
 * distinct ones resonate further out. A band of frequencies is silent if enough pairs of units lie so far apart that they
 * cancel (Σ (1 − cos) ≥ .585 a pair: a bound, no approximation); otherwise it is scanned. O(points), where pairs are found.
 *
 * @see Feller (1971), vol. II, ch. XVI.3 (smoothing); oracle: enumeration, 200,000 resamples
 */
export function resonancesOf(
  populations: readonly Population[],
  deviation: number,
  last = lastFrequency,
): readonly Window[] | null {
  const points = populations.reduce((sum, each) => sum + each.points.length, 0);
  const samples = populations.map(sample);
  const windows: [number, number][] = [];
  for (let lower = firstFrequency; lower < last; lower *= band) {
    const upper = Math.min(last, lower * band);
    const needed = -Math.log(allowed * lower) / costOfPair;
    // frequency u sees the spacing 2πσ/u: pairs at a quarter to three quarters of it cancel, over the whole band
    const spacing = (2 * Math.PI * deviation) / (lower * band);
    const gaps = [0.25 * band * spacing, 0.75 * spacing] as const;
    let pairs = 0;
    for (const ascending of samples) if (pairs < needed) pairs += pairsApart(ascending, gaps, needed - pairs);
    if (pairs >= needed) continue;
    const from = Math.floor(lower / stride);
    const terms = Math.ceil(upper / stride) - from + 1;
    if (points * terms > affordable) return null;
    const { real, imaginary } = spectrumOf(populations, { step: stride / deviation, from, terms });
    for (let k = 0; k < terms; k++) {
      const frequency = (from + k) * stride;
      const loud = allowed * frequency;
      if (real[k]! * real[k]! + imaginary[k]! * imaginary[k]! <= loud * loud) continue;
      const before = windows.at(-1);
      if (before && frequency - stride <= before[1] + stride) before[1] = frequency + stride;
      else windows.push([Math.max(firstFrequency, frequency - stride), frequency + stride]);
    }
  }
  return windows;
}

/** May the frequencies be scanned, should pairs not be enough? Many units with no structure need it for the first bands only. */
export function isAffordable(populations: readonly Population[]): boolean {
  return populations.reduce((sum, each) => sum + each.points.length, 0) * firstFrequency <= affordable;
}

/** some of the units' points, ascending: any part of the units bounds the whole from one side */
function sample({ points, counts }: Population): Float64Array {
  if (counts) {
    // a distinct point stands for many units; a few of each are enough to make pairs
    const repeated: number[] = [];
    const most = Math.max(1, Math.ceil(sampled / points.length));
    for (let i = 0; i < points.length; i++) {
      for (let copy = Math.min(most, counts[i]!); copy > 0; copy--) repeated.push(points[i]!);
    }
    return Float64Array.from(repeated).sort();
  }
  const size = Math.min(points.length, sampled);
  const chosen = new Float64Array(size);
  for (let i = 0; i < size; i++) chosen[i] = points[Math.floor((i * points.length) / size)]!;
  return chosen.sort();
}

/** how many pairs of different points have a gap within the bounds, counted until there are enough */
function pairsApart(ascending: Float64Array, [least, most]: readonly [number, number], enough: number): number {
  const used = new Uint8Array(ascending.length);
  let pairs = 0;
  let other = 0;
  for (let one = 0; one < ascending.length && pairs < enough; one++) {
    if (used[one]) continue;
    if (other <= one) other = one + 1;
    while (other < ascending.length && (used[other] || ascending[other]! - ascending[one]! < least)) other++;
    if (other === ascending.length) break;
    if (ascending[other]! - ascending[one]! > most) continue;
    used[other] = 1;
    pairs += 1;
    other += 1;
  }
  return pairs;
}
