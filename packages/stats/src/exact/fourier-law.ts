import { normalQuantile } from "../distributions/normal-quantile.ts";
import type { BootstrapLaw, DrawnReason } from "./law.ts";
import { type Population, rangeOf, spreadOf } from "./population.ts";
import { firstFrequency, isAffordable, lastFrequency, resonancesOf, type Window } from "./resonance.ts";
import { rootOf, selfCheck } from "./root.ts";
import { spectrumOf } from "./spectrum.ts";
import { turn } from "./turn.ts";

/** how far one draw may move the sum, in standard deviations of the sum: beyond it the law is one of steps */
const mostOfOne = 0.9;
/** how often the resonances are looked for at a bound before it is given up */
const rounds = 4;

/** A statistic whose event V ≤ x is that a sum of independent draws is at most 0. */
export interface Threshold {
  estimate: number;
  /** the statistic's standard error, roughly: a scale, no result */
  scale: number;
  /** the statistic's standard deviation over resamples where it has a formula; null: to be found from the law */
  deviation: number | null;
  /**
   * The draws whose sum is compared at x: centred populations, and the mean of their sum. V ≤ x where the sum ≤ 0. Where the
   * populations don't depend on x the same array is answered each time; where they do, only the latest is to be read.
   */
  at: (x: number) => { populations: readonly Population[]; mean: number };
}

/** The weights of sin(kπ(s + c)/2c) for consecutive k, c the range that is looked at. */
interface Part {
  first: number;
  weights: Float64Array;
}

interface Series {
  range: number;
  deviation: number;
  parts: readonly Part[];
}

/**
 * The law of a smooth statistic by Fourier-cosine inversion of its characteristic function.
 *
 * Answers why not, where a few units dominate the spread or the law is neither smooth nor cheap to follow. Each bound is a
 * bracketed root, first on the function's first hill and then with all its resonances; it is computed again over a wider
 * range with twice the frequencies, and must keep its probability to 2·10⁻⁵ (10⁻⁴ where the function is loud up to its end). O(points) for each evaluation, of which a bound
 * takes about five.
 *
 * @see Fang & Oosterlee (2008), SIAM J. Sci. Comput. 31 (COS); oracle: enumeration, scipy, 200,000 resamples
 */
export function fourierLaw({ estimate, scale, deviation, at }: Threshold): BootstrapLaw | DrawnReason {
  const whole = at(estimate);
  const spread = spreadOf(whole.populations);
  const range = rangeOf(spread);
  if (range === null || Math.max(spread.above, spread.below) > mostOfOne) return "few_dominate";
  if (!isAffordable(whole.populations)) return "uneven_law";
  const scaled = { deviation: spread.deviation, range };
  const hill = shareBy(at, { ...scaled, upTo: firstFrequency, windows: [] });
  const windowsAt = (x: number, last: number) => resonancesOf(at(x).populations, spread.deviation, last);
  const stands = (x: number, p: number, windows: readonly Window[]): boolean => {
    // what is still loud near the end may be so beyond it
    const loud = (windows.at(-1)?.[1] ?? 0) > lastFrequency / 2;
    const further = loud ? windowsAt(x, 2 * lastFrequency) : windows;
    if (further === null) return false;
    // away from the estimate the sum spreads otherwise
    const there = spreadOf(at(x).populations);
    const wide = rangeOf(there);
    if (wide === null) return false;
    const wider = there.deviation / spread.deviation;
    const again = shareBy(at, {
      deviation: spread.deviation,
      range: 1.4 * Math.max(range, wide * wider),
      upTo: (2 * firstFrequency) / Math.min(1, wider),
      windows: further,
    });
    return Math.abs(again(x) - p) <= Math.min((loud ? 5 : 1) * selfCheck, p / 20, (1 - p) / 20);
  };
  return {
    method: "fourier",
    at: (x) => {
      const there = spreadOf(at(x).populations);
      const windows = resonancesOf(at(x).populations, there.deviation) ?? [];
      const extent = { deviation: there.deviation, range: rangeOf(there) ?? range, upTo: firstFrequency, windows };
      const share = shareBy(at, extent)(x);
      return { below: Math.min(1, Math.max(0, share)), equal: 0 };
    },
    quantile: (p) => {
      const rough = rootOf(hill, { p, start: estimate + scale * normalQuantile(p), scale, near: 1e-8 });
      if (!rough) return null;
      // resonances move with x: they are looked for again where the last ones have led to
      let x = rough.x;
      let windows = windowsAt(x, lastFrequency);
      for (let round = 0; round < rounds && windows; round++) {
        if (windows.length > 0) {
          const all = shareBy(at, { ...scaled, upTo: firstFrequency, windows });
          const fine = rootOf(all, { p, start: x, scale: rough.slope, near: 5e-6 });
          if (!fine) return null;
          const moved = fine.x !== x;
          x = fine.x;
          if (moved) windows = windowsAt(x, lastFrequency);
        }
        if (windows && stands(x, p, windows)) return x;
        if (windows?.length === 0) return null;
      }
      return null;
    },
    deviation: (of) => (deviation !== null && !of ? deviation : deviationOf(hill, { estimate, scale, of })),
  };
}

