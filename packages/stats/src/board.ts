/** What the statistics say of a whole comparison: many rows read together. */
import type { Direction } from "./input.ts";
import type { Interval, NoVerdictReason, RowAnalysis } from "./row.ts";

/** What a suite is in a study: measured outcome, control that should not suffer, both, or nobody said. */
export type Role = "outcome" | "control" | "mixed" | "unassigned";
/** How p-values that are read together are adjusted: false discovery rate, or family-wise error. */
export const corrections = ["bh", "holm"] as const;
/** One of `corrections`. */
export type Correction = (typeof corrections)[number];

/** One row with what the catalogue and the plan know of it. */
export interface BoardRow {
  /** unique among the rows of a board; rows are analysed in ascending UTF-8 byte order of their keys */
  key: string;
  suite: string;
  family: string;
  domain: string;
  traits: readonly string[];
  role: Role;
  audience: "public" | "internal";
  direction: Direction;
  range: readonly [number, number] | null;
  /** the metric on which the suite is judged; others are descriptive and never counted */
  primary: boolean;
  /** this row's items contain the items of other rows of the board */
  containsOthers: boolean;
  /** the suite measures a domain or trait that the treatment was trained on; null: training undeclared */
  inTraining: boolean | null;
  analysis: RowAnalysis;
}

/** A suite that was planned, or present in one arm only. */
export interface MissingRow {
  key: string;
  suite: string;
  family: string;
  role: Role;
  /** null where nobody has said what the suite is: it counts as if its direction were known */
  direction: Direction | null;
  absentFrom: "treatment" | "baseline" | "both";
}

/** The fields of the analysis plan on which the figures over many rows depend. */
export interface BoardPlan {
  level: number;
  replicates: number;
  seed: string | null;
  correction: Correction;
  /** suites declared primary: Holm among them; empty: none declared */
  primarySuites: readonly string[];
  /** suites that count although their role would not, and suites that don't although it would */
  count: readonly string[];
  doNotCount: readonly string[];
  missingSuites: "complete" | "bound" | "shown";
}

/** What may be said of a row: see `judge` for the rule. */
export const verdicts = [
  "improved",
  "regressed",
  "equivalent",
  "inconclusive",
  "noVerdict",
  // controls only:
  "nonInferior",
  "inferior",
] as const;
/** One of `verdicts`. */
export type Verdict = (typeof verdicts)[number];

/** Why a row is shown, but not counted. */
export const notCountedReasons = [
  "control",
  "mixed",
  "unknown_direction",
  "at_ideal",
  "contains_other_rows",
  "secondary_metric",
  "excluded_by_plan",
  "no_difference",
] as const;
/** One of `notCountedReasons`. */
export type NotCountedReason = (typeof notCountedReasons)[number];

/** What is said of one row, once all rows are read together. */
export interface RowVerdict {
  key: string;
  counted: boolean;
  notCounted: NotCountedReason | null;
  /** p-values adjusted within the row's family of hypotheses; null where it has none */
  adjusted: { holm: number | null; bh: number | null };
  /** false-coverage-rate adjusted interval of `difference.value`; null unless selected */
  fcrInterval: Interval | null;
  verdict: Verdict;
  noVerdict: NoVerdictReason | null;
  /**
   * smallest difference found with 80 % power at α/m, m the hypotheses that the row is corrected with: what the row's own
   * `minimumDetectable` becomes under Holm or BH where no other suite differs; null where the row is no hypothesis
   */
  minimumDetectableAdjusted: number | null;
  /** the verdict stands, and the whole interval lies inside the margin */
  withinMargin: boolean;
  /** the verdict differs at one of the completions of the missing data */
  fragile: boolean;
  /** ahead (+1), behind (−1), tied (0); null where not counted */
  sign: -1 | 0 | 1 | null;
}

/** Signs and verdicts of the counted rows: ahead + behind + tied, and the five verdicts, each sum to `suites`. */
export interface Headline {
  suites: number;
  ahead: number;
  behind: number;
  tied: number;
  gains: number;
  regressions: number;
  equivalent: number;
  inconclusive: number;
  noVerdict: number;
}

/** On which share of the suites the treatment is ahead, with everything that says how sure that is. */
export interface WinRate {
  /** (ahead + tied/2) / suites; null without counted suites */
  value: number | null;
  /** by `method`; null with the warning few_families */
  interval: Interval | null;
  method: "wilson-family-deflated";
  /** effective families N²/Σm², and the deflation of N */
  effectiveFamilies: number | null;
  designEffect: number | null;
  families: number;
  /** mean over families of the family's win rate */
  familyMacro: number | null;
  wilson: Interval | null;
  wilsonUntied: Interval | null;
  signTestP: number | null;
  familyBootstrap: Interval | null;
  cr1t: Interval | null;
  /** item noise counted twice: an engine check and a conservative figure, never primary */
  hierarchical: { value: number; interval: Interval } | null;
  /** the plain rate if all missing suites were lost, and if all were won; null where none is missing */
  missingBounds: Interval | null;
  /** ΣΦ(improvement/se)/N: a flat-prior summary, never "truly improved" */
  soft: number | null;
}

/** Closed testing: with confidence `level`, at least so many of these improved, at most so many regressed. */
export interface Guarantee {
  suites: number;
  level: number;
  atLeastImproved: number;
  atMostRegressed: number;
  /** the same under any dependence (Holm) */
  atLeastImprovedHolm: number;
  atMostRegressedHolm: number;
}

/** Improvement over the baseline's item deviation, over suites (random effects, HKSJ). */
export interface StandardisedImprovement {
  suites: number;
  mean: number;
  interval: Interval | null;
  prediction: Interval | null;
  tau: number;
  interquartileMean: number;
  leaveOneFamilyOut: Interval | null;
}

/** The uncounted controls, each judged for non-inferiority at its margin; the four verdicts sum to `suites`. */
export interface ControlsSummary {
  suites: number;
  nonInferior: number;
  inferior: number;
  inconclusive: number;
  noVerdict: number;
}

/** The axes by which the counted rows are split. */
export const splitKinds = ["domain", "trait", "role", "family", "audience", "training"] as const;
/** One of `splitKinds`. */
export type SplitKind = (typeof splitKinds)[number];

/** Descriptive: the same figures over the rows of one value of one axis. */
export interface Split {
  by: SplitKind;
  value: string;
  headline: Headline;
  winRate: WinRate;
  guarantee: Guarantee | null;
}

/** Everything that is said of many rows read together. */
export interface BoardAnalysis {
  rows: readonly RowVerdict[];
  /** keys of the missing rows that would have counted, ascending */
  missing: readonly string[];
  headline: Headline;
  winRate: WinRate;
  guarantee: Guarantee | null;
  standardisedImprovement: StandardisedImprovement | null;
  /** null without controls beside the counted rows */
  controls: ControlsSummary | null;
  splits: readonly Split[];
  warnings: readonly string[];
}
