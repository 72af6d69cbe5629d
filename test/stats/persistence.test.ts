import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { analysePersistence } from "../../packages/stats/src/persistence/analyse-persistence.ts";
import { areaUnderCurve } from "../../packages/stats/src/persistence/area.ts";
import { halfLife } from "../../packages/stats/src/persistence/half-life.ts";
import { isotonicDecreasing } from "../../packages/stats/src/persistence/isotonic.ts";
import { pageTrend } from "../../packages/stats/src/persistence/page-trend.ts";
import { retention } from "../../packages/stats/src/persistence/retention.ts";
import type { PersistenceInput, PersistencePlan } from "../../packages/stats/src/persistence.ts";
import { effectFromInterval } from "../../packages/stats/src/published/from-interval.ts";
import { vector } from "./vector.ts";

const plan: PersistencePlan = { level: 0.95, replicates: 4000, seed: null };
const z95 = 1.959963984540054;

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** 24 items at doses 0, 1, 2, 4; the same numbers were given to numpy and scipy for the expectations below */
function example(cluster: Int32Array | null = null): PersistenceInput {
  return {
    key: "suite/metric",
    direction: "higher",
    cluster,
    points: [0, 1, 2, 4].map((dose, k) => ({
      label: `dose ${dose}`,
      dose,
      treatment: Float64Array.from({ length: 24 }, (_, i) => round(0.7 + 0.2 * Math.sin(i * 1.3 + k) - 0.05 * k)),
      baseline: Float64Array.from({ length: 24 }, (_, i) => round(0.6 + 0.2 * Math.cos(i * 0.7 + k * 2) - 0.12 * k)),
    })),
  };
}

