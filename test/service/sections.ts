/** What a plan can ask beyond the rows, for pages to show: frontiers, worst groups, curves. */
import type { Comparison, Frontier, SuiteRow } from "@evenmatch/contract/comparison";
import { Persistence, type PersistenceRow } from "@evenmatch/contract/persistence";

type Interval = [number, number];

/** Two suites that pull against each other, the treatment ahead on the first alone. */
export function frontierOf(x: string, y: string): Frontier {
  const axis = (suite: string, baseline: number, improvement: number, lower: boolean) => {
    const treatment = baseline + (lower ? -improvement : improvement);
    const about = (value: number, half: number): Interval => [value - half, value + half];
    return {
      suite,
      variant: "",
      condition: "",
      treatment,
      treatmentInterval: about(treatment, 0.03),
      baseline,
      baselineInterval: about(baseline, 0.03),
      improvement,
      improvementInterval: about(improvement, 0.04),
    };
  };
  return {
    x,
    y,
    figures: {
      axes: [axis(x, 0.4, 0.126, false), axis(y, 0.4, -0.056, true)],
      sharedItems: 240,
      probabilityOfDominance: 0.0042,
      probabilityOfBeingDominated: 0,
      correlation: -0.21,
    },
    reason: null,
  };
}

/** A row's worst groups: on its face far worse than when judged on items that did not pick it. */
export function worstGroupOf(gap: number): NonNullable<SuiteRow["worstGroup"]> {
  return {
    by: "stratum",
    alpha: 0.2,
    groups: 5,
    gap,
    standardError: 0.03,
    interval: [gap - 0.06, gap + 0.06],
    plainGap: gap + 0.05,
    worst: { group: "rural clinics", gap: gap + 0.05 },
    expectedByChance: -1.163,
  };
}

/** A curve of these improvements at these steps. */
export function curveOf(suite: string, steps: readonly number[], improvements: readonly number[]): PersistenceRow {
  const estimate = (value: number, half: number) => ({
    value,
    standardError: half / 1.96,
    interval: [value - half, value + half] as Interval,
  });
  const points = steps.map((step, k) => {
    const improvement = improvements[k] ?? 0;
    return {
      label: String(step),
      dose: step,
      baseline: estimate(0.5, 0.02),
      treatment: estimate(0.5 + improvement, 0.02),
      improvement: estimate(improvement, 0.03),
      band: [improvement - 0.042, improvement + 0.042] as Interval,
    };
  });
  const change = (improvements.at(-1) ?? 0) - (improvements[0] ?? 0);
  const last = { ...estimate(change, 0.04), label: String(steps.at(-1)), degreesOfFreedom: 299, p: 0.012 };
  return {
    suite,
    variant: "",
    condition: "",
    name: suite,
    metric: "accuracy",
    direction: "higher",
    items: 300,
    clusters: null,
    coverage: 1,
    points,
    bandCritical: 2.5,
    differenceInDegradation: last,
    degradation: [last],
    retention: [
      {
        label: last.label,
        treatment: null,
        baseline: null,
        improvement: { value: 0.42, interval: [0.18, 0.66] },
      },
    ],
    area: null,
    halfLife: {
      max: steps.at(-1) ?? 0,
      treatment: null,
      baseline: null,
      improvement: { value: 5200, lower: 3900, upper: null },
    },
    warnings: ["seed_variance_unmeasured"],
  };
}

/** Curves of a comparison along its training steps, checked against the contract. */
export function persistenceOf(comparison: Comparison, rows: PersistenceRow[]): Persistence {
  const { digest, specVersion, experiment, computeMatch, plan } = comparison;
  return Persistence.parse({
    digest,
    comparison: digest,
    experiment,
    specVersion,
    axis: "step",
    comparator: "compute-matched",
    computeMatch,
    level: plan.level,
    rows,
    trend: rows.length < 2 ? null : { suites: rows.length, l: 74, p: 0.031, method: "exact" },
    left: [{ suite: "own-checks", variant: "v2", condition: "", reason: "needed two steps in both arms, found one" }],
  });
}
