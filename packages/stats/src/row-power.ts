import type { DesignResult } from "./designs/design-result.ts";
import type { RowPlan } from "./input.ts";
import type { PairedVarianceComponents } from "./intervals/variance-components.ts";
import { detectionFactor } from "./power/minimum-detectable.ts";
import type { RowAnalysis } from "./row.ts";

/**
 * What could this row have found, and what would settle it?
 *
 * The smallest difference found with 80 % power; the number of items at which that equals the margin, all else as it is
 * (null where training seeds alone leave more); the epochs per item and arm at which it does with these items (null
 * where the items alone leave more, or epochs were not repeated).
 *
 * @see Miller (2024), arXiv 2411.00640
 */
export function rowPower(
  { n, variance }: Pick<DesignResult, "n" | "variance">,
  components: PairedVarianceComponents | null,
  { plan, margin }: { plan: RowPlan; margin: number | null },
): Pick<RowAnalysis, "minimumDetectable" | "wouldSettle"> {
  if (!variance) return { minimumDetectable: null, wouldSettle: null };
  const factor = detectionFactor({ level: plan.level });
  const minimumDetectable = factor * Math.sqrt(variance.items + variance.fixed);
  if (margin === null || !(margin > 0) || n === null) return { minimumDetectable, wouldSettle: null };
  // the variance at which the margin is just found, less what more items don't shrink
  const room = (margin * margin) / (factor * factor) - variance.fixed;
  const items = room > 0 ? Math.ceil((n * variance.items) / room) : null;
  return { minimumDetectable, wouldSettle: { items, epochs: epochsNeeded(n, room, components) } };
}

function epochsNeeded(n: number, room: number, components: PairedVarianceComponents | null): number | null {
  if (!components || n < 2) return null;
  // the items' own variance with divisor n − 1, as the row's standard error has it
  const between = ((components.items + components.noise) * n) / (n - 1);
  const left = n * room - Math.max(0, between - components.noise);
  return left > 0 && components.epochs > 0 ? Math.ceil(components.epochs / left) : null;
}
