/** Deleting a checkpoint, an experiment, or everything of a project. */
import { z } from "zod";
import { Digest, Id } from "./ids.ts";

/** What a deletion takes with it. */
export const Affected = z
  .object({
    checkpoints: z.array(Id),
    experiments: z.array(Id).meta({ description: "That go, or lose an arm." }),
    suites: z.array(Id).meta({ description: "The project's own reading of suites." }),
    uploads: z.int(),
    results: z.int().meta({ description: "Current results, with their scores." }),
    comparisons: z.array(Digest).meta({ description: "Digests that answer 410 from then on." }),
  })
  .meta({ id: "Affected" });
export type Affected = z.infer<typeof Affected>;

/** What a confirmed DELETE answers. */
export const Deletion = z
  .object({
    deleted: z.string().meta({ description: "What went, in words." }),
    sequence: z
      .int()
      .nullable()
      .meta({ description: "The place that it took in the checkpoint's order; uploads before it are gone." }),
    affected: Affected,
  })
  .meta({ id: "Deletion" });
export type Deletion = z.infer<typeof Deletion>;

export const DeletionQuery = z.object({
  confirm: z
    .string()
    .optional()
    .meta({ description: "The token that the first answer (409) names under `errors`, at the place `confirm`." }),
});
