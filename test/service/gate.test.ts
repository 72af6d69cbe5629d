import { GateError, gateFigures, gateFlags, readConditions } from "@evenmatch/service/gate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparison, suiteRow } from "./comparison-builder.ts";

const rows = [
  suiteRow({ suite: "a", verdict: "improved", difference: 0.1 }),
  suiteRow({ suite: "b", verdict: "improved", difference: 0.2 }),
  suiteRow({ suite: "c", verdict: "regressed", difference: -0.1 }),
  suiteRow({ suite: "d", verdict: "equivalent", difference: 0 }),
];
const judged = { comparison: comparison({ suites: rows, winRate: { interval: [0.53, 0.91] } }), isFresh: true };

const judge = (text: string, on: Parameters<ReturnType<typeof readConditions>[number]["judge"]>[0] = judged) =>
  readConditions(text).map((condition) => condition.judge(on).isMet);

describe("conditions", () => {
  it("compare the headline's figures with every operator", () => {
    expect(judge("gains>=2, gains>1, gains=2, gains<=2, gains<3, gains!=3")).toEqual(Array(6).fill(true));
    expect(judge("gains>=3,gains>2,gains=1,gains<=1,gains<2,gains!=2")).toEqual(Array(6).fill(false));
    expect(judge("headline.regressions<=0, regressions<=1, equivalent>=1, suites=4, ahead=2, tied=1")).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it("compare the win rate, as a share or in per cent", () => {
    expect(judge("winRate>=62.5%, winRate.value=.625, winRate.interval.low>0.5, winRate.interval.high < 90%")).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("hold flags against what the comparison says", () => {
    expect(judge("matched, fresh, planned, complete")).toEqual([true, true, true, true]);
    const unmatched = comparison({
      suites: rows,
      planFixed: "after",
      computeMatch: { ...judged.comparison.computeMatch, status: "unknown" },
    });
    expect(judge("matched,fresh,planned", { comparison: unmatched, isFresh: false })).toEqual([false, false, false]);
  });

  it("are met by no figure that can't be given, whatever the operator", () => {
    const small = { comparison: comparison({ suites: rows }), isFresh: undefined };
    for (const text of ["winRate.interval.low>=0", "winRate.interval.low!=7", "controls.inferior=0", "fresh"]) {
      const [judgement] = readConditions(text).map((condition) => condition.judge(small));
      expect(judgement).toEqual({ condition: text, isMet: false, found: null });
    }
  });

  it("have a value in every comparison that has everything", () => {
    const controls = { suites: 1, nonInferior: 1, inferior: 0, inconclusive: 0, noVerdict: 0 };
    const guarantee = {
      suites: 4,
      level: 0.95,
      atLeastImproved: 1,
      atMostRegressed: 2,
      atLeastImprovedHolm: 1,
      atMostRegressedHolm: 2,
    };
    const whole = comparison({
      suites: rows,
      controls,
      guarantee,
      looks: 1,
      checkpointsCompared: 1,
      winRate: { interval: [0.4, 0.9], familyMacro: 0.6 },
    });
    for (const [name, figure] of gateFigures) expect(figure(whole), name).toEqual(expect.any(Number));
    for (const [name, flag] of gateFlags) expect(flag({ comparison: whole, isFresh: true }), name).toBe(true);
  });
});

describe("what can't be read", () => {
  it.each([
    ["", 1, "needed a condition such as gains>=10 or matched, found nothing"],
    ["gains>=1,", 10, "found nothing"],
    ["gains>=1,  gain>2", 12, "found gain"],
    ["gains >= many", 10, "needed a number after >=, found many"],
    ["gains", 1, "needed a comparison after gains"],
    ["match", 1, "needed one of matched, fresh, planned, complete, or a figure, found match"],
    ["matched=1", 1, "needed matched alone"],
    ["gains=>1", 7, "needed a number after =, found >1"],
    ["gains>=1 matched", 8, "found 1 matched"],
    ["constructor>=1", 1, "found constructor"],
  ])("%j is told at character %i", (text, at, words) => {
    const read = () => readConditions(text);
    expect(read).toThrow(GateError);
    expect(read).toThrow(words);
    expect(read).toThrow(`at character ${at}:`);
  });

  it("is never taken for something else: any text is conditions or an error with a place inside it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        try {
          expect(readConditions(text).map((condition) => condition.text)).toEqual(
            text.split(",").map((part) => part.trim()),
          );
        } catch (error) {
          if (!(error instanceof GateError)) throw error;
          expect(error.at).toBeGreaterThanOrEqual(1);
          expect(error.at).toBeLessThanOrEqual(text.length + 1);
        }
      }),
    );
  });
});
