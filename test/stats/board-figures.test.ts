import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseBoard } from "../../packages/stats/src/board/analyse-board.ts";
import { cvar, worstWeights } from "../../packages/stats/src/board/cvar.ts";
import { expectedWorst } from "../../packages/stats/src/board/expected-worst.ts";
import { type FrontierAxis, frontier } from "../../packages/stats/src/board/frontier.ts";
import { interquartileMean } from "../../packages/stats/src/board/interquartile-mean.ts";
import { randomEffects } from "../../packages/stats/src/board/random-effects.ts";
import { type GroupedItem, worstGroup } from "../../packages/stats/src/board/worst-group.ts";
import { normalQuantile } from "../../packages/stats/src/distributions/normal-quantile.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { nextWord, openStreams, startBlock } from "../../packages/stats/src/random/stream.ts";
import { boardRow, plan } from "./board-rows.ts";
import { relativeError, vector } from "./vector.ts";

/** standard normal numbers from the project's own generator */
function normals(count: number, key: string): number[] {
  const state = new Int32Array(4);
  startBlock(openStreams("figures", key), 0, state);
  return Array.from({ length: count }, () => normalQuantile(((nextWord(state) >>> 0) + 0.5) / 4294967296));
}

describe("random effects", () => {
  const { inputs, expected } = vector("suite-random-effects");
  const effects = inputs.diff.map((value: number, i: number) => ({ value, variance: inputs.var[i] }));

  it("answers suite-random-effects", () => {
    const all = randomEffects(effects, 0.95);
    const pairs: [number, number][] = [
      [all.fixedMean, expected.fixed_mean],
      [all.q, expected.Q],
      [all.iSquared, expected.I2],
      [all.tauSquared, expected.tau2_DL],
      [all.mean, expected.re_mean],
      [all.waldStandardError, expected.re_se_wald],
      [all.waldInterval[0], expected.ci95_wald_z[0]],
      [all.waldInterval[1], expected.ci95_wald_z[1]],
      [all.standardError, expected.hksj_se_untruncated],
      [all.interval![0], expected["ci95_hksj_truncated_q>=1"][0]],
      [all.interval![1], expected["ci95_hksj_truncated_q>=1"][1]],
      [all.prediction![0], expected.prediction_interval95_next_suite[0]],
      [all.prediction![1], expected.prediction_interval95_next_suite[1]],
    ];
    for (const [actual, wanted] of pairs) expect(relativeError(actual, wanted)).toBeLessThan(1e-8);
  });

  it("has no interval of one suite, no prediction of two, and no width of zero where suites agree", () => {
    expect(randomEffects(effects.slice(0, 1), 0.95)).toMatchObject({ interval: null, prediction: null, tauSquared: 0 });
    expect(randomEffects(effects.slice(0, 2), 0.95).prediction).toBeNull();
    const alike = randomEffects(Array(5).fill({ value: 0.1, variance: 0.01 }), 0.95);
    expect(alike.interval![1] - alike.interval![0]).toBeGreaterThan(0.1);
    expect(() => randomEffects([], 0.95)).toThrow(StatsError);
    expect(() => randomEffects([{ value: 1, variance: 0 }], 0.95)).toThrow(StatsError);
  });

  it("stands on the board in units of the baseline's item deviation", () => {
    const rows = effects.map(({ value, variance }: { value: number; variance: number }, i: number) =>
      boardRow({
        key: `s${i}`,
        family: `f${i}`,
        difference: value * 0.4,
        standardError: Math.sqrt(variance) * 0.4,
        analysis: { baselineDeviation: 0.4 },
      }),
    );
    const without = boardRow({ key: "t", difference: 5, analysis: { baselineDeviation: null } });
    const { standardisedImprovement } = analyseBoard({ rows: [...rows, without], missing: [], plan });
    const {
      suites,
      mean,
      interval,
      prediction,
      tau,
      interquartileMean: iqm,
      leaveOneFamilyOut,
    } = standardisedImprovement!;
    expect(suites).toBe(7);
    expect(relativeError(mean, expected.re_mean)).toBeLessThan(1e-8);
    expect(relativeError(interval![0], expected.ci95_hksj[0])).toBeLessThan(1e-8);
    expect(relativeError(prediction![1], expected.prediction_interval95_next_suite[1])).toBeLessThan(1e-8);
    expect(relativeError(tau * tau, expected.tau2_DL)).toBeLessThan(1e-8);
    // scipy.stats.trim_mean; DerSimonian–Laird in numpy with each suite left out
    expect(iqm).toBeCloseTo(0.0256, 12);
    expect(leaveOneFamilyOut![0]).toBeCloseTo(0.015734414651061155, 12);
    expect(leaveOneFamilyOut![1]).toBeCloseTo(0.02126297270953268, 12);
  });

  it("has the interquartile mean of scipy.stats.trim_mean(values, 0.25)", () => {
    expect(interquartileMean([3, 1, 2, 9, 5, 7, 100])).toBeCloseTo(5.2, 12);
    expect(interquartileMean([4])).toBe(4);
    expect(() => interquartileMean([])).toThrow(StatsError);
  });
});

