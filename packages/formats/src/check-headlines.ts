import type { Segment } from "./bundle.ts";
import type { Finished } from "./finish-table.ts";
import { headlineAgrees } from "./header-check.ts";
import type { MetricHeader } from "./reader.ts";
import type { HeaderCheck } from "./report.ts";

/**
 * Does each file's own headline figure agree with the one recomputed from its rows? Written to the logs of its files.
 *
 * A file's headline is over its plain rows: call it for those without a condition or a training seed.
 */
export function checkHeadlines(finished: Finished, segments: readonly Segment[]): void {
  const recomputed = new Map(finished.headlines.map((own) => [`${own.segment} ${own.metric}`, own.mean]));
  for (const [index, rowCount] of finished.rowCounts) {
    const { header, logs } = segments[index] as Segment;
    const { task, expectedRows } = header;
    const fewer = expectedRows !== undefined && rowCount < expectedRows;
    if (fewer) {
      const text = `${task}: the file describes ${expectedRows} rows and has ${rowCount}: its headline can't be compared`;
      for (const log of logs) log.note("fewer_rows", text);
    }
    for (const [metric, declared] of Object.entries(header.metrics)) {
      if (finished.table === null || !Object.hasOwn(finished.table.scores, metric)) continue;
      // native rows have no headline: nothing was to be compared
      if (header.harness === "native" && declared.mean === null) continue;
      const mean = recomputed.get(`${index} ${metric}`) ?? null;
      const matches = fewer ? "not_comparable" : outcome(declared, mean);
      for (const log of logs) log.check({ task, metric, header: declared.mean, recomputed: mean, matches });
    }
  }
}

function outcome(declared: MetricHeader, recomputed: number | null): HeaderCheck["matches"] {
  if (declared.mean === null || recomputed === null || declared.headline !== "mean") return "not_comparable";
  return headlineAgrees(declared.mean, recomputed);
}
