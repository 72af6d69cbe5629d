/** What GET /v1/experiments/{experiment}/persistence answers: does the difference last along an axis? */
import { z } from "zod";
import { ComputeMatch, Interval } from "./comparison.ts";
import { Digest, Id } from "./ids.ts";
import { Direction } from "./suite.ts";

const figure = z.number().nullable();

const CurveEstimate = z
  .object({ value: z.number(), standardError: figure, interval: Interval })
  .meta({ id: "CurveEstimate" });

export const PersistencePoint = z
  .object({
    label: z.string().meta({ description: "The condition, or the training step; empty: no condition." }),
    dose: figure,
    treatment: CurveEstimate,
    baseline: CurveEstimate,
    improvement: CurveEstimate,
    band: Interval.meta({ description: "Of the improvement; the bands of all points hold together." }),
  })
  .meta({ id: "PersistencePoint" });

const Degradation = CurveEstimate.extend({
  label: z.string(),
  degreesOfFreedom: z.number(),
  p: figure,
}).meta({ id: "Degradation" });

const Retention = z.object({ value: z.number(), interval: Interval }).nullable().meta({ id: "Retention" });

const HalfLife = z
  .object({ value: figure, lower: figure, upper: figure })
  .nullable()
  .meta({ id: "HalfLife", description: "In doses; a null inside: beyond the last dose. Null: no half-life." });

/** One suite variant followed along the axis. */
export const PersistenceRow = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string().meta({ description: "Of every point, where the axis is the step." }),
    name: z.string(),
    metric: z.string(),
    direction: Direction,
    items: z.int(),
    clusters: z.int().nullable(),
    coverage: z.number().meta({ description: "Items scored at every point in both arms, of those scored anywhere." }),
    points: z.array(PersistencePoint),
    bandCritical: figure,
    differenceInDegradation: Degradation.meta({
      description: "How much more of the improvement is there at the last point than at the first: the primary number.",
    }),
    degradation: z.array(Degradation),
    retention: z.array(
      z.object({ label: z.string(), treatment: Retention, baseline: Retention, improvement: Retention }),
    ),
    area: z.object({ total: CurveEstimate, mean: CurveEstimate }).nullable(),
    halfLife: z.object({ max: z.number(), treatment: HalfLife, baseline: HalfLife, improvement: HalfLife }).nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: "PersistenceRow" });
export type PersistenceRow = z.infer<typeof PersistenceRow>;

export const Persistence = z
  .object({
    digest: Digest,
    comparison: Digest.meta({ description: "The comparison of the same results." }),
    experiment: Id.nullable(),
    specVersion: z.string(),
    axis: z.enum(["condition", "step"]),
    comparator: z.enum(["compute-matched", "pre-rl", "human", "other", "undeclared"]),
    computeMatch: ComputeMatch,
    level: z.number(),
    rows: z.array(PersistenceRow),
    trend: z
      .object({ suites: z.int(), l: z.number(), p: z.number(), method: z.enum(["exact", "normal"]) })
      .nullable()
      .meta({
        description:
          "Page's test over the rows with the same points: do improvements fall along the axis? One-sided; null under two rows.",
      }),
    left: z
      .array(z.object({ suite: Id, variant: z.string(), condition: z.string(), reason: z.string() }))
      .meta({ description: "Suites that can't be followed, and why." }),
  })
  .meta({ id: "Persistence" });
export type Persistence = z.infer<typeof Persistence>;
