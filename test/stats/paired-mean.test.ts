import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { clustersOf } from "../../packages/stats/src/clusters.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { clusteredMean } from "../../packages/stats/src/intervals/clustered-mean.ts";
import { pairedT } from "../../packages/stats/src/intervals/paired-t.ts";
import { pairedVarianceComponents } from "../../packages/stats/src/intervals/variance-components.ts";
import { accuracy, plan, rowOf, singles, type TestItem } from "./row-input.ts";
import { relativeError, vector } from "./vector.ts";

const level = 0.95;

describe("the paired t test", () => {
  it("answers paired-mean-1", () => {
    const { inputs, expected } = vector("paired-mean-1");
    const found = pairedT({ ...inputs, level });
    expect(relativeError(found.difference as number, expected.diff)).toBeLessThan(1e-9);
    expect(relativeError(found.standardError as number, expected.se_paired)).toBeLessThan(1e-9);
    expect(relativeError(found.t as number, expected.t)).toBeLessThan(1e-9);
    expect(found.degreesOfFreedom).toBe(expected.df);
    expect(relativeError(found.p as number, expected.p_two_sided)).toBeLessThan(1e-9);
    expect(relativeError(found.dz as number, expected.cohens_dz)).toBeLessThan(1e-9);
    found.interval?.forEach((bound, i) => {
      expect(Math.abs(bound - expected.ci95_t[i])).toBeLessThan(1e-12);
    });
    // a row of the same data says the same
    const row = analyseRow(rowOf(singles(inputs.treatment), singles(inputs.baseline)), plan);
    expect(row.design).toBe("paired");
    expect(row.difference.method).toBe("paired-t");
    expect(row.difference.p).toBeCloseTo(expected.p_two_sided, 12);
    expect(row.treatment.mean).toBeCloseTo(expected.mean_t, 12);
    expect(row.baseline.mean).toBeCloseTo(expected.mean_b, 12);
    expect(row.difference.standardError).not.toBeCloseTo(expected.se_unpaired, 3);
  });

  it("answers paired-mean-lower-is-better: the improvement turns", () => {
    const { inputs, expected } = vector("paired-mean-lower-is-better");
    const row = analyseRow(
      rowOf(singles(inputs.treatment), singles(inputs.baseline), { direction: "lower", range: null }),
      plan,
    );
    expect(row.difference.value).toBeCloseTo(expected.diff, 12);
    expect(row.difference.improvement).toBeCloseTo(expected.improvement, 12);
    expect(row.difference.improvementInterval?.[0]).toBeCloseTo(expected.ci95_improvement[0], 9);
    expect(row.difference.improvementInterval?.[1]).toBeCloseTo(expected.ci95_improvement[1], 9);
    expect(row.difference.p).toBeCloseTo(expected.p_two_sided, 9);
    expect(row.margin).toBeNull();
  });

  it("answers paired-degenerate-constant: no interval of zero width, no p of 0", () => {
    const { inputs, expected } = vector("paired-degenerate-constant");
    const found = pairedT({ ...inputs, level });
    expect(found).toMatchObject({ difference: 1, standardError: 0, interval: null, p: null });
    const row = analyseRow(rowOf(singles(inputs.treatment), singles(inputs.baseline)), plan);
    expect(row.design).toBe("paired-binary");
    expect(row.difference.interval?.[0]).toBeCloseTo(expected.ci95_tango[0], 6);
    expect(row.difference.interval?.[1]).toBe(1);
    expect(row.difference.p).toBeGreaterThan(0);
    expect(row.warnings).toContain("zero_variance");
    expect(row.bootstrap?.interval).toBeNull();
    expect(row.bootstrap?.studentised).toBeNull();
  });

  it("answers paired-degenerate-zero: identical arms are said to be", () => {
    const { inputs, expected } = vector("paired-degenerate-zero");
    const found = pairedT({ ...inputs, level });
    expect(found).toMatchObject({ difference: 0, standardError: 0, interval: null, p: expected.p_two_sided });
    const row = analyseRow(rowOf(singles(inputs.treatment), singles(inputs.baseline)), plan);
    expect(row.warnings).toEqual(expect.arrayContaining(expected.warnings));
    expect(row.difference.p).toBe(1);
  });

  it("answers paired-n1 and paired-n0", () => {
    const one = vector("paired-n1");
    const found = pairedT({ ...one.inputs, level });
    expect(found.difference).toBeCloseTo(one.expected.diff, 12);
    expect(found).toMatchObject({ standardError: null, interval: null, p: null });
    const row = analyseRow(rowOf(singles(one.inputs.treatment), singles(one.inputs.baseline)), plan);
    expect(row.warnings).toEqual(expect.arrayContaining(one.expected.warnings));
    expect(row.noVerdict).toBe("too_few_items");

    const none = vector("paired-n0");
    expect(pairedT({ ...none.inputs, level }).difference).toBe(none.expected.diff);
    const empty = analyseRow(rowOf([], []), plan);
    expect(empty.difference.value).toBeNull();
    expect(empty.warnings).toContain(none.expected.status);
    expect(empty.noVerdict).not.toBeNull();
  });

  it("answers paired-nan: a missing score leaves the pair and is counted", () => {
    const { inputs, expected } = vector("paired-nan");
    const arm = (scores: (number | null)[]): TestItem[] =>
      scores.map((score, i) => ({ id: `q${i}`, scores: [score ?? "unscored"] }));
    const row = analyseRow(rowOf(arm(inputs.treatment), arm(inputs.baseline)), plan);
    expect(row.alignment.paired).toBe(expected.n_paired);
    expect(row.alignment.missing.treatment.unscored).toBe(expected.n_missing_treatment);
    expect(row.alignment.missing.baseline.unscored).toBe(expected.n_missing_baseline);
    expect(row.difference.value).toBeCloseTo(expected.diff, 12);
    expect(row.difference.standardError).toBeCloseTo(expected.se_paired, 12);
  });

  it("refuses arms of different lengths", () => {
    expect(() => pairedT({ treatment: [1, 2], baseline: [1], level })).toThrow(StatsError);
  });
});

