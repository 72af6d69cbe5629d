/** Comparisons to render: valid by the contract, with the few figures that a test is about. */
import { Comparison, type SuiteRow } from "@evenmatch/contract/comparison";
import { defaultPlan, type Plan } from "@evenmatch/contract/plan";

type Headline = Comparison["headline"];

const digest = "0123456789abcdef".repeat(4);
const nothingMissing = { error: 0, unscored: 0, refused: 0, timeout: 0 };

/** What a test may say of a row; everything else follows from it. */
export interface RowFacts extends Partial<Omit<SuiteRow, "difference" | "treatment" | "baseline">> {
  suite: string;
  /** [baseline mean, treatment mean] */
  means?: [number | null, number | null];
  /** improvement's own sign is worked out from the direction */
  difference?: number | null;
  interval?: [number, number] | null;
  method?: string;
}

/** A row of a comparison; a paired proportion that is inconclusive unless said otherwise. */
export function suiteRow(facts: RowFacts): SuiteRow {
  const { means = [0.5, 0.5 + (facts.difference ?? 0)], difference = 0, interval = null, method, ...rest } = facts;
  const direction = facts.direction ?? "higher";
  const estimate = (mean: number | null) => ({
    mean,
    standardError: 0.02,
    interval: null,
    n: 200,
    displayedMean: mean,
  });
  const improvement =
    difference === null || direction === "unknown" ? null : direction === "higher" ? difference : -difference;
  const turned =
    interval === null || improvement === null
      ? null
      : direction === "higher"
        ? interval
        : ([-interval[1], -interval[0]] as [number, number]);
  return {
    variant: "",
    condition: "",
    name: facts.suite,
    domain: "general",
    traits: ["truthfulness"],
    role: "outcome",
    family: facts.suite,
    audience: "public",
    harness: { treatment: "inspect", baseline: "inspect" },
    metric: "accuracy",
    direction,
    range: [0, 1],
    estimand: { kind: "mean", reducer: "mean", k: null, quantile: null, weighting: "items" },
    ideal: null,
    counted: true,
    notCounted: null,
    suiteDigest: digest,
    results: { treatment: [digest], baseline: [digest] },
    design: "paired",
    alignment: {
      treatmentItems: 200,
      baselineItems: 200,
      paired: 200,
      onlyTreatment: 0,
      onlyBaseline: 0,
      contentMismatch: 0,
      missing: { treatment: nothingMissing, baseline: nothingMissing },
      coverage: 1,
    },
    n: 200,
    clusters: null,
    epochs: null,
    seeds: { treatment: 1, baseline: 1 },
    treatment: estimate(means[1]),
    baseline: estimate(means[0]),
    difference: {
      value: difference,
      improvement,
      standardError: interval === null ? null : (interval[1] - interval[0]) / 3.92,
      degreesOfFreedom: 199,
      interval,
      improvementInterval: turned,
      p: 0.2,
      method: method ?? "paired t",
    },
    bootstrap: null,
    items: null,
    relativeChange: null,
    dz: null,
    baselineDeviation: null,
    varianceShares: { items: null, epochs: null, clusterDesignEffect: null, seeds: null },
    minimumDetectable: null,
    wouldSettle: null,
    margin: 0.01,
    bounds: null,
    missingness: [],
    worstGroup: null,
    noVerdict: null,
    warnings: [],
    adjusted: { holm: 0.4, bh: 0.3 },
    fcrInterval: null,
    minimumDetectableAdjusted: null,
    anytime: null,
    verdict: "inconclusive",
    withinMargin: false,
    fragile: false,
    ...rest,
  } as SuiteRow;
}

export interface ComparisonFacts extends Partial<Omit<Comparison, "plan" | "winRate" | "suites">> {
  suites: SuiteRow[];
  plan?: Partial<Plan>;
  winRate?: Partial<Comparison["winRate"]>;
}

/** The win rate of counted rows, with figures that a test may replace. */
export function winRateOf(headline: Headline, replaced: Partial<Comparison["winRate"]> = {}): Comparison["winRate"] {
  const { suites, ahead, tied } = headline;
  return {
    value: suites === 0 ? null : (ahead + tied / 2) / suites,
    interval: null,
    method: "wilson-family-deflated",
    effectiveFamilies: suites === 0 ? null : suites,
    designEffect: suites === 0 ? null : 1,
    families: suites,
    familyMacro: null,
    wilson: null,
    wilsonUntied: null,
    signTestP: null,
    familyBootstrap: null,
    cr1t: null,
    hierarchical: null,
    missingBounds: null,
    soft: null,
    ...replaced,
  };
}

/** Signs and verdicts of counted rows. */
export function headlineOf(rows: readonly SuiteRow[]): Headline {
  const counted = rows.filter((row) => row.counted);
  const signs = counted.map((row) => Math.sign(row.difference.improvement ?? 0));
  const verdicts = (verdict: SuiteRow["verdict"]) => counted.filter((row) => row.verdict === verdict).length;
  return {
    suites: counted.length,
    ahead: signs.filter((sign) => sign > 0).length,
    behind: signs.filter((sign) => sign < 0).length,
    tied: signs.filter((sign) => sign === 0).length,
    gains: verdicts("improved"),
    regressions: verdicts("regressed"),
    equivalent: verdicts("equivalent"),
    inconclusive: verdicts("inconclusive"),
    noVerdict: verdicts("noVerdict"),
  };
}

function controlsOf(rows: readonly SuiteRow[]): Comparison["controls"] {
  const controls = rows.filter((row) => row.notCounted === "control");
  if (controls.length === 0) return null;
  const having = (verdict: SuiteRow["verdict"]) => controls.filter((row) => row.verdict === verdict).length;
  return {
    suites: controls.length,
    nonInferior: having("nonInferior"),
    inferior: having("inferior"),
    inconclusive: having("inconclusive"),
    noVerdict: having("noVerdict"),
  };
}

/** A comparison of these rows, checked against the contract. */
export function comparison(facts: ComparisonFacts): Comparison {
  const { plan, winRate, ...rest } = facts;
  const headline = facts.headline ?? headlineOf(facts.suites);
  return Comparison.parse({
    digest,
    specVersion: "test-1",
    experiment: null,
    planVersion: 1,
    planFixed: "before",
    looks: null,
    checkpointsCompared: null,
    trajectory: null,
    persistence: null,
    frontiers: [],
    arms: {
      treatment: { checkpoints: [{ checkpoint: "acme-7b-t" }], compute: { flops: 1.02e21 } },
      baseline: {
        checkpoints: [{ checkpoint: "acme-7b-b", comparator: "compute-matched" }],
        compute: { flops: 1.01e21 },
      },
    },
    computeMatch: {
      status: "matched",
      quantity: "flops",
      treatment: 1.02e21,
      baseline: 1.01e21,
      ratio: 1.02 / 1.01,
      tolerance: 0.02,
    },
    headline,
    guarantee: null,
    standardisedImprovement: null,
    controls: controlsOf(facts.suites),
    missingSuites: [],
    splits: [],
    warnings: [],
    ...rest,
    plan: { ...defaultPlan, ...plan },
    winRate: winRateOf(headline, winRate),
  });
}
