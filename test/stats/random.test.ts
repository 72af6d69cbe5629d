import { describe, expect, it } from "vitest";
import { categoriesOf } from "../../packages/stats/src/bootstrap/categories.ts";
import { resampleSums } from "../../packages/stats/src/bootstrap/resample-sums.ts";
import { binomialCdf } from "../../packages/stats/src/distributions/binomial.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { binomialFrom, binomialTable } from "../../packages/stats/src/random/binomial-table.ts";
import { boundedIndex, drawIndices } from "../../packages/stats/src/random/draw-indices.ts";
import { multiplyHigh, philox4x32 } from "../../packages/stats/src/random/philox.ts";
import { nextWord, openStreams, seedInForce, startBlock } from "../../packages/stats/src/random/stream.ts";
import { specVersion } from "../../packages/stats/src/spec-version.ts";
import { vector } from "./vector.ts";

const stateOf = (block = 0, key = "truthfulqa/mc1/none/acc") => {
  const state = new Int32Array(4);
  startBlock(openStreams("a seed", key), block, state);
  return state;
};

describe("philox", () => {
  it("answers prng-philox4x32-10", () => {
    const { inputs, expected } = vector("prng-philox4x32-10");
    inputs.cases.forEach((each: { ctr: string[]; key: string[] }, i: number) => {
      const [c0, c1, c2, c3] = each.ctr.map((word) => Number.parseInt(word, 16)) as [number, number, number, number];
      const [k0, k1] = each.key.map((word) => Number.parseInt(word, 16)) as [number, number];
      const words = philox4x32([c0, c1, c2, c3], [k0, k1]).map((word) => word.toString(16).padStart(8, "0"));
      expect(words).toEqual(expected.out[i]);
    });
  });

  it("multiplies words exactly", () => {
    for (const [left, right] of [
      [0xffffffff, 0xffffffff],
      [0xd2511f53, 0x9e3779b9],
      [-1, 5000],
    ] as const) {
      const product = BigInt(left >>> 0) * BigInt(right >>> 0);
      expect(BigInt(multiplyHigh(left, right))).toBe(product >> 32n);
    }
  });
});

describe("streams", () => {
  it("pins the bits of this specification", () => {
    expect(specVersion).toBe("em2-sfc32-philox");
    expect(seedInForce(null)).toMatchInlineSnapshot(`"b33e69e2a2d6d5b4"`);
    expect(seedInForce("mine")).toBe("mine");
    const indices = new Int32Array(9);
    drawIndices(stateOf(), 10, 9, indices);
    expect([...indices]).toMatchInlineSnapshot(`
      [
        4,
        4,
        3,
        0,
        9,
        7,
        3,
        5,
        6,
      ]
    `);
    drawIndices(stateOf(3), 100000, 9, indices);
    expect([...indices]).toMatchInlineSnapshot(`
      [
        89720,
        92344,
        51233,
        3124,
        61484,
        88103,
        60513,
        49172,
        46821,
      ]
    `);
  });

  it("differ by seed, key and block", () => {
    const words = [openStreams("a", "s"), openStreams("b", "s"), openStreams("a", "t"), openStreams(null, "s")].flatMap(
      (root) =>
        [0, 1, 2].map((block) => {
          const state = new Int32Array(4);
          startBlock(root, block, state);
          return nextWord(state);
        }),
    );
    expect(new Set(words).size).toBe(12);
  });

  it("give a block the same sums whichever comes before it", () => {
    const rows = Float64Array.from({ length: 14 }, (_, i) => i * i);
    const root = openStreams(null, "k");
    const all = resampleSums([{ rows, width: 2 }], root, 48)[0] as Float64Array;
    const first = resampleSums([{ rows, width: 2 }], root, 20)[0] as Float64Array;
    expect([...first]).toEqual([...all.subarray(0, 40)]);
  });
});

