import { need } from "../errors.ts";
import { holm } from "./holm.ts";

/** What closed testing says of every subset of one set of hypotheses at once. */
export interface ClosedTesting {
  /** the greatest number of hypotheses whose intersection Simes' test cannot reject */
  hommelValue: number;
  /** of the hypotheses at these positions, at least so many are false (Simes' test: positive dependence) */
  atLeast(subset: readonly number[]): number;
  /** the same under any dependence: those of the subset that Holm rejects */
  atLeastAnyDependence(subset: readonly number[]): number;
}

/**
 * How many true discoveries are there at least, in any subset one may care to pick, even after seeing the data?
 *
 * `pValues`: one-sided, one per hypothesis, in [0, 1]; `alpha`: the confidence that is given up for all subsets
 * together. The bounds come from closed testing with Simes' local tests by Hommel's shortcut, O(m²) once and
 * O(s log s) for a subset of s; they equal those of testing all 2^m − 1 intersections.
 *
 * @throws {StatsError} if a p-value is outside [0, 1] or alpha outside (0, 1)
 * @see Goeman, Meijer, Krebs & Solari (2019), Biometrika 106, 841; oracle: every intersection enumerated, m ≤ 12
 */
export function closedTesting(pValues: readonly number[], alpha: number): ClosedTesting {
  need(alpha > 0 && alpha < 1, `an alpha in (0, 1) was needed, found ${alpha}`);
  const holmAdjusted = holm(pValues);
  const hommelValue = largestUnrejected(pValues, alpha);

  function atLeast(subset: readonly number[]): number {
    const ascending = subset.map((position) => valueAt(pValues, position)).sort((left, right) => left - right);
    let best = 0;
    let below = 0;
    for (let u = 1; u <= ascending.length; u++) {
      while (below < ascending.length && hommelValue * ascending[below]! <= u * alpha) below++;
      best = Math.max(best, 1 - u + below);
    }
    return best;
  }

  function atLeastAnyDependence(subset: readonly number[]): number {
    return subset.filter((position) => (valueAt(holmAdjusted, position) ?? 1) <= alpha).length;
  }

  return { hommelValue, atLeast, atLeastAnyDependence };
}

/** Hommel's h: the largest size whose most favourable intersection (the largest p-values) Simes does not reject. */
function largestUnrejected(pValues: readonly number[], alpha: number): number {
  const ascending = [...pValues].sort((left, right) => left - right);
  for (let size = ascending.length; size >= 1; size--) {
    if (!simesRejects(ascending.slice(ascending.length - size), alpha)) return size;
  }
  return 0;
}

function simesRejects(ascending: readonly number[], alpha: number): boolean {
  return ascending.some((p, rank) => ascending.length * p <= (rank + 1) * alpha);
}

function valueAt<T>(values: readonly T[], position: number): T {
  const value = values[position];
  need(value !== undefined, `a position below ${values.length} was needed, found ${position}`);
  return value;
}
