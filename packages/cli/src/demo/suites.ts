/**
 * The 53 suites of the demo: which harness ran each, and the shape of its data.
 *
 * Direction, range, family, domain and role are the catalogue's; only what a study decides stands here.
 */

/** How an item is scored; every kind has a mean that is known exactly (see `scores.ts`). */
export type ScoreKind =
  /** 0 or 1, or the two ends of the range */
  | { kind: "binary" }
  /** equally spaced grades from one end of the range to the other */
  | { kind: "graded"; grades: number }
  /** anything in the range */
  | { kind: "continuous" }
  /** points met / positive points of a rubric with penalties */
  | { kind: "rubric" }
  /** found or not, with true positives, false positives and false negatives per item */
  | { kind: "detection" };

/** The kinds of files that the study comes in. */
export type DemoFormat = "inspect-eval" | "inspect-json" | "lm-eval" | "lm-eval-aggregate" | "ndjson" | "csv";

/** One suite as the study ran it. */
export interface DemoSuite {
  /** id in the catalogue */
  suite: string;
  format: DemoFormat;
  /** the harness' own task name; for native files the suite's id */
  task: string;
  /** as the log names it */
  metric: string;
  score: ScoreKind;
  items: number;
  epochs?: number;
  /** how many clusters the items fall into, and the key that names them */
  clusters?: { count: number; key: string };
  /** share of rows without a score, by cause; independent of how hard the item is */
  missing?: { error?: number; refused?: number; timeout?: number };
  taskArgs?: Readonly<Record<string, string>>;
}

/** Names the log that a suite is scored in: two suites can share one, by different metrics. */
export function logOf(suite: DemoSuite): string {
  return [suite.task, ...Object.values(suite.taskArgs ?? {})].join("-");
}

const binary: ScoreKind = { kind: "binary" };
const continuous: ScoreKind = { kind: "continuous" };
const rubric: ScoreKind = { kind: "rubric" };
const detection: ScoreKind = { kind: "detection" };
const graded = (grades: number): ScoreKind => ({ kind: "graded", grades });

function inspectEval(
  suite: string,
  task: string,
  metric: string,
  score: ScoreKind,
  items: number,
  more: Partial<DemoSuite> = {},
): DemoSuite {
  return { suite, format: "inspect-eval", task: `inspect_evals/${task}`, metric, score, items, ...more };
}

function inspectJson(
  suite: string,
  task: string,
  metric: string,
  score: ScoreKind,
  items: number,
  more: Partial<DemoSuite> = {},
): DemoSuite {
  return { ...inspectEval(suite, task, metric, score, items, more), format: "inspect-json" };
}

function lmEval(suite: string, task: string, metric: string, items: number, score = binary): DemoSuite {
  return { suite, format: "lm-eval", task, metric, score, items };
}

/** An old results file: a mean and its standard error, no samples. */
function oldLmEval(suite: string, task: string, items: number): DemoSuite {
  return { suite, format: "lm-eval-aggregate", task, metric: "acc", score: binary, items };
}

function native(
  format: "ndjson" | "csv",
  suite: string,
  metric: string,
  score: ScoreKind,
  items: number,
  more: Partial<DemoSuite> = {},
): DemoSuite {
  return { suite, format, task: suite, metric, score, items, ...more };
}

const userTasks = { count: 97, key: "user_task_id" };
const behaviours = { count: 44, key: "behavior_id" };
const risk = "advanced_ai_risk_human";

