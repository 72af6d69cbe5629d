import { describe, expect, it } from "vitest";
import { acceleration, bcaInterval, biasCorrection } from "../../packages/stats/src/bootstrap/bca.ts";
import { bootstrapBlock } from "../../packages/stats/src/bootstrap/block.ts";
import { meanReplicates } from "../../packages/stats/src/bootstrap/mean-replicates.ts";
import { pairedRatioReplicates } from "../../packages/stats/src/bootstrap/paired-ratio-replicates.ts";
import { quantile } from "../../packages/stats/src/bootstrap/quantile.ts";
import { independentRatioReplicates, ratioReplicates } from "../../packages/stats/src/bootstrap/ratio-replicates.ts";
import { sortedDefined } from "../../packages/stats/src/bootstrap/sorted-defined.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import type { BootstrapKind, RowPlan } from "../../packages/stats/src/input.ts";
import { openStreams } from "../../packages/stats/src/random/stream.ts";
import { relativeError, vector } from "./vector.ts";

const root = openStreams(null, "test/bootstrap");
const plan = (bootstrap: BootstrapKind, level = 0.95): RowPlan => ({
  level,
  replicates: 10000,
  seed: null,
  bootstrap,
  margin: null,
  refusedAs: "missing",
  seedsMatched: false,
});
const near = (actual: readonly number[] | null, expected: readonly number[], within: number) => {
  expect(actual).not.toBeNull();
  actual?.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number)), `${actual} against ${expected}`).toBeLessThanOrEqual(within);
  });
};

describe("quantiles", () => {
  it("answers quantile-type7", () => {
    const { inputs, expected, parameters } = vector("quantile-type7");
    const ascending = Float64Array.from(inputs.x as number[]).sort();
    near(
      parameters.p.map((p: number) => quantile(ascending, p)),
      expected.q,
      1e-12,
    );
  });

  it("refuses an empty list and an impossible probability", () => {
    expect(() => quantile([], 0.5)).toThrow(StatsError);
    expect(() => quantile([1], 1.5)).toThrow(StatsError);
  });
});

describe("the bootstrap of a mean", () => {
  it.each(["boot-kinds-n8", "boot-kinds-skewed-n10", "boot-kinds-binary-n9"])("converges to %s", (id) => {
    const { inputs, expected } = vector(id);
    const tolerance = (vector(id) as unknown as { tolerance: Record<string, number> }).tolerance;
    const values = Float64Array.from(inputs.d as number[]);
    const replicates = meanReplicates(values, root, 100000);
    expect(replicates.estimate).toBeCloseTo(expected.mean, 12);
    expect(relativeError(replicates.standardError as number, expected.analytic_se)).toBeLessThan(1e-9);
    const accelerated = acceleration(replicates.jackknife() as Float64Array) as number;
    expect(Math.abs(accelerated - expected.acceleration)).toBeLessThan(1e-9);
    const within = tolerance["abs_B=10000"] as number;
    for (const [kind, key] of [
      ["percentile", "percentile95"],
      ["basic", "basic95"],
      ["bca", "bca95"],
    ] as const) {
      const { block } = bootstrapBlock(replicates, plan(kind), 1);
      near(block.interval, expected[key], within);
      expect(relativeError(block.standardError as number, expected.boot_se)).toBeLessThan(0.02);
      expect(block.undefinedResamples).toBe(0);
    }
    const studentised = bootstrapBlock(replicates, plan("studentised"), 1);
    expect(studentised.undefinedShare).toBeCloseTo(expected.prob_degenerate_resample, 3);
    const ascending = sortedDefined(replicates.values);
    expect(Math.abs((biasCorrection(ascending, replicates.estimate, 1e-9) as number) - expected.z0)).toBeLessThan(0.02);
  });

  it("has the studentised interval of the exact law", () => {
    for (const [id, within] of [
      ["boot-kinds-n8", 0.02],
      ["boot-kinds-binary-n9", 0.112],
    ] as const) {
      const { inputs, expected } = vector(id);
      const replicates = meanReplicates(Float64Array.from(inputs.d as number[]), root, 100000);
      near(bootstrapBlock(replicates, plan("studentised"), 1).block.interval, expected.studentised95, within);
    }
  });

  it("answers boot-n200-continuous with 10,000 replicates", () => {
    const { inputs, expected } = vector("boot-n200-continuous");
    const values = Float64Array.from(inputs.treatment as number[], (each, i) => each - inputs.baseline[i]);
    const replicates = meanReplicates(values, root, 10000);
    for (const [kind, key] of [
      ["percentile", "percentile95"],
      ["basic", "basic95"],
      ["bca", "bca95"],
    ] as const) {
      const { block } = bootstrapBlock(replicates, plan(kind), 1);
      near(block.interval, expected[key], 0.0006);
      expect(relativeError(block.standardError as number, expected.boot_se)).toBeLessThan(0.03);
      for (const error of block.monteCarloError as readonly number[]) expect(error).toBeLessThan(0.0006);
    }
  });

  it("nests by level, for the draws don't depend on it", () => {
    const { inputs } = vector("boot-kinds-n8");
    const replicates = meanReplicates(Float64Array.from(inputs.d as number[]), root, 4000);
    let inner = bootstrapBlock(replicates, plan("percentile", 0.8), 1).block.interval as readonly [number, number];
    for (const level of [0.9, 0.95, 0.99]) {
      const outer = bootstrapBlock(replicates, plan("percentile", level), 1).block.interval as readonly [
        number,
        number,
      ];
      expect(outer[0]).toBeLessThanOrEqual(inner[0]);
      expect(outer[1]).toBeGreaterThanOrEqual(inner[1]);
      inner = outer;
    }
  });

  it("has no BCa interval where all replicates lie on one side", () => {
    const ascending = Float64Array.of(1, 2, 3);
    expect(bcaInterval({ ascending, estimate: 0, acceleration: 0, level: 0.95, tolerance: 0 })).toBeNull();
    expect(acceleration(Float64Array.of(2, 2, 2))).toBeNull();
  });
});

