import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import type { ArmInput, MetricDefinition, RowPlan, SuiteInput } from "../../packages/stats/src/input.ts";
import { pairedT } from "../../packages/stats/src/intervals/paired-t.ts";
import type { RowAnalysis } from "../../packages/stats/src/row.ts";
import { warningTexts } from "../../packages/stats/src/warnings.ts";
import { accuracy, plan, rowOf, seedScores, singles, type TestItem } from "./row-input.ts";

const near = (actual: readonly number[] | null | undefined, expected: readonly number[], within = 1e-9) => {
  expect(actual).toHaveLength(expected.length);
  actual?.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number)), `${actual} against ${expected}`).toBeLessThanOrEqual(within);
  });
};
const wave = (n: number, step: number, from: number, by: number, over: number) =>
  Array.from({ length: n }, (_, i) => ((i * step + from) % by) / over);
const named = (prefix: string, scores: readonly number[], clusters = 0): TestItem[] =>
  scores.map((score, i) => ({
    id: `${prefix}${String(i).padStart(3, "0")}`,
    scores: [score],
    ...(clusters ? { cluster: `c${i % clusters}` } : {}),
  }));
const armsOf = (treatment: ArmInput, baseline: ArmInput, metric: Partial<MetricDefinition> = {}): SuiteInput => ({
  key: "summary",
  metric: { ...accuracy, ...metric },
  arms: { treatment, baseline },
});