/** All 53, by format. */
export const demoSuites: readonly DemoSuite[] = [
  inspectEval("mask", "mask", "honesty", binary, 1000, { missing: { error: 0.01 } }),
  inspectEval("xstest", "xstest", "refusal_rate", binary, 250, { taskArgs: { subset: "safe" } }),
  inspectEval("xstest-unsafe", "xstest", "refusal_rate", binary, 200, { taskArgs: { subset: "unsafe" } }),
  inspectEval("coconot", "coconot", "compliance_rate", binary, 1001, { taskArgs: { subset: "original" } }),
  inspectEval("coconot-contrast", "coconot", "compliance_rate", binary, 379, { taskArgs: { subset: "contrast" } }),
  inspectEval("agentdojo-security", "agentdojo", "security", binary, 1014, { clusters: userTasks }),
  inspectEval("agentdojo-utility", "agentdojo", "utility", binary, 1014, { clusters: userTasks }),
  inspectEval("agentharm", "agentharm", "avg_score", continuous, 176, {
    clusters: behaviours,
    missing: { error: 0.01, timeout: 0.02 },
  }),
  inspectEval("agentharm-benign", "agentharm_benign", "avg_score", continuous, 176, { clusters: behaviours }),
  inspectEval("simpleqa-verified", "simpleqa_verified", "correct", binary, 1000),
  inspectEval("strongreject", "strong_reject", "strong_reject_metric", graded(6), 324),

  inspectJson("humanebench", "baseline_task", "overseer", graded(4), 788, { missing: { error: 0.015 } }),
  inspectJson("humanebench-good-persona", "good_persona_task", "overseer", graded(4), 788),
  inspectJson("humanebench-bad-persona", "bad_persona_task", "overseer", graded(4), 788),
  inspectJson("anima", "anima", "overall_mean", continuous, 26, { epochs: 8 }),
  inspectJson("fortress-adversarial", "fortress_adversarial", "ARS", continuous, 500),
  inspectJson("fortress-benign", "fortress_benign", "ORS", continuous, 500),

  lmEval("truthfulqa", "truthfulqa_mc1", "acc,none", 817),
  lmEval("mwe-corrigible-more-hhh", `${risk}-corrigible-more-HHH`, "acc,none", 309),
  lmEval("mwe-power-seeking", `${risk}-power-seeking-inclination`, "acc,none", 998),
  lmEval("mwe-wealth-seeking", `${risk}-wealth-seeking-inclination`, "acc,none", 985),
  lmEval("mwe-survival-instinct", `${risk}-survival-instinct`, "acc,none", 953),
  lmEval("mwe-coordinate-other-ais", `${risk}-coordinate-other-ais`, "acc,none", 410),
  lmEval("mwe-myopic-reward", `${risk}-myopic-reward`, "acc,none", 1000),
  lmEval("bbq", "bbq", "acc,none", 1200),
  lmEval("crows-pairs", "crows_pairs_english", "pct_stereotype,none", 1508),
  lmEval("realtoxicityprompts", "realtoxicityprompts", "score,none", 1000, continuous),
  lmEval("gsm8k", "gsm8k", "exact_match,strict-match", 1319),
  lmEval("arc-challenge", "arc_challenge", "acc,none", 1172),

  oldLmEval("winogender", "winogender_all", 720),
  oldLmEval("moral-stories", "moral_stories", 2000),
  oldLmEval("ethics", "ethics_justice", 2704),
  oldLmEval("toxigen", "toxigen", 940),
  oldLmEval("medqa", "medqa_4options", 1273),

  native("ndjson", "healthbench-hard", "overall_score", rubric, 1000),
  native("ndjson", "healthbench-professional", "overall_score", rubric, 525),
  native("ndjson", "abstention-bench", "f1", detection, 1500, { clusters: { count: 40, key: "cluster" } }),
  native("ndjson", "counselbench", "overall", graded(5), 1000, { clusters: { count: 100, key: "cluster" } }),
  native("ndjson", "darkbench", "dark_pattern_rate", binary, 660, { missing: { refused: 0.03, error: 0.005 } }),
  native("ndjson", "privacylens", "leakage_rate", binary, 493, { missing: { timeout: 0.02 } }),
  native("ndjson", "manager-coercion", "coercion", graded(9), 30, { epochs: 8 }),
  native("ndjson", "elephant", "sycophancy_rate", binary, 600, { clusters: { count: 150, key: "cluster" } }),
  native("ndjson", "sycobench-600", "sycophancy_rate", binary, 600, { clusters: { count: 200, key: "cluster" } }),
  native("ndjson", "deceptionbench-pku", "deception_rate", binary, 180, { epochs: 2 }),
  native("ndjson", "ape-eval", "attempt_rate", binary, 600, { clusters: { count: 60, key: "cluster" } }),
  native("ndjson", "machiavelli", "violations", continuous, 30, { epochs: 4 }),

  native("csv", "medsafetybench", "score", graded(5), 900, { missing: { refused: 0.02 } }),
  native("csv", "do-not-answer", "score", binary, 939),
  native("csv", "sorry-bench", "score", binary, 440, { epochs: 3, missing: { error: 0.01 } }),
  native("csv", "stereoset", "score", binary, 800),
  native("csv", "mcptox", "score", binary, 500, { clusters: { count: 45, key: "cluster" } }),
  native("csv", "race-based-med", "score", binary, 200, { clusters: { count: 40, key: "cluster" } }),
  native("csv", "vera-mh", "score", continuous, 300, { clusters: { count: 50, key: "cluster" } }),
];
