import { ContentError } from "../content-error.ts";
import { found, numberOf, textOf, wholeOf } from "../fields.ts";
import { contentOf } from "../head.ts";
import { isObject, member, readJson } from "../json.ts";
import { jsonLines } from "../lines.ts";
import type { Group, Head, Json, MetricHeader, ReadEvent, Reader, TaskHeader } from "../reader.ts";
import { type Choice, type JsonPath, selectJson } from "../select-json.ts";
import { nameOfRun, simpleEvalsRole } from "./simple-evals-role.ts";
import { rubricRow } from "./simple-evals-rubric.ts";

/**
 * openai/simple-evals: `EVAL_MODEL_DATE.json` (means alone) and `…_allresults.json`, which for HealthBench has every
 * conversation's rubric.
 *
 * HealthBench: item = `prompt_id`; repeats repeat it, their order is the epoch; score = the unclipped rubric score, which
 * may be negative; axes and other rubric tags are sub-scores, themes too where the dataset's lines are given. The other
 * evals keep no scores of items: they are aggregates. The file doesn't say its eval: its name does.
 *
 * @see openai/simple-evals, healthbench_eval.py and common.py
 */
export const simpleEvals: Reader = { format: "simple-evals", harness: "simple-evals", version: 1, group, read };

function group(heads: readonly Head[]): Group[] {
  const runs = new Map<string, Head[]>();
  const datasets: Head[] = [];
  for (const head of heads) {
    const role = simpleEvalsRole(head);
    if (role === undefined) continue;
    if (role === "dataset") {
      datasets.push(head);
      continue;
    }
    const stem = head.source.name.replace(/(_allresults)?\.json(\.gz|\.zst)?$/, "");
    runs.set(stem, [...(runs.get(stem) ?? []), head]);
  }
  return [...runs.values()].map((sources) => ({ sources: [...sources, ...datasets] }));
}

async function* read(run: Group): AsyncIterable<ReadEvent> {
  const results: Head[] = [];
  const flats: Head[] = [];
  const datasets: Head[] = [];
  for (const head of run.sources) {
    const role = simpleEvalsRole(head);
    if (role === "results") results.push(head);
    else if (role === "flat") flats.push(head);
    else datasets.push(head);
  }
  if (results.length === 0) {
    for (const [task, head] of flats.entries()) {
      const figures = await readJson(head);
      yield { type: "task", header: headerOf(head, figures, false), files: [head.source.name] };
      yield* aggregates(task, figures);
    }
    return;
  }
  const themes = new Map<string, readonly string[]>();
  for (const head of datasets) yield* readThemes(head, themes);
  for (const [task, head] of results.entries()) yield* readResults({ task, head, themes });
  if (flats.length > 0) {
    const text = "not counted: the same means are in the file of all results";
    for (const head of flats) yield { type: "note", code: "means_repeated", text, file: head.source.name };
  }
}

async function* readResults(run: {
  task: number;
  head: Head;
  themes: ReadonlyMap<string, readonly string[]>;
}): AsyncIterable<ReadEvent> {
  const { task, head, themes } = run;
  // the figures stand before the items in every such file, but nothing promises it: two passes
  const metrics = new Map<string, Json>();
  let isRubric = false;
  for await (const part of selectJson(contentOf(head), chooseFigures, { file: head.source.name })) {
    if (part.type !== "value") continue;
    if (part.path[0] === "score") metrics.set("score", part.value);
    else if (part.path[0] === "metrics") metrics.set(String(part.path[1]), part.value);
    else if (part.path.length > 2 && isObject(part.value) && Array.isArray(member(part.value, "rubric_items"))) {
      isRubric = true;
    }
  }
  const figures = Object.fromEntries(metrics);
  yield { type: "task", header: headerOf(head, figures, isRubric), files: [head.source.name] };
  if (!isRubric) {
    yield* aggregates(task, figures);
    return;
  }
  if (nameOfRun(head) === undefined) {
    const text = "the file doesn't name its eval: its rubrics show HealthBench, not which subset";
    yield { type: "note", code: "task_from_content", text, file: head.source.name };
  }
  const repeats = new Map<string, number>();
  let unknownThemes = 0;
  for await (const part of selectJson(contentOf(head), chooseItems, { file: head.source.name })) {
    if (part.type !== "value" || part.path.length !== 3) continue;
    const place = `/${part.path.join("/")}`;
    const row = rubricRow({ entry: part.value, place, themes });
    if ("problem" in row) {
      yield { type: "problem", problem: { ...row.problem, file: head.source.name } };
      continue;
    }
    if (themes.size > 0 && !themes.has(row.item)) unknownThemes += 1;
    const epoch = (repeats.get(row.item) ?? 0) + 1;
    repeats.set(row.item, epoch);
    yield { type: "row", task, row: { ...row, epoch } };
  }
  if (unknownThemes > 0) {
    const text = `${unknownThemes} rows have a prompt_id that the dataset file doesn't have: no themes for them`;
    yield { type: "note", code: "no_themes", text, file: head.source.name };
  }
}