describe("indices", () => {
  it("follow the rule of prng-bounded-index: the upper half of word · n", () => {
    const { inputs, expected, parameters } = vector("prng-bounded-index");
    const words = Array.from({ length: parameters.count / 4 }, (_, draw) =>
      philox4x32([draw, inputs.replicate, inputs.suite, 0], [inputs.seed, 0]),
    ).flat();
    expect(words.map((word) => multiplyHigh(word, inputs.n))).toEqual(expected.indices);
    // and one word after the other of our own stream
    const own = stateOf(inputs.replicate);
    const copy = stateOf(inputs.replicate);
    for (let i = 0; i < 12; i++) expect(boundedIndex(own, inputs.n)).toBe(multiplyHigh(nextWord(copy), inputs.n));
  });

  it.each([1, 2, 3, 7, 1000, 16384, 16385, 40000])("are even over 0 … %i − 1", (n) => {
    const state = stateOf(n);
    const bins = Math.min(n, 50);
    const draws = 400000;
    const out = new Int32Array(draws);
    drawIndices(state, n, draws, out);
    const counts = new Float64Array(bins);
    let greatest = 0;
    for (const index of out) {
      greatest = Math.max(greatest, index);
      counts[Math.floor((index * bins) / n)]! += 1;
    }
    expect(greatest).toBeLessThan(n);
    let chi = 0;
    for (let bin = 0; bin < bins; bin++) {
      const width = Math.ceil(((bin + 1) * n) / bins) - Math.ceil((bin * n) / bins);
      const expected = (draws * width) / n;
      chi += ((counts[bin] as number) - expected) ** 2 / expected;
    }
    // five standard deviations of a chi-squared law
    expect(chi).toBeLessThan(bins - 1 + 5 * Math.sqrt(2 * bins) + 5);
  });

  it("are independent within the pair that one word gives", () => {
    const n = 6;
    const draws = 360000;
    const out = new Int32Array(draws);
    drawIndices(stateOf(1), n, draws, out);
    const cells = new Float64Array(n * n);
    for (let i = 0; i < draws; i += 2) cells[(out[i] as number) * n + (out[i + 1] as number)]! += 1;
    const expected = draws / 2 / (n * n);
    const chi = cells.reduce((sum, cell) => sum + (cell - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(35 + 5 * Math.sqrt(70));
  });

  it("are the same bits in the fused kernels as drawn one by one", () => {
    for (const width of [1, 2, 3, 4, 5, 6]) {
      for (const units of [1, 2, 5, 8, 1001]) {
        const rows = Float64Array.from({ length: width * units }, (_, i) => (i * 7919) % 1013);
        const root = openStreams("fused", "k");
        const sums = resampleSums([{ rows, width }], root, 16)[0] as Float64Array;
        const state = new Int32Array(4);
        startBlock(root, 0, state);
        const indices = new Int32Array(units);
        for (let replicate = 0; replicate < 16; replicate++) {
          drawIndices(state, units, units, indices);
          const expected = Array.from({ length: width }, (_, column) =>
            indices.reduce((sum, index) => sum + (rows[width * index + column] as number), 0),
          );
          expect([...sums.subarray(replicate * width, (replicate + 1) * width)]).toEqual(expected);
        }
      }
    }
  });

  it("refuse an empty population", () => {
    expect(() => drawIndices(stateOf(), 0, 1, new Int32Array(1))).toThrow(StatsError);
    expect(boundedIndex(stateOf(), 1)).toBe(0);
    expect(() => resampleSums([{ rows: new Float64Array(0), width: 2 }], openStreams(null, "k"), 10)).toThrow(
      StatsError,
    );
  });
});

describe("binomials", () => {
  it("tabulate the law (scipy.stats.binom.cdf)", () => {
    for (const [k, n, p, cdf] of [
      [9, 53, 0.5, 6.104255088068555e-7],
      [1, 8, 0.5, 0.03515625],
      [26, 53, 0.5, 0.5],
    ] as const) {
      const { from, cumulative } = binomialTable(n, p);
      expect(Math.abs((cumulative[k - from] as number) / cdf - 1)).toBeLessThan(1e-12);
    }
    for (const [n, p] of [
      [5000, 0.03],
      [16384, 0.9],
      [1, 0.5],
      [0, 0.5],
      [40, 0.999],
    ] as const) {
      const { from, cumulative } = binomialTable(n, p);
      for (const k of [0, Math.floor(n * p), n]) {
        const entry = k - from;
        if (entry < 0 || entry >= cumulative.length) continue;
        expect(cumulative[entry]).toBeCloseTo(binomialCdf(k, n, p), 12);
      }
    }
    expect(() => binomialTable(5, 0)).toThrow(StatsError);
  });

  it("invert it", () => {
    const table = binomialTable(30, 0.2);
    for (const u of [0, 0.0001, 0.3, 0.5, 0.999, 1 - 1e-16]) {
      const k = binomialFrom(table, u);
      expect(binomialCdf(k, 30, 0.2)).toBeGreaterThanOrEqual(u);
      expect(k === 0 ? 0 : binomialCdf(k - 1, 30, 0.2)).toBeLessThanOrEqual(u + 1e-12);
    }
  });

  it("draw few distinct rows with the law of drawing units", () => {
    // 300 units of three kinds: Var(Σ) of a resample is n·σ² with divisor n
    const values = [0, 1, 5];
    const rows = Float64Array.from({ length: 600 }, (_, i) => {
      const value = values[Math.floor(i / 2) % 7 === 0 ? 2 : Math.floor(i / 2) % 2] as number;
      return i % 2 === 0 ? value : value * value;
    });
    expect(categoriesOf(rows, 2, 4)?.counts).toHaveLength(3);
    expect(categoriesOf(rows, 2, 2)).toBeNull();
    const draws = 20000;
    const sums = resampleSums([{ rows, width: 2 }], openStreams("few", "k"), draws)[0] as Float64Array;
    const means = Float64Array.from({ length: draws }, (_, i) => (sums[2 * i] as number) / 300);
    const mean = rows.reduce((sum, value, i) => sum + (i % 2 === 0 ? value : 0), 0) / 300;
    const square = rows.reduce((sum, value, i) => sum + (i % 2 === 1 ? value : 0), 0) / 300;
    const drawn = means.reduce((sum, each) => sum + each, 0) / draws;
    const spread = means.reduce((sum, each) => sum + (each - drawn) ** 2, 0) / draws;
    const error = Math.sqrt((square - mean * mean) / 300);
    expect(Math.abs(drawn - mean)).toBeLessThan((5 * error) / Math.sqrt(draws));
    expect(Math.abs(Math.sqrt(spread) / error - 1)).toBeLessThan(5 / Math.sqrt(2 * draws));
    // skewness of a mean of n: the population's over √n
    const third = means.reduce((sum, each) => sum + (each - drawn) ** 3, 0) / draws / spread ** 1.5;
    const cubes = rows.reduce((sum, value, i) => sum + (i % 2 === 0 ? (value - mean) ** 3 : 0), 0) / 300;
    expect(Math.abs(third - cubes / (square - mean * mean) ** 1.5 / Math.sqrt(300))).toBeLessThan(
      5 * Math.sqrt(6 / draws),
    );
  });

  it("are drawn in the order in which rows appear, so that swapping columns changes nothing", () => {
    const left = Float64Array.from({ length: 512 }, (_, i) => [i % 2, i % 3 ? 1 : 0][i % 2] as number);
    const right = Float64Array.from({ length: 512 }, (_, i) => left[i ^ 1] as number);
    const root = openStreams("swap", "k");
    const one = resampleSums([{ rows: left, width: 2 }], root, 32)[0] as Float64Array;
    const other = resampleSums([{ rows: right, width: 2 }], root, 32)[0] as Float64Array;
    expect([...other]).toEqual([...one].map((_, i) => one[i ^ 1]));
  });
});
