/** The analysis plan: fixed when the experiment is made. */
import { z } from "zod";
import { Id } from "./ids.ts";

/** Along what the difference is followed. */
export const PersistencePlan = z
  .strictObject({
    axis: z.enum(["condition", "step"]),
    doses: z
      .record(z.string().max(200), z.number())
      .optional()
      .meta({ description: "Condition → its dose; else the number in `0.5` or `dose=0.5`, and 0 for no condition." }),
    order: z.array(z.string().max(200)).max(500).optional().meta({
      description: "The conditions in order, where they have no doses; the first is where loss is counted from.",
    }),
    comparator: z
      .enum(["compute-matched", "pre-rl", "human", "other"])
      .optional()
      .meta({ description: "What kind of baseline it is; else as its checkpoints declare." }),
  })
  .meta({ id: "PersistencePlan" });

const FrontierAxis = z
  .strictObject({ suite: Id, variant: z.string().max(300).optional(), condition: z.string().max(200).optional() })
  .meta({ id: "FrontierAxisPlan", description: "A row; variant and condition where the suite has several." });

/** Groups of items that must not be left behind. */
export const GroupsPlan = z
  .strictObject({
    by: z.enum(["stratum", "cluster"]),
    alpha: z.number().gt(0).max(1).default(0.1).meta({ description: "The worst share of the groups." }),
    suites: z.array(Id).max(500).default([]).meta({ description: "Empty: every suite." }),
  })
  .meta({ id: "GroupsPlan" });

export const Plan = z
  .strictObject({
    level: z.number().gt(0.5).lt(1).default(0.95),
    replicates: z.int().min(2000).max(1_000_000).default(10_000),
    seed: z.string().max(100).nullable().default(null).meta({ description: "Null: the specification's own." }),
    margin: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .meta({ description: "Equivalence margin as a fraction of each metric's range; null: 0.01." }),
    bootstrap: z
      .enum(["percentile", "studentised", "basic", "bca", "exact", "exact-basic", "exact-bca"])
      .default("percentile"),
    correction: z.enum(["bh", "holm"]).default("bh"),
    suites: z
      .array(Id)
      .max(2000)
      .default([])
      .meta({ description: "Planned suites; empty: those that either arm brings." }),
    primarySuites: z.array(Id).max(500).default([]),
    count: z.array(Id).max(500).default([]).meta({ description: "Suites that count although their role would not." }),
    doNotCount: z.array(Id).max(500).default([]),
    refusedAs: z.enum(["missing", "worst", "best"]).default("missing"),
    missingSuites: z.enum(["complete", "bound"]).default("bound"),
    requireMatched: z.boolean().default(false),
    computeTolerance: z.number().positive().max(1).default(0.02),
    seedsMatched: z.boolean().default(false),
    metrics: z.record(Id, z.string()).default({}).meta({ description: "Suite → the metric to judge it by." }),
    frontiers: z
      .array(z.strictObject({ x: FrontierAxis, y: FrontierAxis }))
      .max(100)
      .default([])
      .meta({ description: "Pairs of suites that pull against each other." }),
    groups: GroupsPlan.nullable().default(null),
    anytimeValid: z
      .boolean()
      .default(false)
      .meta({ description: "Give every row an interval that holds however often the comparison is looked at." }),
    persistence: PersistencePlan.nullable()
      .default(null)
      .meta({ description: "Null: conditions where a suite has several, else training steps." }),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;

/** The plan with every default in place. */
export const defaultPlan: Plan = Plan.parse({});