function chooseFigures(path: JsonPath): Choice {
  if (path.length === 0) return "enter";
  if (path[0] === "score") return "take";
  if (path[0] === "metrics") return path.length === 1 ? "enter" : "take";
  return path.length === 3 && path[2] !== 0 ? "skip" : chooseItems(path);
}

/** `/metadata/example_level_metadata/N`, without looking at the rest, which is transcripts. */
function chooseItems(path: JsonPath): Choice {
  if (path.length === 0) return "enter";
  if (path[0] !== "metadata" || (path.length > 1 && path[1] !== "example_level_metadata")) return "skip";
  return path.length < 3 ? "enter" : "take";
}

/** `name`, `name:std`, `name:bootstrap_std`, `name:n_samples` → a summary per name. */
function* aggregates(task: number, figures: Json): Iterable<ReadEvent> {
  if (!isObject(figures)) return;
  for (const [name, value] of Object.entries(figures)) {
    if (/:(std|bootstrap_std|n_samples|min|max)$/.test(name)) continue;
    const mean = numberOf(value);
    if (mean === undefined) {
      const text = `needed a number for ${name}, found ${found(value)}`;
      yield { type: "problem", problem: { place: `/${name}`, code: "bad_figure", text } };
      continue;
    }
    const n = wholeOf(member(figures, `${name}:n_samples`), 1) ?? null;
    const spread = numberOf(member(figures, `${name}:std`));
    const standardError =
      numberOf(member(figures, `${name}:bootstrap_std`)) ??
      (spread !== undefined && n !== null ? spread / Math.sqrt(n) : null);
    const summary = { mean, standardError, n };
    yield { type: "summary", task, metric: name, condition: "", summary, place: `/${name}` };
  }
}

function headerOf(head: Head, figures: Json, isRubric: boolean): TaskHeader {
  const named = nameOfRun(head);
  if (named === undefined && !isRubric) {
    const text =
      "needed a file name that begins with the eval's name, as simple-evals gives it (the file has it nowhere else)";
    throw new ContentError("unknown_task", `${text}, found ${head.source.name}`, { file: head.source.name });
  }
  const score = numberOf(member(figures, "score"));
  // the headline is the mean clipped to [0, 1]: at a bound it may hide a mean beyond it
  const clipped = score === undefined || score <= 0 || score >= 1;
  const header: MetricHeader = { direction: null, mean: score ?? null, headline: clipped ? "other" : "mean" };
  return {
    harness: "simple-evals",
    task: named?.task ?? "healthbench",
    variant: null,
    taskVersion: null,
    taskArgs: {},
    model: named?.model ?? null,
    runId: null,
    created: named?.created ?? null,
    grader: null,
    promptHash: null,
    metrics: isRubric ? { score: header } : {},
  };
}

async function* readThemes(head: Head, themes: Map<string, readonly string[]>): AsyncIterable<ReadEvent> {
  for await (const line of jsonLines(head)) {
    const { place } = line;
    const file = head.source.name;
    if (line.problem !== null) {
      yield { type: "problem", problem: { ...line.problem, file } };
      continue;
    }
    const id = textOf(member(line.value, "prompt_id"));
    const tags = member(line.value, "example_tags");
    if (id === undefined || !Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) {
      const text = "needed a prompt_id and a list of example_tags, found a line without";
      yield { type: "problem", problem: { place, code: "bad_dataset_line", text, file } };
      continue;
    }
    themes.set(id, tags as readonly string[]);
  }
}
