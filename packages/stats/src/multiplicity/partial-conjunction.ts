import { presentPValues } from "./present-p-values.ts";

/**
 * Do at least k suites really differ? One p-value for each k from 1 to the number of suites.
 *
 * `pValues`: one-sided, in [0, 1]. The k-th answer is the Bonferroni test on all but the k − 1 smallest, made
 * non-decreasing; valid under any dependence. The largest k at or below α is the number of Holm's rejections.
 *
 * @throws {StatsError} if a p-value is outside [0, 1]
 * @see Benjamini & Heller (2008), Biometrics 64, 1215; Dror et al. (2017), TACL 5, 471
 */
export function partialConjunction(pValues: readonly number[]): number[] {
  const ascending = presentPValues(pValues);
  let largest = 0;
  return ascending.map(({ p }, rank) => {
    largest = Math.max(largest, Math.min(1, (ascending.length - rank) * p));
    return largest;
  });
}
