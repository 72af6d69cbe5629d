import type { MetricHeader, TaskHeader } from "./reader.ts";

/**
 * The header of a result that several files gave: the first one's, with what the others say of the metrics. A text or a
 * figure that differs between files is nobody's. Only metrics that the result `has` are kept.
 */
export function mergedHeader(headers: readonly TaskHeader[], has: (metric: string) => boolean): TaskHeader {
  const [first, ...others] = headers as [TaskHeader, ...TaskHeader[]];
  const metrics = new Map<string, MetricHeader>();
  for (const header of headers) {
    for (const [metric, declared] of Object.entries(header.metrics)) {
      if (!has(metric)) continue;
      const before = metrics.get(metric);
      metrics.set(metric, before === undefined ? declared : mergedMetric(before, declared));
    }
  }
  const same = <T>(of: (header: TaskHeader) => T): T | null =>
    others.every((other) => of(other) === of(first)) ? of(first) : null;
  const { expectedRows: _rows, ...rest } = first;
  const rows = same((header) => header.expectedRows);
  const runId = same((header) => header.runId);
  return {
    ...rest,
    model: same((header) => header.model),
    runId,
    grader: same((header) => header.grader),
    promptHash: same((header) => header.promptHash),
    metrics: Object.fromEntries(metrics),
    // of several runs together no file says how many there are
    ...(rows != null && runId === first.runId && { expectedRows: rows }),
  };
}

function mergedMetric(left: MetricHeader, right: MetricHeader): MetricHeader {
  return {
    direction: left.direction ?? right.direction,
    mean: left.mean === right.mean ? left.mean : null,
    headline: left.headline === "mean" && right.headline === "mean" ? "mean" : "other",
  };
}