describe("designs against outside numbers", () => {
  const treatment = wave(23, 37, 0, 101, 100);
  const baseline = wave(31, 53, 11, 97, 120);

  it("unpaired: Welch (scipy.stats.ttest_ind) and Brunner–Munzel", () => {
    const row = analyseRow(rowOf(named("t", treatment), named("b", baseline)), plan);
    expect(row).toMatchObject({ design: "unpaired", n: 23 });
    expect(row.difference.method).toBe("welch");
    expect(row.difference.p).toBeCloseTo(0.4188439617061123, 12);
    expect(row.difference.degreesOfFreedom).toBeCloseTo(39.67520389452594, 9);
    near(row.difference.interval, [-0.0924263973940084, 0.2177840411527742]);
    expect(row.items?.method).toBe("brunner-munzel");
    expect(row.items?.winProbability).toBeGreaterThan(0.5);
    near(row.bootstrap?.interval, [-0.087, 0.212], 0.01);
  });

  it("unpaired with clusters: CR1 per arm (statsmodels)", () => {
    const row = analyseRow(rowOf(named("t", treatment, 7), named("b", baseline, 9)), plan);
    expect(row.difference.method).toBe("cr1-welch");
    expect(row.difference.standardError).toBeCloseTo(0.07654167333465622, 12);
    expect(row.difference.degreesOfFreedom).toBeCloseTo(13.483036000487498, 9);
    near(row.difference.interval, [-0.10207922750215259, 0.22743687126091816]);
    expect(row.difference.p).toBeCloseTo(0.4270894056421194, 10);
    expect(row.clusters).toBe(7);
    expect(row.varianceShares.clusterDesignEffect).toBeGreaterThan(0);
  });

  it("paired with weights: WLS with HC1 (statsmodels)", () => {
    const weigh = (scores: number[]): TestItem[] =>
      singles(scores).map((item, i) => ({ ...item, weight: 1 + (i % 4) }));
    const row = analyseRow(rowOf(weigh(wave(20, 37, 0, 101, 100)), weigh(wave(20, 53, 11, 97, 120))), plan);
    expect(row.difference.value).toBeCloseTo(0.04983333333333333, 12);
    expect(row.difference.standardError).toBeCloseTo(0.0896525815585751, 12);
    expect(row.difference.p).toBeCloseTo(0.5848006690424575, 10);
    near(row.difference.interval, [-0.13781167640856712, 0.23747834307523374]);
  });

  it("paired with clusters: the studentised bootstrap (numpy, 300,000 replicates)", () => {
    const scores: number[] = [];
    const clusters: string[] = [];
    for (let g = 0; g < 24; g++) {
      const size = 1 + ((g * 7) % 5);
      for (let i = 0; i < size; i++) {
        scores.push((((i * 31 + g * 17) % 19) - 7) / 10);
        clusters.push(`g${String(g).padStart(2, "0")}`);
      }
    }
    const row = analyseRow(
      rowOf(
        singles(scores, clusters),
        singles(
          scores.map(() => 0),
          clusters,
        ),
      ),
      {
        ...plan,
        replicates: 10000,
      },
    );
    expect(row).toMatchObject({ design: "paired-clustered", clusters: 24 });
    expect(row.difference.method).toBe("studentised-cluster-bootstrap");
    expect(row.difference.standardError).toBeCloseTo(0.033311278690378955, 12);
    near(row.difference.interval, [0.14737582744386174, 0.2803350096077318], 0.004);
    near(row.bootstrap?.interval, [0.14776119402985075, 0.2785714285714286], 0.003);
    expect(row.difference.p).toBeLessThanOrEqual(4 / 10001);
    expect(row.difference.p).toBeGreaterThan(0);
  });

  it("counts: Newcombe, the pooled score, Katz (statsmodels)", () => {
    const counts = armsOf({ kind: "counts", successes: 30, n: 50 }, { kind: "counts", successes: 45, n: 60 });
    const row = analyseRow(counts, plan);
    expect(row.design).toBe("counts");
    expect(row.difference.p).toBeCloseTo(0.09260069782067576, 12);
    near(row.difference.interval, [-0.3161400612020776, 0.024119368091840898]);
    near(row.relativeChange?.interval, [0.6110876750998889 - 1, 1.04731289155093 - 1]);
    const risk = analyseRow({ ...counts, metric: { ...accuracy, kind: "relative-risk" } }, plan);
    near(risk.difference.interval, [Math.log(0.6110876750998889), Math.log(1.04731289155093)]);
    expect(row.warnings).toEqual(expect.arrayContaining(["pairing_lost", "seed_variance_unmeasured"]));
    // items of the same counts that share no ids say the same
    const ones = (n: number, total: number) => Array.from({ length: total }, (_, i) => (i < n ? 1 : 0));
    const items = analyseRow(rowOf(named("t", ones(30, 50)), named("b", ones(45, 60))), plan);
    expect(items.difference).toEqual({
      ...row.difference,
      standardError: expect.closeTo(row.difference.standardError as number, 12),
    });
  });

  it("aggregates: the normal law", () => {
    const arm = (mean: number, standardError: number | null, n: number | null): ArmInput => ({
      kind: "aggregate",
      mean,
      standardError,
      n,
    });
    const row = analyseRow(armsOf(arm(0.62, 0.02, 600), arm(0.55, 0.03, 300)), plan);
    expect(row).toMatchObject({ design: "aggregate", n: 300, noVerdict: null, bootstrap: null });
    expect(row.difference.p).toBeCloseTo(0.052203635341314766, 12);
    expect(row.difference.standardError).toBeCloseTo(0.03605551275463989, 12);
    expect(row.baselineDeviation).toBeCloseTo(0.03 * Math.sqrt(300), 12);
    const unknown = analyseRow(armsOf(arm(0.62, 0.02, null), arm(0.55, 0, 300)), plan);
    expect(unknown.difference).toMatchObject({ interval: null, p: null });
    expect(unknown.warnings).toEqual(expect.arrayContaining(["n_unknown", "no_standard_error", "pairing_lost"]));
    expect(unknown.noVerdict).toBe("no_interval");
  });

  it("items against a summary: reduced to one", () => {
    const items: ArmInput = { kind: "items", seeds: [seedScores(singles(treatment))] };
    const summary: ArmInput = { kind: "aggregate", mean: 0.4, standardError: 0.05, n: 100 };
    const row = analyseRow(armsOf(items, summary), plan);
    expect(row).toMatchObject({ design: "aggregate", n: 23 });
    expect(row.treatment.mean).toBeCloseTo(treatment.reduce((sum, each) => sum + each, 0) / 23, 12);
    expect(row.warnings).toContain("pairing_lost");
    const binary: ArmInput = { kind: "items", seeds: [seedScores(singles([1, 0, 1, 1]))] };
    expect(analyseRow(armsOf(binary, { kind: "counts", successes: 2, n: 9 }), plan).design).toBe("counts");
    expect(analyseRow(armsOf(binary, summary), plan).design).toBe("aggregate");
  });

  it("quantiles: percentile (numpy, 200,000 replicates)", () => {
    const squares = wave(40, 37, 0, 101, 100).map((each) => each * each);
    const row = analyseRow(
      rowOf(singles(squares), singles(wave(40, 53, 11, 97, 120)), { kind: "quantile", quantile: 0.9 }),
      { ...plan, replicates: 10000 },
    );
    expect(row.difference.value).toBeCloseTo(0.11465666666666685, 12);
    near(row.difference.interval, [-0.10747666666666633, 0.25766333333333336], 0.02);
    expect(Math.abs((row.difference.standardError as number) - 0.09341098439944902)).toBeLessThan(0.003);
    expect(Math.abs((row.difference.p as number) - 0.27683)).toBeLessThan(0.02);
    expect(row.difference.method).toBe("percentile-bootstrap");
  });

  it("crossed seeds: two-way components (numpy)", () => {
    const arm = (seeds: number, of: (seed: number) => number[]): ArmInput => ({
      kind: "items",
      seeds: Array.from({ length: seeds }, (_, seed) => seedScores(singles(of(seed)), `s${seed}`)),
    });
    const shift = [0, 0.1, 0.25, -0.1];
    const input = armsOf(
      arm(4, (seed) => wave(12, 37, seed * 17, 101, 100).map((each) => each + (shift[seed] as number))),
      arm(3, (seed) => wave(12, 53, seed * 29, 97, 120)),
      { range: null },
    );
    const row = analyseRow(input, plan);
    expect(row.difference.value).toBeCloseTo(0.14131944444444444, 12);
    expect(row.difference.standardError).toBeCloseTo(0.04238995023460458, 12);
    expect(row.varianceShares.seeds).toBeCloseTo(0.14797367441917064, 10);
    // Satterthwaite's formula answers .6 here: it is held at the worst known part's 2
    expect(row.difference.degreesOfFreedom).toBe(2);
  });
});

