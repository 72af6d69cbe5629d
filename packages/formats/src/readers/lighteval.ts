import { ContentError } from "../content-error.ts";
import { contentHash } from "../content-hash.ts";
import { found, numberOf, textOf } from "../fields.ts";
import { isObject, member, readJson } from "../json.ts";
import { openParquet, type ParquetColumn } from "../parquet.ts";
import type {
  Group,
  Head,
  Json,
  MetricHeader,
  ReadEvent,
  Reader,
  ReadOptions,
  ScoreRow,
  TaskHeader,
} from "../reader.ts";
import { lightEvalRole } from "./lighteval-role.ts";

/**
 * LightEval: `details_TASK_DATE.parquet` (a row per document) and `results_DATE.json` (the means).
 *
 * item = `doc.id`; every number of the struct `metric` is a metric of its name; task = `doc.task_name`, whose part after
 * the last `|` is the number of shots (a task's argument). Only those columns are read: answers and tokens stay unread.
 * A task of the results without details is an aggregate; its averages over tasks (`all`, `…:_average…`) are none.
 *
 * @see huggingface/lighteval, src/lighteval/logging/
 */
export const lighteval: Reader = { format: "lighteval", harness: "lighteval", version: 1, group, read };

const datePattern = /\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(?:\.\d+)?/;

/** A run's files are called by its date, in the folders `details` and `results` of one model. */
function group(heads: readonly Head[]): Group[] {
  const runs = new Map<string, Head[]>();
  for (const head of heads) {
    if (lightEvalRole(head) === undefined) continue;
    const { name } = head.source;
    const date = datePattern.exec(name)?.[0];
    const folders = name
      .split("/")
      .slice(0, -1)
      .filter((folder) => folder !== date);
    const place = folders.map((folder) => (folder === "details" || folder === "results" ? "*" : folder)).join("/");
    const run = date === undefined ? name : `${place} ${date}`;
    runs.set(run, [...(runs.get(run) ?? []), head]);
  }
  return [...runs.values()].map((sources) => ({ sources }));
}

async function* read(run: Group, options: ReadOptions): AsyncIterable<ReadEvent> {
  const results: { head: Head; document: Json }[] = [];
  for (const head of run.sources) {
    if (lightEvalRole(head) === "results") results.push({ head, document: await readJson(head) });
  }
  const tasks = { count: 0 };
  const detailed = new Set<string>();
  for (const head of run.sources) {
    if (lightEvalRole(head) === "results") continue;
    yield* readDetails({ head, results, tasks, detailed, options });
  }
  for (const { head, document } of results) yield* readMeans({ head, document, tasks, detailed });
}

async function* readDetails(of: {
  head: Head;
  results: readonly { head: Head; document: Json }[];
  tasks: { count: number };
  detailed: Set<string>;
  options: ReadOptions;
}): AsyncIterable<ReadEvent> {
  const { head, tasks } = of;
  const file = head.source.name;
  const parquet = openParquet(head);
  const at = (...path: string[]) =>
    parquet.columns.find((column) => JSON.stringify(column.path) === JSON.stringify(path));
  const metrics = parquet.columns.filter(
    ({ path, isRepeated }) => path[0] === "metric" && path.length === 2 && !isRepeated,
  );
  const id = at("doc", "id");
  const taskName = at("doc", "task_name");
  if (id === undefined || taskName === undefined || metrics.length === 0) {
    const names = parquet.columns.map(({ path }) => path.join(".")).slice(0, 12);
    const text = `needed doc.id, doc.task_name and a struct metric (LightEval 0.10 and later), found ${names.join(", ")}`;
    throw new ContentError("unsupported_version", text, { file });
  }
  const query = at("doc", "query");
  const cluster = of.options.clusterKey === undefined ? undefined : at("doc", "specific", of.options.clusterKey);
  const extras = [query, cluster].filter((column): column is ParquetColumn => column !== undefined);
  const taskOf = new Map<string, number>();
  for await (const batch of parquet.batches([id, taskName, ...metrics, ...extras])) {
    for (let row = 0; row < batch.length; row += 1) {
      const values = batch.columns.map((column) => column[row]);
      const place = `row ${batch.start + row + 1}`;
      const name = values[1];
      if (typeof name !== "string" || name === "") {
        const text = `needed a text doc.task_name, found ${found(jsonOf(name))}`;
        yield { type: "problem", problem: { place, code: "bad_row", text, file } };
        continue;
      }
      let task = taskOf.get(name);
      if (task === undefined) {
        task = tasks.count;
        tasks.count += 1;
        taskOf.set(name, task);
        of.detailed.add(name);
        const keys = metrics.map(({ path }) => path[1] as string);
        yield {
          type: "task",
          header: headerOf(name, keys, of.results),
          files: [file, ...of.results.map((one) => one.head.source.name)],
        };
      }
      const result = scoreRow({
        values,
        metrics,
        place,
        hasQuery: query !== undefined,
        hasCluster: cluster !== undefined,
      });
      if ("problem" in result) yield { type: "problem", problem: { ...result.problem, file } };
      else yield { type: "row", task, row: result };
    }
  }
}

