import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { imbensManski, imbensManskiCritical } from "../../packages/stats/src/intervals/imbens-manski.ts";
import { plan, rowOf, singles, type TestItem } from "./row-input.ts";
import { vector } from "./vector.ts";

const arm = (scores: Record<string, number>): TestItem[] =>
  Object.entries(scores).map(([id, score]) => ({ id, scores: [score] }));

describe("missing items", () => {
  it("answers item-set-mismatch-bounds", () => {
    const { inputs, expected } = vector("item-set-mismatch-bounds");
    const row = analyseRow(rowOf(arm(inputs.treatment), arm(inputs.baseline)), plan);
    expect(row.alignment).toMatchObject({
      treatmentItems: expected.n_treatment,
      baselineItems: expected.n_baseline,
      paired: expected.n_paired,
      onlyTreatment: expected.only_treatment.length,
      onlyBaseline: expected.only_baseline.length,
    });
    expect(row.alignment.coverage).toBeCloseTo(expected.coverage, 12);
    expect(row.difference.value).toBeCloseTo(expected.diff_complete_case, 12);
    expect(row.difference.value).not.toBeCloseTo(expected.naive_unpaired_diff, 3);
    expect(row.bounds?.worst.improvement).toBeCloseTo(expected.manski_bounds_union[0], 12);
    expect(row.bounds?.best.improvement).toBeCloseTo(expected.manski_bounds_union[1], 12);
    expect(row.bounds?.interval?.[0]).toBeLessThan(expected.manski_bounds_union[0]);
    expect(row.bounds?.interval?.[1]).toBeGreaterThan(expected.manski_bounds_union[1]);
    expect(row.warnings).toContain("low_coverage");
  });

  it("answers imbens-manski-critical", () => {
    const { inputs, expected } = vector("imbens-manski-critical");
    inputs.cases.forEach(([width, sigma]: [number, number], i: number) => {
      expect(Math.abs(imbensManskiCritical(width, sigma, 0.95) - expected.C[i])).toBeLessThan(1e-6);
    });
    expect(() => imbensManskiCritical(-1, 1, 0.95)).toThrow(StatsError);
    expect(() => imbensManski({ estimate: 1, standardError: 1 }, { estimate: 0, standardError: 1 }, 0.95)).toThrow(
      StatsError,
    );
  });

  it("completes missing epochs within their item", () => {
    const treatment: TestItem[] = [
      { id: "a", scores: [1, "error"] },
      { id: "b", scores: [0, 1] },
    ];
    const baseline: TestItem[] = [
      { id: "a", scores: [0, 0] },
      { id: "b", scores: [1, 0] },
    ];
    const { bounds, alignment } = analyseRow(rowOf(treatment, baseline), plan);
    expect(alignment.missing.treatment.error).toBe(1);
    expect(bounds?.worst.improvement).toBeCloseTo((0.5 + 0) / 2, 12);
    expect(bounds?.best.improvement).toBeCloseTo((1 + 0) / 2, 12);
  });

  it("has no bounds where nothing is missing or the range is unbounded", () => {
    const full = singles([1, 0, 1]);
    expect(analyseRow(rowOf(full, singles([0, 0, 1])), plan).bounds).toBeNull();
    const partial: TestItem[] = [...singles([1, 0]), { id: "i009", scores: ["timeout"] }];
    const row = analyseRow(rowOf(partial, singles([0, 0, 1]), { range: null }), plan);
    expect(row.bounds).toBeNull();
    expect(row.alignment.missing.treatment.timeout).toBe(1);
  });

  it("compares missingness itself between the arms, by cause", () => {
    const scores = (refused: number): TestItem[] =>
      Array.from({ length: 40 }, (_, i) => ({ id: `q${i}`, scores: [i < refused ? "refused" : i % 2] }));
    const row = analyseRow(rowOf(scores(12), scores(1)), plan);
    expect(row.missingness).toHaveLength(1);
    expect(row.missingness[0]).toMatchObject({ cause: "refused", treatmentOnly: 11, baselineOnly: 0, both: 1 });
    expect(row.missingness[0]?.p).toBeLessThan(0.001);
  });

  it("counts a refusal as the plan says", () => {
    const treatment: TestItem[] = [...singles([1, 1, 1]), { id: "i900", scores: ["refused"] }];
    const baseline: TestItem[] = [...singles([0, 1, 1]), { id: "i900", scores: [1] }];
    const mean = (refusedAs: "missing" | "worst" | "best", direction: "higher" | "lower" = "higher") =>
      analyseRow(rowOf(treatment, baseline, { direction }), { ...plan, refusedAs }).treatment.mean;
    expect(mean("missing")).toBe(1);
    expect(mean("worst")).toBe(0.75);
    expect(mean("best")).toBe(1);
    expect(mean("worst", "lower")).toBe(1);
    expect(mean("best", "lower")).toBe(0.75);
    const unbounded = analyseRow(rowOf(treatment, baseline, { range: null }), { ...plan, refusedAs: "worst" });
    expect(unbounded.warnings).toContain("refusals_counted_missing");
    expect(unbounded.alignment.paired).toBe(3);
  });

  it("takes an infinite score for none", () => {
    const row = analyseRow(rowOf(singles([1, Number.POSITIVE_INFINITY, 0]), singles([1, 0, 0])), plan);
    expect(row.alignment).toMatchObject({ paired: 2, missing: { treatment: { unscored: 1 } } });
  });
});

describe("alignment", () => {
  const with_hash = (hashes: string[], score = 1): TestItem[] =>
    hashes.map((hash, i) => ({ id: `q${i}`, scores: [i % 2 === 0 ? score : 0], hash }));

  it("never pairs items whose contents differ", () => {
    const row = analyseRow(rowOf(with_hash(["a", "b", "c", "d"]), with_hash(["a", "b", "", "x"])), plan);
    expect(row.alignment).toMatchObject({ paired: 3, contentMismatch: 1 });
    expect(row.warnings).toContain("content_mismatch");
  });

  it("is unpaired where less than half of the smaller arm is shared", () => {
    const treatment = arm({ a: 1, b: 0, c: 1, d: 1, e: 0, f: 1 });
    const baseline = arm({ a: 1, p: 0, q: 1, r: 0, s: 0 });
    const row = analyseRow(rowOf(treatment, baseline), plan);
    expect(row).toMatchObject({ design: "unpaired", n: 5 });
    expect(row.difference.method).toBe("newcombe");
    expect(row.warnings).toContain("pairing_lost");
    const half = analyseRow(rowOf(arm({ a: 1, b: 0, c: 1, d: 0 }), arm({ a: 1, b: 1, x: 0, y: 1 })), plan);
    expect(half.design).toBe("paired-binary");
  });

  it("sorts by UTF-8 bytes and needs no order of its input", () => {
    const ids = ["\u{1f600}", "\ue000", "z", "a", "é"];
    const items: TestItem[] = ids.map((id, i) => ({ id, scores: [i / 7] }));
    const zeros: TestItem[] = ids.map((id) => ({ id, scores: [0.1] }));
    expect(analyseRow(rowOf([...items].reverse(), zeros), plan)).toEqual(analyseRow(rowOf(items, zeros), plan));
  });
});
