import { describe, expect, it } from "vitest";
import { betaQuantile } from "../../packages/stats/src/distributions/beta.ts";
import { binomialCdf, binomialPmf, binomialSurvival } from "../../packages/stats/src/distributions/binomial.ts";
import { normalCdf } from "../../packages/stats/src/distributions/normal-cdf.ts";
import { normalCritical, normalTwoSidedP } from "../../packages/stats/src/distributions/normal-critical.ts";
import { normalQuantile } from "../../packages/stats/src/distributions/normal-quantile.ts";
import { tCdf, tCritical, tQuantile, tTwoSidedP } from "../../packages/stats/src/distributions/student-t.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { relativeError, vector } from "./vector.ts";

describe("distributions", () => {
  it("answers sf-norm-quantile", () => {
    const { inputs, expected } = vector("sf-norm-quantile");
    inputs.p.forEach((p: number, i: number) => {
      expect(normalQuantile(p)).toBeCloseTo(expected.z[i], 9);
    });
  });

  it("keeps the quantile's far tails (scipy.stats.norm.ppf)", () => {
    expect(relativeError(normalQuantile(1e-9), -5.9978070150076865)).toBeLessThan(1e-13);
    expect(relativeError(normalQuantile(1e-12), -7.034483825301131)).toBeLessThan(1e-13);
    expect(relativeError(normalQuantile(1e-22), -9.741789943090927)).toBeLessThan(1e-13);
    expect(normalQuantile(0.5)).toBe(0);
  });

  it("answers sf-norm-cdf", () => {
    const { inputs, expected } = vector("sf-norm-cdf");
    inputs.z.forEach((z: number, i: number) => {
      expect(relativeError(normalCdf(z), expected.p[i])).toBeLessThan(1e-9);
    });
  });

  it("answers sf-t-quantile, fractional degrees of freedom too", () => {
    const { inputs, expected } = vector("sf-t-quantile");
    inputs.df.forEach((df: number, i: number) => {
      expect(relativeError(tQuantile(inputs.p, df), expected.t[i])).toBeLessThan(1e-8);
      expect(relativeError(tCritical(0.95, df), expected.t[i])).toBeLessThan(1e-12);
    });
  });

  it("answers sf-t-sf and keeps far tails", () => {
    const { inputs, expected } = vector("sf-t-sf");
    inputs.t.forEach((t: number, i: number) => {
      expect(relativeError(tTwoSidedP(t, inputs.df[i]), expected.p[i])).toBeLessThan(1e-8);
    });
    expect(relativeError(tTwoSidedP(60, 100), 3.137614319141387e-80)).toBeLessThan(1e-12);
    expect(tTwoSidedP(0, 7)).toBe(1);
    expect(tCdf(0, 7)).toBe(0.5);
  });

  it("answers sf-beta-quantile", () => {
    const { inputs, expected } = vector("sf-beta-quantile");
    inputs.cases.forEach(([p, a, b]: [number, number, number], i: number) => {
      expect(Math.abs(betaQuantile(p, a, b) - expected.x[i])).toBeLessThan(1e-9);
    });
  });

  it("answers sf-binom-cdf, and its complement", () => {
    const { inputs, expected } = vector("sf-binom-cdf");
    inputs.cases.forEach(([k, n, p]: [number, number, number], i: number) => {
      expect(relativeError(binomialCdf(k, n, p), expected.cdf[i])).toBeLessThan(1e-10);
      expect(binomialCdf(k, n, p) + binomialSurvival(k, n, p)).toBeCloseTo(1, 12);
    });
    expect(binomialCdf(-1, 5, 0.5)).toBe(0);
    expect(binomialCdf(5, 5, 0.5)).toBe(1);
    expect(binomialSurvival(-1, 5, 0.5)).toBe(1);
    expect(binomialSurvival(5, 5, 0.5)).toBe(0);
    expect(binomialPmf(0, 10, 0.5)).toBeCloseTo(1 / 1024, 14);
  });

  it("has critical values that agree with their tails", () => {
    expect(normalCritical(0.95)).toBeCloseTo(1.959963984540054, 12);
    expect(normalTwoSidedP(normalCritical(0.999))).toBeCloseTo(0.001, 12);
  });

  it("refuses what has no meaning", () => {
    expect(() => normalQuantile(1.1)).toThrow(StatsError);
    expect(() => tQuantile(0.5, 0)).toThrow("positive degrees of freedom were needed, found 0");
    expect(() => tCritical(1, 3)).toThrow(StatsError);
    expect(() => betaQuantile(0.5, -1, 2)).toThrow(StatsError);
    expect(() => binomialCdf(1, 2.5, 0.5)).toThrow(StatsError);
    expect(() => normalCritical(0)).toThrow(StatsError);
  });
});
