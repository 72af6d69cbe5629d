/** What an Inspect log says, before it becomes a zip or one JSON document. */
import { createHash } from "node:crypto";
import type { Arm, DrawnRow, DrawnSuite, Study } from "../study.ts";
import { logOf } from "../suites.ts";
import { fileName, headlineOf, questionText, runDay } from "./demo-file.ts";

type Json = Record<string, unknown>;

/** A log before it is written. */
export interface InspectLog {
  /** without folder and extension */
  name: string;
  /** version, status, eval, plan, results, stats: the whole log but its samples */
  header: Json;
  samples: readonly Json[];
  /** the samples as the log's index lists them, without their transcripts */
  summaries: readonly Json[];
}

const created = `${runDay}T09:00:00+00:00`;
const scorerOfMany = "scorer";

/**
 * One log: a suite, or the suites that one run scores by several metrics (their scores then stand in one record).
 */
export function inspectLog(study: Study, suites: readonly DrawnSuite[], arm: Arm): InspectLog {
  const [first] = suites;
  if (first === undefined) throw new Error("needed a suite to log, found none");
  const samples = first.rows[arm].map((row, at) => sampleOf(suites, arm, { row, at }));
  const summaries = samples.map(({ messages: _messages, output: _output, ...summary }) => ({
    ...summary,
    ...(summary.error === undefined ? {} : { error: (summary.error as Json).message }),
    ...(summary.limit === undefined ? {} : { limit: (summary.limit as Json).type }),
  }));
  return {
    name: `${runDay}T09-00-00-00-00_${fileName(logOf(first.suite))}_${shortId(study, arm, first)}`,
    header: headerOf(study, suites, { arm, first }),
    samples,
    summaries,
  };
}

function headerOf(study: Study, suites: readonly DrawnSuite[], of: { arm: Arm; first: DrawnSuite }): Json {
  const { arm, first } = of;
  const { suite } = first;
  const run = shortId(study, arm, first);
  const rows = first.rows[arm];
  return {
    version: 2,
    status: "success",
    eval: {
      eval_id: `eval${run}`,
      run_id: `run${run}`,
      created,
      task: suite.task,
      task_id: `task${run}`,
      task_version: 0,
      task_args: suite.taskArgs ?? {},
      task_registry_name: suite.task,
      dataset: { name: fileName(suite.task), samples: suite.items, shuffled: false },
      model: `demo/${study.checkpoints[arm].id}`,
      config: { epochs: suite.epochs ?? 1, epochs_reducer: ["mean"], log_samples: true },
      packages: { inspect_ai: "0.3.150" },
    },
    plan: { name: "plan", steps: [{ solver: "generate", params: {} }], config: {} },
    results: {
      total_samples: rows.length,
      completed_samples: rows.filter((row) => row.status === "ok").length,
      scores: suites.map((scored) => scoresOf(scored, arm, suites.length)),
    },
    stats: { started_at: created, completed_at: `${runDay}T10:00:00+00:00`, model_usage: {} },
  };
}

function scoresOf(suite: DrawnSuite, arm: Arm, together: number): Json {
  const { mean, standardError, scored } = headlineOf(suite, arm);
  const metric = suite.suite.score.kind === "binary" ? "accuracy" : "mean";
  return {
    name: suite.suite.metric,
    scorer: together === 1 ? suite.suite.metric : scorerOfMany,
    scored_samples: scored,
    unscored_samples: suite.rows[arm].length - scored,
    params: {},
    metrics: {
      [metric]: { name: metric, value: mean, params: {} },
      stderr: { name: "stderr", value: standardError, params: {} },
    },
  };
}

function sampleOf(suites: readonly DrawnSuite[], arm: Arm, of: { row: DrawnRow; at: number }): Json {
  const { row, at } = of;
  const [first] = suites as readonly [DrawnSuite];
  const input = questionText(first, row.item);
  const answer = `answer of the ${arm}`;
  const key = first.suite.clusters?.key;
  return {
    id: row.item + 1,
    epoch: row.epoch,
    input,
    target: "A",
    metadata: key === undefined || row.cluster === null ? {} : { [key]: `${key}-${row.cluster + 1}` },
    messages: [
      { role: "user", content: input },
      { role: "assistant", content: answer },
    ],
    output: { model: "demo", choices: [{ message: { role: "assistant", content: answer }, stop_reason: "stop" }] },
    scores: row.status === "ok" ? sampleScores(suites, arm, { at, answer }) : {},
    ...(row.status === "error" ? { error: { message: "ConnectionError: the model did not answer" } } : {}),
    ...(row.status === "timeout" ? { limit: { type: "time", limit: 600 } } : {}),
  };
}

function sampleScores(suites: readonly DrawnSuite[], arm: Arm, of: { at: number; answer: string }): Json {
  const { at, answer } = of;
  const values = suites.map((suite) => [suite.suite.metric, valueAs(suite, suite.rows[arm][at] as DrawnRow)] as const);
  const [only] = values as [(typeof values)[number]];
  if (values.length > 1) return { [scorerOfMany]: { value: Object.fromEntries(values), answer, history: [] } };
  return { [only[0]]: { value: only[1], answer, history: [] } };
}

/** Inspect writes right and wrong as letters, grades as numbers. */
function valueAs(suite: DrawnSuite, row: DrawnRow): string | number | null {
  const score = row.scored?.score ?? null;
  const letters = suite.suite.score.kind === "binary" && suite.definition.metric.range?.[1] === 1;
  if (score === null || !letters) return score;
  return score === 1 ? "C" : "I";
}

/** Ids look like Inspect's and depend on the study alone. */
function shortId(study: Study, arm: Arm, suite: DrawnSuite): string {
  const text = `${study.seed}|${arm}|${logOf(suite.suite)}`;
  return createHash("sha256").update(text).digest("base64").replace(/[+/=]/g, "").slice(0, 22);
}
