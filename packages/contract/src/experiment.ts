/** Two arms and an analysis plan fixed in advance. */
import { z } from "zod";
import { Id } from "./ids.ts";
import { Plan } from "./plan.ts";

export const Experiment = z
  .strictObject({
    name: z.string().max(300).optional(),
    treatment: z.array(Id).min(1).max(64),
    baseline: z.array(Id).min(1).max(64),
    plan: Plan.prefault({}),
  })
  .meta({ id: "Experiment" });
export type Experiment = z.infer<typeof Experiment>;

/** Where an experiment's comparison stands. */
export const ExperimentStatus = z
  .enum(["waiting", "computing", "current", "failed"])
  .meta({ description: "waiting: an arm has no results yet; current: the comparison covers every finished upload." });

export const ExperimentAnswer = z
  .object({
    experiment: Id,
    ...Experiment.shape,
    planVersion: z.int().positive(),
    planFixed: z
      .enum(["before", "after"])
      .meta({ description: "Whether this plan was fixed before the first result." }),
    status: ExperimentStatus,
    failure: z.string().nullable(),
    digest: z.string().nullable().meta({ description: "The current comparison." }),
    resultsVersion: z.int().nonnegative().meta({ description: "Raised by every finished upload of its checkpoints." }),
    basedOn: z.int().nonnegative().meta({ description: "The results version that the comparison covers." }),
    updatedAt: z.string(),
  })
  .meta({ id: "ExperimentAnswer" });
export type ExperimentAnswer = z.infer<typeof ExperimentAnswer>;
