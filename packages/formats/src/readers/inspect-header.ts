import { listOf, numberOf, textOf, wholeOf } from "../fields.ts";
import { isObject, member } from "../json.ts";
import type { Json, MetricHeader, TaskHeader } from "../reader.ts";

/** The parts of an Inspect log that describe it, whichever file or member they stood in. */
export interface InspectParts {
  eval: Json | undefined;
  results: Json | undefined;
  status: Json | undefined;
}

export interface InspectSummary {
  metric: string;
  mean: number;
  standardError: number | null;
  n: number | null;
}

/**
 * What an Inspect log says of its task: version 1 (`results.scorer` and `results.metrics`) and 2 (`results.scores`).
 *
 * The headline of a scorer is its `mean`, else its `accuracy`: with the reducer `mean` both are the mean over items of
 * item means over epochs. A score whose name isn't its scorer's may be one key of a dict: it stands under both names.
 */
export function inspectHeader(parts: InspectParts): TaskHeader {
  const spec = parts.eval;
  const total = wholeOf(member(parts.results, "total_samples"), 1);
  return {
    harness: "inspect",
    task: textOf(member(spec, "task")) ?? "unnamed",
    variant: null,
    taskVersion: versionOf(member(spec, "task_version")),
    taskArgs: argsOf(member(spec, "task_args")),
    model: textOf(member(spec, "model")) ?? null,
    runId: textOf(member(spec, "eval_id")) ?? textOf(member(spec, "run_id")) ?? null,
    created: textOf(member(spec, "created")) ?? null,
    grader: graderOf(parts),
    promptHash: null,
    metrics: Object.fromEntries(scoresOf(parts).flatMap((score) => score.names.map((name) => [name, declared(score)]))),
    ...(total !== undefined && { expectedRows: total }),
  };
}

/** Scorers with one score a sample: an errored sample lacks theirs. Of a dict's keys none is known without a sample. */
export function plainScorers(parts: InspectParts): string[] {
  return scoresOf(parts).flatMap((score) => (score.names.length === 1 ? score.names : []));
}

/** The log's own figures, for a log without samples: one for each scorer that has a finite one. */
export function inspectSummaries(parts: InspectParts): { summaries: InspectSummary[]; unscored: string[] } {
  const summaries: InspectSummary[] = [];
  const unscored: string[] = [];
  for (const score of scoresOf(parts)) {
    const metric = score.names.at(-1) as string;
    const mean = figureOf(score.metrics);
    if (mean === undefined) {
      unscored.push(metric);
      continue;
    }
    const standardError =
      metricValue(score.metrics, "stderr") ?? metricValue(score.metrics, "bootstrap_stderr") ?? null;
    summaries.push({ metric, mean, standardError, n: score.items ?? itemsOf(parts) });
  }
  return { summaries, unscored };
}

interface ScoreEntry {
  /** the metric keys that its rows may have; the more telling one last */
  names: readonly string[];
  metrics: Json | undefined;
  reducer: string | null;
  items: number | undefined;
}

function scoresOf(parts: InspectParts): ScoreEntry[] {
  const reducers = reducersOf(parts.eval);
  const single = reducers.length === 1 ? (textOf(reducers[0]) ?? null) : null;
  const scores = listOf(member(parts.results, "scores"));
  if (scores === undefined) {
    const name = textOf(member(member(parts.results, "scorer"), "name"));
    if (name === undefined) return [];
    return [{ names: [name], metrics: member(parts.results, "metrics"), reducer: single, items: undefined }];
  }
  const entries = new Map<string, ScoreEntry>();
  for (const score of scores) {
    const name = textOf(member(score, "name"));
    if (name === undefined) continue;
    const scorer = textOf(member(score, "scorer")) ?? name;
    const reducer = textOf(member(score, "reducer")) ?? single;
    const names = scorer === name ? [name] : [name, `${scorer}/${name}`];
    const scored = wholeOf(member(score, "scored_samples"), 1);
    const entry = { names, metrics: member(score, "metrics"), reducer, items: scored };
    const key = names.join("\n");
    // one entry for each reducer: the mean is the one that can be compared
    if (!entries.has(key) || reducer === "mean") entries.set(key, entry);
  }
  return [...entries.values()];
}

function reducersOf(spec: Json | undefined): readonly Json[] {
  const reducers = member(member(spec, "config"), "epochs_reducer");
  return listOf(reducers) ?? (typeof reducers === "string" ? [reducers] : []);
}

function declared(score: ScoreEntry): MetricHeader {
  const plain = score.reducer === null || score.reducer === "mean";
  return { direction: null, mean: figureOf(score.metrics) ?? null, headline: plain ? "mean" : "other" };
}

function figureOf(metrics: Json | undefined): number | undefined {
  return metricValue(metrics, "mean") ?? metricValue(metrics, "accuracy");
}

/** By its bare name: newer logs may write `inspect_ai/accuracy`. */
function metricValue(metrics: Json | undefined, name: string): number | undefined {
  if (!isObject(metrics)) return undefined;
  const key = Object.keys(metrics).find((own) => own === name || own.endsWith(`/${name}`));
  return key === undefined ? undefined : numberOf(member(metrics[key], "value"));
}

/** Samples over epochs, where the log says both and they divide. */
function itemsOf(parts: InspectParts): number | null {
  const completed = wholeOf(member(parts.results, "completed_samples"), 1);
  const epochs = wholeOf(member(member(parts.eval, "config"), "epochs"), 1) ?? 1;
  return completed !== undefined && completed % epochs === 0 ? completed / epochs : null;
}

function versionOf(value: Json | undefined): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function argsOf(value: Json | undefined): Readonly<Record<string, Json>> {
  return isObject(value) ? value : {};
}

/** The grader's model: a role of that name, else a scorer's parameter. */
function graderOf(parts: InspectParts): string | null {
  const role = modelName(member(member(parts.eval, "model_roles"), "grader"));
  if (role !== undefined) return role;
  const described = [
    ...(listOf(member(parts.results, "scores")) ?? []),
    ...(listOf(member(parts.eval, "scorers")) ?? []),
  ];
  for (const scorer of described) {
    const params = member(scorer, "params") ?? member(scorer, "options");
    const named = modelName(member(params, "grader_model")) ?? modelName(member(params, "model"));
    if (named !== undefined) return named;
  }
  return null;
}

function modelName(value: Json | undefined): string | undefined {
  return textOf(value) ?? textOf(member(value, "model"));
}
