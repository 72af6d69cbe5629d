import { presentPValues } from "./present-p-values.ts";

/**
 * Hommel's adjustment: which suites differ by closed testing with Simes' test? Never less powerful than Holm's.
 *
 * `pValues`: one per suite, in [0, 1]; nulls are no tests, stay null and are not counted. Returned in the order given;
 * O(m²). Controls the family-wise error where Simes' inequality holds (independence, positive dependence).
 *
 * @throws {StatsError} if a p-value is outside [0, 1]
 * @see Hommel (1988), Biometrika 75, 383; Wright (1992), Biometrics 48, 1005; oracle: statsmodels
 *   multipletests(method="hommel")
 */
export function hommel(pValues: readonly (number | null)[]): (number | null)[] {
  const ascending = presentPValues(pValues);
  const tests = ascending.length;
  const adjusted = ascending.map(({ p }) => p);
  for (let size = tests; size > 1; size--) {
    // Simes over the `size` largest p-values
    let simes = 1;
    for (let rank = 1; rank <= size; rank++) {
      simes = Math.min(simes, (size * ascending[tests - size + rank - 1]!.p) / rank);
    }
    for (let position = 0; position < tests; position++) {
      // the smaller p-values can at best be joined to the size − 1 largest
      const bound = position >= tests - size + 1 ? simes : Math.min(simes, size * ascending[position]!.p);
      adjusted[position] = Math.max(adjusted[position]!, bound);
    }
  }
  const result: (number | null)[] = pValues.map(() => null);
  for (const [position, { index }] of ascending.entries()) result[index] = Math.min(1, adjusted[position]!);
  return result;
}