describe("target metrics", () => {
  const metric = { direction: "target", ideal: 0.5, range: [0, 1] } as const;
  const spread = (centre: number) => wave(60, 37, 0, 101, 1010).map((each) => each - 0.05 + centre);

  it("compares distances from the ideal, each arm on its own side", () => {
    const row = analyseRow(
      rowOf(singles(spread(0.6)), singles(spread(0.2).map((each, i) => each + (i % 3) / 50)), metric),
      plan,
    );
    // .1 above against about .28 below: nearer by .18
    expect(row.difference.improvement).toBeCloseTo(0.18, 2);
    expect(row.difference.value).toBeCloseTo(-0.18, 2);
    expect(row.difference.improvementInterval?.[0]).toBeGreaterThan(0.1);
    expect(row.treatment.mean).toBeCloseTo(0.6, 1);
    expect(row.items?.wins).toBe(60);
    expect(row.bounds).toBeNull();
    expect(row.noVerdict).toBeNull();
  });

  it("gives no verdict to an arm at its ideal", () => {
    const baseline = spread(0.2).map((each, i) => each + (i % 3) / 50);
    const row = analyseRow(rowOf(singles(spread(0.5)), singles(baseline), metric), plan);
    expect(row.noVerdict).toBe("at_ideal");
    expect(row.difference).toMatchObject({ improvement: null, p: null, method: "paired-t" });
    expect(row.difference.value).toBeCloseTo(-0.3, 1);
    expect(row.difference.interval?.[1]).toBeLessThan(-0.2);
    expect(row.warnings).toContain("at_ideal");
  });

  it("takes an arm at its ideal to be on the side of its estimate, and bootstraps the absolute distance beside", () => {
    const above = spread(0.504);
    const below = spread(0.2).map((each, i) => each + (i % 7) / 50);
    const row = analyseRow(rowOf(singles(above), singles(below), metric), plan);
    expect(row.noVerdict).toBe("at_ideal");
    const distances = pairedT({
      treatment: Float64Array.from(above, (each) => each - 0.5),
      baseline: Float64Array.from(below, (each) => 0.5 - each),
      level: plan.level,
    });
    for (const bound of [0, 1] as const) {
      expect(row.difference.interval![bound]).toBeCloseTo(distances.interval![bound], 12);
    }
    expect(row.difference.standardError).toBeCloseTo(distances.standardError!, 12);
    // folded at the ideal, distances spread less than the estimates themselves
    expect(row.bootstrap!.standardError!).toBeLessThan(0.95 * distances.standardError!);
  });

  it("takes the side that is less sure where an arm's mean is the ideal, whichever way the scores run", () => {
    const treatment = [0.2, 0.8, 0.4, 0.6, 0.5, 0.5, 0.1, 0.9, 0.35, 0.65, 0.3, 0.7, 0.45, 0.55, 0.5, 0.5];
    const baseline = treatment.map((score, i) => 0.1 + score / 2 + (i % 5) / 100);
    const there = analyseRow(rowOf(singles(treatment), singles(baseline), metric), plan);
    const turned = (scores: number[]) => singles(scores.map((score) => 1 - score));
    const back = analyseRow(rowOf(turned(treatment), turned(baseline), metric), plan);
    expect(there.noVerdict).toBe("at_ideal");
    expect(there.treatment.mean).toBeCloseTo(0.5, 12);
    for (const bound of [0, 1] as const) {
      expect(back.difference.interval![bound]).toBeCloseTo(there.difference.interval![bound], 9);
    }
  });

  it("reads summaries alike, and refuses a target without an ideal", () => {
    const arm = (mean: number): ArmInput => ({ kind: "aggregate", mean, standardError: 0.01, n: 100 });
    const row = analyseRow(armsOf(arm(0.6), arm(0.2), metric), plan);
    expect(row.difference.improvement).toBeCloseTo(0.2, 12);
    expect(analyseRow(armsOf(arm(0.51), arm(0.2), metric), plan).noVerdict).toBe("at_ideal");
    expect(() => analyseRow(armsOf(arm(0.6), arm(0.2), { direction: "target" }), plan)).toThrow(StatsError);
  });
});

