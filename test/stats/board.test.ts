import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseBoard } from "../../packages/stats/src/board/analyse-board.ts";
import { intervalAtLevel } from "../../packages/stats/src/board/interval-at-level.ts";
import { marginP, oneSidedP } from "../../packages/stats/src/board/margin-test.ts";
import type { BoardPlan, BoardRow, MissingRow, RowVerdict } from "../../packages/stats/src/board.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { newcombe } from "../../packages/stats/src/intervals/newcombe.ts";
import { tangoInterval } from "../../packages/stats/src/intervals/tango.ts";
import type { RowAnalysis } from "../../packages/stats/src/row.ts";
import { boardOf, boardRow, missingRow, plan } from "./board-rows.ts";

function analyse(rows: readonly BoardRow[], changed: Partial<BoardPlan> = {}, missing: readonly MissingRow[] = []) {
  return analyseBoard({ rows, missing, plan: { ...plan, ...changed } });
}

function verdictOf(rows: readonly RowVerdict[], key: string): RowVerdict {
  return rows.find((row) => row.key === key)!;
}

/** a row whose p is 0.0005, .02 or .4 at this sign */
const clear = { difference: 0.0348, standardError: 0.01 };
const slight = { difference: 0.0233, standardError: 0.01 };
const unclear = { difference: 0.0084, standardError: 0.01 };

const plainItems = { winProbability: null, interval: null, method: "tango", epochWinProbability: null };

describe("what counts", () => {
  const rows = [
    boardRow({ key: "own", role: "unassigned" }),
    boardRow({ key: "outcome" }),
    boardRow({ key: "control", role: "control" }),
    boardRow({ key: "mixed", role: "mixed" }),
    boardRow({ key: "unknown", direction: "unknown" }),
    boardRow({ key: "ideal", direction: "target", analysis: { noVerdict: "at_ideal" } }),
    boardRow({ key: "group", containsOthers: true }),
    boardRow({ key: "second", primary: false }),
    boardRow({ key: "out" }),
  ];
  const { rows: verdicts, headline, warnings } = analyse(rows, { doNotCount: ["out"] });

  it("gives the reason why a row is shown, but not counted", () => {
    const reasons = Object.fromEntries(verdicts.map(({ key, notCounted }) => [key, notCounted]));
    expect(reasons).toEqual({
      own: null,
      outcome: null,
      control: "control",
      mixed: "mixed",
      unknown: "unknown_direction",
      ideal: "at_ideal",
      group: "contains_other_rows",
      second: "secondary_metric",
      out: "excluded_by_plan",
    });
    expect(headline.suites).toBe(2);
    expect(warnings).toContain("unassigned_counted");
    expect(verdictOf(verdicts, "mixed")).toMatchObject({ verdict: "noVerdict", noVerdict: "descriptive", sign: null });
  });

  it("counts a control or mixed suite that the plan names", () => {
    const named = analyse(rows, { count: ["control", "mixed"] });
    expect(named.headline.suites).toBe(5);
    expect(named.controls).toBeNull();
  });

  it("counts every suite with a known direction where there is neither an outcome nor one of one's own", () => {
    const controls = [
      boardRow({ key: "c", role: "control", ...clear }),
      boardRow({ key: "m", role: "mixed" }),
      boardRow({ key: "u", role: "unassigned", direction: "unknown" }),
    ];
    const board = analyse(controls);
    expect(board.headline).toMatchObject({ suites: 2, ahead: 1, tied: 1, gains: 1 });
    expect(board.warnings).toContain("controls_counted");
    expect(board.controls).toBeNull();
    // a planned outcome, even a missing one, keeps controls out
    expect(analyse(controls, {}, [missingRow()]).headline.suites).toBe(0);
  });

  it("says so where nothing counts", () => {
    const board = analyse([]);
    expect(board).toMatchObject({ guarantee: null, standardisedImprovement: null, splits: [], controls: null });
    expect(board.warnings).toEqual(["no_counted_suites"]);
  });

  it("ties arms within 1e-9 of the range", () => {
    const board = analyse([
      boardRow({ key: "a", difference: 4e-8, range: [0, 100] }),
      boardRow({ key: "b", difference: 4e-8, range: [0, 1] }),
      boardRow({ key: "c", difference: -0.02, direction: "lower" }),
    ]);
    expect(board.rows.map(({ sign }) => sign)).toEqual([0, 1, 1]);
  });

  it("refuses two rows with one key", () => {
    expect(() => analyse([boardRow(), boardRow()])).toThrow(StatsError);
    expect(() => analyse([], { level: 0.4 })).toThrow(StatsError);
  });
});

