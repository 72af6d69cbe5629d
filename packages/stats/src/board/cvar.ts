import { need } from "../errors.ts";
import { sum } from "../sum.ts";

/** One group's gap (−improvement: greater is worse) and its share of the whole. */
export interface GroupGap {
  gap: number;
  /** positive; shares need not sum to 1 */
  weight: number;
}

/**
 * How bad is it, on average, for the worst share α of the groups?
 *
 * CVaR_α = min_λ {λ + (1/α) Σ w_g [gap_g − λ]₊}. `alpha` in (0, 1]: at 1 it is the mean, below the smallest share it is
 * the worst group. A group on the boundary enters with the part of its weight that is needed.
 *
 * @throws {StatsError} without groups, if a weight is not positive, or alpha is outside (0, 1]
 * @see Rockafellar & Uryasev (2000), J. Risk 2, 21
 */
export function cvar(groups: readonly GroupGap[], alpha: number): number {
  const weights = worstWeights(groups, alpha);
  return sum(groups.map(({ gap }, i) => weights[i]! * gap));
}

/**
 * How much does each group weigh in the worst share α? Sums to 1; groups of equal gap are taken in the order given.
 *
 * `groups[i]`: its gap (greater is worse) and its positive share; `alpha` in (0, 1].
 *
 * @throws {StatsError} without groups, if a weight is not positive, or alpha is outside (0, 1]
 * @see Rockafellar & Uryasev (2000), J. Risk 2, 21; oracle: `cvar` is the mean of the gaps under these weights
 */
export function worstWeights(groups: readonly GroupGap[], alpha: number): number[] {
  need(groups.length > 0, "at least one group was needed, found none");
  need(alpha > 0 && alpha <= 1, `an alpha in (0, 1] was needed, found ${alpha}`);
  for (const { weight } of groups) need(weight > 0, `positive weights were needed, found ${weight}`);
  const total = sum(groups.map(({ weight }) => weight));
  const worstFirst = groups.map((_, index) => index).sort((i, j) => groups[j]!.gap - groups[i]!.gap || i - j);
  const weights = new Array<number>(groups.length).fill(0);
  let left = alpha;
  for (const index of worstFirst) {
    const taken = Math.min(left, groups[index]!.weight / total);
    weights[index] = taken / alpha;
    left -= taken;
    if (left <= 0) break;
  }
  return weights;
}
