/** What a comparison of a checkpoint with itself says of the machinery: an A/A check. */
import type { BoardRow } from "./board.ts";
import { binomialSurvival } from "./distributions/binomial.ts";
import { need } from "./errors.ts";
import { clopperPearson } from "./intervals/clopper-pearson.ts";
import type { Interval } from "./row.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** How far one suite's difference strays when nothing differs. */
export interface NoiseFloor {
  key: string;
  /** treatment − baseline of the two runs of the same checkpoint */
  difference: number;
  /** half the width of the interval: a smaller difference is what a rerun shows anyway; null without an interval */
  noiseFloor: number | null;
  /** its own test says that the two runs differ */
  isFalsePositive: boolean;
}

/** How often an arm was found different from itself. */
export interface Calibration {
  /** rows with a p-value */
  tests: number;
  falsePositives: number;
  /** falsePositives / tests; null without tests */
  rate: number | null;
  /** Clopper–Pearson, at the level */
  interval: Interval | null;
  /** one-sided: so many or more false positives, if each test kept its α */
  p: number | null;
  /** the interval of the rate lies above α: these verdicts can't be trusted */
  isMiscalibrated: boolean;
  suites: readonly NoiseFloor[];
}

/**
 * Do the tests keep their error rate, and how large is a difference that means nothing?
 *
 * `rows`: a board whose two arms are one checkpoint, evaluated twice; every row with a p counts as one test at α = 1 −
 * `level`, uncorrected. Suites that share items make the count less sure than its interval says. Rows come back in
 * ascending UTF-8 order of their keys; those without a difference are left out.
 *
 * @throws {StatsError} if the level is outside (0, 1)
 * @see Kohavi, Tang & Xu (2020), ch. 19 (A/A tests)
 */
export function calibrate(rows: readonly BoardRow[], level: number): Calibration {
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  const alpha = 1 - level;
  const ordered = [...rows].sort((left, right) => compareUtf8(left.key, right.key));
  const pValues = ordered.flatMap((row) => row.analysis.difference.p ?? []);
  const tests = pValues.length;
  const falsePositives = pValues.filter((p) => p <= alpha).length;
  const interval = tests === 0 ? null : clopperPearson(falsePositives, tests, level);
  return {
    tests,
    falsePositives,
    rate: tests === 0 ? null : falsePositives / tests,
    interval,
    p: tests === 0 ? null : binomialSurvival(falsePositives - 1, tests, alpha),
    isMiscalibrated: interval !== null && interval[0] > alpha,
    suites: ordered.flatMap((row) => noiseFloorOf(row, alpha)),
  };
}

function noiseFloorOf(row: BoardRow, alpha: number): NoiseFloor[] {
  const { value, interval, p } = row.analysis.difference;
  if (value === null) return [];
  return [
    {
      key: row.key,
      difference: value,
      noiseFloor: interval === null ? null : (interval[1] - interval[0]) / 2,
      isFalsePositive: p !== null && p <= alpha,
    },
  ];
}
