import type { SuiteRow } from "@evenmatch/contract/comparison";

/** The words of the verdicts, in the order in which tables group them. */
export const verdictWords = {
  improved: "improved",
  regressed: "regressed",
  equivalent: "equivalent",
  inconclusive: "inconclusive",
  nonInferior: "non-inferior",
  inferior: "inferior",
  noVerdict: "no verdict",
} as const satisfies Record<SuiteRow["verdict"], string>;

/** Why a row can't be judged, in words. */
export const noVerdictWords: Readonly<Record<string, string>> = {
  too_few_items: "No verdict: fewer than 15 items",
  too_few_clusters: "No verdict: fewer than 5 clusters",
  degenerate: "No verdict: the scores leave nothing to estimate a spread from",
  grader_mismatch: "No verdict: the arms were graded by different models",
  unknown_direction: "No verdict: nobody said whether more is better",
  at_ideal: "No verdict: an arm stands at the ideal",
  no_interval: "No verdict: no interval can be given",
  no_margin: "No verdict: a control without a margin",
  descriptive: "No verdict: shown only, no hypothesis of the plan",
};

/** Why a row does not count, in words that follow a number ("57 controls"). */
export const notCountedWords: Readonly<Record<string, readonly [one: string, many: string]>> = {
  control: ["control", "controls"],
  mixed: ["mixed suite that the plan does not name", "mixed suites that the plan does not name"],
  unknown_direction: ["of unknown direction", "of unknown direction"],
  at_ideal: ["with an arm at its ideal", "with an arm at their ideal"],
  contains_other_rows: ["that contains other rows' items", "that contain other rows' items"],
  secondary_metric: ["secondary metric", "secondary metrics"],
  excluded_by_plan: ["excluded by the plan", "excluded by the plan"],
  no_difference: ["without a difference", "without a difference"],
};

/** The direction of a row's metric: more is better, less is better, nearer the ideal is better, nobody knows. */
export const directionArrows = {
  higher: "↑",
  lower: "↓",
  target: "→",
  unknown: "?",
} as const satisfies Record<SuiteRow["direction"], string>;
