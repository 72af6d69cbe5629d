import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { analyseBoard } from "../../packages/stats/src/board/analyse-board.ts";
import type { BoardAnalysis, BoardRow } from "../../packages/stats/src/board.ts";
import { calibrate } from "../../packages/stats/src/calibration.ts";
import { normalQuantile } from "../../packages/stats/src/distributions/normal-quantile.ts";
import type { MetricDefinition, SuiteInput } from "../../packages/stats/src/input.ts";
import { nextWord, openStreams, startBlock } from "../../packages/stats/src/random/stream.ts";
import { plan as boardPlan } from "./board-rows.ts";
import { accuracy, plan as rowPlan, seedScores, singles } from "./row-input.ts";

/** uniform numbers in (0, 1), named by a text */
function uniforms(key: string, count: number): number[] {
  const state = new Int32Array(4);
  startBlock(openStreams("comparison", key), 0, state);
  return Array.from({ length: count }, () => ((nextWord(state) >>> 0) + 0.5) / 4294967296);
}

interface Suite {
  key: string;
  role: BoardRow["role"];
  metric: MetricDefinition;
  treatment: number[];
  baseline: number[];
}

/** Binary and continuous suites, some where less is better; `effect` shifts the treatment to the better side. */
function suite(index: number, items: number, effect: number): Suite {
  const key = `suite-${String(index).padStart(3, "0")}`;
  const direction = index % 4 === 3 ? "lower" : "higher";
  const shift = direction === "lower" ? -effect : effect;
  const ability = uniforms(`${key}/items`, items);
  const isBinary = index % 2 === 0;
  const arm = (name: string, offset: number) =>
    uniforms(`${key}/${name}`, items).map((u, i) => {
      const chance = 0.3 + 0.4 * ability[i]! + offset;
      return isBinary ? Number(u < chance) : chance + 0.1 * normalQuantile(u);
    });
  return {
    key,
    role: index % 5 === 4 ? "control" : "outcome",
    metric: { ...accuracy, direction, range: isBinary ? [0, 1] : null },
    treatment: arm("treatment", shift),
    baseline: arm("baseline", 0),
  };
}

function rowsOf(suites: readonly Suite[]): BoardRow[] {
  return suites.map(({ key, role, metric, treatment, baseline }, i) => {
    const input: SuiteInput = {
      key,
      metric,
      arms: {
        treatment: { kind: "items", seeds: [seedScores(singles(treatment))] },
        baseline: { kind: "items", seeds: [seedScores(singles(baseline))] },
      },
    };
    return {
      key,
      suite: key,
      family: `family-${i % 9}`,
      domain: i % 3 === 0 ? "health" : "general",
      traits: [],
      role,
      audience: "public",
      direction: metric.direction,
      range: metric.range,
      primary: true,
      containsOthers: false,
      inTraining: null,
      analysis: analyseRow(input, { ...rowPlan, margin: 0.05 }),
    };
  });
}

function compare(suites: readonly Suite[]): BoardAnalysis {
  return analyseBoard({ rows: rowsOf(suites), missing: [], plan: boardPlan });
}

describe("a comparison from scores to headline", () => {
  const suites = Array.from({ length: 20 }, (_, i) => suite(i, 120, 0.08));
  const board = compare(suites);

  it("finds an effect that is there", () => {
    const { headline, winRate, guarantee } = board;
    expect(headline.suites).toBe(16);
    expect(headline.ahead).toBeGreaterThan(13);
    expect(headline.gains).toBeGreaterThan(5);
    expect(headline.regressions).toBe(0);
    expect(winRate.interval![0]).toBeGreaterThan(0.5);
    expect(guarantee!.atLeastImproved).toBeGreaterThan(2);
    expect(board.controls!.suites).toBe(4);
  });

  it("is mirrored by swapping the arms", () => {
    const swapped = compare(suites.map((each) => ({ ...each, treatment: each.baseline, baseline: each.treatment })));
    expect(swapped.headline).toEqual({
      ...board.headline,
      ahead: board.headline.behind,
      behind: board.headline.ahead,
      gains: board.headline.regressions,
      regressions: board.headline.gains,
    });
    expect(swapped.winRate.value).toBeCloseTo(1 - board.winRate.value!, 12);
    expect(swapped.winRate.interval![0]).toBeCloseTo(1 - board.winRate.interval![1], 12);
    expect(swapped.winRate.soft).toBeCloseTo(1 - board.winRate.soft!, 12);
    for (const [i, row] of board.rows.entries()) {
      if (row.counted) expect(swapped.rows[i]!.adjusted).toEqual(row.adjusted);
      if (row.fcrInterval) expect(swapped.rows[i]!.fcrInterval![0]).toBeCloseTo(-row.fcrInterval[1], 12);
    }
  });

  it("is the same whatever the order of the suites", () => {
    const rows = rowsOf(suites);
    const backwards = analyseBoard({ rows: [...rows].reverse(), missing: [], plan: boardPlan });
    expect(backwards).toEqual(board);
  });

  it("keeps its verdicts when the level of other figures changes nothing: levels nest", () => {
    const strict = analyseBoard({ rows: rowsOf(suites), missing: [], plan: { ...boardPlan, level: 0.99 } });
    const [lower, upper] = board.winRate.interval!;
    expect(strict.winRate.interval![0]).toBeLessThan(lower);
    expect(strict.winRate.interval![1]).toBeGreaterThan(upper);
    expect(strict.winRate.familyBootstrap![0]).toBeLessThanOrEqual(board.winRate.familyBootstrap![0]);
    expect(strict.guarantee!.atLeastImproved).toBeLessThanOrEqual(board.guarantee!.atLeastImproved);
  });
});

describe("a checkpoint compared with itself", () => {
  it("keeps the tests' error rate and claims next to nothing", () => {
    const suites = Array.from({ length: 80 }, (_, i) => suite(1000 + i, 100, 0));
    const rows = rowsOf(suites);
    const { tests, rate, isMiscalibrated, suites: floors } = calibrate(rows, 0.95);
    expect(tests).toBe(80);
    expect(isMiscalibrated).toBe(false);
    expect(rate).toBeLessThan(0.125);
    expect(floors.every(({ noiseFloor }) => noiseFloor! > 0)).toBe(true);
    const { headline, guarantee, winRate } = analyseBoard({ rows, missing: [], plan: boardPlan });
    expect(headline.gains + headline.regressions).toBeLessThan(3);
    expect(guarantee!.atLeastImproved).toBeLessThan(2);
    expect(winRate.interval![0]).toBeLessThan(0.5);
    expect(winRate.interval![1]).toBeGreaterThan(0.5);
  });
});
