import type { Bundle, Segment } from "./bundle.ts";
import type { FileLog } from "./file-log.ts";
import { TooMany } from "./held.ts";
import { maxProblems, maxSegments } from "./limits.ts";
import type { CellColumns, CellStream, Problem, ReadEvent, ScoreRow, TaskHeader } from "./reader.ts";
import type { Summary } from "./report.ts";
import { addCell, addRow, metricOf, type ScoreBuilder } from "./score-builder.ts";
import type { Rejection } from "./score-checks.ts";

/** Where the events of one group go: rows to their bundles, problems and notes to the logs of their files. @throws {TooMany} */
export function groupSink(into: {
  segments: Segment[];
  base: number;
  logOf: (name: string | undefined) => FileLog;
  runOf: (header: TaskHeader) => string;
  bundleOf: (header: TaskHeader, condition: string, seed: string | null) => Bundle;
}): (event: ReadEvent) => void {
  const { segments, base, logOf, bundleOf } = into;
  /** the bundle of the last row: rows of one task come together */
  let last: { segment: number; condition: string; seed: string | null; bundle: Bundle } | undefined;

  function segmentOf(task: number): number {
    const segment = base + task;
    if (segment >= segments.length || task < 0)
      throw new Error(`needed a task event before its rows, found task ${task}`);
    return segment;
  }

  function bundleFor(segment: number, condition: string, seed: string | null): Bundle {
    if (last !== undefined && last.segment === segment && last.condition === condition && last.seed === seed)
      return last.bundle;
    const bundle = bundleOf((segments[segment] as Segment).header, condition, seed);
    last = { segment, condition, seed, bundle };
    return bundle;
  }

  function settle(segment: number, place: string, rejection: Rejection | undefined): void {
    const log = (segments[segment] as Segment).logs[0] as FileLog;
    if (rejection === undefined) log.row();
    else refuse(log, { place, code: rejection.code, text: rejection.text });
  }

  function takeRow(task: number, row: ScoreRow): void {
    const segment = segmentOf(task);
    const builder = bundleFor(segment, row.condition, row.seed).builder;
    settle(segment, row.place, addRow(builder, row, segment, lineOf(row.place)));
  }

  /** where the cells of each stream go, for the streams of one file */
  let resolved: { builder: ScoreBuilder; metric: number; segment: number; log: FileLog; rejection?: Rejection }[] = [];
  let resolvedFor: readonly CellStream[] | undefined;

  function resolve(streams: readonly CellStream[]): void {
    if (resolvedFor !== streams) resolved = [];
    resolvedFor = streams;
    for (let at = resolved.length; at < streams.length; at += 1) {
      const stream = streams[at] as CellStream;
      const segment = segmentOf(stream.task);
      const { builder } = bundleFor(segment, stream.condition, stream.seed);
      const metric = metricOf(builder, stream.metric);
      const log = (segments[segment] as Segment).logs[0] as FileLog;
      const target = { builder, segment, log };
      resolved.push(typeof metric === "number" ? { ...target, metric } : { ...target, metric: 0, rejection: metric });
    }
  }

  function takeCells(columns: CellColumns): void {
    resolve(columns.streams);
    let counted: FileLog | undefined;
    let rows = 0;
    for (let at = 0; at < columns.count; at += 1) {
      const to = resolved[columns.stream[at] as number] as (typeof resolved)[number];
      const rejection = to.rejection ?? addCell(to.builder, columns, at, to.metric, to.segment);
      if (rejection !== undefined) {
        refuse(to.log, { place: `line ${columns.lines[at]}`, code: rejection.code, text: rejection.text });
        continue;
      }
      if (counted !== to.log) {
        counted?.row(rows);
        counted = to.log;
        rows = 0;
      }
      rows += 1;
    }
    counted?.row(rows);
  }

  return (event) => {
    switch (event.type) {
      case "task": {
        if (segments.length >= maxSegments)
          throw new TooMany("too_many_tasks", maxSegments, "task headers in one reading");
        const logs = event.files === undefined ? [logOf(undefined)] : event.files.map(logOf);
        segments.push({ header: event.header, run: into.runOf(event.header), logs });
        return;
      }
      case "metrics": {
        const segment = segments[segmentOf(event.task)] as Segment;
        segment.header = { ...segment.header, metrics: event.metrics };
        return;
      }
      case "row":
        return takeRow(event.task, event.row);
      case "cells":
        return takeCells(event);
      case "summary": {
        const segment = segmentOf(event.task);
        const { summary, metric, place } = event;
        const kept: Summary = "mean" in summary ? { kind: "aggregate", ...summary } : { kind: "counts", ...summary };
        const wrong = wrongSummary(kept);
        if (wrong === undefined)
          bundleFor(segment, event.condition, null).summaries.push({ segment, metric, summary: kept, place });
        return settle(segment, place, wrong);
      }
      case "judgement": {
        const segment = segmentOf(event.task);
        const { judgement, place } = event;
        bundleFor(segment, event.condition, null).judgements.push({ segment, judgement, place });
        return settle(segment, place, undefined);
      }
      case "problem":
        return refuse(logOf(event.problem.file), event.problem);
      case "note":
        return logOf(event.file).note(event.code, event.text);
    }
  };
}

/** A file that is wrong throughout isn't read to its end. */
function refuse(log: FileLog, problem: Problem): void {
  log.problem(problem);
  if (log.problems() > maxProblems)
    throw new TooMany("too_many_problems", maxProblems, `problems in ${log.source.name}`);
}

function lineOf(place: string): number {
  return place.startsWith("line ") ? Number.parseInt(place.slice(5), 10) || 0 : 0;
}

function wrongSummary(summary: Summary): Rejection | undefined {
  if (summary.kind === "counts") {
    const whole = Number.isInteger(summary.successes) && Number.isInteger(summary.n);
    if (whole && summary.n > 0 && summary.successes >= 0 && summary.successes <= summary.n) return undefined;
    return {
      code: "invalid_summary",
      text: `needed 0 ≤ successes ≤ n, whole, found ${summary.successes} of ${summary.n}`,
    };
  }
  const { mean, standardError, n } = summary;
  if (!Number.isFinite(mean)) return { code: "invalid_summary", text: `needed a finite mean, found ${mean}` };
  if (standardError !== null && !(Number.isFinite(standardError) && standardError >= 0)) {
    return { code: "invalid_summary", text: `needed a finite standard error of at least 0, found ${standardError}` };
  }
  if (n !== null && !(Number.isInteger(n) && n > 0)) {
    return { code: "invalid_summary", text: `needed a whole n of at least 1, found ${n}` };
  }
  return undefined;
}
