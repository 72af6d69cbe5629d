import type { BoardRow, RowVerdict, Verdict } from "../board.ts";
import { falseCoverageLevel } from "../multiplicity/fcr.ts";
import { detectionFactor } from "../power/minimum-detectable.ts";
import type { NoVerdictReason } from "../row.ts";
import { adjusted, type CountedBoard, type HypothesisFamily, hypothesisFamilies } from "./hypotheses.ts";
import { intervalAtLevel } from "./interval-at-level.ts";
import { completedReadings, judge } from "./judge.ts";
import { insideMargin, observedReading } from "./reading.ts";
import { signOf } from "./sign-of.ts";

/**
 * What may be said of every row, once all rows are read together?
 *
 * One verdict per row, in the order of the rows: see `hypothesisFamilies` for what is corrected with what, `judge` for
 * the rule. A row that is no hypothesis (a secondary metric, an uncounted suite) has `noVerdict`, reason `descriptive`.
 *
 * @see Benjamini & Yekutieli (2005) for the interval beside a selected verdict
 */
export function rowVerdicts(board: CountedBoard): RowVerdict[] {
  const judged = new Map<string, RowVerdict>();
  const rowOf = new Map(board.rows.map((row) => [row.key, row]));
  for (const family of hypothesisFamilies(board)) {
    const members = family.keys.map((key) => rowOf.get(key)!);
    for (const verdict of verdictsOfFamily(family, members, board)) judged.set(verdict.key, verdict);
  }
  return board.rows.map((row) => judged.get(row.key) ?? withoutHypothesis(row, board));
}

function verdictsOfFamily(family: HypothesisFamily, members: readonly BoardRow[], board: CountedBoard): RowVerdict[] {
  const alpha = 1 - board.plan.level;
  const both = adjusted(family.pValues);
  const deciding = both[family.correction === "holm" ? "holm" : "bh"];
  const isControl = family.kind === "controls";
  const verdicts = members.map((row, position) => {
    const reading = observedReading(row)!;
    return judge({ row, reading, adjustedP: deciding[position] ?? null, alpha, isControl });
  });
  const selected = verdicts.filter(isSelected).length;
  const intervalLevel = selected === 0 ? null : falseCoverageLevel(board.plan.level, selected, family.pValues.length);

  return members.map((row, position) => {
    const verdict = verdicts[position]!;
    const isChosen = isSelected(verdict) && intervalLevel !== null;
    return {
      ...head(row, board),
      adjusted: { holm: both.holm[position] ?? null, bh: both.bh[position] ?? null },
      fcrInterval: isChosen ? intervalAtLevel(row, board.plan.level, intervalLevel) : null,
      minimumDetectableAdjusted: detectableAmong(family.pValues.length, row, board.plan.level),
      verdict,
      noVerdict: null,
      withinMargin: isSelected(verdict) && insideMargin(observedReading(row)!.interval, row.analysis.margin),
      fragile: isFragile({ row, position, verdict, family, board }),
    };
  });
}

/** The row's smallest detectable difference at α/m: the variance is the same, the critical value is another. */
function detectableAmong(tests: number, { analysis }: BoardRow, level: number): number | null {
  const { minimumDetectable } = analysis;
  if (minimumDetectable === null) return null;
  return minimumDetectable * (detectionFactor({ level, tests }) / detectionFactor({ level }));
}

/** Would either completion of the row's missing data, the other rows as they are, have given another verdict? */
function isFragile(options: {
  row: BoardRow;
  position: number;
  verdict: Verdict;
  family: HypothesisFamily;
  board: CountedBoard;
}): boolean {
  const { row, position, verdict, family, board } = options;
  const isControl = family.kind === "controls";
  return completedReadings(row, board.plan.level, isControl).some((reading) => {
    const pValues = family.pValues.map((p, other) => (other === position ? (reading.p ?? 1) : p));
    const adjustedP = adjusted(pValues)[family.correction][position] ?? null;
    return judge({ row, reading, adjustedP, alpha: 1 - board.plan.level, isControl }) !== verdict;
  });
}

/** A row outside every family of hypotheses. */
function withoutHypothesis(row: BoardRow, board: CountedBoard): RowVerdict {
  const interval = observedReading(row)?.interval ?? null;
  const noVerdict = row.analysis.noVerdict ?? whyNoHypothesis(row, board);
  const isEquivalent = noVerdict === null && insideMargin(interval, row.analysis.margin);
  const withInterval = isEquivalent ? "equivalent" : "inconclusive";
  return {
    ...head(row, board),
    adjusted: { holm: null, bh: null },
    fcrInterval: null,
    minimumDetectableAdjusted: null,
    verdict: noVerdict === null ? withInterval : "noVerdict",
    noVerdict,
    withinMargin: false,
    fragile: false,
  };
}

/** Null where a counted row has an interval, but no p by structure: its interval can still say equivalent. */
function whyNoHypothesis(row: BoardRow, board: CountedBoard): NoVerdictReason | null {
  const reason = board.count.reasons.get(row.key) ?? null;
  if (reason === null) return row.analysis.difference.interval === null ? "no_interval" : null;
  if (row.direction === "unknown") return "unknown_direction";
  if (reason !== "control" || row.containsOthers) return "descriptive";
  return row.analysis.margin === null ? "no_margin" : "no_interval";
}

function head(row: BoardRow, board: CountedBoard): Pick<RowVerdict, "key" | "counted" | "notCounted" | "sign"> {
  const notCounted = board.count.reasons.get(row.key) ?? null;
  const { improvement } = row.analysis.difference;
  const isCounted = notCounted === null && improvement !== null;
  return { key: row.key, counted: isCounted, notCounted, sign: isCounted ? signOf(row, improvement) : null };
}

function isSelected(verdict: Verdict): boolean {
  return verdict === "improved" || verdict === "regressed";
}
