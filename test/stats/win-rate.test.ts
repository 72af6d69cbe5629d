import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { familyReplicates } from "../../packages/stats/src/board/family-bootstrap.ts";
import { familyRate, groupByFamily } from "../../packages/stats/src/board/family-rate.ts";
import { groupMean } from "../../packages/stats/src/board/group-mean.ts";
import { helmMeanWinRates } from "../../packages/stats/src/board/helm-win-rate.ts";
import { hierarchicalWinRate } from "../../packages/stats/src/board/hierarchical.ts";
import { nestedWinRate } from "../../packages/stats/src/board/nested-win-rate.ts";
import { signTest } from "../../packages/stats/src/board/sign-test.ts";
import { softWinRate } from "../../packages/stats/src/board/soft-win-rate.ts";
import {
  deflatedWilson,
  type SignedSuite,
  unequalFamilies,
  type WinRateOptions,
  winRate,
} from "../../packages/stats/src/board/win-rate.ts";
import { normalQuantile } from "../../packages/stats/src/distributions/normal-quantile.ts";
import { tCritical } from "../../packages/stats/src/distributions/student-t.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { clopperPearson } from "../../packages/stats/src/intervals/clopper-pearson.ts";
import { wilsonScore } from "../../packages/stats/src/intervals/wilson.ts";
import { nextWord, openStreams, startBlock } from "../../packages/stats/src/random/stream.ts";
import { vector } from "./vector.ts";

const options: WinRateOptions = {
  plan: { level: 0.95, replicates: 10000, seed: null, missingSuites: "shown" },
  missing: [],
  key: "board",
};

function suite(sign: -1 | 0 | 1, family: string): SignedSuite {
  return { sign, family, improvement: sign * 0.02, standardError: 0.01, resampledShare: null };
}

function suites(ahead: number, tied: number, behind: number): SignedSuite[] {
  const signs = [...Array(ahead).fill(1), ...Array(tied).fill(0), ...Array(behind).fill(-1)] as (-1 | 0 | 1)[];
  return signs.map((sign, i) => suite(sign, `family-${i}`));
}

function inFamilies(families: string, wins: readonly number[]): SignedSuite[] {
  return wins.map((win, i) => suite((2 * win - 1) as -1 | 0 | 1, families[i]!));
}

describe("the win rate of independent suites", () => {
  it.each(["suite-winrate-44-0-9", "suite-winrate-44-2-7", "suite-winrate-27-0-26", "suite-winrate-5-0-0"])(
    "answers %s",
    (id) => {
      const { inputs, expected } = vector(id);
      const { wins, ties, losses } = inputs;
      const rate = winRate(suites(wins, ties, losses), options);
      expect(rate.value).toBeCloseTo(expected.win_rate_half_ties, 12);
      for (const bound of [0, 1] as const) {
        expect(rate.wilsonUntied![bound]).toBeCloseTo(expected.wilson95_excl_ties[bound], 9);
        const exact = clopperPearson(wins, wins + losses, 0.95)[bound];
        expect(exact).toBeCloseTo(expected.clopper_pearson95_excl_ties[bound], 9);
      }
      expect(rate.signTestP! / expected.sign_test_p).toBeCloseTo(1, 9);
      expect(signTest(wins, losses).midP / expected.sign_test_midp).toBeCloseTo(1, 9);
      expect(wins / (wins + losses)).toBeCloseTo(expected.win_rate_excl_ties, 12);
    },
  );

  it("answers sign-test and sign-test-ties", () => {
    for (const id of ["sign-test", "sign-test-ties"]) {
      const { inputs, expected } = vector(id);
      const ahead = inputs.d.filter((d: number) => d > 0).length;
      const behind = inputs.d.filter((d: number) => d < 0).length;
      expect([ahead, behind, inputs.d.length - ahead - behind]).toEqual([
        expected.n_pos,
        expected.n_neg,
        expected.n_zero,
      ]);
      expect(signTest(ahead, behind).p).toBeCloseTo(expected.p_exact, 12);
      if (expected.p_mid !== undefined) expect(signTest(ahead, behind).midP).toBeCloseTo(expected.p_mid, 12);
    }
    expect(signTest(0, 0)).toEqual({ p: 1, midP: 1 });
    expect(() => signTest(1.5, 0)).toThrow(StatsError);
  });

  it("answers sign-test-critical-53", () => {
    const { inputs, parameters, expected } = vector("sign-test-critical-53");
    const n: number = inputs.suites;
    for (const [i, alpha] of parameters.alpha.entries()) {
      let needed = Math.ceil(n / 2);
      while (signTest(needed, n - needed).p > alpha) needed++;
      expect(needed).toBe(expected.wins_needed[i]);
      expect(signTest(needed, n - needed).p).toBeCloseTo(expected.p_at[i], 12);
    }
  });
});

