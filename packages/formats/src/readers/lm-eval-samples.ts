import { found, listOf, textOf, wholeOf } from "../fields.ts";
import { isObject, member, setMember } from "../json.ts";
import { jsonLines } from "../lines.ts";
import type { Head, Json, ReadEvent, ScoreRow } from "../reader.ts";
import { bareName, type LmEvalResults, lmEvalHeader, lmEvalMetrics } from "./lm-eval-results.ts";

/**
 * The rows of one samples file: a line for each document and filter, a score for each metric it names.
 *
 * The harness appends: where a document and filter come again, a second run has begun, a task event of its own. The
 * results file speaks of the last one. Metrics whose values aren't numbers (the sums behind a perplexity) are no scores
 * of documents: they are noted once, and the results file's own figure stands for them.
 *
 * @throws {ContentError} where the file can't be read on
 */
export async function* lmEvalSamples(
  head: Head,
  of: { task: string; run: string; results: LmEvalResults | undefined; firstTask: number },
): AsyncIterable<ReadEvent> {
  const file = head.source.name;
  const { results } = of;
  const files = results === undefined ? [file] : [file, results.file];
  const seen = new Map<string, number>();
  const noScores = new Set<string>();
  let runs = 0;

  for await (const line of jsonLines(head)) {
    const problem = line.problem ?? wrongLine(line.value, line.place);
    if (problem !== null) {
      yield { type: "problem", problem: { ...problem, file } };
      continue;
    }
    const id = member(line.value, "doc_id") as number | string;
    const filter = textOf(member(line.value, "filter")) ?? "none";
    const key = `${id}\n${filter}`;
    const run = seen.get(key) ?? 0;
    seen.set(key, run + 1);
    while (runs <= run) {
      const header = lmEvalHeader(results, of.task, runs === 0 ? of.run : `${of.run} #${runs + 1}`);
      yield { type: "task", header: { ...header, metrics: {} }, files };
      runs += 1;
    }
    const { scores, others, wrong } = scoresOf(line.value, filter, results, of.task);
    for (const metric of wrong) {
      const text = `needed a number, found ${found(member(line.value, bareName(metric)))}`;
      yield {
        type: "problem",
        problem: { place: `${line.place} /${bareName(metric)}`, code: "invalid_score", text, file },
      };
    }
    for (const metric of others) {
      if (!noScores.has(metric))
        yield {
          type: "note",
          code: "no_item_scores",
          text: `${of.task}: ${metric} has no score for each document`,
          file,
        };
      noScores.add(metric);
    }
    const names = Object.keys(scores);
    if (names.length === 0) continue;
    const hash = textOf(member(line.value, "doc_hash"));
    const row: ScoreRow = {
      item: String(id),
      numericItem: typeof id === "number",
      epoch: 1,
      scores,
      status: names.some((name) => scores[name] !== null) ? "ok" : "unscored",
      condition: "",
      seed: null,
      ...(hash !== undefined && { itemHash: hash }),
      place: line.place,
    };
    yield { type: "row", task: of.firstTask + run, row };
  }
  if (results === undefined) return;
  const metrics = lmEvalMetrics(results, of.task);
  for (let run = 0; run < runs; run += 1) {
    const last = run === runs - 1;
    const own = last ? metrics : mapValues(metrics, (metric) => ({ ...metric, mean: null }));
    yield { type: "metrics", task: of.firstTask + run, metrics: own };
  }
}

function wrongLine(value: Json, place: string): { place: string; code: string; text: string } | null {
  if (!isObject(value)) return { place, code: "invalid_row", text: `needed a JSON object, found ${found(value)}` };
  const id = value.doc_id;
  if (typeof id === "string" || wholeOf(id, 0) !== undefined) return null;
  return { place: `${place} /doc_id`, code: "invalid_item", text: `needed a document's number, found ${found(id)}` };
}

/** Scores by `metric,filter`; `others` are metrics that have no number for each document. */
function scoresOf(line: Json, filter: string, results: LmEvalResults | undefined, task: string) {
  const scores: Record<string, number | null> = {};
  const others: string[] = [];
  const wrong: string[] = [];
  for (const name of metricNames(line, filter, results, task)) {
    const value = member(line, name);
    const metric = `${name},${filter}`;
    if (typeof value === "boolean") setMember(scores, metric, value ? 1 : 0);
    else if (typeof value === "number" && !Number.isNaN(value)) {
      if (Number.isFinite(value)) setMember(scores, metric, value);
      else wrong.push(metric);
    } else if (value === null || typeof value === "number") setMember(scores, metric, null);
    else others.push(metric);
  }
  return { scores, others, wrong };
}

/** `metrics` of the line; older files have none: then what the results file has under this filter. */
function metricNames(line: Json, filter: string, results: LmEvalResults | undefined, task: string): string[] {
  const listed = listOf(member(line, "metrics"));
  if (listed !== undefined) return listed.filter((name) => typeof name === "string");
  const declared = results === undefined ? [] : Object.keys(lmEvalMetrics(results, task));
  return declared.filter((metric) => metric.endsWith(`,${filter}`)).map(bareName);
}

function mapValues<T>(object: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
