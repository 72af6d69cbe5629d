/** Values that all lie on a lattice: value = least + step · index. */
export interface Lattice {
  least: number;
  step: number;
  /** index[i] of value i, at least 0 */
  index: Int32Array;
}

/** relative to the largest value: what rounding may have moved a value by */
const rounding = 1e-11;

/**
 * Do these values lie on a lattice whose step is at least `finest`? Null where not.
 *
 * The step is the greatest common divisor of the differences, by Euclid's algorithm on the reals; values that no lattice
 * holds bring it below `finest` after a few of them. `magnitude`: of the numbers that the values were computed from, where that is
 * larger than theirs: it says how much rounding to expect. O(values).
 *
 * @see oracle: fractions of small denominators
 */
export function latticeOf(values: ArrayLike<number>, finest: number, magnitude = 0): Lattice | null {
  const first = values[0]!;
  let least = first;
  let most = first;
  let size = Math.max(magnitude, Math.abs(first));
  let step = 0;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
    if (Math.abs(value) > size) size = Math.abs(value);
    step = divisor(step, Math.abs(value - first), rounding * size);
    if (step !== 0 && step < finest) return null;
  }
  if (step === 0) return null;
  const steps = Math.round((most - least) / step);
  if (steps > 2147483647) return null;
  // the widest difference tells the step best
  step = (most - least) / steps;
  const index = new Int32Array(values.length);
  const tolerance = Math.max(2 * rounding * size, 1e-9 * step);
  if (tolerance > 1e-3 * step) return null;
  for (let i = 0; i < values.length; i++) {
    index[i] = Math.round((values[i]! - least) / step);
    if (Math.abs(values[i]! - least - index[i]! * step) > tolerance) return null;
  }
  return { least, step, index };
}

/** the greatest common divisor of two lengths; what is below the tolerance is 0 */
function divisor(one: number, other: number, tolerance: number): number {
  let large = Math.max(one, other);
  let small = Math.min(one, other);
  while (small > tolerance) {
    const rest = large - small * Math.round(large / small);
    large = small;
    small = Math.abs(rest);
  }
  return large;
}