describe("the win rate of suites in families", () => {
  const { inputs, expected } = vector("suite-winrate-families");
  const wins = inputs.win.map((win: number, i: number) => ({ family: inputs.family[i], win }));

  it("answers suite-winrate-families: CR1, design effect, macro rate", () => {
    const rate = familyRate(wins, 0.95);
    expect(rate.suites).toBe(expected.suites);
    expect(rate.families).toBe(expected.families);
    expect(rate.value).toBeCloseTo(expected.win_rate, 12);
    expect(rate.independentStandardError).toBeCloseTo(expected.se_iid, 12);
    expect(rate.clusteredStandardError).toBeCloseTo(expected.se_family_CR1, 12);
    expect(rate.rawDesignEffect).toBeCloseTo(expected.design_effect, 12);
    expect(rate.designEffect).toBe(rate.rawDesignEffect);
    expect(rate.familyMacro).toBeCloseTo(expected.family_macro_win_rate, 12);
    for (const bound of [0, 1] as const) expect(rate.cr1t![bound]).toBeCloseTo(expected.ci95_t_Gm1[bound], 9);
  });

  it("redraws whole families: the deviation of the enumerated law", () => {
    const draws = familyReplicates(groupByFamily(wins), { level: 0.95, replicates: 10000, seed: null, key: "board" });
    const centre = draws.reduce((left, right) => left + right) / draws.length;
    const variance = draws.reduce((total, draw) => total + (draw - centre) * (draw - centre), 0) / draws.length;
    expect(Math.abs(Math.sqrt(variance) / expected.family_bootstrap_se_exact - 1)).toBeLessThan(0.03);
    const rate = winRate(inFamilies("aaaaaaaaaabbbbbbccccdddefghi", inputs.win), options);
    // 10,000 draws: the enumerated bounds within a few Monte-Carlo errors
    expect(Math.abs(rate.familyBootstrap![0] - expected.family_bootstrap_percentile95_exact[0])).toBeLessThan(0.02);
    expect(Math.abs(rate.familyBootstrap![1] - expected.family_bootstrap_percentile95_exact[1])).toBeLessThan(0.02);
  });

  it("gives no default interval with fewer than five effective families, the macro rate still", () => {
    const rate = winRate(inFamilies("aaaaaaaaaabbbbbbccccdddefghi", inputs.win), options);
    expect(rate.effectiveFamilies).toBeCloseTo(784 / 166, 12);
    expect(rate.interval).toBeNull();
    expect(rate.familyMacro).toBeCloseTo(expected.family_macro_win_rate, 12);
    expect(rate.value).toBeCloseTo(expected.win_rate, 12);
  });

  // the next three: the same formulas written in numpy and scipy
  it("deflates Wilson's interval by the design effect, with t(effective families − 1)", () => {
    const rate = winRate(
      inFamilies("aaabbbccddeeffghij", [1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0.5, 1, 1, 0, 1, 1]),
      options,
    );
    expect(rate.designEffect).toBeCloseTo(1.3851851851851853, 12);
    expect(rate.effectiveFamilies).toBeCloseTo(8.526315789473685, 12);
    expect(rate.interval![0]).toBeCloseTo(0.42981290351090473, 10);
    expect(rate.interval![1]).toBeCloseTo(0.9227163259931049, 10);
  });

  it("holds the design effect at Σm²/N", () => {
    const rate = winRate(inFamilies("aabbccddeeff", [1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1]), options);
    expect(rate.designEffect).toBe(2);
    expect(rate.interval![0]).toBeCloseTo(0.3372063476906295, 10);
    expect(rate.interval![1]).toBeCloseTo(0.9800552790432082, 10);
  });

  it("takes families to be as alike as they can be where all signs agree", () => {
    const rate = winRate(inFamilies("aabbccddeeff", Array(12).fill(1)), options);
    expect(rate.designEffect).toBe(2);
    expect(rate.interval![0]).toBeCloseTo(0.4758924401007567, 10);
    expect(rate.interval![1]).toBe(1);
    expect(rate.cr1t).toBeNull();
    expect(rate.familyBootstrap).toBeNull();
  });

  it("never deflates by less than 1, and has no zero-width interval where families agree but suites do not", () => {
    const rate = winRate(inFamilies("aabbccddeeff", [1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1]), options);
    expect(rate.designEffect).toBe(1);
    expect(rate.cr1t).toBeNull();
    expect(rate.familyBootstrap).toBeNull();
    expect(rate.interval![1] - rate.interval![0]).toBeGreaterThan(0.5);
  });

  it("keeps its level where the naive sign test does not: eight families of seven, correlated .4, no effect", () => {
    const state = new Int32Array(4);
    startBlock(openStreams("families", "null"), 0, state);
    const normal = () => normalQuantile(((nextWord(state) >>> 0) + 0.5) / 4294967296);
    const boards = 1000;
    const rejected = { naive: 0, deflated: 0 };
    for (let board = 0; board < boards; board++) {
      const rows = Array.from({ length: 8 }, (_, f) => [f, normal()] as const).flatMap(([f, shared]) =>
        Array.from({ length: 7 }, () => ({
          family: `f${f}`,
          win: Math.sqrt(0.4) * shared + Math.sqrt(0.6) * normal() > 0 ? 1 : 0,
        })),
      );
      const ahead = rows.filter(({ win }) => win === 1).length;
      const [lower, upper] = deflatedWilson(familyRate(rows, 0.95), 0.95)!;
      rejected.naive += signTest(ahead, 56 - ahead).p <= 0.05 ? 1 : 0;
      rejected.deflated += lower > 0.5 || upper < 0.5 ? 1 : 0;
    }
    expect(rejected.naive / boards).toBeGreaterThan(0.12);
    expect(rejected.deflated / boards).toBeLessThan(0.07);
  });

  it("keeps its level where three families hold half of the suites, and says that they do", () => {
    const state = new Int32Array(4);
    startBlock(openStreams("families", "unequal families"), 0, state);
    const normal = () => normalQuantile(((nextWord(state) >>> 0) + 0.5) / 4294967296);
    const sizes = [12, 9, 7, 5, 4, 3, 2, ...Array<number>(11).fill(1)];
    const boards = 2000;
    const rejected = { byFamilies: 0, byEffectiveFamilies: 0 };
    for (let board = 0; board < boards; board++) {
      const rows = sizes.flatMap((size, f) => {
        const shared = normal();
        return Array.from({ length: size }, () => ({
          family: `f${f}`,
          win: Math.sqrt(0.4) * shared + Math.sqrt(0.6) * normal() > 0 ? 1 : 0,
        }));
      });
      const rate = familyRate(rows, 0.95);
      expect(unequalFamilies(rate)).toBe(true);
      const leavesOut = ([lower, upper]: readonly [number, number]) => (lower > 0.5 || upper < 0.5 ? 1 : 0);
      rejected.byEffectiveFamilies += leavesOut(deflatedWilson(rate, 0.95)!);
      rejected.byFamilies += leavesOut(wilsonScore(rate.value, rate.suites / rate.designEffect, tCritical(0.95, 17)));
    }
    // .079 and .052 over many more boards
    expect((rejected.byFamilies - rejected.byEffectiveFamilies) / boards).toBeGreaterThan(0.015);
    expect(rejected.byEffectiveFamilies / boards).toBeLessThan(0.065);
    expect(
      unequalFamilies(
        familyRate(
          [
            { family: "a", win: 1 },
            { family: "b", win: 0 },
          ],
          0.95,
        ),
      ),
    ).toBe(false);
  });

  it("is mirrored by swapping the arms, and has no order", () => {
    const sign = fc.constantFrom<(-1 | 0 | 1)[]>(-1, 0, 1);
    const board = fc.array(fc.tuple(sign, fc.constantFrom(..."abcdefgh")), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(board, (rows) => {
        const small = { ...options, plan: { ...options.plan, replicates: 200 } };
        const there = winRate(
          rows.map(([each, family]) => suite(each, family)),
          small,
        );
        const back = winRate(
          rows.map(([each, family]) => suite((0 - each) as -1 | 0 | 1, family)),
          small,
        );
        expect(back.value).toBeCloseTo(1 - there.value!, 12);
        expect(back.signTestP).toBe(there.signTestP);
        for (const name of ["interval", "wilson", "cr1t", "familyBootstrap", "wilsonUntied"] as const) {
          expect(back[name] === null).toBe(there[name] === null);
          if (there[name] !== null) expect(back[name]![0]).toBeCloseTo(1 - there[name][1], 9);
        }
        const sameRate = winRate(
          [...rows].reverse().map(([each, family]) => suite(each, family)),
          small,
        );
        expect(sameRate.interval).toEqual(there.interval);
        expect(sameRate.familyBootstrap).toEqual(there.familyBootstrap);
        expect(sameRate.cr1t).toEqual(there.cr1t);
      }),
      { seed: 20261120, numRuns: 60 },
    );
  });
});