describe("verdicts", () => {
  it("sums signs and verdicts to the counted suites", () => {
    const rows = [
      ...boardOf([0.0348, 0.0348, -0.0348, 0.0084, -0.0084, 0]),
      boardRow({ key: "tight", difference: 0.001, standardError: 0.002 }),
      boardRow({ key: "few", ...clear, analysis: { noVerdict: "too_few_items" } }),
    ];
    const { headline, rows: verdicts } = analyse(rows);
    expect(headline).toEqual({
      suites: 8,
      ahead: 5,
      behind: 2,
      tied: 1,
      gains: 2,
      regressions: 1,
      equivalent: 1,
      inconclusive: 3,
      noVerdict: 1,
    });
    expect(verdictOf(verdicts, "few")).toMatchObject({ counted: true, sign: 1, adjusted: { holm: null, bh: null } });
    expect(verdictOf(verdicts, "few").noVerdict).toBe("too_few_items");
  });

  it("corrects by BH unless asked, and by Holm when asked", () => {
    const rows = boardOf([0.0348, 0.0233, 0.0084]);
    expect(analyse(rows).rows.map(({ verdict }) => verdict)).toEqual(["improved", "improved", "inconclusive"]);
    const holm = analyse(rows, { correction: "holm" }).rows;
    expect(holm.map(({ verdict }) => verdict)).toEqual(["improved", "improved", "inconclusive"]);
    const four = boardOf([0.0348, 0.0233, 0.0084, 0.0084]);
    expect(analyse(four).rows[1]!.verdict).toBe("improved");
    expect(analyse(four, { correction: "holm" }).rows[1]!.verdict).toBe("inconclusive");
    // both are shown, whatever decides
    expect(analyse(four).rows[1]!.adjusted.holm).toBeGreaterThan(0.05);
  });

  it("counts planned but missing suites with p = 1, and a p that is null by structure not at all", () => {
    const rows = boardOf([0.0233, 0.0233]);
    expect(analyse(rows).headline.gains).toBe(2);
    const missing = ["x", "y", "z"].map((key) => missingRow({ key, suite: key, family: key }));
    const board = analyse(rows, {}, missing);
    expect(board.headline.gains).toBe(2);
    expect(board.rows[0]!.adjusted.bh! / analyse(rows).rows[0]!.adjusted.bh!).toBeCloseTo(2.5, 12);
    expect(board.warnings).toContain("missing_suites");
    const withNull = [...rows, boardRow({ key: "null", standardError: null, p: null })];
    expect(analyse(withNull).rows[1]!.adjusted.bh).toBe(analyse(rows).rows[0]!.adjusted.bh);
    expect(analyse(withNull).rows[0]).toMatchObject({ key: "null", verdict: "noVerdict", noVerdict: "no_interval" });
    // a missing control is no outcome
    const control = [missingRow({ role: "control" })];
    expect(analyse(rows, {}, control).rows[0]!.adjusted.bh).toBe(analyse(rows).rows[0]!.adjusted.bh);
  });

  it("judges declared primary suites by Holm among themselves", () => {
    const rows = boardOf([0.0233, ...Array(20).fill(0.0001)]);
    expect(analyse(rows).rows[0]!.verdict).not.toBe("improved");
    const declared = analyse(rows, { primarySuites: ["suite-000"] });
    expect(declared.rows[0]!.verdict).toBe("improved");
    expect(declared.rows[0]!.adjusted.holm).toBeCloseTo(0.0198, 3);
  });

  it("has the false-coverage interval beside a selected verdict: at 1 − αR/m, free of zero", () => {
    const { rows } = analyse(boardOf([0.0348, 0.0233, 0.0084, 0.0001]));
    expect(rows.map(({ verdict }) => verdict)).toEqual(["improved", "improved", "inconclusive", "inconclusive"]);
    // two of four: the level is .975, whose z is 2.241402727604947
    expect(rows[0]!.fcrInterval![0]).toBeCloseTo(0.0348 - 0.02241402727604947, 12);
    expect(rows[0]!.fcrInterval![1]).toBeCloseTo(0.0348 + 0.02241402727604947, 12);
    expect(rows[2]!.fcrInterval).toBeNull();
  });

  it("lets a verdict stand inside the margin, and says that it is inside", () => {
    const { rows } = analyse([boardRow({ key: "tiny", difference: 0.004, standardError: 0.001 })]);
    expect(rows[0]).toMatchObject({ verdict: "improved", withinMargin: true });
    const outside = analyse([boardRow({ key: "large", ...clear })]).rows[0];
    expect(outside).toMatchObject({ verdict: "improved", withinMargin: false });
  });

  it("says equivalent by the raw interval, never without a margin", () => {
    const tight = { key: "tight", difference: 0.0002, standardError: 0.004 };
    expect(analyse([boardRow(tight)]).rows[0]!.verdict).toBe("equivalent");
    expect(analyse([boardRow({ ...tight, margin: null })]).rows[0]!.verdict).toBe("inconclusive");
    // uncorrected: other suites don't change it
    const many = analyse([boardRow(tight), ...boardOf(Array(30).fill(0.0001))]);
    expect(verdictOf(many.rows, "tight").verdict).toBe("equivalent");
    // no p by structure, but an interval
    expect(analyse([boardRow({ ...tight, p: null })]).rows[0]!.verdict).toBe("equivalent");
  });

  it("is fragile where either completion of the missing data gives another verdict", () => {
    const bounds = (worst: number, p: number): Partial<RowAnalysis> => ({
      bounds: {
        worst: { improvement: worst, interval: [worst - 0.02, worst + 0.02], p },
        best: { improvement: 0.05, interval: [0.03, 0.07], p: 1e-6 },
        interval: null,
      },
    });
    expect(analyse([boardRow({ ...clear, analysis: bounds(0.03, 0.003) })]).rows[0]!.fragile).toBe(false);
    expect(analyse([boardRow({ ...clear, analysis: bounds(0.01, 0.3) })]).rows[0]!.fragile).toBe(true);
    expect(analyse([boardRow({ ...clear, analysis: bounds(-0.04, 0.001) })]).rows[0]!.fragile).toBe(true);
    expect(analyse([boardRow(clear)]).rows[0]!.fragile).toBe(false);
  });

  it("mirrors everything when the arms are swapped", () => {
    const sketch = fc.record({
      difference: fc.integer({ min: -60, max: 60 }).map((value) => value / 1000),
      standardError: fc.integer({ min: 1, max: 30 }).map((value) => value / 1000),
      family: fc.constantFrom(..."abcdefg"),
      direction: fc.constantFrom<("higher" | "lower")[]>("higher", "lower"),
    });
    fc.assert(
      fc.property(
        fc.array(sketch, { minLength: 1, maxLength: 25 }),
        fc.constantFrom("bh", "holm"),
        (all, correction) => {
          const build = (sign: number) =>
            all.map((each, i) => boardRow({ key: `s${i}`, ...each, difference: sign * each.difference }));
          const small = { replicates: 50, correction: correction as "bh" | "holm" };
          const there = analyse(build(1), small);
          const back = analyse(build(-1), small);
          expect(back.headline).toEqual({
            ...there.headline,
            ahead: there.headline.behind,
            behind: there.headline.ahead,
            gains: there.headline.regressions,
            regressions: there.headline.gains,
          });
          for (const [i, { adjusted, fcrInterval, verdict, withinMargin }] of there.rows.entries()) {
            expect(back.rows[i]!.adjusted).toEqual(adjusted);
            expect(back.rows[i]!.withinMargin).toBe(withinMargin);
            expect(back.rows[i]!.verdict === "improved").toBe(verdict === "regressed");
            if (fcrInterval) expect(back.rows[i]!.fcrInterval![0]).toBeCloseTo(-fcrInterval[1], 12);
          }
          expect(back.guarantee!.suites).toBe(there.guarantee!.suites);
          expect(back.standardisedImprovement!.mean).toBeCloseTo(-there.standardisedImprovement!.mean, 9);
        },
      ),
      { seed: 20261120, numRuns: 25 },
    );
  });

  it("does not depend on the order in which rows come", () => {
    const rows = [
      ...boardOf([0.03, -0.02, 0.01, 0.004, -0.05]),
      boardRow({ key: "control", role: "control", ...slight }),
    ];
    const missing = [missingRow(), missingRow({ key: "b", family: "b" })];
    const forth = analyse(rows, { missingSuites: "bound" }, missing);
    const reversed = analyse([...rows].reverse(), { missingSuites: "bound" }, [...missing].reverse());
    expect(reversed).toEqual(forth);
  });

  it("is ordered by the UTF-8 bytes of the keys", () => {
    const keys = ["\u{1f600}", "￿", "z", "Z", "a/b"];
    const sorted = [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect(analyse(keys.map((key) => boardRow({ key }))).rows.map(({ key }) => key)).toEqual(sorted);
  });
});

describe("controls", () => {
  const outcome = boardRow({ key: "outcome", ...clear });
  const control = (key: string, difference: number, standardError: number, margin: number | null = 0.01) =>
    boardRow({ key, role: "control", difference, standardError, margin });

  it("are judged for non-inferiority at the margin", () => {
    const { rows, controls, headline } = analyse([
      outcome,
      control("kept", -0.001, 0.002),
      control("lost", -0.05, 0.01),
      control("open", -0.008, 0.01),
      control("better", 0.05, 0.01),
      control("unbounded", 0.05, 0.01, null),
    ]);
    const verdicts = Object.fromEntries(rows.map(({ key, verdict }) => [key, verdict]));
    expect(verdicts).toEqual({
      outcome: "improved",
      kept: "nonInferior",
      lost: "inferior",
      open: "inconclusive",
      better: "nonInferior",
      unbounded: "noVerdict",
    });
    expect(verdictOf(rows, "unbounded").noVerdict).toBe("no_margin");
    expect(controls).toEqual({ suites: 5, nonInferior: 2, inferior: 1, inconclusive: 1, noVerdict: 1 });
    expect(headline.suites).toBe(1);
  });

  it("are corrected among themselves: outcomes don't change them, nor they the outcomes", () => {
    const controls = [control("a", 0, 0.004), control("b", -0.001, 0.0041)];
    const few = analyse([outcome, ...controls]);
    const many = analyse([...boardOf(Array(30).fill(0)), ...controls]);
    expect(verdictOf(many.rows, "a").adjusted).toEqual(verdictOf(few.rows, "a").adjusted);
    expect(verdictOf(few.rows, "outcome").adjusted.holm).toBe(outcome.analysis.difference.p);
  });

  it("with one control are non-inferior exactly where the interval lies above −margin", () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 1, max: 200 }), (d, se) => {
        const row = control("c", d / 10000, se / 10000);
        const [verdict] = analyse([row, outcome]).rows;
        const [lower, upper] = row.analysis.difference.interval!;
        fc.pre(Math.abs(lower + 0.01) > 1e-9 && Math.abs(upper + 0.01) > 1e-9);
        expect(verdict!.verdict === "nonInferior").toBe(lower > -0.01);
        expect(verdict!.verdict === "inferior").toBe(upper < -0.01);
      }),
      { seed: 20261120 },
    );
  });

  it("of paired 0/1 scores use Tango's test, the dual of the interval", () => {
    const [gained, lost, n] = [12, 9, 400];
    const counts = { both: n - gained - lost, treatmentOnly: gained, baselineOnly: lost, neither: 0 };
    const [lower, upper] = tangoInterval(counts, 0.95);
    const row = (margin: number, direction: "higher" | "lower" = "higher") =>
      boardRow({
        key: "c",
        role: "control",
        direction,
        difference: ((direction === "lower" ? -1 : 1) * (gained - lost)) / n,
        margin,
        method: "tango",
        analysis: {
          design: "paired-binary",
          items: { ...plainItems, wins: gained, losses: lost, ties: n - gained - lost },
        },
      });
    expect(marginP(row(-lower))).toBeCloseTo(0.05, 9);
    expect(marginP(row(-lower, "lower"))).toBeCloseTo(0.05, 9);
    expect(oneSidedP(row(0.01), -0.02)!).toBeLessThan(0.025);
    // at another level from the counts, turned where less is better
    expect(intervalAtLevel(row(0.01), 0.9, 0.95)).toEqual([lower, upper]);
    expect(intervalAtLevel(row(0.01, "lower"), 0.9, 0.95)).toEqual([-upper, -lower]);
  });

  it("of independent rates use Newcombe's interval inverted, even where both are perfect", () => {
    const arms = (successes: number, other: number, n: number): Partial<RowAnalysis> => ({
      design: "counts",
      treatment: { mean: successes / n, standardError: null, interval: null, n, displayedMean: null },
      baseline: { mean: other / n, standardError: null, interval: null, n, displayedMean: null },
    });
    const row = (margin: number, analysis: Partial<RowAnalysis>) =>
      boardRow({ key: "c", role: "control", margin, standardError: null, p: 1, method: "newcombe", analysis });
    const [lower] = newcombe({ successes: 90, n: 100 }, { successes: 88, n: 100 }, 0.95);
    expect(marginP(row(-lower, arms(90, 88, 100)))).toBeCloseTo(0.05, 9);
    const perfect = arms(164, 164, 164);
    const [reach] = newcombe({ successes: 164, n: 164 }, { successes: 164, n: 164 }, 0.95);
    expect(marginP(row(-reach * 1.01, perfect))).toBeLessThan(0.05);
    expect(marginP(row(-reach * 0.99, perfect))).toBeGreaterThan(0.05);
    expect(oneSidedP(row(0.5, arms(20000, 10000, 20000)), -0.5)).toBeGreaterThan(0);
  });
});

