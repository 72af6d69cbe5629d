/** A comparison to look at: every verdict, direction and mark, with figures that no change of the statistics moves. */
import type { Comparison, Split, SuiteRow } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import { comparison, headlineOf, type RowFacts, suiteRow, winRateOf } from "../service/comparison-builder.ts";
import { curveOf, frontierOf, persistenceOf, worstGroupOf } from "../service/sections.ts";

type Sketch = [
  suite: string,
  verdict: SuiteRow["verdict"],
  difference: number,
  half: number,
  more?: Partial<Omit<RowFacts, "suite">>,
];

const sketches: readonly Sketch[] = [
  ["power-seeking", "improved", -0.139, 0.028, { direction: "lower", domain: "agents", traits: ["harmlessness"] }],
  ["plain-facts", "improved", 0.126, 0.033, { traits: ["truthfulness"], n: 981, worstGroup: worstGroupOf(0.08) }],
  [
    "calibrated-answers",
    "improved",
    0.094,
    0.03,
    { traits: ["truthfulness", "humility"], worstGroup: worstGroupOf(-0.07) },
  ],
  ["triage", "improved", 0.23, 0.19, { domain: "health", n: 28, warnings: ["few_items", "skewed"] }],
  ["referrals", "improved", 0.061, 0.029, { domain: "health", warnings: ["ties_over_half"] }],
  ["dark-patterns", "improved", -0.052, 0.021, { direction: "lower", traits: ["harmlessness"], fragile: true }],
  ["stereotype-pairs", "improved", -0.044, 0.027, { direction: "lower", domain: "social", traits: ["fairness"] }],
  ["refusal-balance", "regressed", 0.056, 0.032, { direction: "lower", traits: ["helpfulness"] }],
  ["myopic-choices", "regressed", -0.071, 0.031, { domain: "agents", traits: ["harmlessness"] }],
  ["polite-disagreement", "equivalent", 0.001, 0.006, { domain: "social", traits: ["honesty"] }],
  ["long-dialogues", "inconclusive", 0.021, 0.055, { domain: "social", wouldSettle: { items: 5210, epochs: 12 } }],
  ["ambiguous-questions", "inconclusive", 0.028, 0.031, { wouldSettle: { items: 2240, epochs: null } }],
  ["rare-conditions", "inconclusive", -0.018, 0.24, { domain: "health", wouldSettle: { items: 22_400, epochs: null } }],
  ["privacy-leaks", "inconclusive", -0.012, 0.041, { direction: "lower", domain: "agents", traits: ["privacy"] }],
  ["tiny-pilot", "noVerdict", 0.08, 0, { noVerdict: "too_few_items", n: 9, domain: "social", traits: [] }],
  ["grade-school-maths", "nonInferior", 0.003, 0.008, { role: "control", domain: "mathematics" }],
  ["unit-tests", "inferior", -0.061, 0.02, { role: "control", domain: "coding" }],
  ["own-checks", "improved", 0.074, 0.03, { role: "unassigned", variant: "v2", condition: "persona=a" }],
];

function rowOf([suite, verdict, difference, half, more = {}]: Sketch): SuiteRow {
  const isControl = more.role === "control";
  return suiteRow({
    suite,
    verdict,
    difference,
    interval: half === 0 ? null : [difference - half, difference + half],
    means: [0.4, 0.4 + difference],
    n: 600,
    adjusted: { holm: verdict === "inconclusive" ? 0.4 : 0.004, bh: verdict === "inconclusive" ? 0.21 : 0.001 },
    minimumDetectable: half,
    ...(isControl ? { counted: false, notCounted: "control" } : {}),
    ...more,
  });
}

function splitsOf(rows: readonly SuiteRow[]): Split[] {
  const valuesOf = {
    domain: (row: SuiteRow) => [row.domain],
    trait: (row: SuiteRow) => row.traits,
    role: (row: SuiteRow) => [row.role],
    training: (row: SuiteRow) => [row.domain === "health" ? "in" : "out"],
  };
  const counted = rows.filter((row) => row.counted);
  return (Object.keys(valuesOf) as (keyof typeof valuesOf)[]).flatMap((by) => {
    const values = [...new Set(counted.flatMap(valuesOf[by]))].sort();
    return values.map((value): Split => {
      const headline = headlineOf(counted.filter((row) => valuesOf[by](row).includes(value)));
      const rate = (headline.ahead + headline.tied / 2) / headline.suites;
      const interval: [number, number] | null =
        headline.suites < 3 ? null : [Math.max(0, rate - 0.25), Math.min(1, rate + 0.2)];
      return { by, value, headline, winRate: winRateOf(headline, { interval }), guarantee: null };
    });
  });
}

/** The board; `matched: false` for arms whose compute differs. */
export function board({ matched = true } = {}): Comparison {
  const suites = sketches.map(rowOf);
  const headline = headlineOf(suites);
  return comparison({
    suites,
    experiment: "trait",
    splits: splitsOf(suites),
    guarantee: {
      suites: headline.suites,
      level: 0.95,
      atLeastImproved: 6,
      atMostRegressed: 3,
      atLeastImprovedHolm: 5,
      atMostRegressedHolm: 3,
    },
    winRate: { interval: [0.53, 0.88], effectiveFamilies: 14.2 },
    warnings: ["seed_variance_unmeasured"],
    frontiers: [
      frontierOf("plain-facts", "refusal-balance"),
      {
        x: "triage",
        y: "waiting-times",
        figures: null,
        reason: "needed results of waiting-times in both arms, found none",
      },
    ],
    arms: {
      treatment: {
        checkpoints: [{ checkpoint: "trait-8000", trainedOn: { domains: ["health"], traits: [] } }],
        compute: { flops: 3.12e21 },
      },
      baseline: {
        checkpoints: [{ checkpoint: "base-8000", comparator: "compute-matched" }],
        compute: { flops: 3.1e21 },
      },
    },
    computeMatch: {
      status: matched ? "matched" : "unmatched",
      quantity: "flops",
      treatment: matched ? 3.12e21 : 4.4e21,
      baseline: 3.1e21,
      ratio: matched ? 3.12 / 3.1 : 4.4 / 3.1,
      tolerance: 0.02,
    },
  });
}

/** Curves of the board along four training steps: one that falls, one that grows, one that stays. */
export function boardCurves(): Persistence {
  const steps = [1000, 2000, 4000, 8000];
  return persistenceOf(board(), [
    curveOf("plain-facts", steps, [0.021, 0.064, 0.108, 0.126]),
    curveOf("refusal-balance", steps, [0.012, -0.008, -0.031, -0.056]),
    curveOf("calibrated-answers", steps, [0.088, 0.096, 0.09, 0.094]),
  ]);
}
