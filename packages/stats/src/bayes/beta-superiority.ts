import { need } from "../errors.ts";

/** Shapes of a beta law: with a flat prior, 1 + successes and 1 + failures. Whole numbers. */
export interface BetaShapes {
  alpha: number;
  beta: number;
}

/**
 * How probable is it that the treatment's rate exceeds the baseline's, given independent beta posteriors?
 *
 * Whole shapes ≥ 1 only: then the probability is a finite sum, exact but for rounding, in O(treatment's shapes). It
 * leans on the prior and knows nothing of shared items: never a verdict.
 *
 * @throws {StatsError} if a shape is not a whole number ≥ 1
 * @see Cook (2003), "Numerical computation of stochastic inequality probabilities"; oracle: numerical quadrature
 */
export function betaSuperiority(treatment: BetaShapes, baseline: BetaShapes): number {
  for (const shape of [treatment.alpha, treatment.beta, baseline.alpha, baseline.beta]) {
    need(Number.isInteger(shape) && shape >= 1, `whole shapes of at least 1 were needed, found ${shape}`);
  }
  // logarithms: with thousands of items the first terms are below the smallest float
  let logTerm = 0;
  for (let j = 0; j < treatment.beta; j++) {
    logTerm += Math.log((baseline.beta + j) / (baseline.alpha + baseline.beta + j));
  }
  let probability = 0;
  for (let i = 0; i < treatment.alpha; i++) {
    probability += Math.exp(logTerm);
    const rise = (baseline.alpha + i) * (treatment.beta + i);
    logTerm += Math.log(rise / ((baseline.alpha + baseline.beta + treatment.beta + i) * (1 + i)));
  }
  return Math.min(1, probability);
}