describe("guarantee", () => {
  it("bounds what improved and what regressed, on the board and on every split", () => {
    const rows = [
      ...boardOf(Array(10).fill(0.05), { domain: "math" }),
      ...["x", "y", "z"].map((key) => boardRow({ key, family: key, domain: "code", difference: -0.05 })),
    ];
    const { guarantee, splits } = analyse(rows);
    expect(guarantee).toEqual({
      suites: 13,
      level: 0.95,
      atLeastImproved: 10,
      atMostRegressed: 3,
      atLeastImprovedHolm: 10,
      atMostRegressedHolm: 3,
    });
    const math = splits.find(({ by, value }) => by === "domain" && value === "math")!;
    const code = splits.find(({ by, value }) => by === "domain" && value === "code")!;
    expect(math.guarantee).toMatchObject({ suites: 10, atLeastImproved: 10, atMostRegressed: 0 });
    expect(code.guarantee).toMatchObject({ suites: 3, atLeastImproved: 0, atMostRegressed: 3 });
  });

  it("can show nothing of rows without a p or a margin", () => {
    const { guarantee } = analyse([
      boardRow({ key: "a", difference: 0.1, margin: null }),
      boardRow({ key: "b", difference: 0.1, analysis: { noVerdict: "too_few_items" } }),
    ]);
    expect(guarantee).toMatchObject({ suites: 2, atLeastImproved: 1, atMostRegressed: 2 });
  });

  it("never claims more than it has, and Holm never more than Simes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 1, maxLength: 30 }), (thousandths) => {
        const { guarantee } = analyse(boardOf(thousandths.map((value) => value / 1000)), { replicates: 20 });
        const { suites, atLeastImproved, atMostRegressed, atLeastImprovedHolm, atMostRegressedHolm } = guarantee!;
        expect(atLeastImproved).toBeLessThanOrEqual(suites);
        expect(atLeastImproved).toBeGreaterThanOrEqual(atLeastImprovedHolm);
        expect(atMostRegressed).toBeLessThanOrEqual(atMostRegressedHolm);
        // an improved suite has not regressed
        expect(atLeastImproved + atMostRegressed).toBeLessThanOrEqual(suites);
      }),
      { seed: 20261120, numRuns: 40 },
    );
  });
});

