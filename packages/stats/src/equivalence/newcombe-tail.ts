import { newcombe, type Proportion } from "../intervals/newcombe.ts";

/** Smallest one-sided p that is told apart: the interval's level is a float just below 1. */
const least = 1e-15;

/**
 * Is the first of two independent rates greater than the second by more than `threshold`? One-sided p of H: difference ≤
 * threshold, as the dual of Newcombe's interval.
 *
 * Half the α at which the interval's bound reaches the threshold, by bisection; so a p ≤ α/2 and an interval above the
 * threshold are the same statement, and two arms of 164 of 164 still have an answer. At least 1e-15.
 *
 * @throws {StatsError} if an arm has no trials
 * @see Newcombe (1998), Statist. Med. 17, 873; oracle: the interval itself
 */
export function newcombeTail(first: Proportion, second: Proportion, threshold: number): number {
  const difference = first.successes / first.n - second.successes / second.n;
  if (difference < threshold) return 1 - newcombeTail(second, first, -threshold);
  if (difference === threshold) return 0.5;
  // bisection of the logarithm of the tail: from a half, where the interval has no width, to the least
  let excluded = Math.log(0.5);
  let included = Math.log(least);
  const reaches = (logTail: number) => newcombe(first, second, 1 - 2 * Math.exp(logTail))[0] <= threshold;
  if (!reaches(included)) return least;
  for (let step = 0; step < 60; step++) {
    const middle = (excluded + included) / 2;
    if (middle === excluded || middle === included) break;
    if (reaches(middle)) included = middle;
    else excluded = middle;
  }
  return Math.exp(included);
}
