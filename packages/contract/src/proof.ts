/** A comparison with everything that it was computed from: enough to compute every number again, offline. */
import { z } from "zod";
import { Comparison } from "./comparison.ts";
import { Digest, Id } from "./ids.ts";
import { Persistence } from "./persistence.ts";
import { ComparisonRecord } from "./record.ts";

/** One column of scores or ids. */
export const ProofColumn = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("number"), values: z.array(z.number().nullable()) }),
    z.object({ kind: z.literal("integer"), values: z.array(z.int()) }),
    z.object({ kind: z.literal("text"), values: z.array(z.string()) }),
  ])
  .meta({
    id: "ProofColumn",
    description:
      "Its name is the SHA-256 of its values: numbers as float64 (null: NaN, 0x7ff8000000000000), integers as int32, texts as the length of their UTF-8 in 4 bytes and the UTF-8, all little-endian.",
  });
export type ProofColumn = z.infer<typeof ProofColumn>;

const Summary = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("aggregate"),
    mean: z.number(),
    standardError: z.number().nullable(),
    n: z.number().nullable(),
  }),
  z.object({ kind: z.literal("counts"), successes: z.number(), n: z.number() }),
]);

/** What a result hash covers. */
export const ProofResult = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    seed: z.string().nullable(),
    metric: z.string(),
    harness: z.string(),
    taskVersion: z.string().nullable(),
    taskArgs: z.record(z.string(), z.json()),
    grader: z.string().nullable(),
    promptHash: z.string().nullable(),
    directions: z.record(z.string(), z.enum(["higher", "lower"])),
    summaries: z.record(z.string(), Summary),
    items: z.int().nullable(),
    columns: z.record(z.string(), Digest).meta({ description: "Column name → the column among `columns`." }),
  })
  .meta({
    id: "ProofResult",
    description:
      'Its name is the SHA-256 of the canonical JSON (RFC 8785) of these fields and `"values": "evenmatch-result/1"`.',
  });
export type ProofResult = z.infer<typeof ProofResult>;

/** What GET /v1/comparisons/{digest}/verify answers: no prompts, no outputs. */
export const Proof = z
  .object({
    format: z.literal("evenmatch-proof"),
    version: z.literal(1),
    specVersion: z.string(),
    generator: z.string().meta({ description: "The generator of random numbers, by name." }),
    record: ComparisonRecord,
    columns: z.record(Digest, ProofColumn),
    results: z.record(Digest, ProofResult),
    comparison: Comparison,
    persistence: Persistence.nullable(),
  })
  .meta({ id: "Proof" });
export type Proof = z.infer<typeof Proof>;
