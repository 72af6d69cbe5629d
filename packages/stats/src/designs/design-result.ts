import type { RatioScale } from "../bootstrap/ratio-replicates.ts";
import type { MetricDefinition, RowPlan } from "../input.ts";
import type { StreamRoot } from "../random/stream.ts";
import type { ArmEstimate, BootstrapBlock, Design, Interval, ItemCounts, RelativeChange } from "../row.ts";

/** What every design needs to know of the row beside its items. */
export interface RowContext {
  metric: MetricDefinition;
  plan: RowPlan;
  root: StreamRoot;
  /** +1: a greater difference is better; −1: a smaller; null: the direction is unknown */
  sign: 1 | -1 | null;
  /** two scores nearer than this are equal */
  tolerance: number;
  /** how the arms are compared: a relative risk by the logarithm of the ratio */
  scale: RatioScale;
}

/** The difference of a design on its own scale, before it is turned to an improvement. */
export interface PrimaryDifference {
  value: number | null;
  standardError: number | null;
  degreesOfFreedom: number | null;
  interval: Interval | null;
  p: number | null;
  method: string;
}

/** What a design answers; the row adds what does not depend on the design. */
export interface DesignResult {
  design: Design;
  n: number | null;
  clusters: number | null;
  treatment: ArmEstimate;
  baseline: ArmEstimate;
  difference: PrimaryDifference;
  bootstrap: BootstrapBlock | null;
  items: ItemCounts | null;
  relativeChange: RelativeChange | null;
  dz: number | null;
  baselineDeviation: number | null;
  clusterDesignEffect: number | null;
  /** the part of the difference's variance that more items shrink, and what they don't (training seeds) */
  variance: { items: number; fixed: number } | null;
  /** all differences equal: an interval would have no width */
  degenerate: boolean;
  warnings: readonly string[];
}

/** A row without anything to compare. */
export const noDifference: PrimaryDifference = {
  value: null,
  standardError: null,
  degreesOfFreedom: null,
  interval: null,
  p: null,
  method: "none",
};

/** An arm of which nothing is known. */
export const noEstimate: ArmEstimate = {
  mean: null,
  standardError: null,
  interval: null,
  n: null,
  displayedMean: null,
};