describe("missing suites", () => {
  const present = suites(40, 0, 8);
  const missing = ["x", "y", "z"];

  it("shows the rates with all lost and all won", () => {
    const rate = winRate(present, { ...options, missing });
    expect(rate.missingBounds![0]).toBeCloseTo(40 / 51, 12);
    expect(rate.missingBounds![1]).toBeCloseTo(43 / 51, 12);
    expect(rate.interval).toEqual(winRate(present, options).interval);
  });

  it("takes the union over the completions with `bound`", () => {
    const plan = { ...options.plan, missingSuites: "bound" as const };
    const rate = winRate(present, { ...options, plan, missing });
    const lost = winRate([...present, ...missing.map((family) => suite(-1, family))], options);
    const won = winRate([...present, ...missing.map((family) => suite(1, family))], options);
    expect(rate.interval).toEqual([lost.interval![0], won.interval![1]]);
    expect(rate.wilson).toEqual([lost.wilson![0], won.wilson![1]]);
    expect(rate.signTestP).toBe(lost.signTestP);
    // between the extremes the signs can be even
    const tight = winRate(suites(20, 0, 19), { ...options, plan, missing });
    expect(tight.signTestP).toBe(1);
  });

  it("refuses every inference with `complete`", () => {
    const plan = { ...options.plan, missingSuites: "complete" as const };
    const rate = winRate(present, { ...options, plan, missing });
    expect(rate).toMatchObject({ value: null, interval: null, wilson: null, signTestP: null, soft: null });
    expect(rate.missingBounds).not.toBeNull();
    expect(winRate(present, { ...options, plan }).value).toBeCloseTo(40 / 48, 12);
  });

  it("says nothing without suites", () => {
    expect(winRate([], options).value).toBeNull();
    expect(winRate([], { ...options, missing }).missingBounds).toEqual([0, 1]);
    expect(() => familyRate([], 0.95)).toThrow(StatsError);
  });
});

