import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { crossedVariance } from "../../packages/stats/src/designs/crossed-variance.ts";
import type { ArmInput, MetricDefinition, SuiteInput } from "../../packages/stats/src/input.ts";
import { wilson } from "../../packages/stats/src/intervals/wilson.ts";
import { accuracy, plan, rowOf, seedScores, singles, type TestItem } from "./row-input.ts";

const armsOf = (treatment: ArmInput, baseline: ArmInput, metric: Partial<MetricDefinition> = {}): SuiteInput => ({
  key: "summary",
  metric: { ...accuracy, ...metric },
  arms: { treatment, baseline },
});
const counts = (successes: number, n: number): ArmInput => ({ kind: "counts", successes, n });
const inCluster = (prefix: string, scores: readonly number[]): TestItem[] =>
  scores.map((score, i) => ({ id: `${prefix}${i}`, scores: [score], cluster: "all" }));

describe("an arm of one unit, of which nobody knows how others would differ", () => {
  const none = { standardError: null, degreesOfFreedom: null };

  it("has no standard error where it is one success of one", () => {
    const row = analyseRow(armsOf(counts(1, 1), counts(30, 164)), plan);
    expect(row.difference).toMatchObject({ ...none, method: "newcombe" });
    // Newcombe's interval needs no spread within the arms
    expect(row.difference.interval).not.toBeNull();
    expect(row).toMatchObject({ minimumDetectable: null, wouldSettle: null });
    expect(row.baseline.standardError).toBeCloseTo(Math.sqrt(((30 / 164) * (134 / 164)) / 163), 12);
  });

  it("gives neither error nor interval nor relative change where it is one cluster", () => {
    const scores = [0.2, 0.9, 0.4, 0.7, 0.1, 0.6];
    const row = analyseRow(rowOf(inCluster("t", scores), singles(scores.map((each) => each / 2))), plan);
    expect(row).toMatchObject({ design: "unpaired", relativeChange: null, minimumDetectable: null });
    expect(row.difference).toMatchObject({ ...none, interval: null, p: null });
    expect(row.bootstrap).toMatchObject({ interval: null, studentised: null, standardError: null });
    expect(row.varianceShares.clusterDesignEffect).toBeNull();
  });

  it("has no error of its own either, however many training seeds it has", () => {
    const seed = (shift: number, name: string) =>
      seedScores(
        inCluster("i", [0.2, 0.9, 0.4, 0.7]).map((item) => ({ ...item, scores: [(item.scores[0] as number) + shift] })),
        name,
      );
    const arm = (by: number): ArmInput => ({
      kind: "items",
      seeds: [seed(0, "s1"), seed(by, "s2"), seed(2 * by, "s3")],
    });
    const row = analyseRow(armsOf(arm(0.05), arm(0.01)), plan);
    expect(row).toMatchObject({ design: "crossed", clusters: 1 });
    expect(row.treatment).toMatchObject({ standardError: null, interval: null });
    expect(row.treatment.mean).toBeCloseTo(0.6, 12);
    expect(row.difference).toMatchObject({ ...none, interval: null });
  });
});

describe("a ratio without a logarithm", () => {
  it("still has its arms' own rates, from counts and from means", () => {
    const metric = { kind: "relative-risk" } as const;
    const row = analyseRow(armsOf(counts(0, 500), counts(1, 1), metric), plan);
    expect(row).toMatchObject({ design: "counts", n: 1, warnings: expect.arrayContaining(["undefined_ratio"]) });
    expect(row.difference.value).toBeNull();
    expect(row.treatment).toMatchObject({ mean: 0, n: 500, interval: wilson(0, 500, plan.level) });
    expect(row.baseline).toMatchObject({ mean: 1, n: 1, interval: wilson(1, 1, plan.level) });
    const mean = (value: number): ArmInput => ({ kind: "aggregate", mean: value, standardError: 0.1, n: 45 });
    const means = analyseRow(armsOf(mean(-0.1), mean(0.2), metric), plan);
    expect(means).toMatchObject({ design: "aggregate", n: 45, noVerdict: "degenerate" });
    expect(means.treatment).toMatchObject({ mean: -0.1, standardError: 0.1, n: 45 });
    // z of .975 (scipy)
    expect(means.baseline.interval?.[1]).toBeCloseTo(0.2 + 0.1 * 1.959963984540054, 12);
  });
});

describe("scores far from zero", () => {
  const offset = 2 ** 20;
  // multiples of 2^-30 near 2^20 are exact, and so are their differences
  const grid = (n: number, step: number, by: number) =>
    Array.from({ length: n }, (_, i) => ((i * step) % by) / 2 ** 30);
  const clustered = (scores: readonly number[]): TestItem[] =>
    scores.map((score, i) => ({ id: `i${String(i).padStart(3, "0")}`, scores: [score], cluster: `c${i % 9}` }));

  it.each([
    ["plain items", singles],
    ["clusters", clustered],
  ] as const)("lose no digit of the difference: %s", (_, itemsOf) => {
    const treatment = grid(90, 7919, 10007);
    const baseline = grid(90, 6101, 9973);
    const far = (scores: readonly number[]) => itemsOf(scores.map((score) => offset + score));
    const metric = { range: null };
    const here = analyseRow(rowOf(itemsOf(treatment), itemsOf(baseline), metric), plan);
    const there = analyseRow(rowOf(far(treatment), far(baseline), metric), plan);
    expect(there.difference).toEqual(here.difference);
    expect(there.bootstrap).toEqual(here.bootstrap);
    expect(there.dz).toBe(here.dz);
  });
});

describe("training seeds that differ by just what their items explain", () => {
  it("add nothing, and leave the items' own degrees of freedom", () => {
    const items = [{ variance: 4e-4, degreesOfFreedom: 59 }];
    const seeds = { variance: 0.1 + 0.2, degreesOfFreedom: 1 };
    const spread = crossedVariance(items, [{ seeds, interaction: { variance: -0.3, degreesOfFreedom: 59 } }]);
    expect(spread).toEqual({ items: 4e-4, fixed: 0, degreesOfFreedom: 59 });
  });
});
