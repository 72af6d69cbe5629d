/** What the routes answer that cut a comparison: win rates by a split, the rows of a suite, its items. */
import { z } from "zod";
import { ComputeMatch, Guarantee, Headline, Split, SuiteRow, WinRate } from "./comparison.ts";
import { Digest, Id } from "./ids.ts";

/** What GET …/win-rates answers. */
export const WinRates = z
  .object({
    digest: Digest,
    headline: Headline,
    winRate: WinRate,
    guarantee: Guarantee.nullable(),
    computeMatch: ComputeMatch,
    by: z.string(),
    rows: z.array(Split),
  })
  .meta({ id: "WinRates" });
export type WinRates = z.infer<typeof WinRates>;

/** What GET …/suites/{suite} answers. */
export const SuiteRows = z
  .object({ digest: Digest, experiment: Id.nullable(), computeMatch: ComputeMatch, rows: z.array(SuiteRow) })
  .meta({ id: "SuiteRows" });
export type SuiteRows = z.infer<typeof SuiteRows>;

/** What GET …/suites/{suite}/items answers. */
export const Items = z
  .object({
    digest: Digest,
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    metric: z.string(),
    direction: z.string(),
    total: z.int(),
    items: z.array(
      z.object({
        item: z.string(),
        treatment: z.number().nullable(),
        baseline: z.number().nullable(),
        improvement: z.number().nullable(),
      }),
    ),
    next: z.string().nullable().meta({ description: "The cursor of the next page; null: this is the last." }),
  })
  .meta({ id: "Items" });
export type Items = z.infer<typeof Items>;
