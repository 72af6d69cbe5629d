import { need } from "../errors.ts";

/** One criterion of a rubric: its points, negative for what an answer should not do, and whether it was met. */
export interface Criterion {
  points: number;
  met: boolean;
}

/**
 * What is an answer worth by its rubric: points met over the *positive* points?
 *
 * Not clipped: an answer that does what it should not may be below 0. Null without positive points.
 *
 * @see HealthBench, arXiv 2505.08775; oracle: simple-evals calculate_score
 */
export function rubricScore(criteria: readonly Criterion[]): number | null {
  let met = 0;
  let positive = 0;
  for (const criterion of criteria) {
    if (criterion.met) met += criterion.points;
    if (criterion.points > 0) positive += criterion.points;
  }
  return positive === 0 ? null : met / positive;
}

/**
 * What does a table show as the mean of rubric scores: the mean, clipped to the range *after* averaging?
 *
 * `scores`: points met / positive points, one for each item, unclipped. Arms are compared unclipped.
 *
 * @throws {StatsError} without scores
 * @see HealthBench, arXiv 2505.08775; oracle: simple-evals, clipped mean
 */
export function clippedMean(scores: ArrayLike<number>, range: readonly [number, number] = [0, 1]): number {
  need(scores.length > 0, "at least one score was needed, found none");
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i]!;
  return Math.min(range[1], Math.max(range[0], sum / scores.length));
}
