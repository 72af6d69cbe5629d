import { atomsLaw } from "./atoms.ts";
import type { Lattice } from "./lattice.ts";
import type { BootstrapLaw } from "./law.ts";
import { type Roots, rootsOf, transform } from "./transform.ts";

/** Distinct values on a lattice, with how many units have each; as many units are drawn. */
export interface LatticePopulation {
  lattice: Lattice;
  counts: ArrayLike<number> | null;
  draws: number;
}

/**
 * The law of the sum of all draws from populations on one lattice, in steps: P(sum = first + i), i = 0 … size − 1.
 *
 * `size`: a power of two, wider than the range that the sum may reach but for a negligible probability. The probability mass
 * function to the power of the draws, by the discrete Fourier transform. O(size · (distinct values + log size)).
 *
 * @see Good (1957), Ann. Math. Statist. 28; oracle: scipy.stats.multinomial, enumeration
 */
export function latticePmf(
  populations: readonly LatticePopulation[],
  size: number,
): { first: number; probabilities: Float64Array } {
  const roots = rootsOf(size);
  const real = new Float64Array(size).fill(1);
  const imaginary = new Float64Array(size);
  let middle = 0;
  for (const population of populations) middle += multiply(population, roots, { real, imaginary });
  // the middle of the sum into the middle of the window
  const first = Math.round(middle) - size / 2;
  const shift = ((first % size) + size) % size;
  for (let f = 1; f < size / 2; f++) {
    real[size - f] = real[f]!;
    imaginary[size - f] = -imaginary[f]!;
  }
  transform(real, imaginary, roots);
  const probabilities = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const probability = real[(i + shift) % size]! / size;
    probabilities[i] = probability > 1e-18 ? probability : 0;
  }
  return { first, probabilities };
}

/** multiplies by φ^draws at half of the frequencies; answers the mean of the draws' sum, in steps */
function multiply(
  { lattice: { index }, counts, draws }: LatticePopulation,
  { size, cosine, sine }: Roots,
  out: { real: Float64Array; imaginary: Float64Array },
): number {
  const least = Math.exp(-92 / draws);
  let mean = 0;
  for (let i = 0; i < index.length; i++) mean += ((counts ? counts[i]! : 1) / draws) * index[i]!;
  for (let f = 0; f <= size / 2; f++) {
    if (out.real[f] === 0 && out.imaginary[f] === 0) continue;
    let re = 0;
    let im = 0;
    for (let i = 0; i < index.length; i++) {
      const share = (counts ? counts[i]! : 1) / draws;
      const at = (f * index[i]!) % size;
      re += share * cosine[at]!;
      im += share * sine[at]!;
    }
    if (re * re + im * im < least) {
      out.real[f] = 0;
      out.imaginary[f] = 0;
      continue;
    }
    multiplyBy(out, f, re, im, draws);
  }
  return mean * draws;
}

/** out[at] ·= (re + i·im)^draws */
export function multiplyBy(
  out: { real: Float64Array; imaginary: Float64Array },
  at: number,
  re: number,
  im: number,
  draws: number,
): void {
  let productRe = out.real[at]!;
  let productIm = out.imaginary[at]!;
  for (let left = draws, c = re, s = im; left > 0; left >>= 1) {
    if (left & 1) {
      const next = productRe * c - productIm * s;
      productIm = productRe * s + productIm * c;
      productRe = next;
    }
    const square = c * c - s * s;
    s = 2 * c * s;
    c = square;
  }
  out.real[at] = productRe;
  out.imaginary[at] = productIm;
}

/** The law of a lattice's sum, turned to the statistic's own scale: value = at zero + step · sum. */
export function latticeLaw(
  { first, probabilities }: { first: number; probabilities: Float64Array },
  { zero, step }: { zero: number; step: number },
): BootstrapLaw {
  return atomsLaw({
    method: "lattice",
    values: probabilities.map((_, i) => zero + step * (first + i)),
    probabilities,
    tolerance: 1e-6 * step,
  });
}
