import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaSuperiority } from "../../packages/stats/src/bayes/beta-superiority.ts";
import { calibrate } from "../../packages/stats/src/calibration.ts";
import { tCritical, tTwoSidedP } from "../../packages/stats/src/distributions/student-t.ts";
import { nonInferiority, tost } from "../../packages/stats/src/equivalence/tost.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { tangoInterval, tangoScore } from "../../packages/stats/src/intervals/tango.ts";
import { effectFromInterval } from "../../packages/stats/src/published/from-interval.ts";
import { isPossibleRate } from "../../packages/stats/src/published/grim.ts";
import { confidenceSequence, mixtureScale } from "../../packages/stats/src/sequential/confidence-sequence.ts";
import { boardOf, boardRow } from "./board-rows.ts";
import { relativeError, vector } from "./vector.ts";

function moments(values: readonly number[]): { mean: number; standardError: number } {
  const mean = values.reduce((left, right) => left + right) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

describe("confidence sequences", () => {
  it("answers sequential-growthbook", () => {
    const { inputs, parameters, expected } = vector("sequential-growthbook");
    expect(relativeError(mixtureScale(parameters.alpha, parameters.tuning), expected.rho)).toBeLessThan(1e-6);
    const [lower, upper] = confidenceSequence({
      value: expected.estimate,
      standardError: expected.se,
      n: inputs.baseline.n + inputs.treatment.n,
      level: 0.95,
      tuning: parameters.tuning,
    })!;
    expect(relativeError((upper - lower) / 2, expected.halfwidth)).toBeLessThan(1e-6);
    expect(relativeError(lower, expected.ci95_always_valid[0])).toBeLessThan(1e-6);
    expect(relativeError(upper, expected.ci95_always_valid[1])).toBeLessThan(1e-6);
  });

  it("answers sequential-paired: n is the number of pairs", () => {
    const { inputs, parameters, expected } = vector("sequential-paired");
    const { mean, standardError } = moments(inputs.d);
    const [lower, upper] = confidenceSequence({
      value: mean,
      standardError,
      n: inputs.d.length,
      level: 0.95,
      tuning: parameters.tuning,
    })!;
    expect(mean).toBeCloseTo(expected.mean, 12);
    expect(relativeError((upper - lower) / 2, expected.halfwidth)).toBeLessThan(1e-9);
    expect(relativeError(tCritical(0.95, 9) * standardError, expected.fixed_n_t_halfwidth)).toBeLessThan(1e-9);
  });

  it("is wider than the fixed-n interval, nests by level, and refuses nonsense", () => {
    const estimate = { value: 0, standardError: 1, n: 500, tuning: 500 };
    const half = (level: number) => confidenceSequence({ ...estimate, level })![1];
    expect(half(0.95)).toBeGreaterThan(1.96);
    expect(half(0.99)).toBeGreaterThan(half(0.95));
    expect(confidenceSequence({ ...estimate, standardError: 0, level: 0.95 })).toBeNull();
    expect(() => confidenceSequence({ ...estimate, level: 1 })).toThrow(StatsError);
    expect(() => confidenceSequence({ ...estimate, n: 0, level: 0.95 })).toThrow(StatsError);
  });
});

describe("equivalence", () => {
  it("answers tost-paired", () => {
    const { inputs, parameters, expected } = vector("tost-paired");
    const { mean: value, standardError } = moments(
      inputs.treatment.map((t: number, i: number) => t - inputs.baseline[i]),
    );
    const effect = { value, standardError, degreesOfFreedom: inputs.treatment.length - 1 };
    const { p, lower, upper } = tost(effect, parameters.margin);
    expect(relativeError(p, expected.p_tost)).toBeLessThan(1e-8);
    expect(relativeError(lower, expected.p_lower)).toBeLessThan(1e-8);
    expect(relativeError(upper, expected.p_upper)).toBeLessThan(1e-8);
    expect(relativeError(nonInferiority(effect, 0.02), expected["noninferiority_margin_0.02_p"])).toBeLessThan(1e-8);
    const half = tCritical(0.9, 7) * standardError;
    expect(relativeError(value - half, expected.ci90[0])).toBeLessThan(1e-8);
    expect(relativeError(value + half, expected.ci90[1])).toBeLessThan(1e-8);
  });

  it("at margin 0 halves the two-sided p, and refuses an effect without noise", () => {
    const effect = { value: 0.3, standardError: 0.1, degreesOfFreedom: 12 };
    expect(nonInferiority(effect, 0)).toBeCloseTo(tTwoSidedP(3, 12) / 2, 15);
    expect(() => tost({ ...effect, standardError: 0 }, 0.1)).toThrow(StatsError);
    expect(() => tost(effect, -0.1)).toThrow(StatsError);
  });

  it("has Tango's score as the dual of Tango's interval", () => {
    const count = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(count, count, count, (gained, lost, kept) => {
        const counts = { both: kept + 1, treatmentOnly: gained, baselineOnly: lost, neither: 0 };
        const [lower, upper] = tangoInterval(counts, 0.95);
        const score = (difference: number) => tangoScore(counts, difference);
        if (lower > -1) expect(score(lower)).toBeCloseTo(1.959963984540054, 6);
        if (upper < 1) expect(score(upper)).toBeCloseTo(-1.959963984540054, 6);
      }),
      { seed: 20261120 },
    );
    const none = { both: 0, treatmentOnly: 0, baselineOnly: 0, neither: 0 };
    expect(() => tangoScore(none, 0)).toThrow(StatsError);
    expect(() => tangoScore({ ...none, both: 3 }, 1)).toThrow(StatsError);
    // McNemar's z, 0 where no item changed
    expect(tangoScore({ ...none, both: 84, treatmentOnly: 12, baselineOnly: 4 }, 0)).toBeCloseTo(2, 12);
    expect(tangoScore({ ...none, both: 84 }, 0)).toBe(0);
  });
});