/** What is summed of the characteristic function. */
interface Extent {
  /** of the sum at the estimate: the unit of what follows */
  deviation: number;
  range: number;
  upTo: number;
  windows: readonly Window[];
}

/** P(V ≤ x), from the series of the draws at x, kept while these are the same */
function shareBy(at: Threshold["at"], extent: Extent): (x: number) => number {
  let kept: { populations: readonly Population[]; series: Series } | null = null;
  return (x) => {
    const { populations, mean } = at(x);
    if (kept?.populations !== populations) kept = { populations, series: seriesOf(populations, extent) };
    return shareBelow(kept.series, -mean);
  };
}

function seriesOf(populations: readonly Population[], { deviation, range, upTo, windows }: Extent): Series {
  const perFrequency = (2 * range) / Math.PI;
  const parts: Part[] = [];
  let next = 1;
  for (const [from, to] of [[0, upTo] as const, ...windows]) {
    const first = Math.max(next, Math.floor(from * perFrequency));
    const terms = Math.ceil(to * perFrequency) - first + 1;
    if (terms < 1) continue;
    next = first + terms;
    const { real, imaginary } = spectrumOf(populations, {
      step: Math.PI / (2 * range * deviation),
      from: first,
      terms,
    });
    const weights = new Float64Array(terms);
    for (let i = 0; i < terms; i++) {
      const k = first + i;
      // Re(ψ·e^{ikπ/2}) by quarter turns
      const part = k % 4 === 0 ? real[i]! : k % 4 === 1 ? -imaginary[i]! : k % 4 === 2 ? -real[i]! : imaginary[i]!;
      weights[i] = (2 * part) / (k * Math.PI);
    }
    parts.push({ first, weights });
  }
  return { range, deviation, parts };
}

/** P(S ≤ s) of the centred sum */
function shareBelow({ range, deviation, parts }: Series, s: number): number {
  const place = (s / deviation + range) / (2 * range);
  if (!(place > 0)) return 0;
  if (place >= 1) return 1;
  const point = new Float64Array(2);
  turn(Math.PI * place, point);
  const c = point[0]!;
  const d = point[1]!;
  let sum = place;
  for (const { first, weights } of parts) {
    turn(Math.PI * place * first, point);
    let re = point[0]!;
    let im = point[1]!;
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i]! * im;
      const next = re * c - im * d;
      im = re * d + im * c;
      re = next;
    }
  }
  return sum;
}

/** widths of a cell, and cells to either side of the estimate, in scales */
const cell = 0.5;
const cells = 20;

/** the standard deviation from the probabilities of even cells, less what the cells' width adds (Sheppard) */
function deviationOf(
  share: (x: number) => number,
  { estimate, scale, of = (x) => x }: { estimate: number; scale: number; of: ((x: number) => number) | undefined },
): number {
  const centre = of(estimate);
  const slope = of(estimate + (cell / 2) * scale) - of(estimate - (cell / 2) * scale);
  let before = 0;
  let mean = 0;
  let square = 0;
  for (let i = -cells; i <= cells; i++) {
    const upTo = i === cells ? 1 : share(estimate + i * cell * scale);
    // far out there is only rounding, where a function of the statistic may not be defined
    if (upTo - before > 1e-11) {
      const apart = of(estimate + (i - 0.5) * cell * scale) - centre;
      if (!Number.isFinite(apart)) continue;
      mean += (upTo - before) * apart;
      square += (upTo - before) * apart * apart;
      before = upTo;
    }
  }
  return Math.sqrt(Math.max(0, square - mean * mean - (slope * slope) / 12));
}
