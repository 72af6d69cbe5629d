import { found, textOf } from "../fields.ts";
import { isObject, member, peekJson } from "../json.ts";
import { jsonLines } from "../lines.ts";
import type { Group, Head, Json, MetricHeader, ReadEvent, Reader, ScoreRow, TaskHeader } from "../reader.ts";

/**
 * openai/evals: JSON lines of a recorder: `spec`, events, `final_report` (anywhere, even first).
 *
 * item = `sample_id`; a `match` event scores `accuracy` (or `match`, where `metrics` events have an accuracy of their
 * own), a `metrics` event every number or truth value in it. Several such events of one sample are its epochs, in their
 * order. A sample with events but no score is an error where an `error` event says so, else unscored.
 *
 * @see openai/evals, evals/record.py
 */
export const openaiEvals: Reader = { format: "openai-evals", harness: "openai-evals", version: 1, group, read };

interface Sample {
  matches: { correct: boolean; place: string }[];
  metrics: { values: Map<string, number | null>; place: string }[];
  failed: boolean;
  place: string;
}

interface Run {
  spec: Json | undefined;
  report: Json | undefined;
  samples: Map<string, Sample>;
}

function group(heads: readonly Head[]): Group[] {
  return heads.filter(isRecording).map((head) => ({ sources: [head] }));
}