describe("soft and hierarchical win rates", () => {
  it("answers suite-winrate-soft", () => {
    const { inputs, expected } = vector("suite-winrate-soft");
    const rows = inputs.diff.map((improvement: number, i: number) => ({ improvement, standardError: inputs.se[i] }));
    const soft = softWinRate(rows, 0.95);
    expect(soft.expectedWins).toBeCloseTo(expected.expected_wins, 9);
    expect(soft.deviation).toBeCloseTo(expected.sd, 9);
    expect(soft.interval).toEqual(expected.interval95);
    for (const [k, p] of expected.pmf.entries()) expect(soft.pmf[k]).toBeCloseTo(p, 9);
  });

  it("gives 26.5 of 53 suites without any effect: no share of truly improved ones", () => {
    const rows = Array.from({ length: 53 }, (_, i) => ({
      improvement: 0.01 * normalQuantile((i + 0.5) / 53),
      standardError: 0.01,
    }));
    expect(softWinRate(rows, 0.95).expectedWins).toBeCloseTo(26.5, 9);
    expect(softWinRate([{ improvement: 5, standardError: null }], 0.95).rate).toBe(0.5);
  });

  it("has the law of the nested bootstrap", () => {
    const shares = Array.from({ length: 20 }, (_, i) => (i + 1) / 21);
    const closed = hierarchicalWinRate(shares, 0.95);
    expect(closed.pmf.reduce((left, right) => left + right)).toBeCloseTo(1, 12);
    // each suite's replicates: a uniform draw below its share is a win
    const length = 100000;
    const replicates = shares.map((share, i) => {
      const state = new Int32Array(4);
      startBlock(openStreams("nested", `suite-${i}`), 0, state);
      return Float64Array.from({ length }, () => ((nextWord(state) >>> 0) / 4294967296 < share ? 1 : -1));
    });
    const rates = nestedWinRate(replicates, { seed: "nested", key: "board" });
    const drawn = new Float64Array(21);
    for (const rate of rates) drawn[Math.round(rate * 20)]! += 1 / length;
    for (const [j, p] of closed.pmf.entries()) {
      expect(Math.abs(drawn[j]! - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / length) + 1e-6);
    }
    expect(closed.value).toBeCloseTo(0.5, 12);
  });

  it("is wider than the plain rate's law: it counts item noise twice", () => {
    const rate = winRate(suites(44, 0, 9), options);
    const width = ([lower, upper]: readonly [number, number]) => upper - lower;
    expect(width(rate.hierarchical!.interval)).toBeGreaterThan(width(rate.familyBootstrap!) * 0.9);
    expect(rate.hierarchical!.value).toBeLessThan(rate.value!);
  });

  it("counts a tied replicate half", () => {
    expect([...nestedWinRate([Float64Array.of(0, 0)], { seed: "1", key: "k" })]).toEqual([0.5, 0.5]);
    expect(() => nestedWinRate([Float64Array.of(0), Float64Array.of(0, 1)], { seed: "1", key: "k" })).toThrow(
      StatsError,
    );
  });
});