describe("the bootstrap of clusters", () => {
  it("converges to cluster-bootstrap-exact, dividing by the drawn items", () => {
    const { inputs, expected } = vector("cluster-bootstrap-exact");
    const numerator = new Float64Array(4);
    const denominator = new Float64Array(4);
    inputs.clusters.forEach((name: string, i: number) => {
      const cluster = Number(name.slice(1)) - 1;
      numerator[cluster]! += inputs.treatment[i] - inputs.baseline[i];
      denominator[cluster]! += 1;
    });
    const replicates = ratioReplicates({ numerator, denominator }, root, 40000);
    expect(replicates.estimate).toBeCloseTo(expected.diff, 12);
    const { block } = bootstrapBlock(replicates, plan("percentile"), 1);
    expect(relativeError(block.standardError as number, expected.boot_se)).toBeLessThan(0.02);
    near(block.interval, expected.percentile95, 1e-9);
    const mean = replicates.values.reduce((sum, each) => sum + each, 0) / 40000;
    expect(mean).toBeCloseTo(expected.boot_mean, 3);
  });
});

describe("the bootstrap of a log ratio", () => {
  const n = 29;
  const hits = (count: number) => ({
    numerator: Float64Array.from({ length: n }, (_, i) => (i < count ? 1 : 0)),
    denominator: new Float64Array(n).fill(1),
  });

  it.each([
    ["on the same units", pairedRatioReplicates],
    ["of independent arms", independentRatioReplicates],
  ] as const)("is undefined exactly where no hit was drawn, %s", (_, replicatesOf) => {
    const replicates = 20_000;
    const { values } = replicatesOf({ treatment: hits(1), baseline: hits(20), scale: "log", root, replicates });
    const defined = values.filter((value) => !Number.isNaN(value));
    // no draw of n finds the one hit: (1 − 1/n)^n, within 5.5 standard deviations of so many draws
    const share = Math.exp(n * Math.log1p(-1 / n));
    const reach = 5.5 * Math.sqrt((share * (1 - share)) / replicates);
    expect(Math.abs(1 - defined.length / replicates - share)).toBeLessThan(reach);
    // one hit of n against n of n is the least ratio that has a logarithm
    expect(Math.min(...defined)).toBeGreaterThanOrEqual(Math.log(1 / n) - 1e-9);
  });
});

describe("resamples of which few are defined", () => {
  it("have no deviation where those are all alike", () => {
    const values = Float64Array.from({ length: 2000 }, (_, i) => (i < 7 ? 0.25 : Number.NaN));
    const none = { standardErrors: null, jackknife: () => null };
    const { block } = bootstrapBlock({ estimate: 0.25, standardError: null, values, ...none }, plan("percentile"), 1);
    expect(block).toMatchObject({ standardError: null, interval: null, monteCarloError: null, shareImproved: 1 });
    expect(block.undefinedResamples).toBe(1993);
  });
});

describe("the bootstrap of F1", () => {
  it("converges to f1-micro-paired and counts the undefined resamples", () => {
    const { inputs, expected } = vector("f1-micro-paired");
    const units = (predicted: number[]) => {
      const numerator = new Float64Array(10);
      const denominator = new Float64Array(10);
      predicted.forEach((label, i) => {
        const hit = label === 1 && inputs.gold[i] === 1 ? 1 : 0;
        numerator[i] = 2 * hit;
        denominator[i] = label + inputs.gold[i];
      });
      return { numerator, denominator };
    };
    const replicates = pairedRatioReplicates({
      treatment: units(inputs.treatment_pred),
      baseline: units(inputs.baseline_pred),
      scale: "difference",
      root,
      replicates: 60000,
    });
    expect(Math.abs(replicates.estimate - expected.diff)).toBeLessThan(1e-12);
    const { block } = bootstrapBlock(replicates, plan("percentile"), 1);
    expect(relativeError(block.standardError as number, expected.boot_se_exact)).toBeLessThan(0.02);
    near(block.interval, expected.percentile95_exact, 0.02);
    expect(block.undefinedResamples / 60000).toBeLessThan(5 * expected.prob_undefined_resample);
  });
});
