/** Did both arms cost the same to train? */
import { type Checkpoint, type ComputeQuantity, computeQuantities } from "@evenmatch/contract/checkpoint";
import type { ComputeMatch } from "@evenmatch/contract/comparison";

/** Mean of each quantity over an arm's checkpoints; null unless every checkpoint declares at least one in common. */
export function armCompute(checkpoints: readonly Checkpoint[]): Partial<Record<ComputeQuantity, number>> | null {
  const declared: Partial<Record<ComputeQuantity, number>> = {};
  for (const quantity of computeQuantities) {
    const values = checkpoints.map(({ compute }) => compute?.[quantity]);
    if (values.length === 0 || values.some((value) => value === undefined)) continue;
    declared[quantity] = values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  }
  return Object.keys(declared).length === 0 ? null : declared;
}

/** Compares the first quantity that both arms declare, in the order FLOPs, tokens, steps, samples, GPU-hours. */
export function matchCompute(
  treatment: readonly Checkpoint[],
  baseline: readonly Checkpoint[],
  tolerance: number,
): ComputeMatch {
  const left = armCompute(treatment);
  const right = armCompute(baseline);
  for (const quantity of computeQuantities) {
    const spent = left?.[quantity];
    const reference = right?.[quantity];
    if (spent === undefined || reference === undefined) continue;
    const ratio = spent / reference;
    const status = Math.abs(ratio - 1) <= tolerance ? "matched" : "unmatched";
    return { status, quantity, treatment: spent, baseline: reference, ratio, tolerance };
  }
  return { status: "unknown", quantity: null, treatment: null, baseline: null, ratio: null, tolerance };
}
