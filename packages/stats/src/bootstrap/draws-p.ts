/**
 * How surprising is this t among the studentised replicates? Two-sided, dual to the studentised interval.
 *
 * `ascending`: the replicates' t values, which behave as t does where there is no difference. Never 0: the observed t
 * counts as one more draw.
 *
 * p = 2·min(1 + #{t* ≥ t}, 1 + #{t* ≤ t}) / (B + 1)
 *
 * @see Davison & Hinkley (1997), ch. 4
 */
export function tTwoSidedFromDraws(ascending: Float64Array, t: number): number {
  let atLeast = 0;
  let atMost = 0;
  for (const draw of ascending) {
    if (draw >= t) atLeast += 1;
    if (draw <= t) atMost += 1;
  }
  return Math.min(1, (2 * (1 + Math.min(atLeast, atMost))) / (ascending.length + 1));
}

/**
 * How surprising is this difference among its replicates? The smallest α whose percentile interval leaves 0 out.
 *
 * `ascending`: replicates of the difference, those at 0 counted against it. Two-sided, never 0. O(B).
 *
 * @see Davison & Hinkley (1997), ch. 4; oracle: numpy, 200,000 resamples
 */
export function percentileP(ascending: Float64Array): number {
  let atLeast = 0;
  let atMost = 0;
  for (const draw of ascending) {
    if (draw >= 0) atLeast += 1;
    if (draw <= 0) atMost += 1;
  }
  return Math.min(1, (2 * (1 + Math.min(atLeast, atMost))) / (ascending.length + 1));
}
