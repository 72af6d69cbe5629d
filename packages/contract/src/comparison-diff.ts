/** What moved between two comparisons, and why. */
import { z } from "zod";
import { SuiteRow } from "./comparison.ts";
import { Digest, Id } from "./ids.ts";

/** A field that is not the same, by its path. */
export const Change = z
  .object({
    path: z.string(),
    before: z.json().nullable().meta({ description: "Null where there was none." }),
    after: z.json().nullable(),
  })
  .meta({ id: "Change" });
export type Change = z.infer<typeof Change>;

const RecordedVersion = z
  .object({ resultHash: Digest, upload: z.string(), sequence: z.int(), readerVersion: z.int() })
  .meta({ id: "RecordedVersion" });

/** A result that one comparison was made from and the other was not. */
export const ResultChange = z
  .object({
    arm: z.enum(["treatment", "baseline"]),
    checkpoint: Id,
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    change: z.enum(["added", "removed", "replaced", "reread"]).meta({
      description: "`reread`: the same upload, read by another version of the readers.",
    }),
    before: RecordedVersion.nullable(),
    after: RecordedVersion.nullable(),
  })
  .meta({ id: "ResultChange" });
export type ResultChange = z.infer<typeof ResultChange>;

const figures = SuiteRow.pick({ verdict: true, counted: true, suiteDigest: true }).extend({
  difference: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
});

export const rowReasons = ["results", "definition", "plan", "specification", "board"] as const;

/** A row that is not the same. */
export const RowChange = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    metric: z.string(),
    before: figures.nullable().meta({ description: "Null: no such row." }),
    after: figures.nullable(),
    why: z.array(z.enum(rowReasons)).meta({
      description: "`board`: its own figures are the same, and the other rows or what counts changed its verdict.",
    }),
  })
  .meta({ id: "RowChange" });
export type RowChange = z.infer<typeof RowChange>;

/** What GET /v1/comparisons/{before}/diff/{after} answers. */
export const ComparisonDiff = z
  .object({
    before: Digest,
    after: Digest,
    specVersion: Change.nullable(),
    plan: z.array(Change),
    arms: z.array(Change).meta({ description: "Checkpoints, declared compute and training." }),
    suites: z.array(Change).meta({ description: "Definitions of suites, where both were read." }),
    results: z.array(ResultChange).meta({ description: "Empty too where a comparison has no record." }),
    rows: z.array(RowChange),
    verdictsFlipped: z.int(),
    headline: z.array(Change).meta({ description: "Headline, win rate, guarantee and compute match." }),
  })
  .meta({ id: "ComparisonDiff" });
export type ComparisonDiff = z.infer<typeof ComparisonDiff>;
