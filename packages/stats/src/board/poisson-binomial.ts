import { need } from "../errors.ts";

/**
 * How probable is each number of successes, if trial i succeeds with probability pᵢ?
 *
 * `probabilities`: one per trial, in [0, 1]. Answers n + 1 probabilities, of 0 … n successes; exact convolution, O(n²).
 *
 * @throws {StatsError} if a probability is outside [0, 1]
 * @see oracle: exact convolution
 */
export function poissonBinomial(probabilities: readonly number[]): number[] {
  const pmf = [1];
  for (const p of probabilities) {
    need(p >= 0 && p <= 1, `probabilities in [0, 1] were needed, found ${p}`);
    pmf.push(0);
    for (let k = pmf.length - 1; k >= 0; k--) pmf[k] = pmf[k]! * (1 - p) + (k > 0 ? pmf[k - 1]! * p : 0);
  }
  return pmf;
}