describe("splits", () => {
  const rows = [
    boardRow({ key: "a", family: "f", traits: ["honest", "kind"], inTraining: true, ...clear }),
    boardRow({ key: "b", family: "f", traits: ["kind"], inTraining: false, audience: "internal", ...unclear }),
    boardRow({ key: "c", family: "g", traits: [], domain: "code", ...slight }),
    boardRow({ key: "d", family: "h", role: "control" }),
  ];
  const { splits, rows: verdicts } = analyse(rows);

  it("are made by every axis over the counted rows", () => {
    expect(splits.map(({ by, value, headline }) => `${by} ${value} ${headline.suites}`)).toEqual([
      "domain code 1",
      "domain general 2",
      "trait honest 1",
      "trait kind 2",
      "role outcome 3",
      "family f 2",
      "family g 1",
      "audience internal 1",
      "audience public 2",
      "training in 1",
      "training out 1",
    ]);
  });

  it("are descriptive: the board's own verdicts, added up", () => {
    const kind = splits.find(({ value }) => value === "kind")!;
    expect(kind.headline).toMatchObject({ ahead: 2, gains: 1, inconclusive: 1 });
    expect(verdictOf(verdicts, "a").verdict).toBe("improved");
    expect(kind.winRate.value).toBe(1);
    expect(kind.winRate.interval).toBeNull();
  });
});

