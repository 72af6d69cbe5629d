import type { Interval } from "../row.ts";
import { tInterval } from "./t-interval.ts";
import { satterthwaite } from "./welch.ts";

/** P(T > B) + ½P(T = B) of two independent samples. */
export interface ProbabilityOfImprovement {
  probability: number;
  /** null where the samples do not overlap, or every value is the same */
  standardError: number | null;
  degreesOfFreedom: number | null;
  /** not clipped to [0, 1] */
  interval: Interval | null;
  /** of the hypothesis that the probability is ½ */
  p: number | null;
}

/**
 * How probable is it that a score of the treatment is above one of the baseline, ties counted half? Independent samples.
 *
 * Brunner and Munzel's variance from the ranks, with t. O(n log n). Values nearer than `tolerance` to the next one in
 * order are tied with it. Null where an arm has fewer than 2 values.
 *
 * @see Brunner & Munzel (2000), Biom. J. 42; oracle: statsmodels rank_compare_2indep, scipy.stats.mannwhitneyu
 */
export function brunnerMunzel(options: {
  treatment: Float64Array;
  baseline: Float64Array;
  level: number;
  tolerance: number;
}): ProbabilityOfImprovement | null {
  const { treatment, baseline, level, tolerance } = options;
  const n = treatment.length;
  const m = baseline.length;
  if (n < 2 || m < 2) return null;
  const together = midRanks([...treatment, ...baseline], tolerance);
  const ofTreatment = placements(treatment, together.slice(0, n), tolerance);
  const ofBaseline = placements(baseline, together.slice(n), tolerance);
  // the mean placement of a treatment value among the baseline's
  const probability = ofTreatment.mean / m;
  const fromTreatment = ofTreatment.variance / (n * m * m);
  const fromBaseline = ofBaseline.variance / (m * n * n);
  const variance = fromTreatment + fromBaseline;
  if (variance === 0) return { probability, standardError: null, degreesOfFreedom: null, interval: null, p: null };
  const standardError = Math.sqrt(variance);
  const degreesOfFreedom = satterthwaite([
    { variance: fromTreatment, degreesOfFreedom: n - 1 },
    { variance: fromBaseline, degreesOfFreedom: m - 1 },
  ]);
  const { interval, p } = tInterval({ estimate: probability - 0.5, standardError, degreesOfFreedom, level });
  return {
    probability,
    standardError,
    degreesOfFreedom,
    interval: interval && [interval[0] + 0.5, interval[1] + 0.5],
    p,
  };
}

/** how many of the other sample lie below each value (ties half): rank among all less rank among its own */
function placements(
  own: Float64Array,
  ranksTogether: readonly number[],
  tolerance: number,
): { mean: number; variance: number } {
  const alone = midRanks([...own], tolerance);
  const placed = ranksTogether.map((rank, i) => rank - alone[i]!);
  const mean = placed.reduce((sum, each) => sum + each, 0) / placed.length;
  const squares = placed.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  return { mean, variance: squares / (placed.length - 1) };
}

function midRanks(values: readonly number[], tolerance: number): number[] {
  const order = values.map((_, i) => i).sort((left, right) => values[left]! - values[right]!);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!]! - values[order[to - 1]!]! <= tolerance) to += 1;
    // ranks from + 1 … to share their mean
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
