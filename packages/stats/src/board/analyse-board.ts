import type { BoardAnalysis, BoardPlan, BoardRow, MissingRow, RowVerdict, WinRate } from "../board.ts";
import { need } from "../errors.ts";
import { compareUtf8 } from "../utf8-order.ts";
import { controlsOf } from "./controls.ts";
import { counted } from "./counted.ts";
import { guarantees } from "./guarantee.ts";
import { headline } from "./headline.ts";
import type { CountedBoard } from "./hypotheses.ts";
import { replicatesNeeded } from "./replicates-needed.ts";
import { type SplitRows, splitRows } from "./splits.ts";
import { standardisedImprovement } from "./standardised-improvement.ts";
import { rowVerdicts } from "./verdicts.ts";
import { leastEffectiveFamilies, type SignedSuite, unequalFamilies, winRate } from "./win-rate.ts";

/** Everything that the figures over many rows are computed from. */
export interface BoardInput {
  rows: readonly BoardRow[];
  missing: readonly MissingRow[];
  plan: BoardPlan;
}

/**
 * What does a whole comparison say: verdicts corrected for each other, the headline, the win rate and its bounds?
 *
 * `rows`: analysed rows with unique keys, in any order; the answer has them in ascending UTF-8 order of their keys. Pure
 * and deterministic: the family bootstrap draws from streams named by the plan's seed and the split.
 *
 * @throws {StatsError} if two rows share a key, or the level is outside (0.5, 1)
 * @see oracle: statsmodels and scipy on random experiments (test/oracles); every intersection of closed testing by force
 */
export function analyseBoard(input: BoardInput): BoardAnalysis {
  const { plan, missing } = input;
  need(plan.level > 0.5 && plan.level < 1, `a level in (0.5, 1) was needed, found ${plan.level}`);
  const rows = [...input.rows].sort((left, right) => compareUtf8(left.key, right.key));
  for (const [i, { key }] of rows.entries()) {
    need(key !== rows[i + 1]?.key, `one row for each key was needed, found two for ${key}`);
  }

  const count = counted(rows, missing, plan);
  const board: CountedBoard = { rows, missing, plan, count };
  const verdicts = rowVerdicts(board);
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.key, verdict]));
  const countedRows = rows.filter(({ key }) => verdictOf.get(key)!.counted);
  const signed = new Map(countedRows.map((row) => [row.key, signedSuite(row, verdictOf.get(row.key)!)]));
  const guaranteeOf = guarantees(countedRows, count.missing.length, plan.level);
  const overall = winRate([...signed.values()], {
    plan,
    missing: count.missing.map(({ family }) => family),
    key: "board",
  });

  return {
    rows: verdicts,
    missing: count.missing.map(({ key }) => key).sort(compareUtf8),
    headline: headline(verdicts),
    winRate: overall,
    guarantee: guaranteeOf(new Set(signed.keys())),
    standardisedImprovement: standardisedImprovement(countedRows, plan.level),
    controls: controlsOf(rows, verdicts),
    splits: splitRows(rows, verdicts).map((split) => ({
      by: split.by,
      value: split.value,
      headline: headline(verdicts.filter(({ key }) => split.keys.has(key))),
      winRate: winRate(
        [...split.keys].map((key) => signed.get(key)!),
        {
          plan,
          missing: missingOf(split, count.missing, plan).map(({ family }) => family),
          key: `board/${split.by}/${split.value}`,
        },
      ),
      guarantee: guaranteeOf(split.keys),
    })),
    warnings: boardWarnings(countedRows, board, overall),
  };
}

function signedSuite(row: BoardRow, verdict: RowVerdict): SignedSuite {
  const { bootstrap, difference } = row.analysis;
  return {
    family: row.family,
    sign: verdict.sign!,
    improvement: difference.improvement!,
    standardError: positive(difference.standardError),
    // resamples that all agree, because the data don't vary, say nothing of how sure the sign is
    resampledShare: bootstrap?.standardError ? bootstrap.shareImproved : null,
  };
}

function positive(standardError: number | null): number | null {
  return standardError !== null && standardError > 0 ? standardError : null;
}

/**
 * The missing suites that a split lacks, as far as is known of a suite without a row: its family and role. On the other
 * axes it could belong anywhere: where the plan refuses incomplete boards it is missing from every value.
 */
function missingOf({ by, value }: SplitRows, missing: readonly MissingRow[], plan: BoardPlan): MissingRow[] {
  if (by === "family") return missing.filter(({ family }) => family === value);
  if (by === "role") return missing.filter(({ role }) => role === value);
  return plan.missingSuites === "complete" ? [...missing] : [];
}

function boardWarnings(rows: readonly BoardRow[], board: CountedBoard, overall: WinRate): string[] {
  const { count, plan } = board;
  const warnings: string[] = [];
  if (rows.length === 0) warnings.push("no_counted_suites");
  if (rows.length > 0 && count.controlsCounted) warnings.push("controls_counted");
  if (rows.some(({ role }) => role === "unassigned")) warnings.push("unassigned_counted");
  if (overall.effectiveFamilies !== null && overall.effectiveFamilies < leastEffectiveFamilies) {
    warnings.push("few_families");
  } else if (unequalFamilies(overall)) {
    warnings.push("unequal_families");
  }
  if (plan.replicates < replicatesNeeded(board)) warnings.push("few_replicates");
  if (count.missing.length > 0) {
    warnings.push(plan.missingSuites === "complete" ? "incomplete" : "missing_suites");
  }
  return warnings;
}
