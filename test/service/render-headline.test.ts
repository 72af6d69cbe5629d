import { countedSentence, headLines } from "@evenmatch/service/render/headline";
import { describe, expect, it } from "vitest";
import { comparison, suiteRow } from "./comparison-builder.ts";

const lines = (facts: Parameters<typeof comparison>[0]) =>
  headLines(comparison(facts)).map(({ label, text }) => `${label}: ${text}`);

const gain = suiteRow({ suite: "gain", difference: 0.05, interval: [0.02, 0.08], verdict: "improved" });
const loss = suiteRow({ suite: "loss", difference: -0.05, interval: [-0.08, -0.02], verdict: "regressed" });
const even = suiteRow({ suite: "even", difference: 0, interval: [-0.005, 0.005], verdict: "equivalent" });

describe("the sentences above a table", () => {
  it("print signs and verdicts together, and what does not count with its reason", () => {
    const control = suiteRow({ suite: "mmlu", role: "control", counted: false, notCounted: "control" });
    const whole = suiteRow({ suite: "crows", counted: false, notCounted: "contains_other_rows" });
    expect(
      lines({
        suites: [gain, loss, even, control, { ...control, variant: "law" }, whole],
        winRate: { interval: [0.21, 0.79], missingBounds: [0.37, 0.62] },
        guarantee: {
          suites: 3,
          level: 0.95,
          atLeastImproved: 1,
          atMostRegressed: 2,
          atLeastImprovedHolm: 0,
          atMostRegressedHolm: 3,
        },
        missingSuites: [
          {
            suite: "gone",
            variant: "a",
            condition: "",
            family: "f",
            role: "outcome",
            absentFrom: "treatment",
            counted: true,
            reason: "",
          },
          {
            suite: "never",
            variant: "",
            condition: "",
            family: "f",
            role: "outcome",
            absentFrom: "both",
            counted: true,
            reason: "",
          },
        ],
        warnings: ["seed_variance_unmeasured"],
      }),
    ).toMatchInlineSnapshot(`
      [
        "headline: 1 of 3 ahead, 1 behind, 1 tied; of the 3, 1 gain and 1 regression (1 equivalent, 0 inconclusive, 0 without a verdict)",
        "arms: acme-7b-t against acme-7b-b (declared: compute-matched)",
        "win rate: 50.0 %, 95 % interval [21.0, 79.0] % (of observed signs; 3 families, 3 effective); [37.0, 62.0] % if all missing suites were lost, or won",
        "at least: 1 of 3 truly improved and at most 2 regressed by more than the margin, at 95 % confidence (under any dependence: 0 and 3)",
        "counted: 3 rows; shown, not counted: 2 controls, 1 that contains other rows' items",
        "controls: 2: 0 shown not worse than by the margin, 0 worse, 2 inconclusive, 0 without a verdict",
        "missing: 1 not in the treatment's results: gone/a; 1 planned, in neither arm: never",
        "compute: matched: 1.020e21 against 1.010e21 FLOPs, ratio 1.010, within 2 %",
        "plan: 95 % intervals, p-values adjusted by Benjamini–Hochberg, margin 1 % of each range, 10,000 bootstrap replicates",
        "warning: One training seed in an arm: how much another training run would differ is not measured (seed_variance_unmeasured)",
      ]
    `);
  });

  it("put compute that does not match before the headline", () => {
    const match = { status: "unmatched", quantity: "tokens", treatment: 4e11, baseline: 3e11, ratio: 4 / 3 } as const;
    const [first, second] = lines({ suites: [gain], computeMatch: { ...match, tolerance: 0.02 } });
    expect(first).toBe(
      "compute: NOT MATCHED: 4.000e11 against 3.000e11 tokens, ratio 1.333, outside the tolerance of 2 %",
    );
    expect(second).toBe(
      "headline: 1 of 1 ahead, 0 behind, 0 tied; of the 1, 1 gain and 0 regressions (0 equivalent, 0 inconclusive, 0 without a verdict)",
    );
  });

  it("say that undeclared compute proves nothing", () => {
    const match = { status: "unknown", quantity: null, treatment: null, baseline: null, ratio: null } as const;
    const { treatment, baseline } = comparison({ suites: [gain] }).arms;
    const arms = { treatment: { ...treatment, compute: null }, baseline: { ...baseline, compute: null } };
    expect(lines({ suites: [gain], arms, computeMatch: { ...match, tolerance: 0.02 } })).toContain(
      "compute: unknown: the treatment and the baseline declared none, so nothing here says that the arms are compute-matched",
    );
  });

  it("give no interval of the win rate with too few families, and say why", () => {
    const few = lines({
      suites: [gain, loss],
      winRate: { families: 2, effectiveFamilies: 2, familyMacro: 0.5 },
      warnings: ["few_families"],
    });
    expect(few).toContain(
      "win rate: 50.0 %, no interval (2 families, 2 effective; needs 5); mean over families 50.0 %",
    );
    expect(few).toContain(
      "warning: Suites fall into fewer than 5 effective families: too few for an interval of the win rate (few_families)",
    );
  });

  it("say so where nothing counts", () => {
    const none = lines({ suites: [{ ...gain, counted: false, notCounted: "unknown_direction" }] });
    expect(none).toContain("headline: no suite counts: there is nothing to be ahead on");
    expect(none).toContain("win rate: – (no suite counts)");
    expect(none).toContain("counted: 0 rows; shown, not counted: 1 of unknown direction");
  });

  it("say at which step two trajectories are compared", () => {
    const trajectory = { step: 143_000, steps: [123_000, 133_000, 143_000] };
    expect(lines({ suites: [gain], trajectory })).toContain(
      "arms: acme-7b-t against acme-7b-b (declared: compute-matched), at step 143,000 (the last of 3 that both have)",
    );
  });

  it("say how many rows a selection shows of those that the headline speaks of", () => {
    const whole = comparison({ suites: [gain, loss, even] });
    expect(countedSentence({ ...whole, suites: [gain] })).toBe(
      "3 rows, of which this selection shows 1, and 0 that do not count",
    );
  });
});
