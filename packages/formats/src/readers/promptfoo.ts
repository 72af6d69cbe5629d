import { ContentError } from "../content-error.ts";
import { contentHash } from "../content-hash.ts";
import { found, numberOf, textOf, wholeOf } from "../fields.ts";
import { contentOf } from "../head.ts";
import { isObject, member, peekJson } from "../json.ts";
import type { Group, Head, Json, ReadEvent, Reader, ReadOptions, ScoreRow, TaskHeader } from "../reader.ts";
import { type Choice, type JsonPath, selectJson } from "../select-json.ts";
import { type PromptfooRow, promptfooRow } from "./promptfoo-row.ts";

/**
 * promptfoo's JSON output, version 3: results of prompts × providers × tests.
 *
 * item = the content of the test (its variables and assertions), for `--repeat` gives repeats new test numbers; epoch =
 * the order among them; `pass` and `score` are metrics, named scores are sub-scores; a provider's error (scored 0 there)
 * is an error. A file with several providers needs to be told which is the model. The CSV output is refused: its scores
 * are rounded.
 *
 * @see promptfoo/promptfoo, src/types/index.ts (EvaluateSummaryV3)
 */
export const promptfoo: Reader = { format: "promptfoo", harness: "promptfoo", version: 1, group, read };

interface Prompt {
  id: string;
  name: string;
  provider: string;
  metrics: Json | undefined;
}

function group(heads: readonly Head[]): Group[] {
  return heads.filter((head) => isTable(head) || isOutput(head)).map((head) => ({ sources: [head] }));
}

function isTable(head: Head): boolean {
  const firstLine = head.text.split("\n", 1)[0] ?? "";
  return /(^|,)Status,Score,Named Scores,/.test(firstLine) && /,Grader Reason(,|\r?$)/.test(firstLine);
}

