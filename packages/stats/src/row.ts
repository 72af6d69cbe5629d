/** What the statistics say of one row: a suite variant under one condition and one metric. */
import type { DrawnReason, LawMethod } from "./exact/law.ts";
import type { BootstrapKind, Status } from "./input.ts";

/** A two-sided interval, lower bound first. */
export type Interval = readonly [lower: number, upper: number];

/** How two arms' data can be compared: see `designOf`. */
export const designs = [
  "paired-binary",
  "paired",
  "paired-clustered",
  "crossed",
  "unpaired",
  "aggregate",
  "counts",
  "preference",
] as const;
/** One of `designs`. */
export type Design = (typeof designs)[number];

/** An arm's own figure, on the metric's scale. */
export interface ArmEstimate {
  mean: number | null;
  standardError: number | null;
  interval: Interval | null;
  /** items that entered the mean; null where unknown */
  n: number | null;
  /** the mean as a table shows it: a rubric's is clipped to its range, all others are the mean */
  displayedMean: number | null;
}

/** Rows without a score, by cause. */
export interface Missing {
  error: number;
  unscored: number;
  refused: number;
  timeout: number;
}

/** How much of the two arms could be brought together. */
export interface Alignment {
  treatmentItems: number | null;
  baselineItems: number | null;
  paired: number;
  onlyTreatment: number;
  onlyBaseline: number;
  /** shared ids whose content hashes differ: never paired */
  contentMismatch: number;
  /** rows without a score, by cause */
  missing: { treatment: Missing; baseline: Missing };
  /** paired items / union of items with a score in either arm; null where there are no items */
  coverage: number | null;
}

/** By how much the arms differ, and how sure that is. */
export interface Difference {
  /**
   * treatment − baseline, on the metric's own scale (a log ratio for a relative risk says so in `method`); of a
   * `target` metric, the treatment's distance to the ideal − the baseline's; of a preference, share − share
   */
  value: number | null;
  /** turned so that positive is better; null where the direction is unknown or the arm is at its ideal */
  improvement: number | null;
  standardError: number | null;
  degreesOfFreedom: number | null;
  /** of `value` */
  interval: Interval | null;
  /** the same interval turned to the improvement; null where that is */
  improvementInterval: Interval | null;
  p: number | null;
  method: string;
}

/** What resampling says of the same difference. */
export interface BootstrapBlock {
  kind: BootstrapKind;
  /** resamples drawn: 0 where the law itself was found */
  replicates: number;
  /** of `difference.value`, by `kind` */
  interval: Interval | null;
  studentised: Interval | null;
  standardError: number | null;
  /** Monte-Carlo error of the two bounds of `interval` */
  monteCarloError: Interval | null;
  undefinedResamples: number;
  /** share of replicates whose improvement is above 0, those at 0 counted half; null without a direction */
  shareImproved: number | null;
  /** how the law was found; only where the plan asks for it and it was */
  law?: LawMethod;
  /** why it was drawn; only where the plan asks for the law */
  drawnBecause?: DrawnReason;
}

/** Does this cause of missing scores strike one arm more? Items of both arms, those with any such row. */
export interface Missingness {
  cause: Exclude<Status, "ok">;
  treatmentOnly: number;
  baselineOnly: number;
  both: number;
  /** McNemar mid-p; null where the arms share no items */
  p: number | null;
}

/** On how many items each arm did better. */
export interface ItemCounts {
  /** items on which the treatment did better; wins, losses and ties are all 0 where items don't pair */
  wins: number;
  losses: number;
  ties: number;
  /** P(T>B) + ½P(=), better counted as greater */
  winProbability: number | null;
  interval: Interval | null;
  method: string;
  /** the same over pairs of epochs; null without epochs */
  epochWinProbability: number | null;
}

/** treatment / baseline − 1. */
export interface RelativeChange {
  value: number;
  interval: Interval | null;
  method: "log" | "fieller";
}

/** Scored epochs by item and seed. */
export interface EpochCounts {
  min: number;
  median: number;
  max: number;
}

/** Everything that the statistics say of one row. */
export interface RowAnalysis {
  design: Design;
  alignment: Alignment;
  /** items in the difference: paired items, or the smaller arm's where nothing pairs; null where unknown */
  n: number | null;
  clusters: number | null;
  epochs: { treatment: EpochCounts; baseline: EpochCounts } | null;
  seeds: { treatment: number; baseline: number } | null;
  treatment: ArmEstimate;
  baseline: ArmEstimate;
  difference: Difference;
  bootstrap: BootstrapBlock | null;
  items: ItemCounts | null;
  relativeChange: RelativeChange | null;
  /** mean difference over the standard deviation of item differences */
  dz: number | null;
  /** baseline item standard deviation, for the standardised improvement; null where unknown */
  baselineDeviation: number | null;
  /** shares of the variance of the difference; each null where it can't be told */
  varianceShares: {
    items: number | null;
    epochs: number | null;
    clusterDesignEffect: number | null;
    seeds: number | null;
  };
  /** smallest difference found with 80 % power at α */
  minimumDetectable: number | null;
  /** n at which `minimumDetectable` equals the margin */
  wouldSettle: { items: number | null; epochs: number | null } | null;
  /** the margin in force; null where the range is unbounded and the plan names none */
  margin: number | null;
  /** each missing score at its worst and best; null where nothing is missing or the range is unbounded */
  bounds: MissingBounds | null;
  /** causes that occur in either arm; empty where nothing is missing */
  missingness: readonly Missingness[];
  /** false: no verdict may be given, with the reason */
  noVerdict: NoVerdictReason | null;
  warnings: readonly string[];
}

/** What the row would say, were every missing score at its worst, and at its best. */
export interface MissingBounds {
  worst: { improvement: number; interval: Interval | null; p: number | null };
  best: { improvement: number; interval: Interval | null; p: number | null };
  /** Imbens–Manski interval of the improvement */
  interval: Interval | null;
}

/** Why a row may have no verdict. */
export const noVerdictReasons = [
  "too_few_items",
  "too_few_clusters",
  "degenerate",
  "grader_mismatch",
  "unknown_direction",
  "at_ideal",
  "no_interval",
  // given by the board: a control without a margin to be judged by; a row that is shown, but is no hypothesis
  "no_margin",
  "descriptive",
] as const;
/** One of `noVerdictReasons`. */
export type NoVerdictReason = (typeof noVerdictReasons)[number];
