import { presentPValues } from "./present-p-values.ts";

/**
 * Bonferroni's adjustment: which of these suites differ when each is charged for all the others?
 *
 * `pValues`: one per suite, in [0, 1]; nulls are no tests, stay null and are not counted. Returned in the order given.
 *
 * @throws {StatsError} if a p-value is outside [0, 1]
 * @see oracle: statsmodels multipletests(method="bonferroni")
 */
export function bonferroni(pValues: readonly (number | null)[]): (number | null)[] {
  const tests = presentPValues(pValues).length;
  return pValues.map((p) => (p === null ? null : Math.min(1, p * tests)));
}