function isOutput(head: Head): boolean {
  if (!/^\s*\{/.test(head.text) || !/"(evalId|prompts)"/.test(head.text)) return false;
  const results = member(peekJson(head.text), "results");
  const prompts = member(results, "prompts");
  return (
    isObject(results) && member(results, "version") !== undefined && (Array.isArray(prompts) || hasResults(results))
  );
}

function hasResults(results: Json): boolean {
  return Array.isArray(member(results, "results")) && member(results, "timestamp") !== undefined;
}

async function* read(output: Group, options: ReadOptions): AsyncIterable<ReadEvent> {
  const head = output.sources[0] as Head;
  const file = head.source.name;
  if (isTable(head)) {
    const text =
      "needed promptfoo's JSON output (-o results.json), found its table: scores there are rounded to two decimals";
    throw new ContentError("table_output", text, { file });
  }
  const about = new Map<string, Json>();
  const prompts: Prompt[] = [];
  const rows: PromptfooRow[] = [];
  for await (const part of selectJson(contentOf(head), choose, { file })) {
    if (part.type !== "value") continue;
    if (part.path[1] === "prompts" && part.path.length === 3) prompts.push(promptOf(part.value));
    else if (part.path[1] === "results" && part.path.length === 3) {
      const row = promptfooRow(part.value, `/${part.path.join("/")}`, options.clusterKey);
      if ("problem" in row) yield { type: "problem", problem: row.problem };
      else rows.push(row);
    } else about.set(part.path.join("/"), part.value);
  }
  const version = about.get("results/version");
  if (version !== 3) {
    throw new ContentError("unsupported_version", `needed version 3 of promptfoo's results, found ${found(version)}`, {
      file,
    });
  }

  const known = rows.filter((row) => prompts[row.promptIndex]?.provider === row.provider);
  for (const row of rows) {
    const provider = prompts[row.promptIndex]?.provider;
    if (provider === row.provider) continue;
    const text = `needed the provider of prompt ${row.promptIndex} (${provider ?? "not listed"}), found ${row.provider}`;
    yield { type: "problem", problem: { place: row.place, code: "bad_row", text } };
  }
  const models = [...new Set(prompts.map((prompt) => prompt.provider))];
  const model = options.model ?? (models.length === 1 ? models[0] : undefined);
  if (model === undefined || !models.includes(model)) {
    const code = options.model === undefined ? "several_models" : "unknown_model";
    const needed =
      options.model === undefined ? "the provider to read to be named" : `rows of provider ${options.model}`;
    throw new ContentError(code, `needed ${needed}, found ${models.join(", ") || "none"}`, { file });
  }
  yield* rowsOf({ about, prompts, model, rows: known });
}

function choose(path: JsonPath): Choice {
  if (path.length === 0) return "enter";
  if (path[0] === "evalId") return "take";
  if (path[0] === "config") return path.length === 1 ? "enter" : path[1] === "description" ? "take" : "skip";
  if (path[0] !== "results") return "skip";
  if (path.length === 1) return "enter";
  if (path[1] === "version" || path[1] === "timestamp") return "take";
  if (path[1] !== "prompts" && path[1] !== "results") return "skip";
  return path.length === 2 ? "enter" : "take";
}

function promptOf(entry: Json): Prompt {
  const raw = textOf(member(entry, "raw")) ?? "";
  const label = textOf(member(entry, "label"));
  const id = textOf(member(entry, "id")) ?? contentHash(raw);
  // an unnamed prompt's label is its text, which stays where it is
  const isNamed = label !== undefined && label !== raw && label.length <= 64;
  return {
    id,
    name: isNamed ? label : `prompt-${id.slice(0, 12)}`,
    provider: textOf(member(entry, "provider")) ?? "",
    metrics: member(entry, "metrics"),
  };
}

function* rowsOf(of: {
  about: ReadonlyMap<string, Json>;
  prompts: readonly Prompt[];
  model: string;
  rows: readonly PromptfooRow[];
}): Iterable<ReadEvent> {
  const own = of.prompts.flatMap((prompt, index) => (prompt.provider === of.model ? [{ prompt, index }] : []));
  const isSeveral = new Set(own.map(({ prompt }) => prompt.id)).size > 1;
  let described = textOf(of.about.get("config/description")) ?? "";
  if (described === "") {
    const tests = [...new Set(of.rows.map((row) => row.item))].sort();
    described = `tests-${contentHash(tests).slice(0, 12)}`;
    const text = `the config has no description: the task is named by the content of its tests, ${described}`;
    yield { type: "note", code: "task_from_content", text };
  }
  for (const [task, { prompt, index }] of own.entries()) {
    const rows = of.rows
      .filter((row) => row.promptIndex === index)
      .toSorted((left, right) => left.testIndex - right.testIndex);
    const epochs = new Map<string, { all: number; scored: number }>();
    const numbered = rows.map((row) => {
      const seen = epochs.get(row.item) ?? { all: 0, scored: 0 };
      epochs.set(row.item, { all: seen.all + 1, scored: seen.scored + (row.isError ? 0 : 1) });
      return { row, epoch: seen.all + 1 };
    });
    const isEven = new Set([...epochs.values()].map(({ scored }) => scored).filter((scored) => scored > 0)).size <= 1;
    const variant = isSeveral ? prompt.name : null;
    yield { type: "task", header: headerOf({ about: of.about, prompt, task: described, variant, isEven }) };
    for (const { row, epoch } of numbered) yield { type: "row", task, row: scoreRow(row, epoch) };
  }
}

function scoreRow(row: PromptfooRow, epoch: number): ScoreRow {
  const result: ScoreRow = {
    item: row.item,
    epoch,
    scores: row.isError ? { pass: null, score: null } : { pass: row.isPass ? 1 : 0, score: row.score },
    status: row.isError ? "error" : "ok",
    condition: "",
    seed: null,
    itemHash: row.itemHash,
    place: row.place,
  };
  if (row.cluster !== undefined) result.cluster = row.cluster;
  if (!row.isError && Object.keys(row.named).length > 0) result.subscores = row.named;
  return result;
}

function headerOf(of: {
  about: ReadonlyMap<string, Json>;
  prompt: Prompt;
  task: string;
  variant: string | null;
  /** as many scored repeats of every test: the totals are then the means of means */
  isEven: boolean;
}): TaskHeader {
  const { metrics } = of.prompt;
  const passed = wholeOf(member(metrics, "testPassCount"), 0);
  const failed = wholeOf(member(metrics, "testFailCount"), 0);
  const total = numberOf(member(metrics, "score"));
  const tests = passed === undefined || failed === undefined ? 0 : passed + failed;
  const headline = of.isEven ? "mean" : "other";
  const share = (sum: number | undefined) => (sum === undefined || tests === 0 ? null : sum / tests);
  return {
    harness: "promptfoo",
    task: of.task,
    variant: of.variant,
    taskVersion: null,
    taskArgs: {},
    model: of.prompt.provider,
    runId: textOf(of.about.get("evalId")) ?? null,
    created: textOf(of.about.get("results/timestamp")) ?? null,
    grader: null,
    promptHash: of.prompt.id,
    metrics: {
      pass: { direction: "higher", mean: share(passed), headline },
      score: { direction: "higher", mean: share(total), headline },
    },
  };
}