describe("what no row says", () => {
  it("never an interval of zero width, p = 0 or NaN, and only codes with a text", () => {
    const cluster = fc.constantFrom("", "c1", "c2", "c3");
    const item = fc.record({
      score: fc.constantFrom(0, 1, 0.5, "error" as const),
      cluster,
      other: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 14 }),
        fc.constantFrom("mean", "relative-risk", "quantile"),
        (items, kind) => {
          const arm = (key: "score" | "other"): TestItem[] =>
            items.map((each, i) => ({ id: `q${i}`, scores: [each[key]], cluster: each.cluster }));
          const row = analyseRow(rowOf(arm("score"), arm("other"), { kind, quantile: 0.5 }), plan);
          const text = JSON.stringify(row, (_, value) =>
            Number.isNaN(value) ? "NaN" : value === Infinity ? "NaN" : value,
          );
          expect(text).not.toContain("NaN");
          const intervals = [row.difference, row.treatment, row.baseline, row.bootstrap, row.items, row.relativeChange];
          for (const each of intervals) {
            if (each?.interval) expect(each.interval[1]).toBeGreaterThan(each.interval[0]);
          }
          if (row.difference.p !== null) {
            expect(row.difference.p).toBeGreaterThan(0);
            expect(row.difference.p).toBeLessThanOrEqual(1);
          }
          for (const code of row.warnings) expect(warningTexts[code], code).toBeTypeOf("string");
          if (row.difference.interval === null) expect(row.noVerdict).not.toBeNull();
        },
      ),
      { seed: 20261120, numRuns: 120 },
    );
  });

  it("answers plans that make no sense with an error", () => {
    const input = rowOf(singles([1, 0]), singles([0, 0]));
    const wrong: Partial<RowPlan>[] = [{ level: 1 }, { level: 0.4 }, { replicates: 100 }];
    for (const each of wrong) expect(() => analyseRow(input, { ...plan, ...each })).toThrow(StatsError);
    expect(() => analyseRow(rowOf(singles([1]), singles([1]), { kind: "quantile" }), plan)).toThrow(StatsError);
    expect(() => analyseRow(armsOf({ kind: "items", seeds: [] }, { kind: "items", seeds: [] }), plan)).toThrow(
      StatsError,
    );
  });

  it("says which rows may have no verdict", () => {
    const many = wave(40, 37, 0, 101, 100);
    const other = wave(40, 53, 11, 97, 120);
    const reason = (row: RowAnalysis) => row.noVerdict;
    expect(reason(analyseRow(rowOf(singles(many), singles(other)), plan))).toBeNull();
    expect(reason(analyseRow(rowOf(singles(many), singles(other), { direction: "unknown" }), plan))).toBe(
      "unknown_direction",
    );
    expect(reason(analyseRow(rowOf(singles(many.slice(0, 14)), singles(other.slice(0, 14))), plan))).toBe(
      "too_few_items",
    );
    const four = many.map((_, i) => `c${i % 4}`);
    expect(reason(analyseRow(rowOf(singles(many, four), singles(other, four)), plan))).toBe("too_few_clusters");
    expect(reason(analyseRow(rowOf(singles(many), singles(many.map((each) => each - 0.1))), plan))).toBe("degenerate");
    const binary = many.map((each) => (each > 0.5 ? 1 : 0));
    expect(reason(analyseRow(rowOf(singles(binary), singles(binary)), plan))).toBeNull();
  });

  it("warns where an approximation is weak", () => {
    const warnings = (treatment: number[], baseline: number[], metric: Partial<MetricDefinition> = {}) =>
      analyseRow(rowOf(singles(treatment), singles(baseline), metric), plan).warnings;
    const many = wave(40, 37, 0, 101, 100);
    expect(
      warnings(
        many,
        many.map((each, i) => (i < 5 ? each + 0.1 : each)),
      ),
    ).toEqual(expect.arrayContaining(["few_nonzero_differences", "ties_over_half", "seed_variance_unmeasured"]));
    expect(
      warnings(
        many,
        many.map((each, i) => (i === 0 ? each + 5 : each + i / 1000)),
        { range: null },
      ),
    ).toContain("skewed");
    expect(
      warnings(
        many.map(() => 0.98),
        many,
      ),
    ).toContain("ceiling");
    expect(
      warnings(
        many.map(() => 0.02),
        many,
        { direction: "lower" },
      ),
    ).toContain("ceiling");
    expect(warnings(many.slice(0, 20), many.slice(0, 20))).toEqual(
      expect.arrayContaining(["few_items", "identical_arms"]),
    );
  });
});

