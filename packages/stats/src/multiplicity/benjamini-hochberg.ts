import { presentPValues } from "./present-p-values.ts";

/**
 * Benjamini and Hochberg's step-up adjustment: which differences may be named if a share of them may be false?
 *
 * `pValues`: one per suite, in [0, 1]; nulls are no tests, stay null and are not counted. Returned in the order given;
 * O(m log m). Naming those at or below α keeps the expected share of false ones ≤ α under positive dependence.
 *
 * @throws {StatsError} if a p-value is outside [0, 1]
 * @see Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57, 289; oracle: statsmodels multipletests(method="fdr_bh")
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const ascending = presentPValues(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  for (let rank = ascending.length; rank >= 1; rank--) {
    const { index, p } = ascending[rank - 1]!;
    // the quotient is 1 at the last rank: p is kept to the bit
    smallest = Math.min(smallest, p * (ascending.length / rank));
    adjusted[index] = smallest;
  }
  return adjusted;
}
