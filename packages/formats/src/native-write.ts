import { defaultMetric } from "./readers/native-row.ts";
import type { TaskResult } from "./report.ts";
import { type Status, statuses } from "./score-table.ts";

/**
 * A result as native rows: what the command sends instead of the file, scores and content hashes but no prompts.
 *
 * One line of JSON, without its newline: a header line where another harness ran the task, a line for each score, then
 * the summaries and the judgements. What belongs to an item
 * (cluster, stratum, weight, hash) stands on its first line, a metric's direction on the metric's first line. Reading
 * them back gives the same columns.
 */
export function* nativeLines(result: TaskResult): Iterable<string> {
  if (result.header.harness !== "native") yield JSON.stringify({ header: result.header });
  yield* scoreLines(result);
  for (const [metric, summary] of Object.entries(result.summaries)) {
    const { kind: _kind, ...figures } = summary;
    yield JSON.stringify({ ...names(result), metric, ...condition(result), ...direction(result, metric), ...figures });
  }
  for (const { item, preferred, rater, cluster } of result.judgements) {
    yield JSON.stringify({
      ...names(result),
      ...condition(result),
      item,
      preferred,
      ...(rater !== "" && { rater }),
      ...(cluster !== "" && { cluster }),
    });
  }
}

function* scoreLines(result: TaskResult): Iterable<string> {
  const { table } = result;
  if (table === null) return;
  const metrics = Object.keys(table.scores);
  const columns = metrics.length > 0 ? metrics : [defaultMetric];
  const told = new Set<string>();
  for (const [index, item] of table.items.entries()) {
    const start = table.offsets[index] as number;
    for (let row = start; row < (table.offsets[index + 1] as number); row += 1) {
      const status = statuses[table.status[row] as number] as Status;
      for (const [at, metric] of columns.entries()) {
        const value = table.scores[metric]?.[row] ?? Number.NaN;
        const scored = !Number.isNaN(value);
        // a row is ok as soon as one of its metrics is; another may still have no score
        const own = !scored && status === "ok" ? "unscored" : status;
        yield JSON.stringify({
          ...names(result),
          metric,
          ...condition(result),
          ...(result.seed !== null && { seed: result.seed }),
          ...(told.has(metric) ? {} : direction(result, metric)),
          item,
          epoch: table.epoch[row],
          score: scored ? value : null,
          ...(own !== "ok" && { status: own }),
          ...(at === 0 && row === start && itemFields(result, index)),
          ...(at === 0 && rowFields(result, row)),
        });
        told.add(metric);
      }
    }
  }
}

function names({ header }: TaskResult) {
  return {
    suite: header.task,
    ...(header.taskVersion !== null && { suiteVersion: header.taskVersion }),
    ...(header.variant !== null && { variant: header.variant }),
  };
}

function condition(result: TaskResult) {
  return result.condition === "" ? {} : { condition: result.condition };
}

/** Said in every case: a row that says nothing would mean `higher`. */
function direction(result: TaskResult, metric: string) {
  if (result.header.harness !== "native") return {}; // the header line has it
  const declared = Object.hasOwn(result.header.metrics, metric) ? result.header.metrics[metric] : undefined;
  return { direction: declared?.direction ?? "unknown" };
}

function itemFields({ table }: TaskResult, index: number) {
  const cluster = table?.cluster?.[index] ?? "";
  const strata = table?.stratum?.[index] ?? "";
  const itemHash = table?.itemHash?.[index] ?? "";
  const weight = table?.weight?.[index];
  return {
    ...(itemHash !== "" && { itemHash }),
    ...(cluster !== "" && { cluster }),
    ...(strata !== "" && { strata }),
    ...(weight !== undefined && { weight }),
  };
}

function rowFields({ table }: TaskResult, row: number) {
  const value = (column: Float64Array | undefined): number | undefined => {
    const found = column?.[row];
    return found === undefined || Number.isNaN(found) ? undefined : found;
  };
  const subscores = Object.entries(table?.subscores ?? {}).flatMap(([name, column]) => {
    const score = value(column);
    return score === undefined ? [] : [[name, score] as const];
  });
  const [tp, fp, fn] = [value(table?.tp), value(table?.fp), value(table?.fn)];
  return {
    ...(tp !== undefined && { tp }),
    ...(fp !== undefined && { fp }),
    ...(fn !== undefined && { fn }),
    ...(subscores.length > 0 && { subscores: Object.fromEntries(subscores) }),
  };
}