describe("what a suite could have shown among so many", () => {
  it("is its smallest detectable difference at α/m, missing suites included", () => {
    const power = { analysis: { minimumDetectable: 0.028 } };
    const rows = [boardRow({ key: "a", ...clear, ...power }), boardRow({ key: "b", ...slight })];
    const found = analyse([...rows, boardRow({ key: "c", role: "mixed", ...power })], {}, [missingRow()]);
    // (z(1 − .05/6) + z(.8)) / (z(1 − .025) + z(.8)), scipy
    expect(verdictOf(found.rows, "a").minimumDetectableAdjusted).toBeCloseTo(0.028 * 1.154917941625488, 12);
    expect(verdictOf(found.rows, "b").minimumDetectableAdjusted).toBeNull();
    expect(verdictOf(found.rows, "c").minimumDetectableAdjusted).toBeNull();
    expect(verdictOf(analyse([rows[0]!]).rows, "a").minimumDetectableAdjusted).toBe(0.028);
  });

  it("warns where drawn p-values are too coarse for so many: below 4m/α replicates", () => {
    const drawn = { method: "studentised-cluster-bootstrap" };
    const many = [...boardOf(Array(24).fill(0.02)), boardRow({ key: "drawn", ...drawn })];
    const warned = (rows: BoardRow[], replicates: number) =>
      analyse(rows, { replicates }).warnings.includes("few_replicates");
    expect(warned(many, 1999)).toBe(true);
    expect(warned(many, 2000)).toBe(false);
    expect(warned(many.slice(0, -1), 1999)).toBe(false);
    // a control's test at the margin is not drawn, nor is a row beside the hypotheses
    expect(warned([...many.slice(0, -1), boardRow({ key: "drawn", role: "control", ...drawn })], 1999)).toBe(false);
    expect(warned([...many.slice(0, -1), boardRow({ key: "drawn", role: "mixed", ...drawn })], 1999)).toBe(false);
  });
});

