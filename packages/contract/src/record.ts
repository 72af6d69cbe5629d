/** What a comparison was made from: everything that it depends on, but the scores themselves. */
import { z } from "zod";
import { Checkpoint } from "./checkpoint.ts";
import { Digest, Id } from "./ids.ts";
import { Plan } from "./plan.ts";
import { Suite } from "./suite.ts";

/** A result of a checkpoint, as it was current when the comparison was made. */
export const RecordedResult = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    name: z.string(),
    resultHash: Digest,
    upload: z.string().meta({ description: "The upload that brought it; GET /v1/uploads/{upload} has its files." }),
    sequence: z.int().meta({ description: "The upload's place in the checkpoint's order." }),
    readerVersion: z.int().meta({ description: "Version of what turned the files into rows." }),
    definition: Suite,
    recognised: z.boolean(),
    metric: z.string(),
    metrics: z.array(z.string()),
    contains: z.array(z.string()).nullable(),
    harness: z.string(),
    taskVersion: z.string().nullable(),
    grader: z.string().nullable(),
    promptHash: z.string().nullable(),
    items: z.int().nullable(),
    catalogueItems: z.int().nullable(),
  })
  .meta({ id: "RecordedResult" });
export type RecordedResult = z.infer<typeof RecordedResult>;

export const RecordedCheckpoint = z
  .object({ checkpoint: Id, declared: Checkpoint, results: z.array(RecordedResult) })
  .meta({ id: "RecordedCheckpoint" });
export type RecordedCheckpoint = z.infer<typeof RecordedCheckpoint>;

/** How suites were read. */
export const RecordedSuites = z
  .object({
    rows: z.record(z.string(), Suite).meta({
      description: "`suite/variant/condition/metric` → its definition then: the project's own, else recognised.",
    }),
    planned: z
      .record(z.string(), Suite.nullable())
      .meta({ description: "Planned suites without a result; null: nothing was known of them." }),
  })
  .meta({ id: "RecordedSuites" });
export type RecordedSuites = z.infer<typeof RecordedSuites>;

/** What GET /v1/comparisons/{digest}/record answers. Written once, with the comparison; outside its digest. */
export const ComparisonRecord = z
  .object({
    format: z.literal("evenmatch-record"),
    version: z.literal(1),
    digest: Digest,
    specVersion: z.string(),
    experiment: Id.nullable(),
    planVersion: z.int().positive(),
    resultsVersion: z.int().meta({ description: "The experiment's results version that it is based on." }),
    comparedAt: z.string(),
    plan: Plan,
    arms: z.object({ treatment: z.array(RecordedCheckpoint), baseline: z.array(RecordedCheckpoint) }),
    suites: RecordedSuites,
    rows: z.array(Digest).meta({ description: "Digests of every row that it is composed of, ascending." }),
  })
  .meta({ id: "ComparisonRecord" });
export type ComparisonRecord = z.infer<typeof ComparisonRecord>;