describe("clusters", () => {
  it("answers cluster-se-unequal", () => {
    const { inputs, expected } = vector("cluster-se-unequal");
    const clusters = clustersOf(
      inputs.clusters,
      inputs.clusters.map((_: string, i: number) => `${i}`),
    );
    const found = clusteredMean(Float64Array.from(inputs.scores), clusters as NonNullable<typeof clusters>);
    expect(found).toMatchObject({ clusters: expected.G, degreesOfFreedom: expected.G - 1 });
    expect(relativeError(found?.standardError as number, expected.se_CR1_inspect)).toBeLessThan(1e-9);
    expect(relativeError(found?.independentError as number, expected.se_iid)).toBeLessThan(1e-9);
    expect(relativeError(found?.designEffect as number, expected.design_effect_CR1)).toBeLessThan(1e-9);
    const row = analyseRow(
      rowOf(
        singles(inputs.scores, inputs.clusters),
        singles(
          inputs.scores.map(() => 0),
          inputs.clusters,
        ),
      ),
      plan,
    );
    expect(row.difference.interval?.[0]).toBeCloseTo(expected.ci95_t_Gm1[0], 9);
    expect(row.difference.interval?.[0]).not.toBeCloseTo(expected.ci95_z_TOO_NARROW[0], 2);
    // the mean of cluster means is another estimand, named when asked for
    const macro = analyseRow(
      rowOf(
        singles(inputs.scores, inputs.clusters),
        singles(
          inputs.scores.map(() => 0),
          inputs.clusters,
        ),
        {
          weighting: "clusters",
        },
      ),
      plan,
    );
    expect(macro.difference.value).toBeCloseTo(expected.mean_of_cluster_means, 12);
  });

  it("answers cluster-se-paired", () => {
    const { inputs, expected } = vector("cluster-se-paired");
    const row = analyseRow(
      rowOf(singles(inputs.treatment, inputs.clusters), singles(inputs.baseline, inputs.clusters)),
      plan,
    );
    expect(row.design).toBe("paired-clustered");
    expect(row.difference.method).toBe("cr1-t");
    expect(relativeError(row.difference.standardError as number, expected.se_CR1)).toBeLessThan(1e-9);
    expect(relativeError(row.difference.p as number, expected.p_t_Gm1)).toBeLessThan(1e-9);
    expect(row.difference.interval?.[0]).toBeCloseTo(expected.ci95_t_Gm1[0], 9);
    expect(row.warnings).toContain("few_clusters");
    expect(row.noVerdict).toBe("too_few_items");
  });
});

