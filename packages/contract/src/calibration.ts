/** An A/A check: what the same pipeline says of an arm compared with itself. */
import { z } from "zod";
import { Interval } from "./comparison.ts";
import { Digest, Id } from "./ids.ts";

const figure = z.number().nullable();

/** What POST /v1/experiments/{experiment}/calibration takes. */
export const CalibrationRequest = z
  .strictObject({
    arm: z.enum(["treatment", "baseline"]).default("baseline"),
    rerun: z
      .array(Id)
      .min(1)
      .max(64)
      .optional()
      .meta({ description: "Checkpoints that are the arm evaluated once more; they stand against it." }),
    split: z
      .enum(["epochs", "items"])
      .optional()
      .meta({ description: "Without a rerun: the arm's odd against its even epochs, or seeded halves of its items." }),
    seed: z.string().max(100).default("").meta({ description: "Of the halves." }),
  })
  .meta({ id: "CalibrationRequest" });
export type CalibrationRequest = z.infer<typeof CalibrationRequest>;

export const Calibration = z
  .object({
    digest: Digest.meta({ description: "Of the request and everything that it was computed from." }),
    experiment: Id,
    arm: z.enum(["treatment", "baseline"]),
    by: z.enum(["rerun", "epochs", "items"]),
    rerun: z.array(Id),
    level: z.number(),
    tests: z.int().meta({ description: "Rows with a p-value." }),
    falsePositives: z.int().meta({ description: "Rows whose own p-value is at most 1 − level, uncorrected." }),
    rate: figure,
    interval: Interval.meta({ description: "Of the rate, Clopper–Pearson." }),
    p: figure.meta({ description: "So many false positives or more, if every test kept its level; one-sided." }),
    isMiscalibrated: z.boolean().meta({ description: "The interval of the rate lies above 1 − level." }),
    falseVerdicts: z.int().meta({ description: "Rows called improved or regressed, corrected as the plan says." }),
    suites: z.array(
      z.object({
        suite: Id,
        variant: z.string(),
        condition: z.string(),
        design: z.string(),
        n: z.int().nullable(),
        difference: z.number(),
        noiseFloor: figure.meta({
          description: "Half the interval's width: a smaller difference is what evaluating again shows anyway.",
        }),
        p: figure,
        isFalsePositive: z.boolean(),
      }),
    ),
    left: z.array(z.object({ suite: Id, variant: z.string(), condition: z.string(), reason: z.string() })),
  })
  .meta({ id: "Calibration" });
export type Calibration = z.infer<typeof Calibration>;
