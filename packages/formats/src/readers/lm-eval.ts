import { ContentError } from "../content-error.ts";
import { isObject, member, peekJson, readJson } from "../json.ts";
import type { Group, Head, ReadEvent, Reader } from "../reader.ts";
import { folderOf, samplesFile } from "./lm-eval-names.ts";
import { type LmEvalResults, lmEvalCount, lmEvalFigures, lmEvalHeader, lmEvalResults } from "./lm-eval-results.ts";
import { lmEvalSamples } from "./lm-eval-samples.ts";

/**
 * EleutherAI's lm-evaluation-harness: `results_*.json` of before and since 0.4, with `samples_{task}_*.jsonl` or alone.
 *
 * The files of one folder belong together; samples find their results by the time in both names, else by the task. A
 * metric has its rows or, where there are none, the file's own figure as an aggregate; never both.
 */
export const lmEval: Reader = { format: "lm-eval", harness: "lm-eval", version: 1, group, read };

function group(heads: readonly Head[]): Group[] {
  const results = heads.filter(isResults);
  const samples = heads.filter((head) => !results.includes(head) && isSamples(head));
  const folders = new Map<string, Head[]>();
  // samples that lie apart belong to the only results there are
  const lone = results.length === 1 ? folderOf((results[0] as Head).source.name) : undefined;
  for (const head of [...results, ...samples]) {
    const folder = lone ?? folderOf(head.source.name);
    folders.set(folder, [...(folders.get(folder) ?? []), head]);
  }
  return [...folders.values()].map((sources) => ({ sources }));
}

function isResults(head: Head): boolean {
  if (!head.text.trimStart().startsWith("{")) return false;
  const json = peekJson(head.text);
  const results = member(json, "results");
  if (!isObject(results) || member(json, "config_general") !== undefined) return false;
  const tasks = Object.values(results);
  if (tasks.length === 0 || !tasks.every(isObject)) return false;
  if (["versions", "configs", "lm_eval_version", "group_subtasks"].some((key) => member(json, key) !== undefined))
    return true;
  return tasks.some((task) => Object.keys(task).some((key) => /_stderr(,|$)/.test(key) || key === "alias"));
}

function isSamples(head: Head): boolean {
  if (!head.text.trimStart().startsWith("{")) return false;
  const line = peekJson(head.text.trimStart().split("\n", 1)[0] as string);
  if (member(line, "doc_id") === undefined) return false;
  return ["doc", "resps", "filtered_resps", "arguments", "doc_hash"].some((key) => member(line, key) !== undefined);
}

async function* read(group: Group): AsyncIterable<ReadEvent> {
  const results: LmEvalResults[] = [];
  const samples: Head[] = [];
  for (const head of group.sources) {
    if (isSamples(head)) samples.push(head);
    else {
      const parsed = await parsedResults(head);
      if ("tasks" in parsed) results.push(parsed);
      else yield parsed;
    }
  }
  const tasks = { count: 0 };
  /** run and task → metrics that have rows */
  const scored = new Map<string, Set<string>>();
  for (const head of samples) yield* readSamples(head, { results, tasks, scored });
  for (const result of results) yield* summaries(result, { tasks, scored });
}

async function parsedResults(head: Head): Promise<LmEvalResults | ReadEvent> {
  const file = head.source.name;
  try {
    return lmEvalResults(file, await readJson(head));
  } catch (error) {
    return fatal(error, file);
  }
}

function fatal(error: unknown, file: string): ReadEvent {
  if (!(error instanceof ContentError)) throw error;
  return { type: "problem", problem: { place: error.place, code: error.code, text: error.message, file, fatal: true } };
}

async function* readSamples(
  head: Head,
  of: { results: readonly LmEvalResults[]; tasks: { count: number }; scored: Map<string, Set<string>> },
): AsyncIterable<ReadEvent> {
  const file = head.source.name;
  const { task, time } = samplesFile(file);
  const own = of.results.filter((result) => result.tasks.includes(task));
  const results = own.find((result) => time !== undefined && result.time === time) ?? own[0];
  const run = results?.time === time || time === undefined ? (results?.run ?? time ?? `file ${file}`) : time;
  const metrics = new Set<string>();
  try {
    for await (const event of lmEvalSamples(head, { task, run, results, firstTask: of.tasks.count })) {
      if (event.type === "task") of.tasks.count += 1;
      if (event.type === "row") for (const metric of Object.keys(event.row.scores)) metrics.add(metric);
      yield event;
    }
  } catch (error) {
    // the other tasks of the run are whole
    yield fatal(error, file);
    return;
  }
  const key = `${run}\n${task}`;
  of.scored.set(key, new Set([...(of.scored.get(key) ?? []), ...metrics]));
}

function* summaries(
  results: LmEvalResults,
  of: { tasks: { count: number }; scored: ReadonlyMap<string, ReadonlySet<string>> },
): Iterable<ReadEvent> {
  const { file, run } = results;
  for (const name of results.groups) {
    yield {
      type: "note",
      code: "group_left_out",
      text: `${name} is a group: its sub-tasks are read, its mean is not`,
      file,
    };
  }
  for (const task of results.tasks) {
    const rows = of.scored.get(`${run}\n${task}`) ?? new Set();
    const figures = lmEvalFigures(results, task).filter((figure) => !rows.has(figure.metric));
    if (figures.length === 0) continue;
    const position = of.tasks.count;
    of.tasks.count += 1;
    yield { type: "task", header: lmEvalHeader(results, task, run), files: [file] };
    for (const { metric, mean, standardError } of figures) {
      const place = `/results/${task}/${metric}`;
      if (mean === undefined) {
        const text = `needed a finite ${metric} of ${task}, found none`;
        yield { type: "problem", problem: { place, code: "no_score", text, file } };
        continue;
      }
      const summary = { mean, standardError, n: lmEvalCount(results, task) };
      yield { type: "summary", task: position, metric, condition: "", summary, place };
    }
  }
}
