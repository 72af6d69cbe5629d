/** What the statistics say of a difference that is followed along an axis: prompt personas, a dose, training steps. */
import type { Interval } from "./row.ts";

/** One condition of the axis; every array has one number per item, the same items in every condition and arm. */
export interface PersistencePointInput {
  label: string;
  /** steps, strength, training step; null where the axis has no numbers */
  dose: number | null;
  treatment: Float64Array;
  baseline: Float64Array;
}

/** One suite under several conditions or steps, item by item, in both arms. */
export interface PersistenceInput {
  /** names the random stream: suite, variant and metric, joined by "/" */
  key: string;
  direction: "higher" | "lower";
  /** the first is where degradation starts; doses ascend */
  points: readonly PersistencePointInput[];
  /** per item, a cluster number; null: every item is its own */
  cluster: Int32Array | null;
}

/** What the plan says of the curves' intervals; `level` in (0, 1). */
export interface PersistencePlan {
  level: number;
  replicates: number;
  seed: string | null;
}

/** A figure of the axis with what is known of its noise; nulls where it has none. */
export interface CurveEstimate {
  value: number;
  standardError: number | null;
  interval: Interval | null;
}

/** One point of the curves, in the units of the metric. */
export interface PersistencePoint {
  label: string;
  dose: number | null;
  treatment: CurveEstimate;
  baseline: CurveEstimate;
  /** treatment − baseline, turned so that positive is better */
  improvement: CurveEstimate;
  /** of the improvement: all points' bands hold together at the level */
  band: Interval | null;
}

/** How much less the treatment lost since the first point than the baseline did; positive is better, raw scale. */
export interface DifferenceInDegradation extends CurveEstimate {
  label: string;
  degreesOfFreedom: number;
  p: number | null;
}

/** A share of the first point's value that is left; null where that is near or below zero. */
export interface Retention {
  value: number;
  interval: Interval | null;
}

/** How much of the first point's score is left at a point: shares of it, null where it is nothing to divide by. */
export interface PointRetention {
  label: string;
  treatment: Retention | null;
  baseline: Retention | null;
  improvement: Retention | null;
}

/** The first dose at which half of the first value is left. */
export interface HalfLife {
  /** null: more than half is left at the last dose */
  value: number | null;
  /** percentile bounds over the resamples; null: beyond the last dose */
  lower: number | null;
  upper: number | null;
}

/** The doses at which half of what was there at the first point is lost, in the units of the doses. */
export interface HalfLives {
  /** the last dose: a value of null reads "> max" */
  max: number;
  treatment: HalfLife | null;
  baseline: HalfLife | null;
  improvement: HalfLife | null;
}

/** What becomes of both arms' scores and of their difference along the points; in the units of the metric. */
export interface PersistenceAnalysis {
  items: number;
  clusters: number | null;
  points: readonly PersistencePoint[];
  /** standard errors that the bands reach to either side; null without any noise */
  bandCritical: number | null;
  /** the primary number: at the last point */
  differenceInDegradation: DifferenceInDegradation;
  /** the same at every point after the first */
  degradation: readonly DifferenceInDegradation[];
  retention: readonly PointRetention[];
  /** of the improvement over the dose (trapezoids), and divided by the dose's width; null without doses */
  area: { total: CurveEstimate; mean: CurveEstimate } | null;
  /** null without doses */
  halfLife: HalfLives | null;
  warnings: readonly string[];
}
