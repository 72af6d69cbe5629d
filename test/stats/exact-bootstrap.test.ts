import { readFileSync } from "node:fs";
import {
  analyseRow,
  type BootstrapLaw,
  type DrawnReason,
  differenceLaw,
  pairedUnitsLaw,
  type RowPlan,
  ratioLaw,
  type SuiteInput,
  specVersion,
} from "@evenmatch/stats";
import { jackknifeOfRatio } from "@evenmatch/stats/bootstrap/ratio-replicates";
import { exactBlock } from "@evenmatch/stats/exact/exact-block";
import { fourierLaw } from "@evenmatch/stats/exact/fourier-law";
import { rootsOf, transform } from "@evenmatch/stats/exact/transform";
import { turn } from "@evenmatch/stats/exact/turn";
import { describe, expect, it } from "vitest";
import { dataSet } from "../exact/data-sets.ts";
import { add, noFigures, rootMeanSquare } from "../exact/figures.ts";
import { rowOf, singles } from "./row-input.ts";
import { vector } from "./vector.ts";

const plan: RowPlan = {
  level: 0.95,
  replicates: 10_000,
  seed: null,
  bootstrap: "exact",
  margin: null,
  refusedAs: "missing",
  seedsMatched: false,
};

function known(law: BootstrapLaw | DrawnReason): BootstrapLaw {
  if (typeof law === "string") throw new Error(`a law was needed, found ${law}`);
  return law;
}

const ones = (n: number) => new Float64Array(n).fill(1);
const meanLaw = (values: readonly number[]) =>
  known(ratioLaw({ numerator: Float64Array.from(values), denominator: ones(values.length) }));
const itemsInput = (treatment: readonly number[], baseline: readonly number[], clusters?: readonly string[]) =>
  rowOf(singles(treatment, clusters), singles(baseline, clusters));
const shares = [0.005, 0.025, 0.5, 0.975, 0.995];

