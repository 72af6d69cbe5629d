import { ContentError } from "../content-error.ts";
import { readJson } from "../json.ts";
import { jsonLines } from "../lines.ts";
import type { Group, Head, Json, ReadEvent, Reader, ReadOptions } from "../reader.ts";
import { type Figure, readFigures, taskHeader } from "./every-eval-ever-figures.ts";
import { readInstances, type Tasks } from "./every-eval-ever-instances.ts";
import { everyEvalEverRole } from "./every-eval-ever-role.ts";

/**
 * Every Eval Ever 0.2–0.3: aggregate JSON with its instance JSONL (joined by `evaluation_id`), aggregates as lines, and
 * the index of a datastore.
 *
 * task = `evaluation_name`; metric = `metric_id`, else its name, kind or description; item = `sample_id`; score =
 * `evaluation.score`. The format has no epoch: a `sample_id` that comes again is the next one (or the one its metadata
 * name), and a note says that converters repeat one reduced score on each. An instance has one score, whichever metric its converter took
 * first: it counts where it is clear which that is.
 *
 * @see evaleval/every_eval_ever, every_eval_ever/schemas
 */
export const everyEvalEver: Reader = { format: "every-eval-ever", harness: "every-eval-ever", version: 1, group, read };

function group(heads: readonly Head[]): Group[] {
  const groups: Head[][] = [];
  const byId = new Map<string, Head[]>();
  for (const head of heads) {
    const role = everyEvalEverRole(head);
    if (role === undefined) continue;
    const joined = role.role === "aggregate" || role.role === "instances" ? role.evaluationId : undefined;
    const known = joined === undefined ? undefined : byId.get(joined);
    if (known !== undefined) {
      known.push(head);
      continue;
    }
    const sources = [head];
    groups.push(sources);
    if (joined !== undefined) byId.set(joined, sources);
  }
  return groups.map((sources) => ({ sources }));
}

async function* read(run: Group, options: ReadOptions): AsyncIterable<ReadEvent> {
  const tasks: Tasks = { count: 0 };
  const aggregates = run.sources.filter((head) => everyEvalEverRole(head)?.role === "aggregate");
  const instances = run.sources.filter((head) => everyEvalEverRole(head)?.role === "instances");
  for (const head of run.sources) {
    const role = everyEvalEverRole(head)?.role;
    if (role === "index") yield* readIndex(head);
    if (role === "records") yield* readRecords(head, tasks);
  }
  if (aggregates.length > 1) {
    const names = aggregates.map((head) => head.source.name).join(" and ");
    const file = aggregates[1]?.source.name ?? "";
    throw new ContentError("ambiguous_run", `needed one aggregate of an evaluation_id, found ${names}`, { file });
  }
  const document = aggregates[0] === undefined ? undefined : await readJson(aggregates[0]);
  const figures: Figure[] = [];
  if (document !== undefined) {
    for (const figure of readFigures(document)) {
      if ("problem" in figure)
        yield { type: "problem", problem: { ...figure.problem, file: aggregates[0]?.source.name ?? "" } };
      else figures.push(figure);
    }
  }
  const counted = new Set<Figure>();
  const taskOf = new Map<string, number>();
  for (const head of instances) {
    const files = [head, ...aggregates].map(({ source }) => source.name);
    yield* readInstances({ head, document, figures, counted, tasks, taskOf, files, options });
  }
  const files = aggregates.map((head) => head.source.name);
  yield* summaries({ document, figures: figures.filter((figure) => !counted.has(figure)), tasks, taskOf, files });
}

/** The figures that no instances stand behind. */
function* summaries(of: {
  document: Json | undefined;
  figures: readonly Figure[];
  tasks: Tasks;
  /** tasks that instances have begun */
  taskOf: ReadonlyMap<string, number>;
  files: readonly string[];
}): Iterable<ReadEvent> {
  const byName = new Map<string, Figure[]>();
  for (const figure of of.figures) byName.set(figure.name, [...(byName.get(figure.name) ?? []), figure]);
  for (const [name, figures] of byName) {
    const task = of.taskOf.get(name) ?? of.tasks.count;
    if (task === of.tasks.count) {
      of.tasks.count += 1;
      yield { type: "task", header: taskHeader(of.document, name, figures), files: of.files };
    }
    for (const { metric, mean, standardError, n, place } of figures) {
      yield { type: "summary", task, metric, condition: "", summary: { mean, standardError, n }, place };
    }
  }
}

async function* readRecords(head: Head, tasks: Tasks): AsyncIterable<ReadEvent> {
  for await (const line of jsonLines(head)) {
    if (line.problem !== null) {
      yield { type: "problem", problem: line.problem };
      continue;
    }
    const figures: Figure[] = [];
    for (const figure of readFigures(line.value)) {
      if ("problem" in figure) {
        yield { type: "problem", problem: { ...figure.problem, place: `${line.place} ${figure.problem.place}` } };
      } else {
        figures.push({ ...figure, place: `${line.place} ${figure.place}` });
      }
    }
    yield* summaries({ document: line.value, figures, tasks, taskOf: new Map(), files: [head.source.name] });
  }
}

async function* readIndex(head: Head): AsyncIterable<ReadEvent> {
  let listed = 0;
  for await (const line of jsonLines(head)) {
    if (line.problem !== null) yield { type: "problem", problem: line.problem };
    else listed += 1;
  }
  const text = `needed figures, found the index of a datastore: give the ${listed} files that it lists themselves`;
  yield { type: "problem", problem: { place: "", code: "index_only", text } };
}
