/**
 * How near must two scores be to tie? 1e-9, times the width of the score's range where that is above 1.
 *
 * `range`: least and greatest score, null where unbounded; the answer is in score units. Averaging epochs makes .1 + .2 out
 * of .3: without a tolerance such pairs would be wins.
 */
export function tieTolerance(range: readonly [number, number] | null): number {
  return 1e-9 * Math.max(1, range ? range[1] - range[0] : 1);
}

/**
 * Are these values all equal, within a tolerance? True of none or one.
 *
 * `tolerance` in the units of `values`; O(n).
 */
export function allEqual(values: Float64Array, tolerance: number): boolean {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return !(greatest - least > tolerance);
}