describe("the worst share of groups", () => {
  it("answers cvar-groups: the gap is −improvement, so the upper tail of gaps", () => {
    const { inputs, parameters, expected } = vector("cvar-groups");
    const groups = inputs.group_delta.map((delta: number) => ({ gap: -delta, weight: 1 }));
    for (const [i, alpha] of parameters.alpha.entries()) {
      expect(-cvar(groups, alpha)).toBeCloseTo(expected.cvar[i], 12);
    }
    expect(-cvar(groups, 1 / 15)).toBeCloseTo(expected.worst_group, 12);
    expect(-cvar(groups, 1)).toBeCloseTo(expected.mean, 12);
    // a tenth of 15 groups is one and a half: not the worst group alone
    expect(-cvar(groups, 0.1)).not.toBeCloseTo(expected.evalstats_floor_variant_10pct, 3);
  });

  it("answers cvar-weighted", () => {
    const { inputs, parameters, expected } = vector("cvar-weighted");
    const groups = inputs.group_delta.map((delta: number, i: number) => ({ gap: -delta, weight: inputs.weight[i] }));
    expect(-cvar(groups, parameters.alpha)).toBeCloseTo(expected.cvar, 12);
  });

  it("restates cvar-toy", () => {
    const published = JSON.parse(readFileSync(new URL("./oracles/published.json", import.meta.url), "utf8"));
    const { given, expect: restated } = published.find(({ id }: { id: string }) => id === "cvar-toy");
    const groups = given.gaps.map((gap: number) => ({ gap, weight: 1 }));
    for (const [i, alpha] of given.alphas.entries()) expect(cvar(groups, alpha)).toBeCloseTo(restated.cvar[i], 12);
  });

  it("is the minimum of Rockafellar and Uryasev's formula", () => {
    const group = fc.record({ gap: fc.integer({ min: -50, max: 50 }), weight: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 100 }),
        (groups, percent) => {
          const alpha = percent / 100;
          const total = groups.reduce((sum, { weight }) => sum + weight, 0);
          // the minimum over λ lies at one of the gaps
          const values = groups.map(({ gap: lambda }) => {
            const excess = groups.reduce(
              (sum, { gap, weight }) => sum + (weight / total) * Math.max(0, gap - lambda),
              0,
            );
            return lambda + excess / alpha;
          });
          expect(cvar(groups, alpha)).toBeCloseTo(Math.min(...values), 8);
          expect(worstWeights(groups, alpha).reduce((left, right) => left + right)).toBeCloseTo(1, 9);
        },
      ),
      { seed: 20261120 },
    );
  });

  it("answers cvar-min-bias", () => {
    const { inputs, expected } = vector("cvar-min-bias");
    expect(Math.abs(expectedWorst(inputs.groups) - expected.expected_min_in_se_units)).toBeLessThan(1e-6);
    expect(Math.abs(expectedWorst(inputs.groups) * inputs.se - expected.expected_min)).toBeLessThan(1e-6);
    expect(expectedWorst(1)).toBeCloseTo(0, 9);
    // two normals: −1/√π
    expect(expectedWorst(2)).toBeCloseTo(-1 / Math.sqrt(Math.PI), 9);
  });

  it("does not call the unluckiest of equal groups harmed", () => {
    const noise = normals(50 * 40, "equal groups");
    const items: GroupedItem[] = noise.map((improvement, i) => ({
      group: `g${i % 50}`,
      item: `item-${i}`,
      improvement,
    }));
    const worst = worstGroup(items, { alpha: 0.02, level: 0.95 })!;
    const se = 1 / Math.sqrt(40);
    // the plain worst is about 2.25 standard errors away, the cross-fitted one is not
    expect(worst.worst.gap / se).toBeGreaterThan(1.5);
    expect(worst.plainGap).toBeCloseTo(worst.worst.gap, 12);
    expect(Math.abs(worst.gap) / se).toBeLessThan(1.4);
    expect(worst.interval[0]).toBeLessThan(0);
    expect(worst.expectedByChance).toBeCloseTo(-2.249, 3);
  });

  it("finds a group that was truly harmed", () => {
    const noise = normals(20 * 60, "one harmed");
    const items = noise.map((each, i) => ({
      group: `g${i % 20}`,
      item: `item-${i}`,
      improvement: each - (i % 20 === 7 ? 2 : 0),
    }));
    const worst = worstGroup(items, { alpha: 0.05, level: 0.95 })!;
    expect(worst.worst.group).toBe("g7");
    expect(worst.interval[0]).toBeGreaterThan(1);
    expect(Math.abs(worst.gap - 2)).toBeLessThan(4 * worst.standardError);
  });

  it("with alpha 1 is the mean of the groups, in any order of the items", () => {
    const noise = normals(300, "mean");
    const items = noise.map((improvement, i) => ({ group: `g${i % 3}`, item: `item-${i}`, improvement }));
    const all = worstGroup(items, { alpha: 1, level: 0.95 })!;
    expect(Math.abs(all.gap - all.plainGap)).toBeLessThan(0.02);
    expect(Math.abs(all.standardError - 1 / Math.sqrt(300))).toBeLessThan(0.01);
    expect(worstGroup([...items].reverse(), { alpha: 1, level: 0.95 })).toEqual(all);
    expect(worstGroup(items.slice(0, 3), { alpha: 1, level: 0.95 })).toBeNull();
    expect(() => worstGroup(items, { alpha: 1, level: 0.95, splits: 0 })).toThrow(StatsError);
    expect(() => worstGroup(items, { alpha: 0, level: 0.95 })).toThrow(StatsError);
  });
});

