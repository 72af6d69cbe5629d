import { deviationOfAtoms } from "./atoms.ts";
import type { Lattice } from "./lattice.ts";
import { multiplyBy } from "./lattice-law.ts";
import type { BootstrapLaw } from "./law.ts";
import { rootsOf, transform } from "./transform.ts";

/** Units whose numerators and denominators lie on a lattice each, by distinct rows. */
export interface GridPopulation {
  numerator: Lattice;
  denominator: Lattice;
  counts: ArrayLike<number>;
  draws: number;
  /** the estimate, Σ numerator / Σ denominator, and roughly its standard error */
  ratio: number;
  scale: number;
}

/** a numerator so near to a threshold, in steps, is on it */
const onIt = 1e-6;
const rounding = 1e-12;

/**
 * The law of a ratio of sums whose numerators and denominators lie on lattices, as right or wrong answers of two arms do.
 *
 * `sizes`: powers of two, wider than the sums reach but for a negligible probability; every denominator that the window
 * holds must be positive. The joint probability mass function by a two-dimensional Fourier transform, then counted. Of the ratio less
 * the estimate. O(cells · (distinct rows + log cells)); a question costs as much as there are denominators.
 *
 * @see Good (1957), Ann. Math. Statist. 28; oracle: enumeration, numpy.fft.fft2
 */
export function gridLaw(population: GridPopulation, sizes: { numerator: number; denominator: number }): BootstrapLaw {
  const { upTo, first } = jointLaw(population, sizes);
  const { numerator, denominator, draws, ratio, scale } = population;
  const columns = sizes.numerator;
  const zero = draws * numerator.least + numerator.step * first.numerator;
  const sumOf = Float64Array.from(
    { length: sizes.denominator },
    (_, row) => draws * denominator.least + denominator.step * (first.denominator + row),
  );
  const massOf = (row: number) => upTo[row * columns + columns - 1]!;
  let total = 0;
  for (let row = 0; row < sumOf.length; row++) total += massOf(row);

  /** P(numerator ≤ threshold), where the threshold is `ratio + x` times the denominator, more or less a hair */
  const share = (x: number, hair: number): number => {
    let sum = 0;
    for (let row = 0; row < sumOf.length; row++) {
      const column = Math.floor(((ratio + x) * sumOf[row]! - zero) / numerator.step + hair);
      if (column >= 0) sum += upTo[row * columns + Math.min(column, columns - 1)]!;
    }
    return sum / total;
  };
  /** the ratio's next value above x */
  const nextAbove = (x: number): number => {
    let next = Number.POSITIVE_INFINITY;
    for (let row = 0; row < sumOf.length; row++) {
      if (massOf(row) < rounding) continue;
      const column = Math.floor(((ratio + x) * sumOf[row]! - zero) / numerator.step + onIt) + 1;
      next = Math.min(next, (zero + column * numerator.step) / sumOf[row]! - ratio);
    }
    return next;
  };
  const deviation = (of?: (x: number) => number) =>
    deviationOfAtoms((add) => {
      for (let row = 0; row < sumOf.length; row++) {
        let before = 0;
        for (let column = 0; column < columns; column++) {
          const here = upTo[row * columns + column]!;
          const x = (zero + column * numerator.step) / sumOf[row]! - ratio;
          if (here > before) add(of ? of(x) : x, here - before);
          before = here;
        }
      }
    });

  return {
    method: "lattice",
    at: (x) => {
      const below = share(x, -onIt);
      return { below, equal: share(x, onIt) - below };
    },
    quantile: (p) => {
      let low = -12 * scale;
      let high = 12 * scale;
      if (share(low, onIt) >= p || share(high, onIt) < p - rounding) return null;
      for (let step = 0; step < 48 && high - low > 1e-12 * scale; step++) {
        const middle = (low + high) / 2;
        if (share(middle, onIt) >= p - rounding) high = middle;
        else low = middle;
      }
      const atom = nextAbove(low - 1e-9 * scale);
      const stands = share(atom, onIt) >= p - rounding && share(atom, -onIt) <= p + rounding;
      return stands ? atom : null;
    },
    deviation,
  };
}

