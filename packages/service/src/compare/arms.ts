/** Two arms: declared checkpoints with their results. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Plan } from "@evenmatch/contract/plan";
import { type Pair, pairResults, type Readings, type Result, type Unpaired } from "./pairing.ts";

/** A checkpoint of an arm: as declared, with its results. */
export interface Member {
  checkpoint: string;
  body: Checkpoint;
  step: number | undefined;
  seed: string | null;
  results: readonly Result[];
}

export interface Arms {
  treatment: readonly Member[];
  baseline: readonly Member[];
}

/** Which results of the arms make rows under the plan. */
export function pairArms(arms: Arms, plan: Plan, readings: Readings): { pairs: Pair[]; unpaired: Unpaired[] } {
  return pairResults({ ...arms, plan, ...readings });
}
