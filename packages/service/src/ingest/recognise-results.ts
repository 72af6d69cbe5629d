/** What was read, as results of suites: each task finds its suite, and each file gets its report. */

import { type Recognition, recogniseTask } from "@evenmatch/catalogue";
import { idOf } from "@evenmatch/contract/ids";
import { ownValue } from "@evenmatch/contract/own-value";
import { filledIn, patternFit } from "@evenmatch/contract/pattern";
import type { FileReportBody, RecognisedSuite, TaskRule } from "@evenmatch/contract/upload";
import type { FileReport, ReadReport, ScoreTable, TaskHeader, TaskResult } from "@evenmatch/formats";
import type { StoredResult } from "@evenmatch/store";

export interface Naming {
  /** names the suite, where recognition should not */
  suite?: string | undefined;
  /** the metric to judge by */
  metric?: string | undefined;
  /** tasks that are named one by one; over the two above */
  tasks?: readonly TaskRule[] | undefined;
}

/** A result under the name of its suite, with what is known of that suite. */
export interface NamedResult {
  stored: StoredResult;
  recognition: Recognition;
  files: readonly string[];
}

/** All metric keys that a result has figures for. */
export function metricsOf(result: Pick<TaskResult, "table" | "summaries" | "judgements">): string[] {
  const keys = new Set([...Object.keys(result.table?.scores ?? {}), ...Object.keys(result.summaries)]);
  if (result.judgements.length > 0) keys.add("preference");
  return [...keys].sort();
}

function recognise(result: TaskResult, naming: Naming): Recognition[] {
  const { header } = result;
  const { suite, variant, metric } = namesOf(header, naming);
  const recognised = recogniseTask({
    harness: header.harness,
    task: header.task,
    variant: header.variant,
    taskArgs: header.taskArgs,
    metrics: metricsOf(result),
    metricDirections: Object.fromEntries(
      Object.entries(header.metrics).map(([key, { direction }]) => [key, direction] as const),
    ),
    suite,
    metric,
  });
  if (variant === undefined) return recognised;
  // whether another part's items are in it, and how many it should have, is known of the catalogue's own variants only
  return recognised.map((row) =>
    row.variant === variant ? row : { ...row, variant, contains: null, catalogueItems: null },
  );
}

/** What the uploader says that a task is: the first rule that fits it, else what holds for all. */
function namesOf(header: TaskHeader, naming: Naming): { suite?: string; variant?: string; metric?: string } {
  const { suite, metric } = naming;
  const common = { ...(suite !== undefined && { suite }), ...(metric !== undefined && { metric }) };
  for (const rule of naming.tasks ?? []) {
    if (rule.harness !== undefined && rule.harness !== header.harness) continue;
    const found = patternFit(rule.task, "name")(header.task);
    if (found === undefined) continue;
    return {
      ...common,
      ...(rule.suite !== undefined && { suite: idOf(filledIn(rule.suite, found)) }),
      ...(rule.variant !== undefined && { variant: filledIn(rule.variant, found) }),
      ...(rule.metric !== undefined && { metric: rule.metric }),
    };
  }
  return common;
}

/** Names every result; a task that measures several suites yields one for each. */
export function nameResults(read: ReadReport, naming: Naming): NamedResult[] {
  return read.results.flatMap((result) =>
    recognise(result, naming).map((recognition): NamedResult => {
      const { header, condition, seed, table, summaries, judgements, files } = result;
      return {
        stored: {
          suite: recognition.suite,
          variant: recognition.variant,
          metric: recognition.metric,
          header,
          condition,
          seed,
          table,
          summaries,
          judgements,
        },
        recognition,
        files,
      };
    }),
  );
}

/** Mean over items of their means over epochs; null where nothing is scored. */
function itemMean(table: ScoreTable, metric: string): number | null {
  const scores = ownValue(table.scores, metric);
  if (scores === undefined) return null;
  let total = 0;
  let scored = 0;
  for (let item = 0; item < table.items.length; item += 1) {
    let sum = 0;
    let count = 0;
    for (let row = table.offsets[item] ?? 0; row < (table.offsets[item + 1] ?? 0); row += 1) {
      const score = scores[row] ?? Number.NaN;
      if (Number.isNaN(score)) continue;
      sum += score;
      count += 1;
    }
    if (count === 0) continue;
    total += sum / count;
    scored += 1;
  }
  return scored === 0 ? null : total / scored;
}

function describe({ stored, recognition }: NamedResult): RecognisedSuite {
  const { table, metric, summaries, judgements } = stored;
  const scores = ownValue(table?.scores, metric);
  const summary = ownValue(summaries, metric);
  const epochs =
    table === null
      ? 0
      : Math.max(0, ...table.items.map((_, i) => (table.offsets[i + 1] ?? 0) - (table.offsets[i] ?? 0)));
  const summaryMean =
    summary === undefined ? null : summary.kind === "counts" ? summary.successes / summary.n : summary.mean;
  return {
    suite: stored.suite,
    variant: stored.variant,
    condition: stored.condition,
    recognised: recognition.recognised,
    why: recognition.why,
    metric,
    direction: recognition.suiteDefinition.metric.direction,
    rows: table?.epoch.length ?? (judgements.length || 1),
    items: table?.items.length ?? summary?.n ?? new Set(judgements.map(({ item }) => item)).size,
    epochs,
    missing: scores === undefined ? 0 : scores.reduce((count, score) => count + (Number.isNaN(score) ? 1 : 0), 0),
    mean: table === null ? summaryMean : itemMean(table, metric),
  };
}

/** The report of each file, with the suites that came out of it. */
export function describeFiles(files: readonly FileReport[], named: readonly NamedResult[]): FileReportBody[] {
  return files.map((file) => ({
    file: file.file,
    format: file.format,
    sha256: file.sha256,
    bytes: file.bytes,
    headerMatches: file.headerMatches,
    checks: [...file.checks],
    rows: file.rows,
    rejected: file.rejected,
    suites: named.filter((result) => result.files.includes(file.file)).map(describe),
    problems: [...file.problems],
    notes: [...file.notes],
  }));
}
