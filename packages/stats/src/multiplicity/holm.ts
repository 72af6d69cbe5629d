import { presentPValues } from "./present-p-values.ts";

/**
 * Holm's step-down adjustment: which of these suites still differ when all are read together?
 *
 * `pValues`: one per suite, in [0, 1]; nulls are no tests, stay null and are not counted. Returned in the order given;
 * O(m log m). Controls the family-wise error under any dependence.
 *
 * @throws {StatsError} if a p-value is outside [0, 1]
 * @see Holm (1979), Scand. J. Statist. 6, 65; oracle: statsmodels multipletests(method="holm")
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const ascending = presentPValues(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  for (const [rank, { index, p }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, p * (ascending.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
