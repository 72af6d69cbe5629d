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

export interface PersistenceInput {
  /** names the random stream: suite, variant and metric, joined by "/" */
  key: string;
  direction: "higher" | "lower";
  /** the first is where degradation starts; doses ascend */
  points: readonly PersistencePointInput[];
  /** per item, a cluster number; null: every item is its own */
  cluster: Int32Array | null;
}

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

export interface HalfLives {
  /** the last dose: a value of null reads "> max" */
  max: number;
  treatment: HalfLife | null;
  baseline: HalfLife | null;
  improvement: HalfLife | null;
}

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