describe("other leaderboards' figures", () => {
  it.each(["helm-mean-win-rate", "helm-mean-win-rate-missing"])("answers %s", (id) => {
    const { inputs, expected } = vector(id);
    expect(helmMeanWinRates(inputs.models_x_scenarios)).toEqual(expected.mean_win_rate);
  });

  it("answers lm-eval-group-stderr: each weighting has its own standard error", () => {
    const { inputs, expected } = vector("lm-eval-group-stderr");
    const tasks = inputs.means.map((mean: number, i: number) => ({
      mean,
      standardError: inputs.stderrs[i],
      items: inputs.sizes[i],
    }));
    const micro = groupMean(tasks, "items");
    const macro = groupMean(tasks, "tasks");
    expect(micro.mean).toBeCloseTo(expected.micro_mean, 12);
    expect(micro.standardError / expected.micro_se_exact).toBeCloseTo(1, 9);
    expect(macro.mean).toBeCloseTo(expected.macro_mean, 12);
    expect(macro.standardError / expected.macro_se_exact).toBeCloseTo(1, 9);
    expect(macro.standardError).not.toBeCloseTo(expected.lm_eval_pooled_sample_stderr, 4);
  });
});

interface Published {
  id: string;
  given: { wins: number; n: number };
  expect: { winRate: number; signTestP: number; wilson95: [number, number] };
}

describe("published win counts", () => {
  const published = JSON.parse(
    readFileSync(new URL("./oracles/published.json", import.meta.url), "utf8"),
  ) as Published[];

  it.each(["paper-win-counts", "paper-health-only", "paper-production", "paper-health", "paper-nonrefusal"])(
    "restates %s",
    (id) => {
      const { given, expect: restated } = published.find((each) => each.id === id)!;
      const rate = winRate(suites(given.wins, 0, given.n - given.wins), options);
      expect(rate.value).toBeCloseTo(restated.winRate, 4);
      expect(rate.wilson![0]).toBeCloseTo(restated.wilson95[0], 4);
      expect(rate.wilson![1]).toBeCloseTo(restated.wilson95[1], 4);
      expect(Math.abs(rate.signTestP! / restated.signTestP - 1)).toBeLessThan(0.005);
    },
  );
});