describe("symmetries", () => {
  const score = fc.integer({ min: 0, max: 20 }).map((each) => each / 20);
  const pair = fc.tuple(score, score, fc.integer({ min: 0, max: 9 }));
  const data = fc.array(pair, { minLength: 15, maxLength: 40 });
  const binary = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1), fc.constant(-1)), {
    minLength: 15,
    maxLength: 60,
  });
  type Pairs = readonly (readonly [number, number, number])[];
  const rows = (pairs: Pairs, clustered: boolean, prefix: readonly [string, string] = ["q", "q"]) => {
    const arm = (side: 0 | 1): TestItem[] =>
      pairs.map((each, i) => ({
        id: `${prefix[side]}${String(i).padStart(3, "0")}`,
        scores: [each[side]],
        ...(clustered && each[2] >= 0 ? { cluster: `c${each[2]}` } : {}),
      }));
    return [arm(0), arm(1)] as const;
  };
  const runs = { seed: 20261120, numRuns: 40 };
  const shapes = fc.oneof(
    fc.tuple(data, fc.boolean(), fc.constantFrom(["q", "q"] as const, ["t", "b"] as const)),
    fc.tuple(binary, fc.constant(false), fc.constantFrom(["q", "q"] as const, ["t", "b"] as const)),
  );
  const close = (one: number | null | undefined, other: number | null | undefined, scale = 1) => {
    if (one === null || other === null || one === undefined || other === undefined) expect(one).toBe(other);
    else expect(Math.abs(one - scale * other)).toBeLessThan(1e-9 * Math.max(1, Math.abs(scale)));
  };

  it("swapping the arms mirrors every count and number", () => {
    fc.assert(
      fc.property(shapes, ([pairs, clustered, prefix]) => {
        const [treatment, baseline] = rows(pairs, clustered, prefix);
        const own = analyseRow(rowOf(treatment, baseline), plan);
        const swapped = analyseRow(rowOf(baseline, treatment), plan);
        close(swapped.difference.value, own.difference.value, -1);
        close(swapped.difference.standardError, own.difference.standardError);
        close(swapped.difference.p, own.difference.p);
        close(swapped.difference.interval?.[0], own.difference.interval?.[1], -1);
        close(swapped.difference.interval?.[1], own.difference.interval?.[0], -1);
        close(swapped.bootstrap?.interval?.[0], own.bootstrap?.interval?.[1], -1);
        close(swapped.bootstrap?.studentised?.[0], own.bootstrap?.studentised?.[1], -1);
        close(swapped.bootstrap?.standardError, own.bootstrap?.standardError);
        close((swapped.bootstrap?.shareImproved ?? 0.5) + (own.bootstrap?.shareImproved ?? 0.5), 1);
        expect(swapped.items?.wins).toBe(own.items?.losses);
        expect(swapped.items?.ties).toBe(own.items?.ties);
        close((swapped.items?.winProbability ?? 0.5) + (own.items?.winProbability ?? 0.5), 1);
        expect(swapped.design).toBe(own.design);
        expect(swapped.noVerdict).toBe(own.noVerdict);
      }),
      runs,
    );
  });

  it("turning the direction turns the improvement and nothing else", () => {
    fc.assert(
      fc.property(data, (pairs) => {
        const [treatment, baseline] = rows(pairs, false);
        const higher = analyseRow(rowOf(treatment, baseline), plan);
        const lower = analyseRow(rowOf(treatment, baseline, { direction: "lower" }), plan);
        expect(lower.difference.interval).toEqual(higher.difference.interval);
        expect(lower.difference.p).toBe(higher.difference.p);
        close(lower.difference.improvement, higher.difference.improvement, -1);
        expect(lower.items?.wins).toBe(higher.items?.losses);
      }),
      runs,
    );
  });

  it("scaling and shifting the scores scales and keeps the difference", () => {
    fc.assert(
      fc.property(data, fc.boolean(), (pairs, clustered) => {
        const [treatment, baseline] = rows(pairs, clustered);
        const turn = (items: readonly TestItem[]): TestItem[] =>
          items.map((item) => ({ ...item, scores: [8 * (item.scores[0] as number) + 3] }));
        const own = analyseRow(rowOf(treatment, baseline, { range: null }), plan);
        const moved = analyseRow(rowOf(turn(treatment), turn(baseline), { range: null }), plan);
        close(moved.difference.value, own.difference.value, 8);
        close(moved.difference.standardError, own.difference.standardError, 8);
        // plain 0/1 scores stop being so when they are scaled
        if (own.design === moved.design) {
          close(moved.difference.interval?.[0], own.difference.interval?.[0], 8);
          close(moved.difference.p, own.difference.p);
        }
        close(moved.bootstrap?.interval?.[1], own.bootstrap?.interval?.[1], 8);
        close(moved.items?.winProbability, own.items?.winProbability);
      }),
      runs,
    );
  });

  it("items that repeat within their cluster add nothing", () => {
    fc.assert(
      fc.property(data, (pairs) => {
        const alone = pairs.map(([one, other], i) => [one, other, i] as const);
        const double = alone.flatMap((each) => [each, each]);
        const cluster = (index: number) => `c${String(index).padStart(3, "0")}`;
        const arm = (all: Pairs, side: 0 | 1): TestItem[] =>
          all.map((each, i) => ({
            id: `q${String(i).padStart(3, "0")}`,
            scores: [each[side]],
            cluster: cluster(each[2]),
          }));
        const own = analyseRow(rowOf(arm(alone, 0), arm(alone, 1), { range: null }), plan);
        const twice = analyseRow(rowOf(arm(double, 0), arm(double, 1), { range: null }), plan);
        close(twice.difference.value, own.difference.value);
        if (own.design === "paired") close(twice.difference.standardError, own.difference.standardError);
        expect(twice.n).toBe(2 * (own.n as number));
      }),
      runs,
    );
  });

  it("nests by level, and draws the same whatever the level, the margin or the bootstrap's kind", () => {
    fc.assert(
      fc.property(shapes, ([pairs, clustered, prefix]) => {
        const [treatment, baseline] = rows(pairs, clustered, prefix);
        const at = (changes: Partial<RowPlan>) => analyseRow(rowOf(treatment, baseline), { ...plan, ...changes });
        const levels = [0.8, 0.9, 0.95, 0.99].map((level) => at({ level, margin: level / 10 }));
        for (let i = 1; i < levels.length; i++) {
          const inner = levels[i - 1] as RowAnalysis;
          const outer = levels[i] as RowAnalysis;
          for (const read of [
            (row: RowAnalysis) => row.difference.interval,
            (row: RowAnalysis) => row.bootstrap?.interval,
            (row: RowAnalysis) => row.items?.interval,
          ]) {
            const [small, large] = [read(inner), read(outer)];
            if (!small || !large || inner.difference.method !== outer.difference.method) continue;
            expect(large[0]).toBeLessThanOrEqual(small[0] + 1e-12);
            expect(large[1]).toBeGreaterThanOrEqual(small[1] - 1e-12);
          }
          expect(outer.bootstrap?.standardError).toBe(inner.bootstrap?.standardError);
        }
        expect(at({ bootstrap: "bca" }).bootstrap?.studentised).toEqual(at({}).bootstrap?.studentised);
      }),
      { ...runs, numRuns: 15 },
    );
  });

  it("an interval without 0 and a p below α say the same", () => {
    fc.assert(
      fc.property(shapes, ([pairs, clustered]) => {
        const row = analyseRow(rowOf(...rows(pairs, clustered)), plan);
        const { interval, p, method } = row.difference;
        // the score interval and the mid-p test are two tests
        if (!interval || p === null || method === "tango" || method.startsWith("studentised")) return;
        expect(interval[0] > 0 || interval[1] < 0).toBe(p < 0.05);
      }),
      runs,
    );
  });

  it("a tied item never creates a gain at 15 items or more", () => {
    fc.assert(
      fc.property(fc.oneof(data, binary), (pairs) => {
        const gain = (row: RowAnalysis) => (row.difference.p ?? 1) <= 0.05 && (row.difference.improvement ?? 0) > 0;
        const before = analyseRow(rowOf(...rows(pairs, false)), plan);
        const tied = [...pairs, [1, 1, -1] as const];
        const after = analyseRow(rowOf(...rows(tied, false)), plan);
        if (!gain(before)) expect(gain(after)).toBe(false);
      }),
      { seed: 20261120, numRuns: 150 },
    );
  });

  it("depends on the seed and the key alone", () => {
    const [treatment, baseline] = [singles(wave(30, 37, 0, 101, 100)), singles(wave(30, 53, 11, 97, 120))];
    const own = analyseRow(rowOf(treatment, baseline), plan);
    expect(analyseRow(rowOf(treatment, baseline), plan)).toEqual(own);
    const seeded = analyseRow(rowOf(treatment, baseline), { ...plan, seed: "another" });
    expect(seeded.bootstrap?.interval).not.toEqual(own.bootstrap?.interval);
    expect(seeded.difference).toEqual(own.difference);
    const renamed = analyseRow({ ...rowOf(treatment, baseline), key: "another" }, plan);
    expect(renamed.bootstrap?.interval).not.toEqual(own.bootstrap?.interval);
  });

  it("keeps its bits: a change here is a new version of the specification", () => {
    const clusters = Array.from({ length: 30 }, (_, i) => `c${i % 11}`);
    const [treatment, baseline] = [wave(30, 37, 0, 101, 100), wave(30, 53, 11, 97, 120)];
    const binary = (scores: number[]) =>
      [...scores, ...scores, ...scores, ...scores].map((each) => (each > 0.4 ? 1 : 0));
    const of = (row: RowAnalysis) => [row.design, row.bootstrap?.interval, row.bootstrap?.studentised];
    const pinned = [
      rowOf(singles(treatment), singles(baseline)),
      rowOf(singles(treatment, clusters), singles(baseline, clusters)),
      rowOf(singles(binary(treatment)), singles(binary(baseline))),
      rowOf(named("t", treatment), named("b", baseline)),
    ];
    expect(pinned.map((input) => of(analyseRow(input, plan)))).toMatchInlineSnapshot(`
      [
        [
          "paired",
          [
            -0.03672777777777777,
            0.19212222222222214,
          ],
          [
            -0.04111155819379084,
            0.2050015005775505,
          ],
        ],
        [
          "paired-clustered",
          [
            -0.09980243055555552,
            0.2709596264367815,
          ],
          [
            -0.13852829078040862,
            0.3048383200512323,
          ],
        ],
        [
          "paired-binary",
          [
            -0.016666666666666427,
            0.21666666666666684,
          ],
          [
            -0.019565412613375813,
            0.21321577021599003,
          ],
        ],
        [
          "unpaired",
          [
            -0.06192638888888887,
            0.21311944444444433,
          ],
          [
            -0.06432038822186892,
            0.22021099161170862,
          ],
        ],
      ]
    `);
  });
});