describe("the bootstrap without draws", () => {
  it.each(["boot-kinds-n8", "boot-kinds-skewed-n10", "boot-kinds-binary-n9"])("equals the enumeration of %s", (id) => {
    const { inputs, expected } = vector(id);
    const numerator = Float64Array.from(inputs.d as number[]);
    const units = { numerator, denominator: ones(numerator.length) };
    const law = known(ratioLaw(units));
    const estimate = expected.mean as number;
    const blockOf = (bootstrap: RowPlan["bootstrap"]) => {
      const block = exactBlock(law, {
        estimate,
        jackknife: () => jackknifeOfRatio(units),
        plan: { ...plan, bootstrap },
        sign: 1,
      });
      if (typeof block === "string") throw new Error(block);
      return block;
    };
    for (const [kind, bounds] of [
      ["exact", expected.percentile95],
      ["exact-basic", expected.basic95],
      ["exact-bca", expected.bca95],
    ] as const) {
      const { interval, standardError, replicates } = blockOf(kind);
      expect(interval?.[0]).toBeCloseTo(bounds[0], 9);
      expect(interval?.[1]).toBeCloseTo(bounds[1], 9);
      expect(standardError).toBeCloseTo(expected.boot_se, 10);
      expect(replicates).toBe(0);
    }
  });

  it("equals the enumeration of whole clusters of unequal size", () => {
    const { inputs, expected } = vector("cluster-bootstrap-exact");
    const names = [...new Set(inputs.clusters as string[])];
    const sums = names.map((name) =>
      (inputs.clusters as string[]).reduce(
        ([d, n], cluster, i) =>
          (cluster === name ? [d + inputs.treatment[i] - inputs.baseline[i], n + 1] : [d, n]) as [number, number],
        [0, 0] as [number, number],
      ),
    );
    const law = known(
      ratioLaw({ numerator: Float64Array.from(sums, ([d]) => d), denominator: Float64Array.from(sums, ([, n]) => n) }),
    );
    expect(law.method).toBe("enumerated");
    expect(law.quantile(0.025)).toBeCloseTo(expected.percentile95[0], 12);
    expect(law.quantile(0.975)).toBeCloseTo(expected.percentile95[1], 12);
    expect(law.deviation()).toBeCloseTo(expected.boot_se, 12);
  });

  // numpy: the law of one draw convolved with itself 150 times
  it("equals the convolved law of 150 differences in quarters", () => {
    const steps = [-4, -2, -1, 0, 1, 2, 4];
    const law = meanLaw(Array.from({ length: 150 }, (_, i) => steps[(7 * i * i + 3 * i) % 7]! / 4));
    expect(law.method).toBe("lattice");
    const expected = [-0.13, -0.09833333333333333, 0, 0.09833333333333333, 0.13];
    for (const [i, p] of shares.entries()) expect(law.quantile(p)).toBeCloseTo(expected[i]!, 12);
    expect(law.deviation()).toBeCloseTo(0.05038738819276939, 12);
    expect(law.at(0).below).toBeCloseTo(0.4934067505391573, 11);
    expect(law.at(0).equal).toBeCloseTo(0.01318649892166461, 11);
  });

  // numpy: the joint law of one item convolved 60 times, quotients as fractions
  it("equals the convolved joint law of two arms' right answers, as a quotient", () => {
    const numerator = Float64Array.from({ length: 60 }, (_, i) => ((5 * i) % 7 < 4 ? 1 : 0));
    const denominator = Float64Array.from({ length: 60 }, (_, i) => ((3 * i) % 8 < 5 ? 1 : 0));
    const law = known(ratioLaw({ numerator, denominator }));
    expect(law.method).toBe("lattice");
    const expected = [8 / 13, 28 / 41, 35 / 38, 37 / 30, 42 / 31];
    for (const [i, p] of shares.entries()) expect(law.quantile(p)).toBeCloseTo(expected[i]!, 12);
    const logs = known(
      pairedUnitsLaw({ numerator, denominator: ones(60) }, { numerator: denominator, denominator: ones(60) }, "log"),
    );
    for (const [i, p] of shares.entries()) expect(logs.quantile(p)).toBeCloseTo(Math.log(expected[i]!), 12);
  });

  // numpy and scipy.optimize.brentq: Gil-Pelaez's integral of the characteristic function, 150,000 frequencies
  it("equals the inverted law of smooth scores, and of clusters", () => {
    const scores = Array.from({ length: 40 }, (_, i) => {
      const wave = Math.cos(2.9 * i);
      return Math.sin(1.7 * i * i + 0.3 * i) + 0.5 * wave * wave * wave;
    });
    const law = meanLaw(scores);
    expect(law.method).toBe("fourier");
    expect(law.quantile(0.005)).toBeCloseTo(-0.07889510248472809, 6);
    expect(law.quantile(0.025)).toBeCloseTo(-0.009647449446552964, 6);
    expect(law.quantile(0.975)).toBeCloseTo(0.43004138916716866, 6);
    expect(law.quantile(0.995)).toBeCloseTo(0.4973642756167551, 6);

    const sizes = Float64Array.from({ length: 30 }, (_, i) => 1 + ((i * i + 3 * i) % 11));
    const sums = sizes.map((size, i) => 0.1 * size + Math.sin(2.3 * i * i) * Math.sqrt(size));
    const clusters = known(ratioLaw({ numerator: sums, denominator: sizes }));
    expect(clusters.quantile(0.025)).toBeCloseTo(-0.06337865781389249, 6);
    expect(clusters.quantile(0.975)).toBeCloseTo(0.1291797441059323, 6);
  });

  it("moves with the scores: shifted and scaled, to rounding", () => {
    const scores = Array.from({ length: 70 }, (_, i) => Math.sin(1.3 * i * i));
    const one = meanLaw(scores);
    const other = meanLaw(scores.map((score) => 3 + 2 * score));
    for (const p of shares) expect(other.quantile(p)).toBeCloseTo(3 + 2 * one.quantile(p)!, 8);
    const mirrored = meanLaw(scores.map((score) => -score));
    for (const p of shares) expect(mirrored.quantile(1 - p)).toBeCloseTo(-one.quantile(p)!, 7);
  });

  it("says of two arms what enumerating both would", () => {
    // 4 and 3 items: 256 × 27 resamples
    const treatment = Float64Array.of(0.2, 0.9, 0.4, 0.7);
    const baseline = Float64Array.of(0.1, 0.5, 0.6);
    const differences: number[] = [];
    for (let code = 0; code < 256; code++) {
      const mine = [0, 2, 4, 6].reduce((sum, shift) => sum + treatment[(code >> shift) & 3]!, 0) / 4;
      for (let other = 0; other < 27; other++) {
        const theirs =
          (baseline[other % 3]! + baseline[Math.floor(other / 3) % 3]! + baseline[Math.floor(other / 9)]!) / 3;
        differences.push(mine - theirs);
      }
    }
    differences.sort((left, right) => left - right);
    const law = known(differenceLaw(treatment, baseline));
    for (const p of [0.05, 0.3, 0.9]) {
      const bound = law.quantile(p)!;
      const below = differences.filter((each) => each < bound - 1e-9).length / differences.length;
      const upTo = differences.filter((each) => each <= bound + 1e-9).length / differences.length;
      expect(below).toBeLessThanOrEqual(p + 1e-12);
      expect(upTo).toBeGreaterThanOrEqual(p - 1e-12);
    }
  });

  it("refuses where it would be wrong, and says why", () => {
    const outlier = Array.from({ length: 60 }, (_, i) => Math.sin(i * i));
    outlier[7] = 1e6;
    expect(ratioLaw({ numerator: Float64Array.from(outlier), denominator: ones(60) })).toBe("few_dominate");
    const mixed = Float64Array.from({ length: 40 }, (_, i) => Math.cos(i * i));
    expect(ratioLaw({ numerator: mixed, denominator: mixed.map((each) => each + 0.1) })).toBe("undefined_resamples");
    const rare = Float64Array.from({ length: 40 }, (_, i) => (i < 2 ? 1 : 0));
    const half = Float64Array.from({ length: 40 }, (_, i) => i % 2);
    const arm = (numerator: Float64Array) => ({ numerator, denominator: ones(40) });
    expect(pairedUnitsLaw(arm(rare), arm(half), "log")).toBe("undefined_resamples");
    const f1 = { numerator: half, denominator: half.map((each) => each + 1) };
    expect(pairedUnitsLaw(f1, arm(half), "difference")).toBe("two_ratios");
    // steps wider than the series can tell: the bound does not stand when computed again
    const steps = Float64Array.from({ length: 30 }, (_, i) => (i % 2) - 0.5);
    const wrong = known(
      fourierLaw({
        estimate: 0,
        scale: 0.1,
        deviation: 0.1,
        at: (x) => ({ populations: [{ points: steps, counts: null, draws: 30 }], mean: -30 * x }),
      }),
    );
    expect(wrong.quantile(0.3)).toBeNull();
  });

  it("agrees with resamples on 150 hostile data sets", () => {
    const figures = noFigures();
    for (let seed = 20_000; seed < 20_150; seed++) add(figures, dataSet(seed), { seed, replicates: 20_000 });
    expect(figures.failures).toEqual([]);
    expect(figures.smooth.length).toBeGreaterThan(200);
    expect(rootMeanSquare(figures.smooth)).toBeGreaterThan(0.85);
    expect(rootMeanSquare(figures.smooth)).toBeLessThan(1.15);
  }, 60_000);

  it("has its figures on a page of this specification", () => {
    const page = readFileSync(new URL("../../docs/exact-bootstrap.md", import.meta.url), "utf8");
    expect(page).toContain(`200,000 resamples each, specification ${specVersion}.`);
  });
});

