import { isExact } from "../exact/exact-block.ts";
import type { RowPlan } from "../input.ts";
import type { BootstrapBlock } from "../row.ts";

/**
 * The bootstrap block of data that redrawing can't move: every resample has the same difference, so there is no interval.
 *
 * `difference`: that value, turned so that positive is better; null without a direction.
 */
export function constantBlock(plan: RowPlan, difference: number | null): BootstrapBlock {
  return {
    kind: plan.bootstrap,
    replicates: isExact(plan) ? 0 : plan.replicates,
    interval: null,
    studentised: null,
    standardError: null,
    monteCarloError: null,
    undefinedResamples: 0,
    shareImproved: difference === null ? null : difference > 0 ? 1 : difference < 0 ? 0 : 0.5,
  };
}
