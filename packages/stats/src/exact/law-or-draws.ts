import { type BootstrapResult, bootstrapBlock, type Replicates } from "../bootstrap/block.ts";
import type { RowPlan } from "../input.ts";
import { drawnPlan, exactBlock, isExact } from "./exact-block.ts";
import type { BootstrapLaw, DrawnReason } from "./law.ts";

/**
 * The bootstrap block of a row as its plan asks: drawn, or by its law; drawn after all, with the reason, where there is none.
 *
 * `law` and `draws` are called only when needed. `studentised`: the row's interval itself is the studentised one, which has no
 * law: it is drawn beside the exact block.
 */
export function lawOrDraws(options: {
  law: () => BootstrapLaw | DrawnReason;
  draws: () => Replicates;
  estimate: number;
  jackknife: () => Float64Array;
  studentised: boolean;
  plan: RowPlan;
  sign: 1 | -1 | null;
}): BootstrapResult {
  const { draws, plan, sign } = options;
  if (!isExact(plan)) return bootstrapBlock(draws(), plan, sign);
  const law = options.law();
  const block = typeof law === "string" ? law : exactBlock(law, options);
  if (typeof block === "string") return drawnBlock(draws(), { plan, sign, because: block });
  if (!options.studentised) return { block, undefinedShare: 1, p: null };
  const drawn = bootstrapBlock(draws(), drawnPlan(plan), sign);
  return {
    ...drawn,
    block: { ...block, replicates: plan.replicates, studentised: drawn.block.studentised },
  };
}

/** A drawn block under any plan; under one that asks for the law, with the reason why it is drawn. */
export function drawnBlock(
  replicates: Replicates,
  { plan, sign, because }: { plan: RowPlan; sign: 1 | -1 | null; because: DrawnReason },
): BootstrapResult {
  const result = bootstrapBlock(replicates, drawnPlan(plan), sign);
  return isExact(plan) ? { ...result, block: { ...result.block, drawnBecause: because } } : result;
}
