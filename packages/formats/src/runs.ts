import type { Segment } from "./bundle.ts";
import type { Filled } from "./finish-table.ts";
import type { LiveBundle } from "./live-bundle.ts";
import { noMetric } from "./score-builder.ts";

/** Runs by their logged time; the name decides between equals, so that the order of the files doesn't matter. */
export function runsOf({ segments, live }: LiveBundle): string[] {
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

/**
 * Is it one run given twice, as a copy or a second upload of the same scores? Then every score of the later runs
 * repeats one of the first. `filled`: what comes of all of them, epochs as they are.
 */
export function sayTheSame(of: LiveBundle, runs: readonly string[], filled: Filled): boolean {
  const { bundle, segments, live } = of;
  if (bundle.judgements.length > 0 || !figuresAgree(of)) return false;
  if (filled.conflicts.length > 0) return false;
  const scores = scoresBySegment(of);
  const repeated = (index: number): boolean => (filled.equalDuplicates.get(index) ?? 0) === (scores.get(index) ?? 0);
  // the first to come stays, the others repeat it
  const first = (segments[Math.min(...live)] as Segment).run;
  const indices = (run: string): number[] => [...live].filter((index) => (segments[index] as Segment).run === run);
  return runs.every((run) => run === first || indices(run).every(repeated));
}

function figuresAgree({ bundle, live }: LiveBundle): boolean {
  const figures = new Map<string, string>();
  for (const { segment, metric, summary } of bundle.summaries) {
    if (!live.has(segment)) continue;
    const figure = JSON.stringify(summary);
    if ((figures.get(metric) ?? figure) !== figure) return false;
    figures.set(metric, figure);
  }
  return true;
}

function scoresBySegment({ bundle }: LiveBundle): Map<number, number> {
  const { segment, metric, length } = bundle.builder.cells;
  const counts = new Map<number, number>();
  for (let cell = 0; cell < length; cell += 1) {
    const own = segment[cell] as number;
    if (metric[cell] !== noMetric) counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  return counts;
}

/** What is added to the epochs of a segment: the highest epoch of each run before its own. */
export function epochShifts(
  { bundle, segments, live }: LiveBundle,
  runs: readonly string[],
): (segment: number) => number {
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