/** P(denominator's sum = row, numerator's sum ≤ column), row by row, and which sums the first of each are */
function jointLaw(
  { numerator, denominator, counts, draws }: GridPopulation,
  sizes: { numerator: number; denominator: number },
): { upTo: Float64Array; first: { numerator: number; denominator: number } } {
  const columns = sizes.numerator;
  const rows = sizes.denominator;
  const across = rootsOf(columns);
  const down = rows === columns ? across : rootsOf(rows);
  const means = { numerator: 0, denominator: 0 };
  for (let i = 0; i < counts.length; i++) {
    means.numerator += counts[i]! * numerator.index[i]!;
    means.denominator += counts[i]! * denominator.index[i]!;
  }
  const first = {
    numerator: Math.round(means.numerator) - columns / 2,
    denominator: Math.round(means.denominator) - rows / 2,
  };
  const shift = {
    numerator: ((first.numerator % columns) + columns) % columns,
    denominator: ((first.denominator % rows) + rows) % rows,
  };
  const least = Math.exp(-92 / draws);
  // half of the numerator's frequencies: the others are their conjugates
  const half = columns / 2;
  const spectrum: ({ real: Float64Array; imaginary: Float64Array } | null)[] = [];
  const distinct = counts.length;
  const place = new Int32Array(distinct);
  const partRe = new Float64Array(distinct);
  const partIm = new Float64Array(distinct);
  for (let f = 0; f <= half; f++) {
    const column = { real: new Float64Array(rows), imaginary: new Float64Array(rows) };
    for (let i = 0; i < distinct; i++) {
      const at = (f * numerator.index[i]!) % columns;
      partRe[i] = (counts[i]! / draws) * across.cosine[at]!;
      partIm[i] = (counts[i]! / draws) * across.sine[at]!;
      place[i] = 0;
    }
    let any = false;
    for (let g = 0; g < rows; g++) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < distinct; i++) {
        const at = place[i]!;
        const c = down.cosine[at]!;
        const s = down.sine[at]!;
        re += partRe[i]! * c - partIm[i]! * s;
        im += partRe[i]! * s + partIm[i]! * c;
        place[i] = (at + denominator.index[i]!) & (rows - 1);
      }
      if (re * re + im * im < least) continue;
      any = true;
      column.real[g] = 1;
      multiplyBy(column, g, re, im, draws);
    }
    if (any) transform(column.real, column.imaginary, down);
    spectrum.push(any ? column : null);
  }
  const upTo = new Float64Array(rows * columns);
  const real = new Float64Array(columns);
  const imaginary = new Float64Array(columns);
  const scale = 1 / (rows * columns);
  for (let row = 0; row < rows; row += 2) {
    // two real rows as one complex transform
    const one = (row + shift.denominator) % rows;
    const other = (row + 1 + shift.denominator) % rows;
    real.fill(0);
    imaginary.fill(0);
    for (let f = 0; f <= half; f++) {
      const column = spectrum[f];
      if (!column) continue;
      const re = column.real[one]!;
      const im = column.imaginary[one]!;
      const re2 = column.real[other]!;
      const im2 = column.imaginary[other]!;
      real[f] = re - im2;
      imaginary[f] = im + re2;
      if (f > 0 && f < half) {
        real[columns - f] = re + im2;
        imaginary[columns - f] = -im + re2;
      }
    }
    transform(real, imaginary, across);
    let sum = 0;
    let sum2 = 0;
    for (let column = 0; column < columns; column++) {
      const at = (column + shift.numerator) % columns;
      const probability = real[at]! * scale;
      const probability2 = imaginary[at]! * scale;
      // what is below is the transform's rounding
      if (probability > 1e-18) sum += probability;
      if (probability2 > 1e-18) sum2 += probability2;
      upTo[row * columns + column] = sum;
      upTo[(row + 1) * columns + column] = sum2;
    }
  }
  return { upTo, first };
}
