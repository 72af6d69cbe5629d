/** Scores as they were counted: a checkpoint's results, and each as native rows or Parquet. */
import { z } from "zod";
import { RecordedCheckpoint } from "./record.ts";
import type { Route } from "./route.ts";

/** Suffix → media type. */
export const scoreFiles = { ndjson: "application/x-ndjson", parquet: "application/vnd.apache.parquet" } as const;

export const scoreRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/v1/checkpoints/{checkpoint}/results",
    summary: "The current results of a checkpoint, without their scores.",
    scope: "read",
    answers: { 200: RecordedCheckpoint },
    problems: [400, 404],
  },
  ...[
    { base: "/v1/checkpoints/{checkpoint}/results/{result}", of: "A current result of a checkpoint" },
    { base: "/v1/comparisons/{digest}/results/{result}", of: "A result that a comparison was made from" },
  ].flatMap(({ base, of }) =>
    Object.entries(scoreFiles).map(
      ([suffix, text]): Route => ({
        method: "get",
        path: `${base}.${suffix}`,
        summary: `${of}, by its hash: its scores as ${suffix === "ndjson" ? "native rows" : "Parquet"}.`,
        scope: "read",
        answers: { 200: z.string() },
        text,
        problems: [400, 404, 410],
      }),
    ),
  ),
];
