import type { Bundle, Segment } from "./collection.ts";
import type { FileLog } from "./file-log.ts";
import { type Finished, finishTable, TableTooLarge } from "./finish-table.ts";
import { headlineAgrees } from "./header-check.ts";
import type { MetricHeader, TaskHeader } from "./reader.ts";
import type { HeaderCheck, JudgementRow, Summary, TaskResult } from "./report.ts";
import { noMetric } from "./score-builder.ts";

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
  const live = liveSegments(bundle, segments);
  const runs = runsOf(live, segments);
  if (runs.length > 1 && !options.runsAreEpochs && !sayTheSame(bundle, runs, live, segments)) {
    const text =
      `needed one run of ${bundle.header.task}, found ${runs.length} (${runs.slice(0, 5).join(", ")}): ` +
      "give the files of one run, or say that runs are epochs";
    rejectAll({ bundle, live, segments }, "several_runs", text);
    return undefined;
  }
  const shifts = options.runsAreEpochs ? epochShifts(bundle, runs, live, segments) : () => 0;
  const finished = finishRows(bundle, segments, live, shifts);
  if (finished === undefined) return undefined;
  logRows(finished, segments);
  const summaries = finishSummaries(bundle, segments, live, finished);
  const judgements = finishJudgements(bundle, segments, live);
  checkHeadlines(bundle, finished, segments);
  if (finished.table === null && Object.keys(summaries).length === 0 && judgements.length === 0) return undefined;
  const files = new Set(
    [...live].flatMap((segment) => (segments[segment] as Segment).logs.map((log) => log.source.name)),
  );
  return {
    header: mergedHeader(
      [...live].map((segment) => (segments[segment] as Segment).header),
      finished,
      summaries,
    ),
    condition: bundle.condition,
    seed: bundle.seed,
    table: finished.table,
    summaries,
    judgements,
    files: [...files],
  };
}

/** Segments that gave this bundle anything and weren't withdrawn. */
function liveSegments(bundle: Bundle, segments: readonly Segment[]): Set<number> {
  const found = new Set<number>();
  const { cells } = bundle.builder;
  let last = -1;
  for (let cell = 0; cell < cells.length; cell += 1) {
    const segment = cells.segment[cell] as number;
    if (segment !== last) found.add(segment);
    last = segment;
  }
  for (const entry of bundle.summaries) found.add(entry.segment);
  for (const entry of bundle.judgements) found.add(entry.segment);
  return new Set(
    [...found].sort((left, right) => left - right).filter((segment) => isLive(segments[segment] as Segment)),
  );
}

function isLive(segment: Segment): boolean {
  return !(segment.logs[0] as FileLog).withdrawn();
}

