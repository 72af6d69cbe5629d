import { need } from "../errors.ts";

/**
 * How well are what was found and what was found rightly balanced? F1 from counts, 2·tp/(2·tp + fp + fn).
 *
 * `tp`, `fp`, `fn`: numbers of true positives, false positives, false negatives. Null where there was nothing to find and
 * nothing was found: that is neither 0 nor 1.
 *
 * @throws {StatsError} if a count is negative or not finite
 * @see oracle: scikit-learn f1_score
 */
export function f1({ tp, fp, fn }: { tp: number; fp: number; fn: number }): number | null {
  need(
    [tp, fp, fn].every((count) => count >= 0 && Number.isFinite(count)),
    `counts of at least 0 were needed, found ${tp}, ${fp}, ${fn}`,
  );
  const denominator = 2 * tp + fp + fn;
  return denominator === 0 ? null : (2 * tp) / denominator;
}
