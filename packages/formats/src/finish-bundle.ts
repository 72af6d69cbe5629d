import type { Bundle, Segment } from "./bundle.ts";
import { checkHeadlines } from "./check-headlines.ts";
import { finishJudgements, finishSummaries } from "./finish-summaries.ts";
import { type Filled, type Finished, fillColumns, finishTable, TableTooLarge } from "./finish-table.ts";
import { type LiveBundle, liveBundle, logOf, rejectAll } from "./live-bundle.ts";
import { mergedHeader } from "./merge-header.ts";
import type { TaskResult } from "./report.ts";
import { epochShifts, runsOf, sayTheSame } from "./runs.ts";

/**
 * What one task came to: its columns, summaries and judgements, without what was withdrawn.
 *
 * Writes to the logs of its files: several runs, duplicates, conflicts, the checks of the headlines. Undefined where
 * nothing is left.
 */
export function finishBundle(
  bundle: Bundle,
  segments: readonly Segment[],
  options: { runsAreEpochs: boolean },
): TaskResult | undefined {
  const of = liveBundle(bundle, segments);
  // nothing of a file that was given up counts: what was read of it needs no sorting
  if (of.live.size === 0) return undefined;
  const runs = runsOf(of);
  const several = runs.length > 1;
  const filled = fillRows(of, several && options.runsAreEpochs ? epochShifts(of, runs) : asTheyAre);
  if (filled === undefined) return undefined;
  if (several && !options.runsAreEpochs && !sayTheSame(of, runs, filled)) {
    const found = `${runs.length} (${runs.slice(0, 5).join(", ")})`;
    const text = `needed one run of ${bundle.header.task}, found ${found}: give the files of one run, or say that runs are epochs`;
    rejectAll(of, "several_runs", text);
    return undefined;
  }
  return resultOf(of, finishTable(bundle.builder, filled));
}

function resultOf(of: LiveBundle, finished: Finished): TaskResult | undefined {
  const { bundle, segments } = of;
  const { table } = finished;
  logRows(of, finished);
  const scored = (metric: string): boolean => table !== null && Object.hasOwn(table.scores, metric);
  const summaries = finishSummaries(of, scored);
  const judgements = finishJudgements(of);
  if (!bundle.named && bundle.seed === null) checkHeadlines(finished, segments);
  if (table === null && Object.keys(summaries).length === 0 && judgements.length === 0) return undefined;
  const own = [...of.live].map((index) => segments[index] as Segment);
  const has = (metric: string): boolean => scored(metric) || Object.hasOwn(summaries, metric);
  return {
    header: mergedHeader(
      own.map((segment) => segment.header),
      has,
    ),
    condition: bundle.condition,
    seed: bundle.seed,
    table,
    summaries,
    judgements,
    files: [...new Set(own.flatMap((segment) => segment.logs.map((log) => log.source.name)))],
  };
}

function asTheyAre(): number {
  return 0;
}

function fillRows(of: LiveBundle, epochShift: (segment: number) => number): Filled | undefined {
  try {
    return fillColumns(of.bundle.builder, { dropped: (segment) => !of.live.has(segment), epochShift });
  } catch (error) {
    if (!(error instanceof TableTooLarge)) throw error;
    rejectAll(of, "too_many_rows", error.message);
    return undefined;
  }
}

function logRows({ segments }: LiveBundle, finished: Finished): void {
  for (const [index, count] of finished.equalDuplicates) {
    const text = `${count} scores stood twice and were equal: counted once`;
    logOf(segments, index).note("equal_duplicates", text);
  }
  for (const conflict of finished.conflicts) {
    const log = logOf(segments, conflict.segment);
    const place = conflict.line > 0 ? `line ${conflict.line}` : "";
    log.reject(1);
    log.problem({ place, code: "conflicting_duplicate", text: conflict.text }, false);
  }
  for (const [index, count] of finished.moreConflicts) {
    logOf(segments, index).reject(count);
    logOf(segments, index).unlisted(count);
  }
}