/** Runs by their logged time; the name decides between equals, so that the order of the files doesn't matter. */
function runsOf(live: ReadonlySet<number>, segments: readonly Segment[]): string[] {
  const times = new Map<string, string>();
  for (const index of live) {
    const { run, header } = segments[index] as Segment;
    const time = header.created ?? "";
    const known = times.get(run);
    if (known === undefined || time < known) times.set(run, time);
  }
  return [...times]
    .sort(([run, time], [otherRun, otherTime]) => compare(time, otherTime) || compare(run, otherRun))
    .map(([run]) => run);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One run given twice, as a copy or a second upload of the same scores: every later score repeats an earlier one. */
function sayTheSame(
  bundle: Bundle,
  runs: readonly string[],
  live: ReadonlySet<number>,
  segments: readonly Segment[],
): boolean {
  if (bundle.judgements.length > 0) return false;
  const figures = new Map<string, string>();
  for (const { segment, metric, summary } of bundle.summaries) {
    if (!live.has(segment)) continue;
    const figure = JSON.stringify(summary);
    if ((figures.get(metric) ?? figure) !== figure) return false;
    figures.set(metric, figure);
  }
  const { segment, metric, length } = bundle.builder.cells;
  const cells = new Map<number, number>();
  for (let cell = 0; cell < length; cell += 1) {
    const own = segment[cell] as number;
    if (metric[cell] !== noMetric) cells.set(own, (cells.get(own) ?? 0) + 1);
  }
  const finished = finishRows(bundle, segments, live, () => 0);
  if (finished === undefined || finished.conflicts.length > 0) return false;
  const repeated = (index: number): boolean => (finished.equalDuplicates.get(index) ?? 0) === (cells.get(index) ?? 0);
  // cells come in the order of arrival: which run repeats which is told by the run of the first segment
  const first = (segments[Math.min(...live)] as Segment).run;
  return runs.every(
    (run) => run === first || [...live].every((index) => (segments[index] as Segment).run !== run || repeated(index)),
  );
}

/** Nothing of the bundle counts; each of its files is told once. */
function rejectAll(
  from: { bundle: Bundle; live: ReadonlySet<number>; segments: readonly Segment[] },
  code: string,
  text: string,
): void {
  const { bundle, live, segments } = from;
  const counts = rowsBySegment(bundle);
  const told = new Set<FileLog>();
  for (const index of live) {
    const log = (segments[index] as Segment).logs[0] as FileLog;
    log.reject(counts.get(index) ?? 0);
    if (!told.has(log)) log.problem({ place: "", code, text });
    told.add(log);
  }
}

/** Rows as they came: the cells of one row stand together. */
function rowsBySegment(bundle: Bundle): Map<number, number> {
  const { item, epoch, segment, line, length } = bundle.builder.cells;
  const counts = new Map<number, number>();
  for (let cell = 0; cell < length; cell += 1) {
    const same = (column: Int32Array): boolean => column[cell] === column[cell - 1];
    if (cell > 0 && same(item) && same(epoch) && same(segment) && same(line)) continue;
    const own = segment[cell] as number;
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  for (const entry of [...bundle.summaries, ...bundle.judgements]) {
    counts.set(entry.segment, (counts.get(entry.segment) ?? 0) + 1);
  }
  return counts;
}

/** Per run, what its epochs are raised by: the highest epoch of the runs before it. */
function epochShifts(
  bundle: Bundle,
  runs: readonly string[],
  live: ReadonlySet<number>,
  segments: readonly Segment[],
): (segment: number) => number {
  if (runs.length < 2) return () => 0;
  const highest = new Map<string, number>(runs.map((run) => [run, 0]));
  const { segment, epoch, length } = bundle.builder.cells;
  for (let cell = 0; cell < length; cell += 1) {
    const own = segment[cell] as number;
    if (!live.has(own)) continue;
    const { run } = segments[own] as Segment;
    highest.set(run, Math.max(highest.get(run) as number, epoch[cell] as number));
  }
  const shifts = new Map<string, number>();
  let shift = 0;
  for (const run of runs) {
    shifts.set(run, shift);
    shift += highest.get(run) as number;
  }
  return (index) => shifts.get((segments[index] as Segment).run) ?? 0;
}

function finishRows(
  bundle: Bundle,
  segments: readonly Segment[],
  live: ReadonlySet<number>,
  epochShift: (segment: number) => number,
): Finished | undefined {
  try {
    return finishTable(bundle.builder, { dropped: (segment) => !live.has(segment), epochShift });
  } catch (error) {
    if (!(error instanceof TableTooLarge)) throw error;
    rejectAll({ bundle, live, segments }, "too_many_rows", error.message);
    return undefined;
  }
}

function logRows(finished: Finished, segments: readonly Segment[]): void {
  for (const [index, count] of finished.equalDuplicates) {
    const log = (segments[index] as Segment).logs[0] as FileLog;
    log.note("equal_duplicates", `${count} scores stood twice and were equal: counted once`);
  }
  for (const conflict of finished.conflicts) {
    const log = (segments[conflict.segment] as Segment).logs[0] as FileLog;
    log.reject(1);
    const place = conflict.line > 0 ? `line ${conflict.line}` : "";
    log.problem({ place, code: "conflicting_duplicate", text: conflict.text }, false);
  }
}

function finishSummaries(
  bundle: Bundle,
  segments: readonly Segment[],
  live: ReadonlySet<number>,
  finished: Finished,
): Record<string, Summary> {
  const kept = new Map<string, Summary>();
  for (const { segment, metric, summary, place } of bundle.summaries) {
    if (!live.has(segment)) continue;
    const log = (segments[segment] as Segment).logs[0] as FileLog;
    const scores = finished.table?.scores;
    if (scores !== undefined && Object.hasOwn(scores, metric)) {
      log.note("summary_with_rows", `${bundle.header.task}: the summary of ${metric} is left for its rows`);
      continue;
    }
    const before = kept.get(metric);
    if (before === undefined) {
      kept.set(metric, summary);
    } else if (JSON.stringify(before) === JSON.stringify(summary)) {
      log.note(
        "equal_duplicates",
        `${bundle.header.task}: the summary of ${metric} stood twice and was equal: counted once`,
      );
    } else {
      const text = `needed one summary of ${bundle.header.task}, metric ${metric}, found ${JSON.stringify(before)} and ${JSON.stringify(summary)}`;
      log.reject(1);
      log.problem({ place, code: "conflicting_duplicate", text }, false);
    }
  }
  return Object.fromEntries([...kept].sort(([left], [right]) => compare(left, right)));
}

function finishJudgements(bundle: Bundle, segments: readonly Segment[], live: ReadonlySet<number>): JudgementRow[] {
  const kept = new Map<string, JudgementRow>();
  for (const { segment, judgement, place } of bundle.judgements) {
    if (!live.has(segment)) continue;
    const log = (segments[segment] as Segment).logs[0] as FileLog;
    const key = JSON.stringify([judgement.item, judgement.rater]);
    const before = kept.get(key);
    if (before === undefined) {
      kept.set(key, judgement);
    } else if (before.preferred === judgement.preferred && before.cluster === judgement.cluster) {
      log.note("equal_duplicates", `the judgement of item ${judgement.item} stood twice and was equal: counted once`);
    } else {
      log.reject(1);
      const rater = judgement.rater === "" ? "an unnamed rater" : `rater ${judgement.rater}`;
      const text = `needed one judgement of item ${judgement.item} by ${rater}, found ${before.preferred} and ${judgement.preferred}`;
      log.problem({ place, code: "conflicting_duplicate", text }, false);
    }
  }
  return [...kept].sort(([left], [right]) => compare(left, right)).map(([, judgement]) => judgement);
}

/** A file's headline is over its own plain rows: those without a condition. */
function checkHeadlines(bundle: Bundle, finished: Finished, segments: readonly Segment[]): void {
  if (bundle.condition !== "" || bundle.seed !== null) return;
  for (const [index, rowCount] of finished.rowCounts) {
    const segment = segments[index] as Segment;
    const { header } = segment;
    const fewer = header.expectedRows !== undefined && rowCount < header.expectedRows;
    if (fewer) {
      const text = `${header.task}: the file describes ${header.expectedRows} rows and has ${rowCount}: its headline can't be compared`;
      for (const log of segment.logs) log.note("fewer_rows", text);
    }
    for (const [metric, declared] of Object.entries(header.metrics)) {
      if (finished.table === null || !Object.hasOwn(finished.table.scores, metric)) continue;
      // native rows have no headline: nothing was to be compared
      if (header.harness === "native" && declared.mean === null) continue;
      const recomputed = finished.headlines.find((own) => own.segment === index && own.metric === metric)?.mean ?? null;
      const check = {
        task: header.task,
        metric,
        header: declared.mean,
        recomputed,
        matches: outcome(declared, recomputed, fewer),
      };
      for (const log of segment.logs) log.check(check);
    }
  }
}

function outcome(declared: MetricHeader, recomputed: number | null, fewer: boolean): HeaderCheck["matches"] {
  if (declared.mean === null || recomputed === null || declared.headline !== "mean" || fewer) return "not_comparable";
  return headlineAgrees(declared.mean, recomputed);
}

/** The first file's header, with what the others say of the metrics; a figure that differs between files is nobody's. */
function mergedHeader(
  headers: readonly TaskHeader[],
  finished: Finished,
  summaries: Readonly<Record<string, Summary>>,
): TaskHeader {
  const [first, ...others] = headers as [TaskHeader, ...TaskHeader[]];
  const metrics = new Map<string, MetricHeader>();
  for (const header of headers) {
    for (const [metric, declared] of Object.entries(header.metrics)) {
      const known = finished.table !== null && Object.hasOwn(finished.table.scores, metric);
      if (!known && !Object.hasOwn(summaries, metric)) continue;
      const before = metrics.get(metric);
      metrics.set(metric, before === undefined ? declared : mergedMetric(before, declared));
    }
  }
  const same = <T>(of: (header: TaskHeader) => T): T | null =>
    others.every((other) => of(other) === of(first)) ? of(first) : null;
  return {
    ...first,
    model: same((header) => header.model),
    runId: same((header) => header.runId),
    grader: same((header) => header.grader),
    promptHash: same((header) => header.promptHash),
    metrics: Object.fromEntries(metrics),
  };
}

function mergedMetric(left: MetricHeader, right: MetricHeader): MetricHeader {
  return {
    direction: left.direction ?? right.direction,
    mean: left.mean === right.mean ? left.mean : null,
    headline: left.headline === "mean" && right.headline === "mean" ? "mean" : "other",
  };
}
