import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { tCritical } from "../../packages/stats/src/distributions/student-t.ts";
import { fieller } from "../../packages/stats/src/intervals/fieller.ts";
import { katz, pairedRelativeRisk } from "../../packages/stats/src/intervals/log-ratio.ts";
import {
  linearisedCovariance,
  linearisedError,
  ratioOfSums,
} from "../../packages/stats/src/intervals/ratio-of-sums.ts";
import { relativeChange } from "../../packages/stats/src/intervals/relative-change.ts";
import { welch, welchRelative } from "../../packages/stats/src/intervals/welch.ts";
import { plan, rowOf, singles } from "./row-input.ts";
import { relativeError, vector } from "./vector.ts";

const level = 0.95;
const ones = (n: number) => new Float64Array(n).fill(1);
const meanOf = (values: number[]) => {
  const found = ratioOfSums({ numerator: Float64Array.from(values), denominator: ones(values.length) });
  return found as NonNullable<typeof found>;
};

describe("relative change", () => {
  it.each(["relative-change-paired", "relative-change-weak-denominator"])("answers %s", (id) => {
    const { inputs, expected } = vector(id);
    const treatment = meanOf(inputs.treatment);
    const baseline = meanOf(inputs.baseline);
    const parts = {
      treatment: treatment.value,
      baseline: baseline.value,
      treatmentVariance: linearisedCovariance(treatment.influence, treatment.influence) as number,
      baselineVariance: linearisedCovariance(baseline.influence, baseline.influence) as number,
      covariance: linearisedCovariance(treatment.influence, baseline.influence) as number,
      degreesOfFreedom: inputs.treatment.length - 1,
      level,
    };
    const bounds = fieller({
      numerator: parts.treatment,
      denominator: parts.baseline,
      numeratorVariance: parts.treatmentVariance,
      denominatorVariance: parts.baselineVariance,
      covariance: parts.covariance,
      critical: tCritical(level, parts.degreesOfFreedom),
    });
    const found = relativeChange(parts);
    if (expected.fieller95_t === null) {
      expect(bounds).toBeNull();
      expect(found).toBeNull();
    } else {
      bounds?.forEach((bound, i) => {
        expect(relativeError(bound, expected.fieller95_t[i])).toBeLessThan(1e-8);
      });
      expect(found?.method).toBe("log");
      expect(relativeError(found?.value as number, expected.relative_change)).toBeLessThan(1e-8);
      found?.interval?.forEach((bound, i) => {
        expect(relativeError(bound + 1, expected.ci95_log_delta_z[i])).toBeLessThan(1e-8);
      });
      expect((found?.value as number) + 1).not.toBeCloseTo(expected.mean_of_item_ratios_WRONG, 2);
    }
    const row = analyseRow(rowOf(singles(inputs.treatment), singles(inputs.baseline)), plan);
    expect(row.relativeChange).toEqual(found);
    expect(row.warnings.includes("weak_baseline")).toBe(expected.fieller95_t === null);
  });

  it("answers relative-change-zero-baseline: neither 0 nor infinite", () => {
    const { inputs, expected } = vector("relative-change-zero-baseline");
    const row = analyseRow(rowOf(singles(inputs.treatment), singles(inputs.baseline)), plan);
    expect(row.relativeChange).toBe(expected.relative_change);
    expect(row.difference.value).toBeCloseTo(expected.diff, 12);
    expect(row.warnings).toEqual(expect.arrayContaining(expected.warnings));
  });

  it("has no interval where what is left of the variances is rounding", () => {
    const arms = { treatment: 0.6, baseline: 0.5, degreesOfFreedom: 9, level: 0.95 };
    const constant = { treatmentVariance: 1e-33, baselineVariance: 2e-33, covariance: 0 };
    expect(relativeChange({ ...arms, ...constant })).toMatchObject({ interval: null, method: "log" });
    // the treatment is 1.2 times the baseline, item by item
    const together = { treatmentVariance: 1.44e-3, baselineVariance: 1e-3, covariance: 1.2e-3 * (1 - 1e-16) };
    expect(relativeChange({ ...arms, ...together })?.interval).toBeNull();
    expect(relativeChange({ ...arms, ...together, covariance: 1.1e-3 })?.interval).not.toBeNull();
  });

  it("uses Fieller's interval where the baseline is weak but not lost", () => {
    const base = { treatment: 0.3, treatmentVariance: 0.001, covariance: 0, degreesOfFreedom: null, level };
    expect(relativeChange({ ...base, baseline: 0.2, baselineVariance: 0.0025 })?.method).toBe("fieller");
    expect(relativeChange({ ...base, baseline: 0.2, baselineVariance: 0.0001 })?.method).toBe("log");
    expect(relativeChange({ ...base, baseline: 0.2, baselineVariance: 0.02 })).toBeNull();
    expect(relativeChange({ ...base, treatment: -0.3, baseline: 0.2, baselineVariance: 0.0001 })?.method).toBe(
      "fieller",
    );
  });
});