describe("figures of a curve", () => {
  it("answers persistence-curve: area and retention", () => {
    const { inputs, expected } = vector("persistence-curve");
    const area = areaUnderCurve(inputs.dose, inputs.diff);
    expect(area).toBeCloseTo(expected.auc_trapezoid, 12);
    // the vector's normalised area is in units of dose at the first value; ours is the mean height
    expect(area / (inputs.diff[0] * (inputs.dose.at(-1) - inputs.dose[0]))).toBeCloseTo(expected.normalised_auc, 12);
    for (const [k, later] of inputs.diff.entries()) {
      const share = retention({
        start: inputs.diff[0],
        later,
        startVariance: inputs.se[0] * inputs.se[0],
        laterVariance: inputs.se[k] * inputs.se[k],
        covariance: 0,
        critical: z95,
      });
      expect(share!.value).toBeCloseTo(expected.retention[k], 12);
    }
    expect(() => areaUnderCurve([1, 1], [0, 0])).toThrow(StatsError);
  });

  it("answers persistence-isotonic", () => {
    const { inputs, expected } = vector("persistence-isotonic");
    for (const [i, fit] of isotonicDecreasing(inputs.diff, inputs.weights).entries()) {
      expect(fit).toBeCloseTo(expected.fit[i], 9);
    }
  });

  it("keeps an isotonic fit never-increasing, with the weighted mean of the values", () => {
    const values = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(values, (pairs) => {
        const weights = pairs.map(([, weight]) => weight);
        const fit = isotonicDecreasing(
          pairs.map(([value]) => value),
          weights,
        );
        expect(fit.every((value, i) => i === 0 || value <= fit[i - 1]!)).toBe(true);
        const total = (numbers: readonly number[]) => numbers.reduce((sum, value, i) => sum + value * weights[i]!, 0);
        expect(total(fit)).toBeCloseTo(total(pairs.map(([value]) => value)), 6);
        expect(isotonicDecreasing(fit, weights)).toEqual(fit);
      }),
      { seed: 20261120 },
    );
  });

  it("answers persistence-retention-fieller", () => {
    const { inputs, expected } = vector("persistence-retention-fieller");
    const share = retention({
      start: inputs.effect_at_0,
      later: inputs.effect_at_dose,
      startVariance: inputs.se_0 * inputs.se_0,
      laterVariance: inputs.se_dose * inputs.se_dose,
      covariance: inputs.corr * inputs.se_0 * inputs.se_dose,
      critical: z95,
    });
    expect(share!.value).toBeCloseTo(expected.retention, 12);
    expect(share!.interval![0]).toBeCloseTo(expected.fieller95[0], 9);
    expect(share!.interval![1]).toBeCloseTo(expected.fieller95[1], 9);
  });

  it("gives no retention where the start is near or below zero", () => {
    const noise = { startVariance: 0.01, laterVariance: 0.01, covariance: 0, critical: z95, later: 0.1 };
    expect(retention({ ...noise, start: 0.19 })).toBeNull();
    expect(retention({ ...noise, start: -1 })).toBeNull();
    expect(retention({ ...noise, start: 0.2 })).not.toBeNull();
    expect(retention({ ...noise, start: 1, startVariance: 0, laterVariance: 0 })!.interval).toBeNull();
  });

  it("finds the half-life on the isotonic fit, linearly between doses", () => {
    expect(halfLife([0, 1, 2, 4], [1, 0.8, 0.4, 0.1])).toBeCloseTo(1.75, 12);
    expect(halfLife([0, 1, 2, 4], [1, 0.5, 0.4, 0.1])).toBe(1);
    // a rise at the second dose is pooled with the first: half of 1.1 is reached later than half of 1
    expect(halfLife([0, 1, 2], [1, 1.2, 0])).toBeCloseTo(1.5, 12);
    expect(halfLife([0, 1], [1, 0.6])).toBe(Number.POSITIVE_INFINITY);
    expect(halfLife([0, 1], [-1, -2])).toBeUndefined();
    expect(() => halfLife([1, 0], [1, 1])).toThrow(StatsError);
  });

  it("answers persistence-page-trend", () => {
    const { inputs, expected } = vector("persistence-page-trend");
    const trend = pageTrend(inputs.suite_x_dose);
    expect(trend.l).toBe(expected.L);
    expect(trend.p).toBeCloseTo(expected.p, 12);
    expect(trend.method).toBe("exact");
  });

  it("has Page's exact law for four doses, and the normal one with ties (scipy.stats.page_trend_test)", () => {
    const others = [
      [0.06, 0.05, 0.01, 0.03],
      [0.03, 0.04, 0, -0.01],
      [0.07, 0.02, 0.03, 0.01],
    ];
    const exact = pageTrend([[0.05, 0.04, 0.02, 0.01], ...others]);
    expect(exact.l).toBe(117);
    expect(exact.p).toBeCloseTo(0.0006962528935185186, 12);
    const tied = pageTrend([[0.05, 0.05, 0.02, 0.01], ...others]);
    expect(tied).toMatchObject({ l: 116.5, method: "normal" });
    expect(tied.p).toBeCloseTo(0.002132382457015269, 12);
    expect(() => pageTrend([])).toThrow(StatsError);
    expect(() => pageTrend([[1, 2], [1]])).toThrow(StatsError);
  });
});

