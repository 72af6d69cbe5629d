import { found, numberOf, textOf } from "../fields.ts";
import { member } from "../json.ts";
import { jsonLines } from "../lines.ts";
import type { Head, Json, Problem, ReadEvent, ReadOptions, ScoreRow } from "../reader.ts";
import { type Figure, taskHeader } from "./every-eval-ever-figures.ts";

/** Task events so far: instances and aggregates number theirs together. */
export interface Tasks {
  count: number;
}

interface Reading {
  /** what a row's score counts as, by evaluation name and result id */
  target: { task: number; metric: string };
  seen: Map<string, number>;
}

/** The lines of one instance file: rows, and a task event before the first of each evaluation. */
export async function* readInstances(of: {
  head: Head;
  document: Json | undefined;
  figures: readonly Figure[];
  counted: Set<Figure>;
  tasks: Tasks;
  taskOf: Map<string, number>;
  /** these instances and their aggregate */
  files: readonly string[];
  options: ReadOptions;
}): AsyncIterable<ReadEvent> {
  const { head, figures, taskOf } = of;
  const file = head.source.name;
  const readings = new Map<string, Reading>();
  const unclear = new Set<string>();
  let repeated = 0;
  for await (const line of jsonLines(head)) {
    if (line.problem !== null) {
      yield { type: "problem", problem: { ...line.problem, file } };
      continue;
    }
    const name = textOf(member(line.value, "evaluation_name"));
    const item = textOf(member(line.value, "sample_id"));
    if (name === undefined || item === undefined) {
      const text = "needed a text evaluation_name and sample_id, found a line without";
      yield { type: "problem", problem: { place: line.place, code: "bad_row", text, file } };
      continue;
    }
    const resultId = textOf(member(line.value, "evaluation_result_id"));
    const key = JSON.stringify([name, resultId ?? null]);
    let reading = readings.get(key);
    if (reading === undefined) {
      const figure = figureOf({ figures, name, resultId, row: line.value });
      if (figure === undefined) unclear.add(name);
      else of.counted.add(figure);
      let task = taskOf.get(name);
      if (task === undefined) {
        task = of.tasks.count;
        of.tasks.count += 1;
        taskOf.set(name, task);
        const own = figures.filter((candidate) => candidate.name === name);
        yield { type: "task", header: taskHeader(of.document ?? line.value, name, own), files: of.files };
      }
      reading = { target: { task, metric: figure?.metric ?? resultId ?? "score" }, seen: new Map() };
      readings.set(key, reading);
    }
    const occurrence = (reading.seen.get(item) ?? 0) + 1;
    reading.seen.set(item, occurrence);
    if (occurrence > 1) repeated += 1;
    const epoch = epochOf(line.value) ?? occurrence;
    const figure = figures.find((candidate) => candidate.name === name && candidate.metric === reading.target.metric);
    const row = readRow({ entry: line.value, item, epoch, metric: reading.target.metric, place: line.place, figure });
    if ("problem" in row) {
      yield { type: "problem", problem: { ...row.problem, file } };
      continue;
    }
    const cluster = of.options.clusterKey && textOf(member(member(line.value, "metadata"), of.options.clusterKey));
    yield { type: "row", task: reading.target.task, row: cluster ? { ...row, cluster } : row };
  }
  if (repeated > 0) {
    const text = `${repeated} lines repeat a sample_id: taken as epochs, though converters may have repeated one reduced score`;
    yield { type: "note", code: "repeated_samples", text, file };
  }
  if (unclear.size > 0 && figures.length > 0) {
    const text = `which metric the scores of ${[...unclear].join(", ")} are is not said: counted as "score", without a headline`;
    yield { type: "note", code: "unclear_metric", text, file };
  }
}

/** Where the converter (Inspect's, and our own writer) keeps the epoch beside the row. */
function epochOf(row: Json): number | undefined {
  const epoch = textOf(member(member(row, "metadata"), "epoch")) ?? "";
  return /^\d{1,6}$/.test(epoch) ? Number(epoch) : undefined;
}

/** Which of the aggregate's figures is the mean of these rows? By result id, by being the only one, or by the converter's own list of metrics. */
function figureOf(of: {
  figures: readonly Figure[];
  name: string;
  resultId: string | undefined;
  row: Json;
}): Figure | undefined {
  const own = of.figures.filter((figure) => figure.name === of.name);
  if (of.resultId !== undefined) {
    const joined = of.figures.filter((figure) => figure.resultId === of.resultId);
    if (joined.length === 1) return joined[0];
  }
  if (own.length === 1) return own[0];
  const first = firstMetric(member(of.row, "metadata"));
  if (first === undefined) return undefined;
  const matching = own.filter((figure) => figure.metric === first || figure.metric.startsWith(`${first} (`));
  return matching.length === 1 ? matching[0] : undefined;
}

/** Converters of lm-evaluation-harness and LightEval score a sample by its first metric, and list all in the metadata. */
function firstMetric(metadata: Json | undefined): string | undefined {
  const named = textOf(member(metadata, "primary_metric"));
  if (named !== undefined) return named;
  const listed = textOf(member(metadata, "lm_eval_metrics"));
  if (listed === undefined) return undefined;
  try {
    return Object.keys(JSON.parse(listed) as object)[0];
  } catch {
    return undefined;
  }
}

function readRow(of: {
  entry: Json;
  item: string;
  epoch: number;
  metric: string;
  place: string;
  figure: Figure | undefined;
}): ScoreRow | { problem: Problem } {
  const { entry, item, epoch, metric, place } = of;
  const score = member(member(entry, "evaluation"), "score");
  const failure = textOf(member(entry, "error"));
  const isUnknown = of.figure?.unknownLevel === true && score === -1;
  const isBareNaN = typeof score === "number" && Number.isNaN(score);
  const base = { item, epoch, condition: "", seed: null, place };
  const hash = textOf(member(entry, "sample_hash"));
  const hashed = hash === undefined ? base : { ...base, itemHash: hash };
  if (failure !== undefined) return { ...hashed, scores: { [metric]: null }, status: "error" };
  if (isUnknown || isBareNaN) return { ...hashed, scores: { [metric]: null }, status: "unscored" };
  const value = numberOf(score);
  if (value === undefined) {
    return { problem: { place, code: "bad_row", text: `needed a number as evaluation.score, found ${found(score)}` } };
  }
  return { ...hashed, scores: { [metric]: value }, status: "ok" };
}
