import { contentHash } from "../content-hash.ts";
import { numberOf, textOf, wholeOf } from "../fields.ts";
import { isObject, member } from "../json.ts";
import type { Json, MetricHeader, TaskHeader } from "../reader.ts";
import { resultsTime } from "./lm-eval-names.ts";

/** A results file, parsed. */
export interface LmEvalResults {
  file: string;
  json: Json;
  /** names the run: two files of one task with different runs are two runs */
  run: string;
  time: string | undefined;
  /** task names, groups left out */
  tasks: readonly string[];
  groups: readonly string[];
}

export interface LmEvalFigure {
  /** `acc,none`; before 0.4 `acc` */
  metric: string;
  mean: number | undefined;
  standardError: number | null;
}

/** Groups repeat their sub-tasks' scores: they are no suites. */
export function lmEvalResults(file: string, json: Json): LmEvalResults {
  const names = Object.keys(objectOf(member(json, "results")));
  const groupNames = new Set(Object.keys(objectOf(member(json, "groups"))));
  for (const [name, tasks] of Object.entries(objectOf(member(json, "group_subtasks")))) {
    if (Array.isArray(tasks) && tasks.length > 0) groupNames.add(name);
  }
  const date = numberOf(member(json, "date"));
  const time = resultsTime(file);
  return {
    file,
    json,
    run: date !== undefined ? `date ${date}` : (time ?? `file ${file}`),
    time,
    tasks: names.filter((name) => !groupNames.has(name)),
    groups: names.filter((name) => groupNames.has(name)),
  };
}

/** What the file says of a task; `results` undefined where only samples are there. */
export function lmEvalHeader(results: LmEvalResults | undefined, task: string, run: string): TaskHeader {
  const json = results?.json;
  const version = member(member(json, "versions"), task);
  const shots =
    numberOf(member(member(json, "n-shot"), task)) ?? numberOf(member(member(json, "config"), "num_fewshot"));
  const date = numberOf(member(json, "date"));
  const rows = wholeOf(member(member(member(json, "n-samples"), task), "effective"), 1);
  return {
    harness: "lm-eval",
    task,
    variant: null,
    taskVersion: typeof version === "string" || typeof version === "number" ? String(version) : null,
    taskArgs: shots === undefined ? {} : { num_fewshot: shots },
    model: modelOf(json),
    runId: run,
    created: date === undefined ? (results?.time ?? null) : isoTime(date),
    grader: null,
    promptHash: promptHash(json, task),
    metrics: results === undefined ? {} : lmEvalMetrics(results, task),
    ...(rows !== undefined && { expectedRows: rows }),
  };
}

/** Per metric: the direction that the file gives and its figure. */
export function lmEvalMetrics(results: LmEvalResults, task: string): Record<string, MetricHeader> {
  const better = member(member(results.json, "higher_is_better"), task);
  return Object.fromEntries(
    lmEvalFigures(results, task).map(({ metric, mean }) => {
      const higher = member(better, bareName(metric));
      const direction = higher === true ? "higher" : higher === false ? "lower" : null;
      return [metric, { direction, mean: mean ?? null, headline: "mean" } satisfies MetricHeader];
    }),
  );
}

/** The figures of one task with their standard errors; "N/A" is none. */
export function lmEvalFigures(results: LmEvalResults, task: string): LmEvalFigure[] {
  const figures = objectOf(member(member(results.json, "results"), task));
  const keys = Object.keys(figures);
  const filtered = keys.some((key) => key.includes(","));
  const found: LmEvalFigure[] = [];
  for (const key of keys) {
    if (filtered !== key.includes(",") || bareName(key).endsWith("_stderr") || bookkeeping.has(key)) continue;
    const value = figures[key];
    if (typeof value !== "number") continue;
    const standardError = numberOf(figures[stderrKey(key)]) ?? null;
    found.push({ metric: key, mean: numberOf(value), standardError });
  }
  return found;
}

/** Documents that a task's figures are over; null where the file doesn't say. */
export function lmEvalCount(results: LmEvalResults, task: string): number | null {
  return (
    wholeOf(member(member(member(results.json, "n-samples"), task), "effective"), 1) ??
    wholeOf(member(member(member(results.json, "results"), task), "sample_len"), 1) ??
    null
  );
}

const bookkeeping = new Set(["sample_len", "samples", "sample_count"]);

/** The metric without its filter: `exact_match` of `exact_match,strict-match`. */
export function bareName(metric: string): string {
  const comma = metric.indexOf(",");
  return comma < 0 ? metric : metric.slice(0, comma);
}

function stderrKey(metric: string): string {
  const comma = metric.indexOf(",");
  return comma < 0 ? `${metric}_stderr` : `${metric.slice(0, comma)}_stderr${metric.slice(comma)}`;
}

/** The name that was evaluated: the file may hold it bare, or inside the model's arguments. */
function modelOf(json: Json | undefined): string | null {
  const named = textOf(member(json, "model_name"));
  if (named !== undefined && named !== "") return named;
  const args = member(member(json, "config"), "model_args");
  const pretrained = textOf(member(args, "pretrained")) ?? /(?:^|,)pretrained=([^,]+)/.exec(textOf(args) ?? "")?.[1];
  return pretrained ?? textOf(member(member(json, "config"), "model")) ?? null;
}

const promptKeys = ["doc_to_text", "doc_to_choice", "description", "target_delimiter", "fewshot_delimiter"];

/** Of the task's template with what is put around it; null where the file has no template, or only a function's address. */
function promptHash(json: Json | undefined, task: string): string | null {
  const config = member(member(json, "configs"), task);
  const template = textOf(member(config, "doc_to_text"));
  if (template === undefined || / at 0x[0-9a-f]+>/.test(template)) return null;
  const parts = promptKeys.map((key) => member(config, key) ?? null);
  const around = ["system_instruction_sha", "chat_template_sha"].map((key) => member(json, key) ?? null);
  return contentHash([...parts, ...around]);
}

function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } {
  return isObject(value) ? value : {};
}