describe("frontier", () => {
  const options = { level: 0.95, replicates: 4000, seed: null, key: "jailbreak+refusal" };
  const ids = Array.from({ length: 200 }, (_, i) => `item-${i}`);
  const axis = (key: string, shift: number, items = ids): FrontierAxis => {
    const noise = normals(2 * items.length, key);
    return {
      items,
      treatment: noise.slice(0, items.length).map((value) => value + shift),
      baseline: noise.slice(items.length),
    };
  };

  it("says whether the treatment is better on both axes", () => {
    const better = frontier([axis("a", 0.5), axis("b", 0.5)], options)!;
    expect(better.probabilityOfDominance).toBeGreaterThan(0.99);
    expect(better.sharedItems).toBe(200);
    const along = frontier([axis("a", 0.5), axis("b", -0.5)], options)!;
    expect(along.probabilityOfDominance).toBeLessThan(0.01);
    expect(along.probabilityOfBeingDominated).toBeLessThan(0.01);
  });

  it("has percentile intervals near the t intervals of each axis", () => {
    const [first] = frontier([axis("a", 0.5), axis("b", 0)], options)!.axes;
    const { items, treatment, baseline } = axis("a", 0.5);
    const differences = items.map((_, i) => treatment[i]! - baseline[i]!);
    const mean = differences.reduce((left, right) => left + right) / 200;
    const variance = differences.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / 199;
    expect(first.improvement).toBeCloseTo(mean, 12);
    expect(Math.abs(first.improvementInterval![0] - (mean - 1.96 * Math.sqrt(variance / 200)))).toBeLessThan(0.02);
    expect(first.treatmentInterval![0]).toBeLessThan(first.treatment);
  });

  it("redraws shared items together, others apart", () => {
    const same = frontier([axis("a", 0), axis("a", 0)], options)!;
    expect(same.correlation).toBeCloseTo(1, 9);
    const others = ids.map((id) => `other-${id}`);
    const apart = frontier([axis("a", 0), axis("a", 0, others)], options)!;
    expect(apart.sharedItems).toBe(0);
    expect(Math.abs(apart.correlation!)).toBeLessThan(0.06);
    const half = [...ids.slice(0, 100), ...others.slice(0, 100)];
    const partly = frontier([axis("a", 0), axis("a", 0, half)], options)!;
    expect(partly.sharedItems).toBe(100);
    expect(Math.abs(partly.correlation! - 0.5)).toBeLessThan(0.15);
  });

  it("is mirrored by swapping the arms", () => {
    const pair = [axis("a", 0.1), axis("b", 0.05)] as const;
    const swap = ({ items, treatment, baseline }: FrontierAxis) => ({
      items,
      treatment: baseline,
      baseline: treatment,
    });
    const there = frontier(pair, options)!;
    const back = frontier([swap(pair[0]), swap(pair[1])], options)!;
    expect(back.probabilityOfDominance).toBe(there.probabilityOfBeingDominated);
    expect(back.axes[0].improvementInterval![0]).toBeCloseTo(-there.axes[0].improvementInterval![1], 12);
  });

  it("gives no interval where nothing moves, nothing at all with one item, and refuses unlike arrays", () => {
    const flat = { items: ["a", "b", "c"], treatment: [1, 1, 1], baseline: [1, 1, 1] };
    const still = frontier([flat, flat], options)!;
    expect(still.axes[0].improvementInterval).toBeNull();
    expect(still.correlation).toBeNull();
    expect(still.probabilityOfDominance).toBe(0.25);
    expect(frontier([{ items: ["a"], treatment: [1], baseline: [0] }, flat], options)).toBeNull();
    expect(() => frontier([{ ...flat, treatment: [1] }, flat], options)).toThrow(StatsError);
    expect(() => frontier([{ ...flat, items: ["a", "a", "b"] }, flat], options)).toThrow(StatsError);
  });
});
