/** A benchmark: what its scores mean and how it counts. */
import { z } from "zod";
import { Id } from "./ids.ts";

export const Direction = z.enum(["higher", "lower", "target", "unknown"]);
export type Direction = z.infer<typeof Direction>;
export const Role = z.enum(["outcome", "control", "mixed", "unassigned"]);
export type Role = z.infer<typeof Role>;

/** What a score of the suite's primary metric means. */
export const SuiteMetric = z
  .strictObject({
    name: z.string().max(200),
    kind: z.enum(["mean", "f1", "ratio", "relative-risk", "rubric", "quantile", "recall@k"]),
    direction: Direction,
    ideal: z.number().optional().meta({ description: "The value to reach, where direction is `target`." }),
    range: z
      .tuple([z.number(), z.number()])
      .nullable()
      .meta({ description: "Least and greatest score; null: unbounded." }),
    reducer: z.enum(["mean", "pass@k", "worst-of-k"]).default("mean"),
    k: z.int().positive().optional(),
    quantile: z.number().gt(0).lt(1).optional(),
    weighting: z.enum(["items", "clusters"]).default("items"),
  })
  .meta({ id: "SuiteMetric" });
export type SuiteMetric = z.infer<typeof SuiteMetric>;

/** What PUT /v1/suites/{suite} takes: a suite of the project's own, or the project's reading of a catalogued one. */
export const Suite = z
  .strictObject({
    name: z.string().max(300),
    family: Id.meta({ description: "Suites that share items, authors or judges." }),
    domain: z.string().max(100),
    traits: z.array(z.string().max(100)).max(20),
    role: Role,
    audience: z.enum(["public", "internal"]).default("public"),
    metric: SuiteMetric,
    items: z.int().positive().nullable().default(null).meta({ description: "Items in the published suite." }),
    clusterUnit: z.string().max(100).nullable().default(null),
  })
  .meta({ id: "Suite" });
export type Suite = z.infer<typeof Suite>;

/** What may be left out when a suite is declared by hand. */
export const SuiteDeclaration = z
  .strictObject({
    name: z.string().max(300).optional(),
    family: Id.optional(),
    domain: z.string().max(100).optional(),
    traits: z.array(z.string().max(100)).max(20).optional(),
    role: Role.optional(),
    audience: z.enum(["public", "internal"]).optional(),
    metric: SuiteMetric.partial().optional(),
    items: z.int().positive().nullable().optional(),
    clusterUnit: z.string().max(100).nullable().optional(),
  })
  .meta({ id: "SuiteDeclaration" });
export type SuiteDeclaration = z.infer<typeof SuiteDeclaration>;

export const SuiteAnswer = z
  .object({
    suite: Id,
    ...Suite.shape,
    origin: z.enum(["catalogue", "project", "results"]).meta({ description: "Where the definition comes from." }),
  })
  .meta({ id: "SuiteAnswer" });
export type SuiteAnswer = z.infer<typeof SuiteAnswer>;
