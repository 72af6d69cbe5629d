import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import type { Judgement } from "../../packages/stats/src/input.ts";
import { brunnerMunzel } from "../../packages/stats/src/intervals/brunner-munzel.ts";
import { pairedT } from "../../packages/stats/src/intervals/paired-t.ts";
import { accuracy, plan, rowOf, singles, type TestItem } from "./row-input.ts";
import { relativeError, vector } from "./vector.ts";

describe("win probability", () => {
  it("answers poi-brunner-munzel", () => {
    const { inputs, expected } = vector("poi-brunner-munzel");
    const found = brunnerMunzel({
      treatment: Float64Array.from(inputs.x),
      baseline: Float64Array.from(inputs.y),
      level: 0.95,
      tolerance: 1e-9,
    });
    expect(relativeError(found?.probability as number, expected.poi)).toBeLessThan(1e-7);
    expect(relativeError(found?.standardError as number, expected.se)).toBeLessThan(1e-7);
    expect(relativeError(found?.p as number, expected.p_brunner_munzel)).toBeLessThan(1e-7);
    found?.interval?.forEach((bound, i) => {
      expect(relativeError(bound, expected.ci95[i])).toBeLessThan(1e-7);
    });
    expect(2 * (found?.probability as number) - 1).toBeCloseTo(expected.cliffs_delta, 9);
    expect((found?.probability as number) * inputs.x.length * inputs.y.length).toBeCloseTo(expected.U, 9);
  });

  it("answers poi-paired-items, ties kept as halves", () => {
    const { inputs, expected } = vector("poi-paired-items");
    const zeros = inputs.d.map(() => 0);
    const { items } = analyseRow(rowOf(singles(inputs.d), singles(zeros)), plan);
    expect(items).toMatchObject({ wins: expected.wins, ties: expected.ties, losses: expected.losses, method: "t" });
    expect(items?.winProbability).toBeCloseTo(expected.win_rate, 12);
    expect(items?.winProbability).not.toBeCloseTo(expected.win_rate_excluding_ties, 3);
    items?.interval?.forEach((bound, i) => {
      expect(bound).toBeCloseTo(expected.ci95_t[i], 9);
    });
    expect(2 * (items?.winProbability as number) - 1).toBeCloseTo(expected.net_win_rate, 12);
    // less is better: wins and losses change places
    const turned = analyseRow(rowOf(singles(inputs.d), singles(zeros), { direction: "lower" }), plan).items;
    expect(turned).toMatchObject({ wins: expected.losses, losses: expected.wins });
    expect(turned?.winProbability).toBeCloseTo(1 - expected.win_rate, 12);
  });

  it("answers poi-float-ties", () => {
    const { inputs, expected } = vector("poi-float-ties");
    const { items } = analyseRow(rowOf(singles(inputs.treatment), singles(inputs.baseline)), plan);
    expect(items).toMatchObject(expected);
  });

  it("answers poi-multi-epoch", () => {
    const { inputs, expected } = vector("poi-multi-epoch");
    const arm = (all: number[][]): TestItem[] => all.map((scores, i) => ({ id: `q${i}`, scores }));
    const { items } = analyseRow(rowOf(arm(inputs.treatment), arm(inputs.baseline)), plan);
    expect(items?.epochWinProbability).toBeCloseTo(expected.overall, 12);
  });

  it("answers poi-rliable: independent runs, the mean over tasks", () => {
    const { inputs, expected } = vector("poi-rliable");
    const tasks = [0, 1].map((task) =>
      brunnerMunzel({
        treatment: Float64Array.from(inputs.x_runs_x_tasks, (run: number[]) => run[task] as number),
        baseline: Float64Array.from(inputs.y_runs_x_tasks, (run: number[]) => run[task] as number),
        level: 0.95,
        tolerance: 1e-9,
      }),
    );
    const mean = tasks.reduce((sum, task) => sum + (task?.probability as number), 0) / tasks.length;
    expect(mean).toBeCloseTo(expected.poi, 12);
  });

  it("is Tango's interval for plain 0/1 items, and Wilson's where all items say the same", () => {
    const treatment = [1, 1, 0, 1, 0, 1];
    const baseline = [0, 1, 1, 1, 0, 0];
    const row = analyseRow(rowOf(singles(treatment), singles(baseline)), plan);
    const [lower, upper] = row.difference.interval as readonly [number, number];
    expect(row.items?.interval).toEqual([(1 + lower) / 2, (1 + upper) / 2]);
    const constant = analyseRow(rowOf(singles([0.5, 0.6, 0.7]), singles([0.1, 0.2, 0.3])), plan);
    expect(constant.items).toMatchObject({ wins: 3, winProbability: 1, method: "wilson" });
    expect(constant.items?.interval?.[0]).toBeGreaterThan(0.4);
    expect(constant.difference.interval).toBeNull();
    expect(constant.noVerdict).toBe("too_few_items");
  });
});

