import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { benjaminiHochberg } from "../../packages/stats/src/multiplicity/benjamini-hochberg.ts";
import { bonferroni } from "../../packages/stats/src/multiplicity/bonferroni.ts";
import { falseCoverageLevel } from "../../packages/stats/src/multiplicity/fcr.ts";
import { holm } from "../../packages/stats/src/multiplicity/holm.ts";
import { hommel } from "../../packages/stats/src/multiplicity/hommel.ts";
import { partialConjunction } from "../../packages/stats/src/multiplicity/partial-conjunction.ts";
import { closedTesting } from "../../packages/stats/src/multiplicity/true-discoveries.ts";
import { westfallYoung } from "../../packages/stats/src/multiplicity/westfall-young.ts";
import { vector } from "./vector.ts";

const seed = 20261120;
const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });

function expectClose(actual: readonly (number | null)[], expected: readonly (number | null)[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    if (value === null) expect(actual[i]).toBeNull();
    else expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-12);
  }
}

describe("adjusted p-values", () => {
  // Hochberg, Benjamini–Yekutieli and Šidák are in the vector too, but not offered: no verdict uses them
  it("answers multiplicity-25", () => {
    const { inputs, expected } = vector("multiplicity-25");
    expectClose(bonferroni(inputs.p), expected.bonferroni);
    expectClose(holm(inputs.p), expected.holm);
    expectClose(hommel(inputs.p), expected.hommel);
    expectClose(benjaminiHochberg(inputs.p), expected.bh);
  });

  it("answers multiplicity-ties-unsorted, in the order given", () => {
    const { inputs, expected } = vector("multiplicity-ties-unsorted");
    expectClose(holm(inputs.p), expected.holm);
    expectClose(benjaminiHochberg(inputs.p), expected.bh);
    expect(holm(inputs.p)).not.toEqual(expected.deepsig_bonferroni_correction_BUGGY);
    expect(bonferroni(inputs.p)).not.toEqual(expected.deepsig_bonferroni_correction_BUGGY);
  });

  it("answers multiplicity-null: a null is no test and stays null", () => {
    const { inputs, expected } = vector("multiplicity-null");
    for (const adjust of [holm, benjaminiHochberg])
      expectClose(adjust(inputs.p), adjust === holm ? expected.holm : expected.bh);
    expect(bonferroni(inputs.p)).toEqual([0.02, null, 0.06]);
    expect(holm([null, null])).toEqual([null, null]);
    expect(holm([])).toEqual([]);
  });

  it("refuses what is no p-value", () => {
    for (const adjust of [holm, benjaminiHochberg, bonferroni, hommel]) {
      expect(() => adjust([0.5, 1.1])).toThrow(StatsError);
      expect(() => adjust([Number.NaN])).toThrow(StatsError);
    }
  });

  it("keeps raw ≤ BH ≤ Holm and raw ≤ Hommel ≤ Holm ≤ Bonferroni", () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const [bh, stepDown, closed, single] = [benjaminiHochberg(p), holm(p), hommel(p), bonferroni(p)];
        for (const [i, raw] of p.entries()) {
          expect(bh[i]!).toBeGreaterThanOrEqual(raw);
          expect(stepDown[i]!).toBeGreaterThanOrEqual(bh[i]!);
          expect(closed[i]!).toBeGreaterThanOrEqual(raw);
          expect(closed[i]!).toBeLessThanOrEqual(stepDown[i]! + 1e-15);
          expect(single[i]!).toBeGreaterThanOrEqual(stepDown[i]!);
        }
      }),
      { seed },
    );
  });

  it("gives each p the same value in any order", () => {
    fc.assert(
      fc.property(pValues, fc.integer(), (p, salt) => {
        const order = p.map((_, i) => i).sort((i, j) => ((i * 7919 + salt) % 31) - ((j * 7919 + salt) % 31) || i - j);
        for (const adjust of [holm, benjaminiHochberg, bonferroni, hommel]) {
          const plain = adjust(p);
          const shuffled = adjust(order.map((i) => p[i]!));
          for (const [at, i] of order.entries()) expect(shuffled[at]).toBe(plain[i]);
        }
      }),
      { seed },
    );
  });
});

/** Every intersection that closed testing with Simes' local tests does not reject, by brute force. */
function bruteForceAtLeast(p: readonly number[], subset: readonly number[], alpha: number): number {
  const m = p.length;
  const isRejectedLocally = (members: readonly number[]) => {
    const ascending = members.map((i) => p[i]!).sort((left, right) => left - right);
    return ascending.some((value, rank) => ascending.length * value <= (rank + 1) * alpha);
  };
  const local = Array.from({ length: 1 << m }, (_, mask) => {
    const members = p.map((_, i) => i).filter((i) => (mask >> i) & 1);
    return mask !== 0 && isRejectedLocally(members);
  });
  // an intersection is rejected if every superset is rejected locally; the bound is |S| less its largest unrejected part
  let largestUnrejected = 0;
  for (let mask = 1; mask < 1 << m; mask++) {
    if (local[mask]) continue;
    const overlap = subset.filter((i) => (mask >> i) & 1).length;
    largestUnrejected = Math.max(largestUnrejected, overlap);
  }
  return subset.length - largestUnrejected;
}