describe("independent arms", () => {
  const summary = ({ n, sum, sum_squares }: { n: number; sum: number; sum_squares: number }) => ({
    mean: sum / n,
    variance: (sum_squares - (sum * sum) / n) / (n - 1) / n,
    degreesOfFreedom: n - 1,
  });

  it.each([
    ["growthbook-welch-absolute", welch],
    ["growthbook-welch-relative", welchRelative],
  ] as const)("answers %s", (id, method) => {
    const { inputs, expected } = vector(id);
    const found = method(summary(inputs.treatment), summary(inputs.baseline), level);
    expect(relativeError(found.difference, expected.estimate)).toBeLessThan(1e-8);
    expect(relativeError(found.standardError, expected.se)).toBeLessThan(1e-8);
    expect(relativeError(found.degreesOfFreedom, expected.df_welch)).toBeLessThan(1e-8);
    expect(relativeError(found.p as number, expected.p)).toBeLessThan(1e-8);
    found.interval?.forEach((bound, i) => {
      expect(relativeError(bound, expected.ci95[i])).toBeLessThan(1e-8);
    });
  });

  it("answers growthbook-welch-proportion", () => {
    const { inputs, expected } = vector("growthbook-welch-proportion");
    const arm = ({ k, n }: { k: number; n: number }) => ({
      mean: k / n,
      // GrowthBook's variance of a proportion has divisor n
      variance: ((k / n) * (1 - k / n)) / n,
      degreesOfFreedom: n - 1,
    });
    const found = welchRelative(arm(inputs.treatment), arm(inputs.baseline), level);
    expect(relativeError(found.difference, expected.estimate)).toBeLessThan(1e-8);
    expect(relativeError(found.standardError, expected.se)).toBeLessThan(1e-8);
    expect(relativeError(found.p as number, expected.p)).toBeLessThan(1e-8);
    found.interval?.forEach((bound, i) => {
      expect(relativeError(bound, expected.ci95[i])).toBeLessThan(1e-8);
    });
  });
});

describe("ratios of sums", () => {
  it("answers ratio-metric-sum-over-sum", () => {
    const { inputs, expected } = vector("ratio-metric-sum-over-sum");
    const found = ratioOfSums({ numerator: Float64Array.from(inputs.num), denominator: Float64Array.from(inputs.den) });
    expect(relativeError(found?.value as number, expected.ratio)).toBeLessThan(1e-9);
    expect(found?.value).not.toBeCloseTo(expected.mean_of_ratios_WRONG, 2);
    expect(relativeError(linearisedError(found?.influence as Float64Array) as number, expected.se)).toBeLessThan(1e-9);
  });

  it("answers relative-risk-paired-binary", () => {
    const { inputs, expected } = vector("relative-risk-paired-binary");
    const counts = {
      both: inputs.n11,
      treatmentOnly: inputs.n10_treatment_only,
      baselineOnly: inputs.n01_baseline_only,
      neither: inputs.n00,
    };
    const found = pairedRelativeRisk(counts, level);
    expect(relativeError(found?.ratio as number, expected.rr)).toBeLessThan(1e-9);
    expect(relativeError(found?.logError as number, expected.se_log_rr)).toBeLessThan(1e-9);
    found?.interval.forEach((bound, i) => {
      expect(relativeError(bound, expected.ci95[i])).toBeLessThan(1e-9);
    });
    const scores = (one: number, two: number, three: number, four: number) => [
      ...new Array<number>(counts.both).fill(one),
      ...new Array<number>(counts.treatmentOnly).fill(two),
      ...new Array<number>(counts.baselineOnly).fill(three),
      ...new Array<number>(counts.neither).fill(four),
    ];
    const row = analyseRow(
      rowOf(singles(scores(1, 1, 0, 0)), singles(scores(1, 0, 1, 0)), { kind: "relative-risk" }),
      plan,
    );
    expect(row.design).toBe("paired-binary");
    expect(row.difference.method).toBe("matched-log-ratio");
    expect(Math.exp(row.difference.value as number)).toBeCloseTo(expected.rr, 9);
    expect(Math.exp(row.difference.interval?.[1] as number)).toBeCloseTo(expected.ci95[1], 9);
    expect(pairedRelativeRisk({ both: 0, treatmentOnly: 0, baselineOnly: 3, neither: 1 }, level)).toBeNull();
  });

  it("answers relative-risk-error-rate", () => {
    const { inputs, expected } = vector("relative-risk-error-rate");
    const { n } = inputs;
    const found = katz({ successes: inputs.treatment_fail, n }, { successes: inputs.baseline_fail, n }, level);
    expect(relativeError(found?.ratio as number, expected.rr)).toBeLessThan(1e-9);
    expect(1 - (found?.ratio as number)).toBeCloseTo(expected.relative_error_reduction, 12);
    found?.interval.forEach((bound, i) => {
      expect(relativeError(bound, expected.katz_unpaired_ci95[i])).toBeLessThan(1e-9);
    });
    expect(katz({ successes: 0, n }, { successes: 3, n }, level)).toBeNull();
  });
});
