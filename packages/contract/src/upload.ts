/** Files of one checkpoint, which become results. */
import { z } from "zod";
import { Digest, Id } from "./ids.ts";
import { limits } from "./limits.ts";
import { ProblemDetailSchema } from "./parse.ts";
import { patternText } from "./pattern-text.ts";

/** How one file is read, where it is not as the others. */
export const FileReading = z
  .strictObject({
    condition: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: "The condition of its rows; before their own, where they name one." }),
    clusterKey: z.string().min(1).max(200).optional(),
    itemKey: z.string().min(1).max(200).optional(),
    model: z.string().min(1).max(200).optional(),
  })
  .meta({ id: "FileReading" });
export type FileReading = z.infer<typeof FileReading>;

/** What tasks are, where recognition should not decide: of several rules the first that a task's name fits. */
export const TaskRule = z
  .strictObject({
    task: patternText("name").meta({
      description: "The harness' task name: `*` any text, `?` one character, `{name}` kept.",
    }),
    harness: z.string().max(50).optional(),
    suite: z.string().min(1).max(300).optional().meta({ description: "The suite; may hold the pattern's names." }),
    variant: z.string().max(300).optional().meta({ description: "The variant; may hold the pattern's names." }),
    metric: z.string().min(1).max(200).optional().meta({ description: "The metric to judge by." }),
  })
  .meta({ id: "TaskRule" });
export type TaskRule = z.infer<typeof TaskRule>;

export const UploadFile = z
  .strictObject({
    name: z.string().min(1).max(500),
    bytes: z.int().nonnegative().max(5_000_000_000),
    sha256: Digest.optional().meta({ description: "Checked on arrival where given." }),
    reading: FileReading.optional().meta({ description: "How it is read, where it is not as the others." }),
  })
  .meta({ id: "UploadFile" });
export type UploadFile = z.infer<typeof UploadFile>;

/** Where native rows came from when the trainer's own machine read the logs. */
export const Provenance = z
  .strictObject({
    file: z.string().max(500),
    sha256: Digest,
    format: z.string().max(50),
    readerVersion: z.int().nonnegative(),
    headerMatches: z.union([z.boolean(), z.literal("not_comparable")]),
  })
  .meta({ id: "Provenance" });
export type Provenance = z.infer<typeof Provenance>;

/** What POST /v1/uploads takes. */
export const UploadRequest = z
  .strictObject({
    checkpoint: Id,
    files: z.array(UploadFile).min(1).max(limits.files),
    suite: Id.optional().meta({ description: "Names the suite, where recognition should not." }),
    metric: z.string().max(200).optional(),
    clusterKey: z.string().max(200).optional().meta({ description: "Metadata key that names an item's cluster." }),
    itemKey: z.string().max(200).optional().meta({ description: "Key that names the item, in formats without an id." }),
    model: z.string().max(200).optional().meta({ description: "The model to read, where a file holds several." }),
    runs: z.literal("epochs").optional().meta({ description: "Several runs of one task are repeats of it." }),
    tasks: z.array(TaskRule).max(500).optional().meta({
      description: "Names suites and metrics task by task; what no rule names is as `suite` and `metric` say.",
    }),
    provenance: z.array(Provenance).max(limits.files).optional(),
  })
  .meta({ id: "UploadRequest" });
export type UploadRequest = z.infer<typeof UploadRequest>;

export const UploadStatus = z.enum(["awaiting_files", "queued", "reading", "counted", "rejected"]);
export type UploadStatus = z.infer<typeof UploadStatus>;

export const RecognisedSuite = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    recognised: z.boolean(),
    why: z.string().meta({ description: "Why this suite, or what to pass to name it." }),
    metric: z.string(),
    direction: z.string(),
    rows: z.int(),
    items: z.int(),
    epochs: z.int(),
    missing: z.int(),
    mean: z.number().nullable(),
  })
  .meta({ id: "RecognisedSuite" });
export type RecognisedSuite = z.infer<typeof RecognisedSuite>;

export const HeaderCheck = z
  .object({
    task: z.string(),
    metric: z.string(),
    header: z.number().nullable(),
    recomputed: z.number().nullable(),
    matches: z.union([z.boolean(), z.literal("not_comparable")]),
  })
  .meta({ id: "HeaderCheck" });
export type HeaderCheck = z.infer<typeof HeaderCheck>;

/** What was found in one file. */
export const FileReportBody = z
  .object({
    file: z.string(),
    format: z.string().nullable(),
    sha256: z.string(),
    bytes: z.int(),
    headerMatches: z.union([z.boolean(), z.literal("not_comparable")]),
    checks: z.array(HeaderCheck),
    rows: z.int(),
    rejected: z.int(),
    suites: z.array(RecognisedSuite),
    problems: z.array(ProblemDetailSchema),
    notes: z.array(z.object({ code: z.string(), text: z.string() })),
  })
  .meta({ id: "FileReport" });
export type FileReportBody = z.infer<typeof FileReportBody>;

export const UploadAnswer = z
  .object({
    upload: z.string(),
    checkpoint: Id,
    checkpointMade: z.boolean().meta({ description: "The checkpoint was not declared before, and was made." }),
    sequence: z.int().positive(),
    status: UploadStatus,
    files: z.array(
      z.object({
        name: z.string(),
        bytes: z.int(),
        put: z.string().optional().meta({ description: "Where to PUT the bytes; only while they are awaited." }),
        headers: z.record(z.string(), z.string()).optional(),
        parts: z
          .array(
            z.object({
              start: z.int().nonnegative(),
              end: z.int().positive(),
              put: z.string(),
              headers: z.record(z.string(), z.string()),
            }),
          )
          .optional()
          .meta({
            description:
              "Large files in the cloud: the parts that have not landed yet, each bytes start to end − 1 of the file, in place of `put`. Asking for the upload again says which are missing, and signs their places anew.",
          }),
      }),
    ),
    results: z.array(z.object({ suite: Id, variant: z.string(), condition: z.string(), resultHash: Digest })),
    reports: z.array(FileReportBody),
    problems: z.array(ProblemDetailSchema),
    warnings: z.array(z.string()),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: "UploadAnswer" });
export type UploadAnswer = z.infer<typeof UploadAnswer>;