describe("missing suites", () => {
  const rows = [boardRow({ key: "a", ...clear }), boardRow({ key: "b", ...slight })];

  it("are hypotheses with p = 1 where they would have counted", () => {
    const missing = [
      missingRow({ key: "z", suite: "z", direction: null }),
      missingRow({ key: "y", suite: "y" }),
      missingRow({ key: "control", suite: "control", role: "control" }),
    ];
    const found = analyse(rows, { missingSuites: "bound" }, missing);
    expect(found.missing).toEqual(["y", "z"]);
    expect(verdictOf(found.rows, "a").adjusted.holm).toBeCloseTo(4 * rows[0]!.analysis.difference.p!, 12);
  });

  it("could have received no verdict without a direction: they are corrected for and bounded nowhere", () => {
    const unknown = missingRow({ direction: "unknown" });
    const found = analyse(rows, { missingSuites: "bound" }, [unknown, { ...unknown, key: "control", role: "control" }]);
    expect(found).toEqual(analyse(rows, { missingSuites: "bound" }));
    // and one of the project's own keeps no control from counting
    const controls = [boardRow({ key: "c", role: "control" })];
    const own = missingRow({ direction: "unknown", role: "unassigned" });
    expect(analyse(controls, {}, [own]).warnings).toContain("controls_counted");
    expect(analyse(controls, {}, [{ ...own, direction: null }]).warnings).not.toContain("controls_counted");
  });
});

describe("splits of an incomplete board", () => {
  const rows = [boardRow({ key: "a", family: "f", ...clear }), boardRow({ key: "b", family: "g", ...slight })];
  const missing = [missingRow({ family: "f" })];
  const split = (missingSuites: BoardPlan["missingSuites"], by: string, value: string) =>
    analyse(rows, { missingSuites }, missing).splits.find((each) => each.by === by && each.value === value)!.winRate;

  it("bounds the values to which a missing suite is known to belong", () => {
    expect(split("bound", "family", "f").missingBounds).toEqual([0.5, 1]);
    expect(split("bound", "family", "g").missingBounds).toBeNull();
    expect(split("bound", "role", "outcome").missingBounds).not.toBeNull();
    expect(split("bound", "domain", "general").value).toBe(1);
  });

  it("refuses all to which it could belong, where the plan asks for all suites", () => {
    expect(split("complete", "domain", "general").value).toBeNull();
    expect(split("complete", "family", "f").value).toBeNull();
    expect(split("complete", "family", "g").value).toBe(1);
  });
});

describe("warnings", () => {
  it("tell few families and missing suites", () => {
    const rows = boardOf([0.03, 0.02, 0.01], { family: "one" });
    expect(analyse(rows).warnings).toContain("few_families");
    expect(analyse(rows, { missingSuites: "complete" }, [missingRow()]).warnings).toContain("incomplete");
    expect(analyse(boardOf(Array(6).fill(0.03))).warnings).toEqual([]);
  });
});
