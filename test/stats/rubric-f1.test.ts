import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { resampleSums } from "../../packages/stats/src/bootstrap/resample-sums.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { passAtK, worstOfK } from "../../packages/stats/src/intervals/pass-at-k.ts";
import { f1 } from "../../packages/stats/src/metrics/f1.ts";
import { clippedMean, rubricScore } from "../../packages/stats/src/metrics/rubric.ts";
import { openStreams } from "../../packages/stats/src/random/stream.ts";
import { plan, rowOf, singles, type TestItem } from "./row-input.ts";
import { relativeError, vector } from "./vector.ts";

describe("rubrics", () => {
  it.each(["healthbench-example-score", "healthbench-example-negative", "healthbench-no-positive"])(
    "answers %s",
    (id) => {
      const { inputs, expected } = vector(id);
      const found = rubricScore(inputs.rubric);
      if (expected.score === null) expect(found).toBeNull();
      else expect(found).toBeCloseTo(expected.score, 12);
    },
  );

  it.each(["healthbench-aggregate", "healthbench-aggregate-floor"])("answers %s: clipped after the mean", (id) => {
    const { inputs, expected } = vector(id);
    const scores = inputs.example_scores as number[];
    expect(clippedMean(scores)).toBeCloseTo(expected.overall_score, 12);
    if (expected.mean_of_clipped_examples_WRONG) {
      expect(clippedMean(scores)).not.toBeCloseTo(expected.mean_of_clipped_examples_WRONG, 3);
    }
    // clipped inside every resample
    const draws = 40000;
    const rows = Float64Array.from(scores);
    const sums = resampleSums([{ rows, width: 1 }], openStreams(null, id), draws)[0] as Float64Array;
    const means = sums.map((sum) => Math.min(1, Math.max(0, sum / scores.length)));
    const mean = means.reduce((sum, each) => sum + each, 0) / draws;
    const deviation = Math.sqrt(means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws);
    expect(relativeError(deviation, expected["overall_score:bootstrap_std_exact"])).toBeLessThan(0.04);
    // the row compares unclipped means and shows the clipped one
    const row = analyseRow(rowOf(singles(scores), singles([0.1, 0.2, 0.3, 0.4, 0.5]), { kind: "rubric" }), plan);
    expect(row.treatment.displayedMean).toBeCloseTo(expected.overall_score, 12);
    const raw = scores.reduce((sum, each) => sum + each, 0) / scores.length;
    expect(row.treatment.mean).toBeCloseTo(raw, 12);
    expect(row.difference.value).toBeCloseTo(raw - 0.3, 12);
  });
});

describe("worst of k and pass@k", () => {
  it("answers worst-at-k", () => {
    const { inputs, expected, parameters } = vector("worst-at-k");
    parameters.k.forEach((k: number, i: number) => {
      expect(worstOfK(inputs.scores, k)).toBeCloseTo(expected.worst_at_k[i], 12);
    });
    expect(worstOfK(inputs.scores, 5)).toBeNull();
    expect(() => worstOfK(inputs.scores, 0)).toThrow(StatsError);
  });

  it("is Chen's unbiased pass@k on 0/1 scores", () => {
    // 1 − C(n − c, k)/C(n, k) with n = 5, c = 2, k = 3: 1 − 1/10
    expect(passAtK([1, 0, 0, 1, 0], 3)).toBeCloseTo(0.9, 12);
    expect(passAtK([0, 0, 0], 2)).toBe(0);
    expect(passAtK([1, 0], 3)).toBeNull();
  });

  it("replaces the mean of the item, and items with too few epochs are missing", () => {
    const item = (id: string, scores: number[]): TestItem => ({ id, scores });
    const treatment = [item("a", [1, 0, 0]), item("b", [1, 1, 0]), item("c", [1])];
    const baseline = [item("a", [0, 0, 0]), item("b", [1, 0, 0]), item("c", [0, 0])];
    const row = analyseRow(rowOf(treatment, baseline, { reducer: "pass@k", k: 2 }), plan);
    expect(row.n).toBe(2);
    expect(row.treatment.mean).toBeCloseTo((2 / 3 + 1) / 2, 12);
    expect(row.baseline.mean).toBeCloseTo((0 + 2 / 3) / 2, 12);
    expect(row.warnings).toContain("too_few_epochs");
    expect(() => analyseRow(rowOf(treatment, baseline, { reducer: "pass@k" }), plan)).toThrow(StatsError);
  });

  it("turns with the direction: the worst of costs is the greatest", () => {
    const item = (scores: number[]): TestItem[] => [{ id: "a", scores }];
    const row = analyseRow(
      rowOf(item([1, 3]), item([2, 2]), { reducer: "worst-of-k", k: 2, direction: "lower" }),
      plan,
    );
    expect(row.treatment.mean).toBe(3);
  });
});

