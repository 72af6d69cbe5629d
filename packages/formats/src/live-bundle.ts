import type { Bundle, Segment } from "./bundle.ts";
import type { FileLog } from "./file-log.ts";

/** A bundle with what counts of it. */
export interface LiveBundle {
  bundle: Bundle;
  /** of the whole reading */
  segments: readonly Segment[];
  /** indices of those that gave this bundle anything and weren't withdrawn, ascending */
  live: ReadonlySet<number>;
}

export function liveBundle(bundle: Bundle, segments: readonly Segment[]): LiveBundle {
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
  const ascending = [...found].sort((left, right) => left - right);
  return { bundle, segments, live: new Set(ascending.filter((index) => !logOf(segments, index).withdrawn())) };
}

/** The log of the file that a segment's rows stand in. */
export function logOf(segments: readonly Segment[], index: number): FileLog {
  return (segments[index] as Segment).logs[0] as FileLog;
}

/** Nothing of the bundle counts; each of its files is told once. */
export function rejectAll({ bundle, segments, live }: LiveBundle, code: string, text: string): void {
  const counts = rowsBySegment(bundle);
  const told = new Set<FileLog>();
  for (const index of live) {
    const log = logOf(segments, index);
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
