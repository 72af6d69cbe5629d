import { type Clusters, clusterSums } from "../clusters.ts";
import type { RatioUnits } from "../intervals/ratio-of-sums.ts";

/** What is redrawn and summed: items, or whole clusters with their sums. */
export interface Units {
  units: RatioUnits;
  /** are they clusters? */
  clustered: boolean;
}

/**
 * The units of a mean of item values: numerators w·x and denominators w, summed by cluster.
 *
 * `weighting` "clusters": the mean of cluster means instead, each cluster's own (weighted) mean with denominator 1.
 */
export function unitsOf(
  values: Float64Array,
  groups: { clusters: Clusters | null; weight: Float64Array | null },
  weighting: "items" | "clusters",
): Units {
  const weight = groups.weight ?? new Float64Array(values.length).fill(1);
  const weighted = groups.weight ? values.map((value, i) => value * weight[i]!) : values;
  return unitsOfSums({ numerator: weighted, denominator: weight }, groups.clusters, weighting);
}

/** The same for items that bring a numerator and a denominator of their own. */
export function unitsOfSums(items: RatioUnits, clusters: Clusters | null, weighting: "items" | "clusters"): Units {
  const numerator = clusterSums(items.numerator, clusters);
  const denominator = clusterSums(items.denominator, clusters);
  if (weighting === "items" || !clusters) return { units: { numerator, denominator }, clustered: clusters !== null };
  return {
    units: {
      numerator: numerator.map((sum, cluster) => (denominator[cluster] === 0 ? 0 : sum / denominator[cluster]!)),
      denominator: denominator.map((sum) => (sum === 0 ? 0 : 1)),
    },
    clustered: true,
  };
}

/**
 * Do all units have one ratio, so that no redrawing would move it? The residuals are compared with the tolerance of a
 * score, unit by unit: a sum of squares may be 0 by rounding, or not be.
 */
export function isConstant({ numerator, denominator }: RatioUnits, ratio: number, tolerance: number): boolean {
  return numerator.every((value, i) => {
    const weight = denominator[i]!;
    return Math.abs(value - ratio * weight) <= tolerance * Math.max(1, Math.abs(weight));
  });
}