describe("a row under an exact plan", () => {
  const waves = (n: number, by: number) => Array.from({ length: n }, (_, i) => Math.sin(by * i * i));

  it.each(["exact", "exact-basic", "exact-bca"] as const)("shows the %s interval and draws nothing", (bootstrap) => {
    const input = itemsInput(waves(90, 1.3), waves(90, 0.7));
    const { bootstrap: block } = analyseRow(input, { ...plan, bootstrap });
    expect(block).toMatchObject({ kind: bootstrap, law: "fourier", replicates: 0, monteCarloError: null });
    const kinds = { exact: "percentile", "exact-basic": "basic", "exact-bca": "bca" } as const;
    const { bootstrap: drawn } = analyseRow(input, { ...plan, bootstrap: kinds[bootstrap], replicates: 100_000 });
    const width = drawn!.interval![1] - drawn!.interval![0];
    expect(Math.abs(block!.interval![0] - drawn!.interval![0])).toBeLessThan(0.02 * width);
    expect(Math.abs(block!.interval![1] - drawn!.interval![1])).toBeLessThan(0.02 * width);
    expect(Math.abs(block!.shareImproved! - drawn!.shareImproved!)).toBeLessThan(0.01);
    expect(block!.standardError! / drawn!.standardError!).toBeCloseTo(1, 1);
  });

  it("does not depend on the seed, and nothing else in the row does on the plan's kind", () => {
    const input = itemsInput(waves(60, 1.3), waves(60, 0.7));
    const row = analyseRow(input, plan);
    expect(analyseRow(input, { ...plan, seed: "another" })).toEqual(row);
    const drawn = analyseRow(input, { ...plan, bootstrap: "percentile" });
    expect({ ...row, bootstrap: null }).toEqual({ ...drawn, bootstrap: null });
  });

  it("draws the studentised interval of clusters as a drawn plan does", () => {
    const cluster = Array.from({ length: 120 }, (_, i) => `c${i % 24}`);
    const input = itemsInput(waves(120, 1.3), waves(120, 0.7), cluster);
    const exact = analyseRow(input, plan);
    const drawn = analyseRow(input, { ...plan, bootstrap: "percentile" });
    expect(exact.difference).toEqual(drawn.difference);
    expect(exact.difference.method).toBe("studentised-cluster-bootstrap");
    expect(exact.bootstrap).toMatchObject({
      kind: "exact",
      replicates: 10_000,
      studentised: drawn.bootstrap!.studentised,
    });
  });

  it("is drawn as under the drawn kind where there is no law, and says why", () => {
    const base = itemsInput(waves(60, 1.3), waves(60, 0.7));
    const input: SuiteInput = { ...base, metric: { ...base.metric, kind: "quantile", quantile: 0.9 } };
    const { bootstrap } = analyseRow(input, { ...plan, bootstrap: "exact-basic" });
    expect(bootstrap).toEqual({
      ...analyseRow(input, { ...plan, bootstrap: "basic" }).bootstrap,
      drawnBecause: "quantile",
    });
  });

  it("keeps its bits", () => {
    const { bootstrap } = analyseRow(itemsInput(waves(90, 1.3), waves(90, 0.7)), plan);
    expect(bootstrap).toMatchInlineSnapshot(`
      {
        "interval": [
          -0.24589208368862978,
          0.17457699215517702,
        ],
        "kind": "exact",
        "law": "fourier",
        "monteCarloError": null,
        "replicates": 0,
        "shareImproved": 0.36759216741776124,
        "standardError": 0.1072899453834094,
        "studentised": null,
        "undefinedResamples": 0,
      }
    `);
  });
});

