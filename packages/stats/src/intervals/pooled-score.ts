import { normalTwoSidedP } from "../distributions/normal-critical.ts";
import type { Proportion } from "./newcombe.ts";

/**
 * How surprising is this difference of two independent proportions, if the rates were equal? Pooled score z, two-sided.
 *
 * 1 where the rates are equal (0 of n against 0 of m as well).
 *
 * @see oracle: statsmodels proportions_ztest
 */
export function pooledScoreP(treatment: Proportion, baseline: Proportion): number {
  const cross = treatment.successes * baseline.n - baseline.successes * treatment.n;
  if (cross === 0) return 1;
  const pooled = (treatment.successes + baseline.successes) / (treatment.n + baseline.n);
  const variance = pooled * (1 - pooled) * (1 / treatment.n + 1 / baseline.n);
  const z = (treatment.successes / treatment.n - baseline.successes / baseline.n) / Math.sqrt(variance);
  return Math.max(normalTwoSidedP(z), Number.MIN_VALUE);
}
