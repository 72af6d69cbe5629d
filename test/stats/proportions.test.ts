import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaQuantile } from "../../packages/stats/src/distributions/beta.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { clopperPearson } from "../../packages/stats/src/intervals/clopper-pearson.ts";
import { mcnemarAsymptotic, mcnemarExact, mcnemarMidP } from "../../packages/stats/src/intervals/mcnemar.ts";
import { newcombe, newcombePaired } from "../../packages/stats/src/intervals/newcombe.ts";
import { tangoInterval } from "../../packages/stats/src/intervals/tango.ts";
import { wilson } from "../../packages/stats/src/intervals/wilson.ts";
import { vector } from "./vector.ts";

const near = (actual: readonly number[], expected: readonly number[], within: number) => {
  actual.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(within);
  });
};

describe("one proportion", () => {
  it.each(["prop-8-of-10", "prop-0-of-8", "prop-12-of-12", "prop-1-of-1", "prop-164-of-164"])("answers %s", (id) => {
    const { inputs, expected } = vector(id);
    const { k, n } = inputs;
    near(wilson(k, n, 0.95), expected.wilson, 1e-9);
    near(clopperPearson(k, n, 0.95), expected.clopper_pearson, 1e-9);
    near(
      [betaQuantile(0.025, k + 1, n - k + 1), betaQuantile(0.975, k + 1, n - k + 1)],
      expected.beta_uniform_credible,
      1e-9,
    );
    const [lower, upper] = wilson(k, n, 0.95);
    expect(upper - lower).toBeGreaterThan(0);
    expect([lower, upper]).not.toEqual(expected.wald_DO_NOT_USE);
  });

  it("refuses impossible counts", () => {
    expect(() => wilson(3, 2, 0.95)).toThrow(StatsError);
    expect(() => wilson(0, 0, 0.95)).toThrow(StatsError);
    expect(() => clopperPearson(0.5, 2, 0.95)).toThrow(StatsError);
  });
});

describe("two independent proportions", () => {
  it("answers prop-diff-indep-newcombe", () => {
    const { inputs, expected } = vector("prop-diff-indep-newcombe");
    const interval = newcombe({ successes: inputs.k1, n: inputs.n1 }, { successes: inputs.k2, n: inputs.n2 }, 0.95);
    near(interval, expected.ci95, 1e-9);
  });
});

describe("two paired proportions", () => {
  it.each([
    "paired-binary-fagerland-AHR",
    "paired-binary-n200",
    "paired-binary-zero-discordant",
    "paired-binary-all-win",
  ])("answers %s", (id) => {
    const { inputs, expected } = vector(id);
    const counts = {
      both: inputs.n11,
      treatmentOnly: inputs.n10_treatment_only,
      baselineOnly: inputs.n01_baseline_only,
      neither: inputs.n00,
    };
    const { treatmentOnly, baselineOnly } = counts;
    expect(mcnemarExact(treatmentOnly, baselineOnly)).toBeCloseTo(expected.mcnemar_exact_p, 10);
    expect(mcnemarMidP(treatmentOnly, baselineOnly)).toBeCloseTo(expected.mcnemar_midp, 10);
    const asymptotic = mcnemarAsymptotic(treatmentOnly, baselineOnly);
    if (expected.mcnemar_asymptotic_p === null) expect(asymptotic).toBeNull();
    else expect(asymptotic).toBeCloseTo(expected.mcnemar_asymptotic_p, 10);
    const tango = tangoInterval(counts, 0.95);
    near(tango, expected.tango_ci95, 1e-6);
    near(newcombePaired(counts, 0.95), expected.newcombe10_ci95, 1e-6);
    expect(Math.abs(tango[0] - expected.evalstats_closed_form_NOT_TANGO[0])).toBeGreaterThan(1e-4);
  });

  const tables = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40)).filter((cells) => cells.some((c) => c > 0));

  it("mirrors when the arms are swapped, holds the estimate, and widens with the level", () => {
    fc.assert(
      fc.property(tables, ([both, treatmentOnly, baselineOnly, neither]) => {
        const counts = { both, treatmentOnly, baselineOnly, neither };
        const swapped = { both, treatmentOnly: baselineOnly, baselineOnly: treatmentOnly, neither };
        const [lower, upper] = tangoInterval(counts, 0.95);
        const [mirrorLower, mirrorUpper] = tangoInterval(swapped, 0.95);
        expect([lower + 0, upper + 0]).toEqual([0 - mirrorUpper, 0 - mirrorLower]);
        const n = both + treatmentOnly + baselineOnly + neither;
        const difference = (treatmentOnly - baselineOnly) / n;
        expect(lower).toBeLessThanOrEqual(difference);
        expect(upper).toBeGreaterThanOrEqual(difference);
        expect(upper).toBeGreaterThan(lower);
        const [wideLower, wideUpper] = tangoInterval(counts, 0.99);
        expect(wideLower).toBeLessThanOrEqual(lower);
        expect(wideUpper).toBeGreaterThanOrEqual(upper);
        const p = mcnemarMidP(treatmentOnly, baselineOnly);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(mcnemarExact(treatmentOnly, baselineOnly));
      }),
      { seed: 20261120, numRuns: 300 },
    );
  });
});