describe("epochs", () => {
  it("answers epochs-unequal: averaged within the item first", () => {
    const { inputs, expected } = vector("epochs-unequal");
    const arm = (key: "t" | "b"): TestItem[] =>
      Object.entries(inputs as Record<string, { t: number[]; b: number[] }>).map(([id, item]) => ({
        id,
        scores: item[key],
      }));
    const row = analyseRow(rowOf(arm("t"), arm("b")), plan);
    expect(row.difference.value).toBeCloseTo(expected.diff_item_weighted, 12);
    expect(row.difference.value).not.toBeCloseTo(expected.pooled_epoch_diff_WRONG, 3);
    expect(row.difference.standardError).toBeCloseTo(expected.se_paired, 12);
    expect(row.n).toBe(4);
    expect(row.epochs).toEqual({
      treatment: { min: 1, median: 2.5, max: 4 },
      baseline: { min: 1, median: 2, max: 2 },
    });
  });

  it("answers variance-components-paired", () => {
    const { inputs, expected } = vector("variance-components-paired");
    const rows = (arm: number[][]) => arm.map((epochs) => Float64Array.from(epochs));
    const found = pairedVarianceComponents(rows(inputs.treatment), rows(inputs.baseline));
    expect(found?.total).toBeCloseTo(expected.total_var, 12);
    expect(found?.items).toBeCloseTo(expected.data_var, 12);
    expect(found?.epochs).toBeCloseTo(expected.prediction_var, 12);
    const arm = (all: number[][]): TestItem[] => all.map((scores, i) => ({ id: `q${i}`, scores }));
    const row = analyseRow(rowOf(arm(inputs.treatment), arm(inputs.baseline)), plan);
    expect(row.difference.standardError).toBeCloseTo(expected.se_of_mean_diff_now, 12);
    // clipped at 0: the items seem to add nothing
    expect(row.varianceShares).toMatchObject({ items: 0, epochs: 1 });
    expect(pairedVarianceComponents(rows([[1]]), rows([[1, 0]]))).toBeNull();
  });

  it("counts one item with many epochs as one", () => {
    const item = (scores: number[]): TestItem[] => [{ id: "only", scores }];
    const row = analyseRow(rowOf(item([1, 1, 1, 0, 1, 1]), item([0, 0, 1, 0, 0, 0])), plan);
    expect(row.n).toBe(1);
    expect(row.difference.interval).toBeNull();
    expect(row.noVerdict).toBe("too_few_items");
    expect(row.epochs?.treatment.max).toBe(6);
  });

  it("does not resample epochs inside resampled items (hierarchical-double-count)", () => {
    const { inputs, expected } = vector("hierarchical-double-count");
    const arm = (all: number[][]): TestItem[] => all.map((scores, i) => ({ id: `q${i}`, scores }));
    const row = analyseRow(rowOf(arm(inputs.treatment), arm(inputs.baseline)), { ...plan, replicates: 20000 });
    expect(row.difference.value).toBeCloseTo(expected.diff, 12);
    expect(row.difference.standardError).toBeCloseTo(expected.analytic_se_n_minus_1, 12);
    const bootstrapped = row.bootstrap?.standardError as number;
    expect(relativeError(bootstrapped, expected.se_items_only_bootstrap)).toBeLessThan(0.02);
    expect(relativeError(bootstrapped, expected.se_two_level_nested_bootstrap)).toBeGreaterThan(0.3);
  });
});

describe("weights", () => {
  it("has the linearised error of a weighted mean, and no Tango", () => {
    const scores = { treatment: [1, 0, 1, 1], baseline: [0, 0, 1, 0] };
    const weights = [1, 2, 3, 4];
    const arm = (values: number[]): TestItem[] =>
      values.map((score, i) => ({ id: `q${i}`, scores: [score], weight: weights[i] as number }));
    const row = analyseRow(rowOf(arm(scores.treatment), arm(scores.baseline), accuracy), plan);
    const mean = 5 / 10;
    const squares = [1, 0, 0, 1].reduce((sum, d, i) => sum + ((weights[i] as number) * (d - mean)) ** 2, 0);
    expect(row.difference.value).toBeCloseTo(mean, 12);
    expect(row.difference.standardError).toBeCloseTo(Math.sqrt((4 / 3) * squares) / 10, 12);
    expect(row.difference.method).toBe("weighted-t");
  });
});
