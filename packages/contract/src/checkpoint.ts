/** A model at a step of a run, with what it cost to train. */
import { z } from "zod";
import { Id } from "./ids.ts";

export const computeQuantities = ["flops", "tokens", "steps", "samples", "gpuHours"] as const;
export type ComputeQuantity = (typeof computeQuantities)[number];

/** Training compute, as declared: any of the quantities, and where the figures come from. */
export const Compute = z
  .strictObject({
    flops: z.number().positive().optional(),
    tokens: z.number().positive().optional(),
    steps: z.number().positive().optional(),
    samples: z.number().positive().optional(),
    gpuHours: z.number().positive().optional(),
    source: z.string().max(500).optional().meta({ description: "Where the figures come from." }),
  })
  .meta({ id: "Compute" });
export type Compute = z.infer<typeof Compute>;

/** What PUT /v1/checkpoints/{checkpoint} takes. */
export const Checkpoint = z
  .strictObject({
    name: z.string().max(300).optional(),
    run: z.string().max(300).optional(),
    step: z.number().nonnegative().optional(),
    seed: z.string().max(100).optional().meta({ description: "Training seed." }),
    compute: Compute.optional(),
    comparator: z
      .enum(["compute-matched", "pre-rl", "human", "other"])
      .optional()
      .meta({ description: "What kind of baseline this is, when it serves as one." }),
    trainedOn: z
      .strictObject({ domains: z.array(z.string().max(100)).max(50), traits: z.array(z.string().max(100)).max(50) })
      .optional()
      .meta({ description: "Domains and traits that the training aimed at." }),
  })
  .meta({ id: "Checkpoint" });
export type Checkpoint = z.infer<typeof Checkpoint>;

export const CheckpointAnswer = z
  .object({ checkpoint: Id, ...Checkpoint.shape, updatedAt: z.string() })
  .meta({ id: "CheckpointAnswer" });
export type CheckpointAnswer = z.infer<typeof CheckpointAnswer>;
