import { contentHash } from "../content-hash.ts";
import { found, listOf, numberOf, textOf } from "../fields.ts";
import { contentOf } from "../head.ts";
import { isObject, member, peekJson } from "../json.ts";
import type { Group, Head, Json, ReadEvent, Reader, ReadOptions, TaskHeader } from "../reader.ts";
import { type Choice, type JsonPath, selectJson } from "../select-json.ts";

/**
 * DeepEval's test run: test cases with a score per metric.
 *
 * A test case has no stable id. Unless `itemKey` names one (`name`, `input`, or a key of its metadata), each metric is a
 * mean with its standard error over the test cases, and nothing pairs. `success` is a metric of its own.
 *
 * @see confident-ai/deepeval, deepeval/test_run/test_run.py and api.py
 */
export const deepeval: Reader = { format: "deepeval", harness: "deepeval", version: 1, group, read };

interface TestCase {
  item: string | undefined;
  scores: Map<string, number | null>;
  isError: boolean;
  cluster: string | undefined;
  place: string;
}

function group(heads: readonly Head[]): Group[] {
  return heads.filter(isTestRun).map((head) => ({ sources: [head] }));
}

function isTestRun(head: Head): boolean {
  if (!/^\s*\{/.test(head.text) || !/"(conversationalT|t)estCases"/.test(head.text)) return false;
  const document = peekJson(head.text);
  const cases = listOf(member(document, "testCases")) ?? listOf(member(document, "conversationalTestCases"));
  return cases !== undefined && (cases.length === 0 || isObject(cases[0]));
}

async function* read(run: Group, options: ReadOptions): AsyncIterable<ReadEvent> {
  const head = run.sources[0] as Head;
  const about = new Map<string, Json>();
  const graders = new Set<string>();
  const cases: TestCase[] = [];
  for await (const { at, fields } of testCases(head, about)) {
    const testCase = readCase({ fields, place: at, options, graders });
    if ("problem" in testCase) yield { type: "problem", problem: testCase.problem };
    else cases.push(testCase);
  }
  const task = textOf(about.get("datasetAlias")) ?? textOf(about.get("testFile"));
  if (task === undefined) {
    const text = "the file names neither its dataset nor its test file: the task is called deepeval";
    yield { type: "note", code: "task_unnamed", text };
  }
  yield { type: "task", header: headerOf(task ?? "deepeval", graders) };
  if (options.itemKey === undefined) yield* summaries(cases);
  else yield* rows(cases);
}

/** Each test case as its few fields: the traces beside them may be large. */
async function* testCases(
  head: Head,
  about: Map<string, Json>,
): AsyncIterable<{ at: string; fields: Map<string, Json> }> {
  let fields = new Map<string, Json>();
  for await (const part of selectJson(contentOf(head), choose, { file: head.source.name })) {
    if (part.type === "value" && part.path.length === 1) about.set(String(part.path[0]), part.value);
    else if (part.type === "value" && part.path.length === 3) fields.set(String(part.path[2]), part.value);
    else if (part.type === "end" && part.path.length === 2) {
      yield { at: `/${part.path.join("/")}`, fields };
      fields = new Map();
    }
  }
}

function choose(path: JsonPath): Choice {
  if (path.length === 0) return "enter";
  if (path[0] === "testFile" || path[0] === "datasetAlias") return "take";
  if (path[0] !== "testCases" && path[0] !== "conversationalTestCases") return "skip";
  if (path.length < 3) return "enter";
  return /^(name|input|success|metricsData|metadata|additionalMetadata|scenario)$/.test(String(path[2]))
    ? "take"
    : "skip";
}

function readCase(of: {
  fields: ReadonlyMap<string, Json>;
  place: string;
  options: ReadOptions;
  graders: Set<string>;
}): TestCase | { problem: { place: string; code: string; text: string } } {
  const { fields, place } = of;
  const bad = (text: string) => ({ problem: { place, code: "bad_row", text } });
  const scores = new Map<string, number | null>();
  let isError = false;
  for (const entry of listOf(fields.get("metricsData")) ?? []) {
    const name = textOf(member(entry, "name"));
    const score = member(entry, "score");
    if (name === undefined) return bad(`needed a metric's name, found ${found(member(entry, "name"))}`);
    if (scores.has(name)) return bad(`needed each metric once, found ${name} again`);
    if (textOf(member(entry, "error")) !== undefined) isError = true;
    const value = numberOf(score);
    if (value === undefined && score !== null && score !== undefined) {
      return bad(`needed a number as the score of ${name}, found ${found(score)}`);
    }
    scores.set(name, value ?? null);
    const grader = textOf(member(entry, "evaluationModel"));
    if (grader !== undefined) of.graders.add(grader);
  }
  const success = fields.get("success");
  if (typeof success === "boolean" && !isError) scores.set("success", success ? 1 : 0);
  if (scores.size === 0) return bad("needed a test case with metricsData or success, found neither");
  const { itemKey, clusterKey } = of.options;
  const item = itemKey === undefined ? undefined : named(fields, itemKey);
  if (itemKey !== undefined && item === undefined) return bad(`needed ${itemKey} to name the item, found none`);
  const cluster = clusterKey === undefined ? undefined : named(fields, clusterKey);
  return { item, scores, isError, cluster, place };
}

/** A test case's own field or a key of its metadata; texts that went to the model as their hash. */
function named(fields: ReadonlyMap<string, Json>, key: string): string | undefined {
  if (key === "input" || key === "scenario") {
    const input = fields.get(key);
    return input === undefined || input === null ? undefined : contentHash(input).slice(0, 32);
  }
  const value =
    key === "name"
      ? fields.get("name")
      : (member(fields.get("metadata"), key) ?? member(fields.get("additionalMetadata"), key));
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function* rows(cases: readonly TestCase[]): Iterable<ReadEvent> {
  const repeats = new Map<string, number>();
  for (const { item, scores, isError, cluster, place } of cases) {
    const name = item as string;
    const epoch = (repeats.get(name) ?? 0) + 1;
    repeats.set(name, epoch);
    const isScored = [...scores.values()].some((score) => score !== null);
    const status = isScored ? "ok" : isError ? "error" : "unscored";
    const row = {
      item: name,
      epoch,
      scores: Object.fromEntries(scores),
      status,
      condition: "",
      seed: null,
      place,
    } as const;
    yield { type: "row", task: 0, row: cluster === undefined ? row : { ...row, cluster } };
  }
}

function* summaries(cases: readonly TestCase[]): Iterable<ReadEvent> {
  const values = new Map<string, number[]>();
  for (const { scores } of cases) {
    for (const [name, score] of scores) {
      if (score === null) continue;
      const list = values.get(name) ?? [];
      list.push(score);
      values.set(name, list);
    }
  }
  for (const [metric, list] of values) {
    const summary = { mean: meanOf(list), standardError: standardErrorOf(list), n: list.length };
    yield { type: "summary", task: 0, metric, condition: "", summary, place: "/testCases" };
  }
  if (values.size > 0) {
    const text = "test cases have no stable ids: means over test cases, unpaired, unless a key is named that holds one";
    yield { type: "note", code: "no_item_ids", text };
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean, from the sample's standard deviation; null below two values. */
function standardErrorOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function headerOf(task: string, graders: ReadonlySet<string>): TaskHeader {
  return {
    harness: "deepeval",
    task,
    variant: null,
    taskVersion: null,
    taskArgs: {},
    model: null,
    runId: null,
    created: null,
    grader: graders.size === 0 ? null : [...graders].join(", "),
    promptHash: null,
    metrics: {},
  };
}