describe("analysePersistence", () => {
  const analysis = analysePersistence(example(), plan);

  it("has both arms, the difference in degradation and the area (scipy)", () => {
    expect(analysis.points.map(({ baseline }) => baseline.value)[3]).toBeCloseTo(0.24180808333333334, 12);
    const { value, standardError, interval, p, label, degreesOfFreedom } = analysis.differenceInDegradation;
    expect(label).toBe("dose 4");
    expect(degreesOfFreedom).toBe(23);
    expect(value).toBeCloseTo(0.20196483333333334, 12);
    expect(standardError).toBeCloseTo(0.05978768950109401, 12);
    expect(p).toBeCloseTo(0.0025928395014469348, 12);
    expect(interval![0]).toBeCloseTo(0.07828457443752417, 10);
    expect(interval![1]).toBeCloseTo(0.3256450922291425, 10);
    expect(analysis.degradation).toHaveLength(3);
    expect(analysis.area!.total.value).toBeCloseTo(0.8768493333333333, 10);
    expect(analysis.area!.total.standardError).toBeCloseTo(0.0729657933519148, 10);
    expect(analysis.area!.mean.value).toBeCloseTo(0.8768493333333333 / 4, 10);
  });

  it("has Fieller's retention with the items' covariance (roots found by scipy)", () => {
    const { baseline } = analysis.retention.at(-1)!;
    expect(baseline!.value).toBeCloseTo(0.40574898113440777, 10);
    expect(baseline!.interval![0]).toBeCloseTo(0.3337851437979573, 9);
    expect(baseline!.interval![1]).toBeCloseTo(0.4651977154226494, 9);
  });

  it("has bands that are wider than the pointwise intervals, by the greatest of correlated deviations", () => {
    // 400,000 draws from the normal law with the data's correlation, times t/z: 2.598
    expect(Math.abs(analysis.bandCritical! - 2.598)).toBeLessThan(0.12);
    for (const { band, improvement } of analysis.points) {
      expect(band![0]).toBeLessThan(improvement.interval![0]);
      expect(band![1]).toBeGreaterThan(improvement.interval![1]);
    }
  });

  it("has half-lives with bounds, or says that more is left at the last dose", () => {
    const { baseline, treatment, max } = analysis.halfLife!;
    // baseline means .596 .463 .378 .242: half of .596 lies between doses 2 and 4
    const half = 0.595954875 / 2;
    expect(baseline!.value).toBeCloseTo(
      2 + (2 * (0.37806095833333336 - half)) / (0.37806095833333336 - 0.24180808333333334),
      8,
    );
    expect(baseline!.lower!).toBeLessThan(baseline!.value!);
    expect(baseline!.upper!).toBeGreaterThan(baseline!.value!);
    expect(treatment).toEqual({ value: null, lower: null, upper: null });
    expect(max).toBe(4);
  });

  it("takes clusters as units: CR1 with t(G − 1) (numpy)", () => {
    const clustered = analysePersistence(example(Int32Array.from({ length: 24 }, (_, i) => Math.floor(i / 3))), plan);
    expect(clustered.clusters).toBe(8);
    expect(clustered.differenceInDegradation.standardError).toBeCloseTo(0.049762121847265126, 10);
    expect(clustered.differenceInDegradation.p).toBeCloseTo(0.0048180787940830475, 10);
    expect(clustered.warnings).toEqual(["few_clusters"]);
  });

  it("mirrors the improvement when less is better, and keeps no retention of an error rate", () => {
    const lower = analysePersistence({ ...example(), direction: "lower" }, plan);
    expect(lower.differenceInDegradation.value).toBeCloseTo(-analysis.differenceInDegradation.value, 12);
    expect(lower.bandCritical).toBeCloseTo(analysis.bandCritical!, 12);
    expect(lower.retention[0]!.treatment).toBeNull();
    expect(lower.halfLife!.baseline).toBeNull();
  });

  it("mirrors the improvement when the arms are swapped", () => {
    const { points, ...rest } = example();
    const swapped = points.map(({ label, dose, treatment, baseline }) => ({
      label,
      dose,
      treatment: baseline,
      baseline: treatment,
    }));
    const back = analysePersistence({ ...rest, points: swapped }, plan);
    expect(back.differenceInDegradation.value).toBe(-analysis.differenceInDegradation.value);
    expect(back.differenceInDegradation.p).toBe(analysis.differenceInDegradation.p);
    expect(back.bandCritical).toBeCloseTo(analysis.bandCritical!, 12);
    expect(back.halfLife!.treatment).toEqual(analysis.halfLife!.baseline);
  });

  it("follows conditions without numbers: no area, no half-life", () => {
    const { points, ...rest } = example();
    const personas = analysePersistence({ ...rest, points: points.map((point) => ({ ...point, dose: null })) }, plan);
    expect(personas.area).toBeNull();
    expect(personas.halfLife).toBeNull();
    expect(personas.differenceInDegradation).toEqual(analysis.differenceInDegradation);
  });

  it("gives no interval without variation or with one unit", () => {
    const flat = (value: number) => new Float64Array(12).fill(value);
    const constant = analysePersistence(
      {
        key: "flat",
        direction: "higher",
        cluster: null,
        points: [
          { label: "0", dose: 0, treatment: flat(0.3), baseline: flat(0.1) },
          { label: "1", dose: 1, treatment: flat(0.2), baseline: flat(0.1) },
        ],
      },
      plan,
    );
    expect(constant.bandCritical).toBeNull();
    expect(constant.points[0]!.band).toBeNull();
    expect(constant.differenceInDegradation).toMatchObject({ standardError: null, interval: null, p: null });
    expect(constant.halfLife!.improvement).toBeNull();
    const one = analysePersistence(example(new Int32Array(24)), plan);
    expect(one.differenceInDegradation.interval).toBeNull();
    expect(one.retention[0]!.baseline).toBeNull();
  });

  it("refuses unlike points", () => {
    const { points, ...rest } = example();
    expect(() => analysePersistence({ ...rest, points: points.slice(0, 1) }, plan)).toThrow(StatsError);
    const descending = [...points].reverse();
    expect(() => analysePersistence({ ...rest, points: descending }, plan)).toThrow(StatsError);
    const partly = points.map((point, k) => (k === 1 ? { ...point, dose: null } : point));
    expect(() => analysePersistence({ ...rest, points: partly }, plan)).toThrow(StatsError);
    const shorter = points.map((point, k) => (k === 1 ? { ...point, baseline: new Float64Array(3) } : point));
    expect(() => analysePersistence({ ...rest, points: shorter }, plan)).toThrow(StatsError);
  });

  it("keeps its bits: the pinned critical value of seed 1", () => {
    const pinned = analysePersistence(example(), { ...plan, seed: "1", replicates: 2000 });
    expect(pinned.bandCritical).toMatchInlineSnapshot(`2.602306361940847`);
  });
});

