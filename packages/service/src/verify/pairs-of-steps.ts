import type { Plan } from "@evenmatch/contract/plan";
import { type Arms, pairArms } from "../compare/arms.ts";
import type { Pair, Readings } from "../compare/pairing.ts";
import { comparedSteps } from "../compare/steps.ts";

/** Every pair that a comparison of these arms reads scores of, over all its steps. */
export function pairsOfSteps(arms: Arms, plan: Plan, readings: Readings): Pair[] {
  return comparedSteps(arms).flatMap((step) => pairArms(step, plan, readings).pairs);
}
