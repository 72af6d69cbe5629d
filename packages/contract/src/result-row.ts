/** The project's own line format: one score, one summary or one judgement a line. */
import { z } from "zod";
import { Id } from "./ids.ts";
import { limits } from "./limits.ts";

const common = {
  suite: z.string().min(1).max(300),
  suiteVersion: z.union([z.string(), z.number()]).optional(),
  variant: z.string().max(300).optional(),
  metric: z.string().max(200).optional(),
  condition: z.string().max(200).optional(),
  seed: z.union([z.string(), z.number()]).optional(),
  direction: z
    .enum(["higher", "lower", "unknown"])
    .optional()
    .meta({ description: "`higher` unless said; of the metric, on its first row or on all." }),
};

/** A score of one item under one epoch. */
export const ScoreLine = z
  .strictObject({
    ...common,
    item: z.union([z.string().min(1).max(500), z.int()]),
    epoch: z.int().positive().optional(),
    score: z.number().nullable(),
    status: z.enum(["ok", "error", "unscored", "refused", "timeout"]).optional(),
    cluster: z.union([z.string(), z.number()]).optional(),
    weight: z.number().positive().optional(),
    strata: z.union([z.string(), z.number()]).optional(),
    tp: z.number().nonnegative().optional(),
    fp: z.number().nonnegative().optional(),
    fn: z.number().nonnegative().optional(),
    itemHash: z.string().max(128).optional(),
    subscores: z
      .record(z.string().min(1).max(200), z.number())
      .optional()
      .meta({ description: "Named parts of the score: a rubric's themes, its axes." }),
  })
  .meta({ id: "ScoreLine" });
export type ScoreLine = z.infer<typeof ScoreLine>;

/** A suite without items: its mean, its standard error and its n. */
export const AggregateLine = z
  .strictObject({
    ...common,
    mean: z.number(),
    standardError: z.number().nonnegative().nullable().optional(),
    n: z.int().positive().nullable().optional(),
  })
  .meta({ id: "AggregateLine" });

/** A suite without items: successes of n. */
export const CountsLine = z
  .strictObject({ ...common, successes: z.int().nonnegative(), n: z.int().positive() })
  .meta({ id: "CountsLine" });

/** A side-by-side judgement. */
export const JudgementLine = z
  .strictObject({
    ...common,
    item: z.union([z.string().min(1).max(500), z.int()]),
    preferred: z.enum(["treatment", "tie", "baseline"]),
    rater: z.union([z.string(), z.number()]).optional(),
    cluster: z.union([z.string(), z.number()]).optional(),
  })
  .meta({ id: "JudgementLine" });

export const ResultRow = z.union([ScoreLine, AggregateLine, CountsLine, JudgementLine]).meta({ id: "ResultRow" });
export type ResultRow = z.infer<typeof ResultRow>;

/** What POST /v1/results takes: native rows in one request. */
export const ResultsRequest = z
  .strictObject({ checkpoint: Id, rows: z.array(z.unknown()).min(1).max(limits.rows) })
  .meta({ id: "ResultsRequest" });
export type ResultsRequest = z.infer<typeof ResultsRequest>;