function isRecording(head: Head): boolean {
  if (!/^\s*\{/.test(head.text)) return false;
  const first = peekJson(head.text);
  if (!isObject(first)) return false;
  const spec = member(first, "spec");
  if (isObject(spec)) return member(spec, "completion_fns") !== undefined || member(spec, "eval_name") !== undefined;
  const isEvent = member(first, "event_id") !== undefined && member(first, "run_id") !== undefined;
  return isEvent || (Object.keys(first).length === 1 && isObject(member(first, "final_report")));
}

async function* read(recording: Group): AsyncIterable<ReadEvent> {
  const head = recording.sources[0] as Head;
  const runs = new Map<string, Run>();
  let current: Run = { spec: undefined, report: undefined, samples: new Map() };
  let earlyReport: Json | undefined;
  let textMetrics = 0;

  function runOf(id: string): Run {
    const known = runs.get(id);
    if (known !== undefined) return known;
    const run: Run = { spec: undefined, report: undefined, samples: new Map() };
    runs.set(id, run);
    return run;
  }

  for await (const line of jsonLines(head)) {
    if (line.problem !== null) {
      yield { type: "problem", problem: line.problem };
      continue;
    }
    const spec = member(line.value, "spec");
    const report = member(line.value, "final_report");
    if (spec !== undefined) {
      current = runOf(textOf(member(spec, "run_id")) ?? "");
      current.spec = spec;
      // a report that stood before its spec
      if (earlyReport !== undefined) current.report ??= earlyReport;
      earlyReport = undefined;
      continue;
    }
    if (report !== undefined) {
      if (current.spec === undefined) earlyReport = report;
      else current.report = report;
      continue;
    }
    const event = readEvent(line.value);
    if (typeof event === "string") {
      yield { type: "problem", problem: { place: line.place, code: "bad_row", text: event } };
      continue;
    }
    const run = runOf(event.run);
    const sample = run.samples.get(event.sample) ?? { matches: [], metrics: [], failed: false, place: line.place };
    run.samples.set(event.sample, sample);
    if (event.type === "error") sample.failed = true;
    if (event.type === "match") {
      const correct = member(event.data, "correct");
      if (typeof correct === "boolean") sample.matches.push({ correct, place: line.place });
      else {
        const text = `needed true or false as correct, found ${found(correct)}`;
        yield { type: "problem", problem: { place: line.place, code: "bad_row", text } };
      }
    }
    if (event.type === "metrics") {
      const values = numbersOf(event.data);
      if (values.texts) textMetrics += 1;
      if (values.numbers.size > 0) sample.metrics.push({ values: values.numbers, place: line.place });
    }
  }
  if (textMetrics > 0) {
    const text = `${textMetrics} metrics events have values that are no numbers: those values are left out`;
    yield { type: "note", code: "text_metrics", text };
  }
  let task = 0;
  for (const [id, run] of runs) {
    let next = task;
    for (const event of rowsOf({ id, run, task })) {
      if (event.type === "task") next += 1;
      yield event;
    }
    task = next;
  }
}

function readEvent(value: Json): { run: string; sample: string; type: string; data: Json | undefined } | string {
  const type = textOf(member(value, "type"));
  if (type === undefined) return `needed an event with a type, found ${found(member(value, "type"))}`;
  const run = textOf(member(value, "run_id"));
  if (run === undefined) return `needed an event with a run_id, found ${found(member(value, "run_id"))}`;
  const sample = textOf(member(value, "sample_id"));
  if (sample === undefined) return `needed an event with a sample_id, found ${found(member(value, "sample_id"))}`;
  return { run, sample, type, data: member(value, "data") };
}

function numbersOf(data: Json | undefined): { numbers: Map<string, number | null>; texts: boolean } {
  const numbers = new Map<string, number | null>();
  let texts = false;
  for (const [name, value] of Object.entries(isObject(data) ? data : {})) {
    if (typeof value === "boolean") numbers.set(name, value ? 1 : 0);
    else if (typeof value === "number") numbers.set(name, Number.isFinite(value) ? value : null);
    else if (value !== null) texts = true;
  }
  return { numbers, texts };
}

function* rowsOf(of: { id: string; run: Run; task: number }): Iterable<ReadEvent> {
  const { run, task } = of;
  if (run.spec === undefined) {
    const text = `needed the spec line of run ${of.id}, found only its events`;
    yield { type: "problem", problem: { place: "", code: "missing_spec", text } };
    return;
  }
  if ((textOf(member(run.spec, "eval_name")) ?? "") === "") {
    const text = `needed an eval_name in the spec, found ${found(member(run.spec, "eval_name"))}`;
    yield { type: "problem", problem: { place: "", code: "unknown_task", text } };
    return;
  }
  const metricNames = new Set<string>();
  let hasMatches = false;
  let mostEvents = 0;
  for (const { matches, metrics } of run.samples.values()) {
    if (matches.length > 0) hasMatches = true;
    for (const { values } of metrics) for (const name of values.keys()) metricNames.add(name);
    mostEvents = Math.max(mostEvents, matches.length, metrics.length);
  }
  const matchKey = metricNames.has("accuracy") ? "match" : "accuracy";
  const keys = hasMatches ? [matchKey, ...metricNames] : [...metricNames];
  if (keys.length === 0 && run.samples.size > 0) {
    const text = "needed match or metrics events, found none: nothing in the file says how a sample scored";
    yield { type: "problem", problem: { place: "", code: "no_scores", text } };
    return;
  }
  if (mostEvents > 1) {
    const text = "several score events of one sample are taken as its epochs, in their order";
    yield { type: "note", code: "several_events", text };
  }
  yield { type: "task", header: headerOf(run, keys, mostEvents > 1) };
  for (const [item, sample] of run.samples) {
    const epochs = Math.max(1, sample.matches.length, sample.metrics.length);
    for (let at = 0; at < epochs; at += 1) {
      yield { type: "row", task, row: rowOf({ item, sample, at, keys, matchKey }) };
    }
  }
}

function rowOf(of: { item: string; sample: Sample; at: number; keys: readonly string[]; matchKey: string }): ScoreRow {
  const { item, sample, at } = of;
  const match = sample.matches[at];
  const metrics = sample.metrics[at];
  const scores = new Map<string, number | null>(metrics?.values);
  if (match !== undefined) scores.set(of.matchKey, match.correct ? 1 : 0);
  const base = {
    item,
    epoch: at + 1,
    condition: "",
    seed: null,
    place: metrics?.place ?? match?.place ?? sample.place,
  };
  if ([...scores.values()].some((score) => score !== null)) {
    return { ...base, scores: Object.fromEntries(scores), status: "ok" };
  }
  const none = Object.fromEntries(of.keys.map((key) => [key, null]));
  return { ...base, scores: none, status: sample.failed ? "error" : "unscored" };
}

/** figures of a report that evals compute as the mean over their events */
const means = new Set(["accuracy", "score", "f1_score"]);

function headerOf(run: Run, keys: readonly string[], severalEvents: boolean): TaskHeader {
  const { spec, report } = run;
  const metrics: [string, MetricHeader][] = keys.map((key) => {
    const figure = member(report, key);
    const isMean = means.has(key) && !severalEvents;
    return [
      key,
      { direction: null, mean: typeof figure === "number" ? figure : null, headline: isMean ? "mean" : "other" },
    ];
  });
  const name = textOf(member(spec, "eval_name")) ?? "";
  const base = textOf(member(spec, "base_eval"));
  const split = textOf(member(spec, "split"));
  const prefix = base !== undefined && split !== undefined ? `${base}.${split}` : undefined;
  const isNamed = prefix !== undefined && (name === prefix || name.startsWith(`${prefix}.`));
  const models = member(spec, "completion_fns") ?? member(spec, "model_names");
  const evalSpec = member(member(spec, "run_config"), "eval_spec");
  const args = member(evalSpec, "args");
  return {
    harness: "openai-evals",
    task: isNamed ? (base as string) : name,
    variant: isNamed ? (split as string) : null,
    taskVersion: isNamed && name.length > prefix.length ? name.slice(prefix.length + 1) : null,
    taskArgs: isObject(args) ? args : {},
    model: Array.isArray(models) ? models.filter((model) => typeof model === "string").join(", ") : null,
    runId: textOf(member(spec, "run_id")) ?? null,
    created: textOf(member(spec, "created_at")) ?? null,
    grader: null,
    promptHash: null,
    metrics: Object.fromEntries(metrics),
  };
}
