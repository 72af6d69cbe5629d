/** How did the comparison do, where the truth is known? */
import type { Comparison, SuiteRow } from "@evenmatch/contract";
import type { SuiteTruth } from "./truth.ts";

/** How intervals, signs and verdicts did. */
export interface TruthReport {
  level: number;
  /** suites whose row has a primary interval */
  judged: number;
  /** of these, intervals that hold the true difference */
  covered: number;
  /** covered / judged */
  share: number;
  /** binomial standard error of the share at the nominal level, were suites independent */
  monteCarloError: number;
  /** suites whose interval missed the truth */
  missed: readonly string[];
  /** suites of the study without a row, or with more than one */
  withoutRow: readonly string[];
  /** counted rows, and those whose estimate has the true sign */
  counted: number;
  signsRight: number;
  /** counted suites that are truly better or worse, and those of them that were called so */
  trulyBetter: number;
  foundBetter: number;
  trulyWorse: number;
  foundWorse: number;
  /** called improved though truly worse; called regressed though truly better */
  falseGains: readonly string[];
  falseRegressions: readonly string[];
}

/** Compares every row of a comparison with what is true of its suite. */
export function againstTruth(comparison: Comparison, truths: readonly SuiteTruth[]): TruthReport {
  const { level } = comparison.plan;
  const pairs: { truth: SuiteTruth; row: SuiteRow }[] = [];
  const withoutRow: string[] = [];
  for (const truth of truths) {
    const rows = comparison.suites.filter((row) => row.suite === truth.suite);
    const [row] = rows;
    if (row === undefined || rows.length > 1) withoutRow.push(truth.suite);
    else pairs.push({ truth, row });
  }
  const judged = pairs.filter(({ row }) => row.difference.interval !== null);
  const missed = judged.filter(({ truth, row }) => !holds(row, truth));
  const counted = pairs.filter(({ row }) => row.counted);
  const better = counted.filter(({ truth }) => truth.improvement > 0);
  const worse = counted.filter(({ truth }) => truth.improvement < 0);
  const called = (among: typeof pairs, verdict: SuiteRow["verdict"]) =>
    among.filter(({ row }) => row.verdict === verdict).map(({ truth }) => truth.suite);
  return {
    level,
    judged: judged.length,
    covered: judged.length - missed.length,
    share: (judged.length - missed.length) / judged.length,
    monteCarloError: Math.sqrt((level * (1 - level)) / judged.length),
    missed: missed.map(({ truth }) => truth.suite),
    withoutRow,
    counted: counted.length,
    signsRight: counted.filter(({ truth, row }) => (row.difference.improvement ?? 0) * truth.improvement > 0).length,
    trulyBetter: better.length,
    foundBetter: called(better, "improved").length,
    trulyWorse: worse.length,
    foundWorse: called(worse, "regressed").length,
    falseGains: called(worse, "improved"),
    falseRegressions: called(better, "regressed"),
  };
}

/** Does the row's interval hold the truth? Of a target suite it is an interval of the change in distance. */
function holds(row: SuiteRow, truth: SuiteTruth): boolean {
  const { interval } = row.difference;
  const value = truth.direction === "target" ? -truth.improvement : truth.difference;
  return interval !== null && interval[0] <= value && value <= interval[1];
}

/** The report in words. */
export function truthText(report: TruthReport): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const named = (suites: readonly string[]) =>
    suites.length === 0 ? "none" : `${suites.length}: ${suites.join(", ")}`;
  return [
    "Against the truth that the data were drawn from:",
    `  ${report.covered} of ${report.judged} intervals hold the true difference: ${percent(report.share)}; ` +
      `${percent(report.level)} ± ${percent(report.monteCarloError)} was to be expected`,
    `  missed: ${named(report.missed)}`,
    `  ${report.signsRight} of ${report.counted} counted differences have the true sign`,
    `  truly better: ${report.trulyBetter}, found to be: ${report.foundBetter}; ` +
      `truly worse: ${report.trulyWorse}, found to be: ${report.foundWorse}`,
    `  false gains: ${named(report.falseGains)}; false regressions: ${named(report.falseRegressions)}`,
  ].join("\n");
}

/** What is wrong enough to fail the demo; empty where nothing is. */
export function truthFailures(report: TruthReport): string[] {
  const failures: string[] = [];
  if (report.withoutRow.length > 0) {
    failures.push(`needed one row for each suite, found another number for ${report.withoutRow.join(", ")}`);
  }
  // far below any level, and not by chance: at .95, 42 or fewer of 53 happens once in 20,000 studies
  if (!(report.share >= 0.8)) failures.push(`needed 80 % of intervals to hold the truth, found ${report.share}`);
  if (report.falseGains.length > 2) {
    failures.push(`needed at most 2 false gains, found ${report.falseGains.length}`);
  }
  return failures;
}