describe("what it stands on", () => {
  it("turns to the cosine and the sine of any angle", () => {
    const point = new Float64Array(2);
    for (let i = -2000; i <= 2000; i++) {
      const angle = i * 0.37 + i * i * 0.001;
      turn(angle, point);
      expect(Math.abs(point[0]! - Math.cos(angle))).toBeLessThan(1e-14);
      expect(Math.abs(point[1]! - Math.sin(angle))).toBeLessThan(1e-14);
    }
  });

  it("transforms as the sum that defines it", () => {
    const size = 16;
    const real = Float64Array.from({ length: size }, (_, i) => Math.sin(i * i));
    const imaginary = Float64Array.from({ length: size }, (_, i) => Math.cos(3 * i));
    const sums = Array.from({ length: size }, (_, j) => {
      let re = 0;
      let im = 0;
      for (let k = 0; k < size; k++) {
        const angle = (-2 * Math.PI * j * k) / size;
        re += real[k]! * Math.cos(angle) - imaginary[k]! * Math.sin(angle);
        im += real[k]! * Math.sin(angle) + imaginary[k]! * Math.cos(angle);
      }
      return [re, im] as const;
    });
    transform(real, imaginary, rootsOf(size));
    sums.forEach(([re, im], j) => {
      expect(real[j]).toBeCloseTo(re, 12);
      expect(imaginary[j]).toBeCloseTo(im, 12);
    });
  });
});