describe("closed testing", () => {
  it("answers at-least-k-suites", () => {
    const { inputs, parameters, expected } = vector("at-least-k-suites");
    const p: number[] = inputs.p_one_sided;
    expectClose(partialConjunction(p), expected.partial_conjunction_bonferroni_p);
    const closed = closedTesting(p, parameters.alpha);
    const all = p.map((_, i) => i);
    expect(closed.hommelValue).toBe(expected.hommel_h);
    expect(closed.atLeast(all)).toBe(expected.k_hat_closed_testing_simes_all);
    expect(closed.atLeast(inputs.subset)).toBe(expected.k_hat_closed_testing_simes_subset);
    expect(closed.atLeastAnyDependence(all)).toBe(expected["k_hat_bonferroni(=Holm rejections)"]);
    expect(partialConjunction(p).filter((value) => value <= parameters.alpha)).toHaveLength(3);
  });

  it("equals the enumeration of all intersections, for any subset", () => {
    const small = fc.oneof(fc.double({ min: 0, max: 0.1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(small, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 1023 }),
        fc.constantFrom(0.025, 0.05, 0.2),
        (p, mask, alpha) => {
          const subset = p.map((_, i) => i).filter((i) => (mask >> i) & 1);
          expect(closedTesting(p, alpha).atLeast(subset)).toBe(bruteForceAtLeast(p, subset, alpha));
        },
      ),
      { seed, numRuns: 150 },
    );
  });

  it("equals the enumeration at m = 12, with ties on the boundary", () => {
    const p = [0.004, 0.004, 0.008, 0.0125, 0.0125, 0.02, 0.025, 0.05, 0.05, 0.3, 0.7, 1];
    const closed = closedTesting(p, 0.05);
    for (const subset of [p.map((_, i) => i), [0, 1, 2], [3, 4, 5, 6, 7], [8, 9, 10, 11], [0, 11]]) {
      expect(closed.atLeast(subset)).toBe(bruteForceAtLeast(p, subset, 0.05));
    }
  });

  it("agrees with Hommel's adjusted p on single hypotheses, and never claims less than Holm", () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const alpha = 0.0501; // off the values that a short decimal can hit exactly
        const closed = closedTesting(p, alpha);
        const adjusted = hommel(p);
        const all = p.map((_, i) => i);
        for (const i of all) expect(closed.atLeast([i]) === 1).toBe(adjusted[i]! <= alpha);
        expect(closed.atLeast(all)).toBeGreaterThanOrEqual(closed.atLeastAnyDependence(all));
      }),
      { seed },
    );
  });

  it("refuses an alpha outside (0, 1) and positions that are not there", () => {
    expect(() => closedTesting([0.1], 0)).toThrow(StatsError);
    expect(() => closedTesting([0.1], 0.05).atLeast([1])).toThrow(StatsError);
    expect(closedTesting([], 0.05).atLeast([])).toBe(0);
  });
});

describe("false-coverage level", () => {
  it("widens with the hypotheses that were passed over", () => {
    expect(falseCoverageLevel(0.95, 53, 53)).toBe(0.95);
    expect(falseCoverageLevel(0.95, 1, 20)).toBeCloseTo(0.9975, 12);
    expect(() => falseCoverageLevel(0.95, 0, 20)).toThrow(StatsError);
  });
});

describe("westfall–young", () => {
  const options = { replicates: 20000, seed: "1", key: "metrics" };

  it("answers multiplicity-westfall-young", () => {
    const { inputs, expected } = vector("multiplicity-westfall-young");
    expectClose(westfallYoung(inputs.d_metric_x_item, options), expected.adjusted_p);
  });

  it("is the sign-flip test for one metric: sign-flip-permutation-exact", () => {
    const { inputs, expected } = vector("sign-flip-permutation-exact");
    expect(westfallYoung([inputs.d], options)[0]).toBeCloseTo(expected.p_two_sided, 12);
  });

  it("draws flips where there are too many: never 0, near the t test's p", () => {
    const items = Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) + 0.25);
    const [p] = westfallYoung([items], options);
    // scipy.stats.ttest_1samp
    expect(Math.abs(p! - 0.008578848458665252)).toBeLessThan(0.003);
    expect(westfallYoung([items.map(() => 1)], options)[0]).toBeGreaterThan(0);
    expect(westfallYoung([items.map(() => 0)], options)[0]).toBe(1);
    expect(westfallYoung([items], options)).toEqual([p]);
  });

  it("refuses metrics of different lengths and a single item", () => {
    expect(() => westfallYoung([[1, 2], [1]], options)).toThrow(StatsError);
    expect(() => westfallYoung([[1]], options)).toThrow(StatsError);
  });
});
