import type { DesignResult, RowContext } from "./design-result.ts";
import { noDifference, noEstimate } from "./design-result.ts";

/** The row of two arms without a shared item, or of sums that leave the metric undefined. */
export function nothingToCompare(n: number, warning: string): Omit<DesignResult, "design"> {
  return {
    n,
    clusters: null,
    treatment: { ...noEstimate, n },
    baseline: { ...noEstimate, n },
    difference: noDifference,
    bootstrap: null,
    items: null,
    relativeChange: null,
    dz: null,
    baselineDeviation: null,
    clusterDesignEffect: null,
    variance: null,
    degenerate: true,
    warnings: [warning],
  };
}

/** The code that says why there is nothing to compare: no items, or sums that leave the metric undefined. */
export function reasonForNothing(n: number, context: RowContext): string {
  if (n === 0) return "no_shared_items";
  return context.metric.kind === "f1" ? "undefined_no_positives" : "undefined_ratio";
}
