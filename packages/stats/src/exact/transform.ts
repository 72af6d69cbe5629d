import { turn } from "./turn.ts";

/** The roots of unity e^{2πik/size}, k = 0 … size − 1. */
export interface Roots {
  size: number;
  cosine: Float64Array;
  sine: Float64Array;
}

/** The roots of unity of a power of two, computed from the first eighth of the circle. O(size). */
export function rootsOf(size: number): Roots {
  const cosine = new Float64Array(size);
  const sine = new Float64Array(size);
  const point = new Float64Array(2);
  for (let k = 0; k < size; k++) {
    turn((2 * Math.PI * k) / size, point);
    cosine[k] = point[0]!;
    sine[k] = point[1]!;
  }
  return { size, cosine, sine };
}

/**
 * The discrete Fourier transform Σ_k x_k·e^{−2πijk/size}, in place, without a factor.
 *
 * `real`, `imaginary`: `size` numbers each, a power of two. O(size·log size).
 *
 * @see Cooley & Tukey (1965); oracle: numpy.fft.fft
 */
export function transform(real: Float64Array, imaginary: Float64Array, { size, cosine, sine }: Roots): void {
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const re = real[i]!;
    const im = imaginary[i]!;
    real[i] = real[j]!;
    imaginary[i] = imaginary[j]!;
    real[j] = re;
    imaginary[j] = im;
  }
  for (let half = 1; half < size; half <<= 1) {
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0, root = 0; k < half; k++, root += stride) {
        const one = start + k;
        const other = one + half;
        const c = cosine[root]!;
        const s = -sine[root]!;
        const re = real[other]! * c - imaginary[other]! * s;
        const im = real[other]! * s + imaginary[other]! * c;
        real[other] = real[one]! - re;
        imaginary[other] = imaginary[one]! - im;
        real[one]! += re;
        imaginary[one]! += im;
      }
    }
  }
}