describe("bayes", () => {
  it("answers bayes-independent", () => {
    const { inputs, expected } = vector("bayes-independent");
    const shapes = ({ k, n }: { k: number; n: number }) => ({ alpha: 1 + k, beta: 1 + n - k });
    expect(betaSuperiority(shapes(inputs.t), shapes(inputs.b))).toBeCloseTo(expected.p, 9);
    // the other way round
    expect(betaSuperiority(shapes(inputs.b), shapes(inputs.t))).toBeCloseTo(1 - expected.p, 9);
  });

  it("keeps its digits with many items (scipy quad)", () => {
    const p = betaSuperiority({ alpha: 901, beta: 101 }, { alpha: 871, beta: 131 });
    expect(p).toBeCloseTo(0.9821650661163458, 9);
    expect(betaSuperiority({ alpha: 5001, beta: 5001 }, { alpha: 5001, beta: 5001 })).toBeCloseTo(0.5, 9);
    expect(() => betaSuperiority({ alpha: 0, beta: 1 }, { alpha: 1, beta: 1 })).toThrow(StatsError);
  });
});

describe("published figures", () => {
  const published = JSON.parse(readFileSync(new URL("./oracles/published.json", import.meta.url), "utf8"));
  const find = (id: string) => published.find((each: { id: string }) => each.id === id);

  it("knows that k/25 can't print as .999: grim-4o-illicit", () => {
    const { given, expect: restated } = find("grim-4o-illicit");
    expect(isPossibleRate(given.published, given.n, 3)).toBe(restated.grimConsistent);
    expect(isPossibleRate(0.96, 25, 2)).toBe(true);
    expect(isPossibleRate(0.999, 1000, 3)).toBe(true);
    expect(isPossibleRate(1, 25, 3)).toBe(true);
    expect(() => isPossibleRate(1.2, 25, 3)).toThrow(StatsError);
  });

  it("accepts every rate that a count can print", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), fc.integer({ min: 0, max: 6 }), (n, k, decimals) => {
        fc.pre(k <= n);
        expect(isPossibleRate(Number((k / n).toFixed(decimals)), n, decimals)).toBe(true);
      }),
      { seed: 20261120 },
    );
  });

  it("restates penda-rct-adjusted from its interval", () => {
    const { given, expect: restated } = find("penda-rct-adjusted");
    const effect = effectFromInterval({ estimate: given.or, interval: given.or95, level: 0.95, scale: "ratio" });
    expect(effect.standardError).toBeCloseTo(restated.logSE, 4);
    expect(effect.z).toBeCloseTo(restated.z, 2);
    expect(effect.p).toBeCloseTo(restated.p, 3);
    const empty = { estimate: 1, interval: [1, 1] as const, level: 0.95, scale: "difference" as const };
    expect(() => effectFromInterval(empty)).toThrow(StatsError);
  });
});

describe("calibration", () => {
  it("counts false positives of a checkpoint compared with itself, with its noise floor", () => {
    const rows = [...boardOf([0.001, -0.004, 0.01, 0.03]), boardRow({ key: "z", standardError: null })];
    const { tests, falsePositives, rate, interval, p, isMiscalibrated, suites } = calibrate(rows, 0.95);
    expect({ tests, falsePositives, rate, isMiscalibrated }).toEqual({
      tests: 4,
      falsePositives: 1,
      rate: 0.25,
      isMiscalibrated: false,
    });
    // scipy: binomtest(1, 4, .05).proportion_ci(method="exact"); 1 − .95⁴
    expect(interval![0]).toBeCloseTo(0.006309463, 8);
    expect(p).toBeCloseTo(1 - 0.95 * 0.95 * 0.95 * 0.95, 12);
    expect(suites[0]!.noiseFloor).toBeCloseTo(0.0196, 4);
    expect(suites.at(-1)).toMatchObject({ key: "z", noiseFloor: null, isFalsePositive: false });
    expect(suites.map(({ isFalsePositive }) => isFalsePositive)).toEqual([false, false, false, true, false]);
  });

  it("notices tests that reject too often, and says nothing without tests", () => {
    expect(calibrate(boardOf([...Array(30).fill(0.03), ...Array(30).fill(0)]), 0.95).isMiscalibrated).toBe(true);
    expect(calibrate([], 0.95)).toMatchObject({ tests: 0, rate: null, interval: null, p: null });
    expect(() => calibrate([], 1)).toThrow(StatsError);
  });
});
