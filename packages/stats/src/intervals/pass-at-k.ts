import { need } from "../errors.ts";

/**
 * What is the best of k attempts worth, on average over all choices of k of these scores? Of 0/1 scores: pass@k.
 *
 * Unbiased: 1 − C(n − c, k)/C(n, k) for c successes of n. Null with fewer than k scores.
 *
 * @throws {StatsError} if k is not a whole number ≥ 1
 * @see Chen et al. (2021), arXiv 2107.03374
 */
export function passAtK(scores: ArrayLike<number>, k: number): number | null {
  return meanOfLeast(Float64Array.from(scores).sort().reverse(), k);
}

/**
 * What is the worst of k attempts worth, on average over all choices of k of these scores?
 *
 * Unbiased: Σ C(n − i, k − 1)/C(n, k) · x₍ᵢ₎, ascending. Null with fewer than k scores.
 *
 * @throws {StatsError} if k is not a whole number ≥ 1
 * @see HealthBench's worst-at-k, arXiv 2505.08775; oracle: its published analysis
 */
export function worstOfK(scores: ArrayLike<number>, k: number): number | null {
  return meanOfLeast(Float64Array.from(scores).sort(), k);
}

/** the mean, over all subsets of k, of the member that comes first in this order */
function meanOfLeast(ordered: Float64Array, k: number): number | null {
  need(Number.isInteger(k) && k >= 1, `a whole k of at least 1 was needed, found ${k}`);
  const n = ordered.length;
  if (n < k) return null;
  let share = k / n;
  let total = 0;
  for (let i = 0; i + k <= n; i++) {
    total += share * ordered[i]!;
    // C(n−i−2, k−1) from C(n−i−1, k−1): no factorials, so no overflow
    share *= (n - i - k) / (n - i - 1);
  }
  return total;
}