describe("F1", () => {
  const items = (gold: number[], predicted: number[]): TestItem[] =>
    gold.map((truth, i) => {
      const said = predicted[i] as number;
      const hit = truth === 1 && said === 1 ? 1 : 0;
      return { id: `q${i}`, scores: [truth === said ? 1 : 0], counts: [[hit, said - hit, truth - hit]] };
    });

  it("answers f1-micro-paired", () => {
    const { inputs, expected } = vector("f1-micro-paired");
    const row = analyseRow(
      rowOf(items(inputs.gold, inputs.treatment_pred), items(inputs.gold, inputs.baseline_pred), { kind: "f1" }),
      { ...plan, replicates: 10000 },
    );
    expect(row.treatment.mean).toBeCloseTo(expected.treatment.f1, 12);
    expect(row.baseline.mean).toBeCloseTo(expected.baseline.f1, 12);
    expect(row.difference.value).toBeCloseTo(expected.diff, 12);
    expect(relativeError(row.difference.standardError as number, expected.se_delta)).toBeLessThan(1e-9);
    row.bootstrap?.interval?.forEach((bound, i) => {
      expect(Math.abs(bound - expected.percentile95_exact[i])).toBeLessThanOrEqual(0.02);
    });
    expect(relativeError(row.bootstrap?.standardError as number, expected.boot_se_exact)).toBeLessThan(0.04);
  });

  it("answers f1-zero-division: null, with a code", () => {
    const { inputs, expected } = vector("f1-zero-division");
    expect(f1(inputs)).toBe(expected.f1);
    const nothing = items([0, 0, 0], [0, 0, 0]);
    const row = analyseRow(rowOf(nothing, nothing, { kind: "f1" }), plan);
    expect(row.difference.value).toBeNull();
    expect(row.warnings).toEqual(expect.arrayContaining(expected.warnings));
    expect(() => f1({ tp: -1, fp: 0, fn: 0 })).toThrow(StatsError);
  });

  const byClass = (gold: unknown[], predicted: unknown[], label: unknown) => {
    const tp = gold.filter((truth, i) => truth === label && predicted[i] === label).length;
    const counts = {
      tp,
      fp: predicted.filter((each) => each === label).length - tp,
      fn: gold.filter((each) => each === label).length - tp,
    };
    return { counts, score: f1(counts) as number };
  };

  it("answers f1-macro-weighted from the counts of each class", () => {
    const { inputs, expected } = vector("f1-macro-weighted");
    const classes = [0, 1, 2].map((label) => byClass(inputs.gold, inputs.pred, label));
    classes.forEach(({ score }, i) => {
      expect(score).toBeCloseTo(expected.per_class[i], 12);
    });
    expect(classes.reduce((sum, { score }) => sum + score, 0) / 3).toBeCloseTo(expected.macro, 12);
    const total = classes.reduce(
      (sum, { counts }) => ({ tp: sum.tp + counts.tp, fp: sum.fp + counts.fp, fn: sum.fn + counts.fn }),
      { tp: 0, fp: 0, fn: 0 },
    );
    expect(f1(total)).toBeCloseTo(expected.micro, 12);
    const weighted = classes.reduce((sum, { counts, score }) => sum + ((counts.tp + counts.fn) / 8) * score, 0);
    expect(weighted).toBeCloseTo(expected.weighted, 12);
  });

  it("answers simpleqa-f1: what was not attempted is missed, what was wrong is both", () => {
    const { inputs, expected } = vector("simpleqa-f1");
    const { correct, incorrect, not_attempted } = inputs;
    expect(f1({ tp: correct, fp: incorrect, fn: incorrect + not_attempted })).toBeCloseTo(expected.f1, 12);
  });

  it("answers healthbench-meta-balanced-f1", () => {
    const { inputs, expected } = vector("healthbench-meta-balanced-f1");
    const pairs = inputs.model.flatMap((said: boolean, i: number) =>
      inputs.physicians[i].map((truth: boolean) => ({ said, truth })),
    ) as { said: boolean; truth: boolean }[];
    const scoreOf = (label: boolean) =>
      byClass(
        pairs.map(({ truth }) => truth),
        pairs.map(({ said }) => said),
        label,
      ).score;
    expect(scoreOf(true)).toBeCloseTo(expected.f1_pos, 12);
    expect(scoreOf(false)).toBeCloseTo(expected.f1_neg, 12);
    expect((scoreOf(true) + scoreOf(false)) / 2).toBeCloseTo(expected.f1_balanced, 12);
  });
});
