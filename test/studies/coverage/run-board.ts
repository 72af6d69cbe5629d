import {
  analyseBoard,
  type BoardAnalysis,
  type BoardPlan,
  type BoardRow,
  normalCdf,
  pairedT,
  type RowAnalysis,
} from "@evenmatch/stats";
import { counted } from "@evenmatch/stats/board/counted";
import { guarantees } from "@evenmatch/stats/board/guarantee";
import { headline } from "@evenmatch/stats/board/headline";
import { rowVerdicts } from "@evenmatch/stats/board/verdicts";
import { unequalFamilies, winRate } from "@evenmatch/stats/board/win-rate";
import { boardRow } from "../../stats/board-rows.ts";
import type { BoardCell, CellResult } from "./cell.ts";
import { runningDigest } from "./digest.ts";
import { type Draws, drawsOf, resamplingSeed } from "./draws.ts";
import { bootstrapReplicates, level, type Replications } from "./run-row.ts";
import { rates, tallies } from "./tally.ts";

export const itemsPerSuite = 24;
const alpha = 1 - level;

/** What a comparison says of one simulated board. */
export type BoardSaid = Pick<BoardAnalysis, "headline" | "winRate" | "guarantee"> & { gained: readonly string[] };

/**
 * Simulates boards of 53 suites of 24 items and reads them as the product does, for everything that a board promises.
 *
 * The truth of a win rate is the expected share of suites ahead at these suite sizes.
 */
export async function runBoard(
  cell: BoardCell,
  replications: Replications,
  at: (done: number, total: number) => Promise<void>,
): Promise<CellResult> {
  const { improvements, margin, warning } = cell;
  const truth =
    improvements.reduce((sum, each) => sum + normalCdf(each * Math.sqrt(itemsPerSuite)), 0) / improvements.length;
  const improved = new Set(improvements.flatMap((each, suite) => (each > 0 ? [keyOf(suite)] : [])));
  const regressed = improvements.filter((each) => each <= -margin).length;
  const nothingDiffers = improvements.every((each) => each === 0);
  const found = tallies(truth);
  const events = rates();
  const digest = runningDigest(replications.prefix);
  let warned = 0;

  for (let i = 0; i < replications.analytic; i++) {
    const hasBootstrap = i < replications.bootstrap;
    const said = readBoard(boardRows(cell, drawsOf(cell.name, i)), boardPlan(cell, i, hasBootstrap));
    const intervals = intervalsOf(said, hasBootstrap);
    for (const [method, interval] of Object.entries(intervals)) found.add(method, interval);

    const { winRate: rate, guarantee, gained } = said;
    if (warning === "unequal_families" && unequalFamilies(rate)) warned += 1;
    if (nothingDiffers) {
      events.add("sign test p ≤ .05 (independent suites assumed)", (rate.signTestP ?? 1) <= alpha);
      events.add("Wilson without families leaves out ½", leavesOutHalf(rate.wilson));
      events.add("default interval leaves out ½", leavesOutHalf(rate.interval), warning === null ? alpha : undefined);
    }
    const falseGains = gained.filter((key) => !improved.has(key)).length;
    events.add("share of false gains (BH)", gained.length === 0 ? 0 : falseGains / gained.length, alpha);
    events.add("“at least k improved” says too many", guarantee!.atLeastImproved > improved.size, alpha / 2);
    events.add("“at most r regressed” says too few", guarantee!.atMostRegressed < regressed, alpha / 2);
    digest.add([intervals, said.headline, guarantee]);
    await at(i + 1, replications.analytic);
  }
  return {
    name: cell.name,
    kind: "board",
    what: cell.what,
    truth,
    facts: null,
    warning,
    warned,
    rowsRead: warning === null ? 0 : replications.analytic,
    primaryMethods: { "wilson-family-deflated": replications.analytic },
    tallies: found.all(),
    rates: events.all(),
    ...digest.done(),
  };
}

/** The rows of one simulated board: paired t on suites whose items share noise within a family. */
export function boardRows(cell: BoardCell, draws: Draws): BoardRow[] {
  const shared = Math.sqrt(cell.correlation);
  const own = Math.sqrt(1 - cell.correlation);
  const families = cell.families.map(() => Float64Array.from({ length: itemsPerSuite }, () => draws.normal()));
  const familyOf = cell.families.flatMap((size, family) => new Array<number>(size).fill(family));
  const baseline = new Float64Array(itemsPerSuite);
  return cell.improvements.map((improvement, suite) => {
    const family = familyOf[suite]!;
    const noise = families[family]!;
    const treatment = new Float64Array(itemsPerSuite);
    for (let i = 0; i < itemsPerSuite; i++) treatment[i] = improvement + shared * noise[i]! + own * draws.normal();
    const t = pairedT({ treatment, baseline, level });
    const difference: RowAnalysis["difference"] = {
      value: t.difference,
      improvement: t.difference,
      standardError: t.standardError,
      degreesOfFreedom: t.degreesOfFreedom,
      interval: t.interval,
      improvementInterval: t.interval,
      p: t.p,
      method: "paired-t",
    };
    const key = keyOf(suite);
    return boardRow({
      key,
      suite: key,
      family: `family-${family}`,
      range: null,
      analysis: { difference, margin: cell.margin },
    });
  });
}

/** What the product says of the board as a whole: `analyseBoard` without its splits. */
export function readBoard(rows: readonly BoardRow[], plan: BoardPlan): BoardSaid {
  const count = counted(rows, [], plan);
  const verdicts = rowVerdicts({ rows, missing: [], plan, count });
  const signed = rows.map((row, i) => ({
    family: row.family,
    sign: verdicts[i]!.sign!,
    improvement: row.analysis.difference.improvement!,
    standardError: row.analysis.difference.standardError,
    resampledShare: null,
  }));
  return {
    headline: headline(verdicts),
    winRate: winRate(signed, { plan, missing: [], key: "board" }),
    guarantee: guarantees(rows, 0, plan.level)(new Set(rows.map(({ key }) => key))),
    gained: verdicts.flatMap(({ key, verdict }) => (verdict === "improved" ? [key] : [])),
  };
}

/** The same by `analyseBoard` itself. */
export function readWhole(rows: readonly BoardRow[], plan: BoardPlan): BoardSaid {
  const board = analyseBoard({ rows, missing: [], plan });
  const gained = board.rows.flatMap(({ key, verdict }) => (verdict === "improved" ? [key] : []));
  return { headline: board.headline, winRate: board.winRate, guarantee: board.guarantee, gained };
}

export function boardPlan(cell: BoardCell, replication: number, hasBootstrap: boolean): BoardPlan {
  return {
    level,
    replicates: hasBootstrap ? bootstrapReplicates : 16,
    seed: resamplingSeed(cell.name, replication),
    correction: "bh",
    primarySuites: [],
    count: [],
    doNotCount: [],
    missingSuites: "shown",
  };
}

function intervalsOf({ winRate: rate }: BoardSaid, hasBootstrap: boolean) {
  return {
    primary: rate.interval,
    "wilson without families": rate.wilson,
    "CR1-t": rate.cr1t,
    hierarchical: rate.hierarchical?.interval ?? null,
    ...(hasBootstrap ? { "family percentile": rate.familyBootstrap } : {}),
  };
}

function leavesOutHalf(interval: readonly [number, number] | null): boolean {
  return interval !== null && (interval[0] > 0.5 || interval[1] < 0.5);
}

function keyOf(suite: number): string {
  return `suite-${String(suite).padStart(2, "0")}`;
}