describe("preferences", () => {
  const row = (judgements: Judgement[]) =>
    analyseRow({ key: "arena", metric: { ...accuracy, direction: "unknown" }, arms: { judgements } }, plan);
  const judgement = (item: string, preferred: Judgement["preferred"], rater = "", cluster = ""): Judgement => ({
    item,
    preferred,
    rater,
    cluster,
  });

  it("answers alpacaeval-winrate", () => {
    const { inputs, expected } = vector("alpacaeval-winrate");
    // 1: baseline; 2: model; 1.5 or 0: a draw; graded values lie on either side of 1.5
    const judgements = (inputs.preferences as number[]).map((value, i) =>
      judgement(`q${i}`, value === 1.5 || value === 0 ? "tie" : value > 1.5 ? "treatment" : "baseline"),
    );
    const found = row(judgements);
    expect(found.design).toBe("preference");
    expect(found.items).toMatchObject({
      wins: expected.n_wins,
      losses: expected.n_wins_base,
      ties: expected.n_draws,
      method: "wilson",
    });
    expect(100 * (found.items?.winProbability as number)).toBeCloseTo(expected.win_rate, 9);
    expect(found.difference.value).toBeCloseTo(1 / 7, 12);
    expect(found.difference.improvement).toBeCloseTo(1 / 7, 12);
    // their standard error is that of the graded preferences, in percent
    const graded = (inputs.preferences as number[]).map((value) => (value === 0 ? 0.5 : value - 1));
    const error = pairedT({ treatment: graded, baseline: graded.map(() => 0), level: 0.95 }).standardError as number;
    expect(100 * error).toBeCloseTo(expected.standard_error, 9);
    expect(50 * (found.difference.standardError as number)).toBeGreaterThan(expected.standard_error);
  });

  it("clusters the judgements of one prompt", () => {
    const judgements = Array.from({ length: 40 }, (_, i) =>
      judgement(`q${Math.floor(i / 4)}`, Math.floor(i / 4) % 3 === 0 ? "baseline" : "treatment"),
    );
    const found = row(judgements);
    expect(found).toMatchObject({ n: 10, clusters: 10, noVerdict: "too_few_items" });
    expect(found.difference.method).toBe("cr1-t");
    // forty equal votes in ten prompts are ten votes: s/√10 of the prompts' own ±1
    const scores = Array.from({ length: 10 }, (_, i) => (i % 3 === 0 ? -1 : 1));
    const mean = scores.reduce((sum, each) => sum + each, 0) / 10;
    const squares = scores.reduce((sum, each) => sum + (each - mean) ** 2, 0);
    expect(found.difference.standardError).toBeCloseTo(Math.sqrt(squares / 9 / 10), 12);
    expect(found.varianceShares.clusterDesignEffect).toBeGreaterThan(3);
  });

  it("is less sure where raters are crossed with prompts", () => {
    const judgements = Array.from({ length: 60 }, (_, i) => {
      const rater = i % 3;
      const prompt = Math.floor(i / 3);
      return judgement(`q${prompt}`, rater === 0 || prompt % 5 === 0 ? "treatment" : "baseline", `r${rater}`);
    });
    const crossed = row(judgements);
    const alone = row(judgements.map((each) => ({ ...each, rater: "" })));
    expect(crossed.difference.standardError).toBeGreaterThan(alone.difference.standardError as number);
    expect(crossed.clusters).toBe(3);
    expect(crossed.noVerdict).toBe("too_few_clusters");
  });

  it("does not depend on the order of judgements, and mirrors", () => {
    const judgements = Array.from({ length: 30 }, (_, i) =>
      judgement(`q${i % 20}`, (["treatment", "baseline", "tie", "treatment"] as const)[i % 4] as "tie"),
    );
    expect(row([...judgements].reverse())).toEqual(row(judgements));
    const swap = { treatment: "baseline", baseline: "treatment", tie: "tie" } as const;
    const mirrored = row(judgements.map((each) => ({ ...each, preferred: swap[each.preferred] })));
    const own = row(judgements);
    expect(mirrored.items).toMatchObject({ wins: own.items?.losses, losses: own.items?.wins });
    expect(mirrored.difference.value).toBeCloseTo(-(own.difference.value as number), 12);
    expect(mirrored.difference.p).toBeCloseTo(own.difference.p as number, 12);
  });

  it("keeps a width where everyone agrees", () => {
    const found = row(Array.from({ length: 20 }, (_, i) => judgement(`q${i}`, "treatment")));
    expect(found.difference.value).toBe(1);
    expect(found.difference.interval?.[0]).toBeLessThan(0.8);
    expect(found.difference.p).toBeGreaterThan(0);
    expect(row([]).warnings).toContain("no_shared_items");
  });
});