function scoreRow(of: {
  values: readonly unknown[];
  metrics: readonly ParquetColumn[];
  place: string;
  hasQuery: boolean;
  hasCluster: boolean;
}): ScoreRow | { problem: { place: string; code: string; text: string } } {
  const { values, metrics, place } = of;
  const bad = (text: string) => ({ problem: { place, code: "bad_row", text } });
  const item = values[0];
  if (typeof item !== "string" && typeof item !== "number") {
    return bad(`needed a doc.id, found ${found(jsonOf(item))}`);
  }
  const scores: [string, number | null][] = [];
  for (const [index, { path }] of metrics.entries()) {
    const value = values[index + 2];
    const name = path[1] as string;
    if (value === null) continue;
    if (typeof value === "boolean") scores.push([name, value ? 1 : 0]);
    else if (typeof value === "number") scores.push([name, Number.isFinite(value) ? value : null]);
    else return bad(`needed a number as ${name}, found ${found(jsonOf(value))}`);
  }
  const isScored = scores.some(([, score]) => score !== null);
  const row: ScoreRow = {
    item: String(item),
    epoch: 1,
    scores: Object.fromEntries(isScored ? scores : metrics.map(({ path }) => [path[1], null])),
    status: isScored ? "ok" : "unscored",
    condition: "",
    seed: null,
    place,
  };
  const query = of.hasQuery ? values[metrics.length + 2] : undefined;
  if (typeof query === "string") row.itemHash = contentHash(query);
  const cluster = of.hasCluster ? values.at(-1) : undefined;
  if (typeof cluster === "string" || typeof cluster === "number") row.cluster = String(cluster);
  return row;
}

function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

function* readMeans(of: {
  head: Head;
  document: Json;
  tasks: { count: number };
  detailed: ReadonlySet<string>;
}): Iterable<ReadEvent> {
  const file = of.head.source.name;
  const results = member(of.document, "results");
  if (!isObject(results)) {
    throw new ContentError("not_an_object", `needed an object results, found ${found(results)}`, { file });
  }
  for (const [name, figures] of Object.entries(results)) {
    if (name === "all" || /:_average(\||$)/.test(name) || of.detailed.has(name) || !isObject(figures)) continue;
    const keys = Object.keys(figures).filter((key) => !key.endsWith("_stderr"));
    const task = of.tasks.count;
    of.tasks.count += 1;
    yield { type: "task", header: headerOf(name, keys, [of]), files: [file] };
    for (const key of keys) {
      const mean = numberOf(figures[key]);
      const place = `/results/${name.replaceAll("~", "~0").replaceAll("/", "~1")}/${key}`;
      if (mean === undefined) {
        const text = `needed a number for ${key}, found ${found(figures[key])}`;
        yield { type: "problem", problem: { place, code: "bad_figure", text, file } };
        continue;
      }
      const standardError = numberOf(member(figures, `${key}_stderr`));
      const summary = { mean, standardError: standardError ?? null, n: null };
      yield { type: "summary", task, metric: key, condition: "", summary, place };
    }
  }
}

function headerOf(
  name: string,
  metrics: readonly string[],
  results: readonly { head: Head; document: Json }[],
): TaskHeader {
  // `gsm8k|5`; older `suite|gsm8k|5|0`, whose last says whether shots were dropped to fit
  const { task, shots } = /^(?<task>.+?)\|(?<shots>\d+)(?:\|\d+)?$/.exec(name)?.groups ?? {};
  const own = results.filter(({ document }) => isObject(member(member(document, "results"), name)));
  const document = own.length === 1 ? own[0]?.document : undefined;
  const figures = member(member(document, "results"), name);
  const version = member(member(document, "versions"), name);
  const config = member(results.length === 1 ? results[0]?.document : document, "config_general");
  const headers: [string, MetricHeader][] = metrics.map((metric) => [
    metric,
    // a corpus-level metric isn't the mean of its rows, and nothing says which those are: the mean is what is compared
    { direction: null, mean: numberOf(member(figures, metric)) ?? null, headline: "mean" },
  ]);
  return {
    harness: "lighteval",
    task: task ?? name,
    variant: null,
    taskVersion: typeof version === "number" || typeof version === "string" ? String(version) : null,
    taskArgs: shots === undefined ? {} : { fewshot: Number(shots) },
    model: textOf(member(config, "model_name")) ?? textOf(member(member(config, "model_config"), "model_name")) ?? null,
    runId: null,
    created: null,
    grader: null,
    promptHash: null,
    metrics: Object.fromEntries(headers),
  };
}