interface Published {
  id: string;
  given: {
    baseline: number[];
    trait: number[];
    drops: number[];
    did: number;
    didCI: [number, number];
    ci: [number, number];
  };
  expect: { did: number; didSE: number; z: number; p: number; retention: number[] };
}

describe("published persistence", () => {
  const all = JSON.parse(readFileSync(new URL("./oracles/published.json", import.meta.url), "utf8")) as Published[];
  const published = (id: string) => all.find((each) => each.id === id)!;

  it("restates persistence-health", () => {
    const { given, expect: restated } = published("persistence-health");
    const did = given.trait[1]! - given.trait[0]! - (given.baseline[1]! - given.baseline[0]!);
    expect(did).toBeCloseTo(restated.did, 12);
    const effect = effectFromInterval({ estimate: did, interval: given.didCI, level: 0.95, scale: "difference" });
    expect(effect.standardError).toBeCloseTo(restated.didSE, 4);
    expect(effect.z).toBeCloseTo(restated.z, 2);
    const kept = [given.baseline, given.trait].map(([start, later]) => {
      return retention({
        start: start!,
        later: later!,
        startVariance: 0,
        laterVariance: 0,
        covariance: 0,
        critical: z95,
      })!.value;
    });
    expect(kept[0]).toBeCloseTo(restated.retention[0]!, 3);
    expect(kept[1]).toBeCloseTo(restated.retention[1]!, 3);
  });

  it("restates persistence-mental-health", () => {
    const { given, expect: restated } = published("persistence-mental-health");
    const estimate = given.drops[0]! - given.drops[1]!;
    expect(estimate).toBeCloseTo(restated.did, 12);
    const effect = effectFromInterval({ estimate: 0.178, interval: given.didCI, level: 0.95, scale: "difference" });
    expect(effect.standardError).toBeCloseTo(restated.didSE, 4);
    expect(effect.p).toBeCloseTo(restated.p, 4);
  });

  it("restates persistence-helpful-control", () => {
    const { given, expect: restated } = published("persistence-helpful-control");
    const effect = effectFromInterval({ estimate: given.did, interval: given.ci, level: 0.95, scale: "difference" });
    expect(effect.p).toBeCloseTo(restated.p, 2);
  });
});
