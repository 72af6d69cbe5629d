import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { resampleSums } from "../../packages/stats/src/bootstrap/resample-sums.ts";
import type { RowPlan, SuiteInput } from "../../packages/stats/src/input.ts";
import { openStreams } from "../../packages/stats/src/random/stream.ts";
import { accuracy, plan, seedScores, singles } from "./row-input.ts";
import { relativeError, vector } from "./vector.ts";

function crossedRow(treatment: number[][], baseline: number[][], options: Partial<RowPlan> = {}) {
  const seeds = (all: number[][]) => all.map((scores, seed) => seedScores(singles(scores), `seed${seed}`));
  const input: SuiteInput = {
    key: "crossed",
    metric: { ...accuracy, range: null },
    arms: {
      treatment: { kind: "items", seeds: seeds(treatment) },
      baseline: { kind: "items", seeds: seeds(baseline) },
    },
  };
  return analyseRow(input, { ...plan, ...options });
}

describe("training seeds crossed with items", () => {
  it("answers crossed-seeds-items", () => {
    const { inputs, expected } = vector("crossed-seeds-items");
    const zeros = (inputs.d_seed_item as number[][]).map((row) => row.map(() => 0));
    const row = crossedRow(inputs.d_seed_item, zeros, { seedsMatched: true, replicates: 40000 });
    expect(row.design).toBe("crossed");
    expect(row.difference.value).toBeCloseTo(expected.diff, 12);
    expect(relativeError(row.difference.standardError as number, expected.se_anova_two_way)).toBeLessThan(1e-9);
    expect(relativeError(row.bootstrap?.standardError as number, expected.se_pigeonhole_bootstrap)).toBeLessThan(0.02);
    expect(row.difference.standardError).toBeGreaterThan(expected.se_items_only);
    expect(row.seeds).toEqual({ treatment: 3, baseline: 3 });
    expect(row.varianceShares.seeds).toBeGreaterThan(0);
    expect(row.warnings).not.toContain("seed_variance_unmeasured");
  });

  it("is floored at the items' own part", () => {
    // seeds that agree on average but not on items: the interaction exceeds the spread of the seeds
    const treatment = [
      [0.1, 0.9, 0.2, 0.8],
      [0.9, 0.1, 0.8, 0.2],
    ];
    const row = crossedRow(treatment, [[0.1, 0.3, 0.4, 0.2]]);
    expect(row.varianceShares.seeds).toBeNull();
    expect(row.difference.degreesOfFreedom).toBeCloseTo(3, 9);
    expect(row.warnings).toEqual(expect.arrayContaining(["few_seeds", "seed_variance_unmeasured"]));
  });

  it("mirrors when the arms are swapped", () => {
    const { inputs } = vector("crossed-seeds-items");
    const other = [[0.2, 0.1, 0.3, 0, 0.1, 0.2]];
    const one = crossedRow(inputs.d_seed_item, other);
    const swapped = crossedRow(other, inputs.d_seed_item);
    expect(swapped.difference.value).toBeCloseTo(-(one.difference.value as number), 12);
    expect(swapped.difference.p).toBeCloseTo(one.difference.p as number, 12);
    expect(swapped.bootstrap?.interval?.[0]).toBeCloseTo(-(one.bootstrap?.interval?.[1] as number), 12);
  });

  it("takes seeds for independent unless their names agree", () => {
    const { inputs } = vector("crossed-seeds-items");
    const treatment = inputs.d_seed_item as number[][];
    const baseline = treatment.map((scores) => scores.map((score) => score / 2));
    const matched = crossedRow(treatment, baseline, { seedsMatched: true });
    const apart = crossedRow(treatment, baseline);
    expect(apart.difference.standardError).toBeGreaterThan(matched.difference.standardError as number);
    const uneven = crossedRow(treatment, baseline.slice(1), { seedsMatched: true });
    expect(uneven.warnings).toContain("seeds_not_matched");
  });
});

describe("tasks with runs", () => {
  it("answers rliable-stratified-se: runs are redrawn within their task, tasks stay", () => {
    const { inputs, expected } = vector("rliable-stratified-se");
    const runs = inputs.scores_runs_x_tasks as number[][];
    const tables = [0, 1].map((task) => ({ rows: Float64Array.from(runs, (run) => run[task] as number), width: 1 }));
    const draws = 20000;
    const sums = resampleSums(tables, openStreams(null, "rliable"), draws);
    const means = Float64Array.from({ length: draws }, (_, i) => {
      const total = sums.reduce((sum, each) => sum + (each[i] as number), 0);
      return total / (runs.length * tables.length);
    });
    const mean = means.reduce((sum, each) => sum + each, 0) / draws;
    const error = Math.sqrt(means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws);
    expect(mean).toBeCloseTo(expected.aggregate_mean, 2);
    expect(relativeError(error, expected.se)).toBeLessThan(0.02);
  });
});
