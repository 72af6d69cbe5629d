/** lm-evaluation-harness: a results file with samples beside it, and the old kind that kept means alone. */
import { createHash } from "node:crypto";
import type { Arm, DrawnRow, DrawnSuite, Study } from "../study.ts";
import { type DemoFile, headlineOf, jsonFile, questionText, runDay, textFile } from "./demo-file.ts";

const stamp = `${runDay}T09-00-00.000000`;

/** One run over many tasks, as version 0.4 leaves it: results, and a file of samples per task. */
export function lmEvalRun(study: Study, suites: readonly DrawnSuite[], arm: Arm): DemoFile[] {
  const folder = `${arm}/lm-eval/demo__${study.checkpoints[arm].id}`;
  const perTask = <T>(value: (suite: DrawnSuite) => T) =>
    Object.fromEntries(suites.map((suite) => [suite.suite.task, value(suite)]));
  const results = {
    results: perTask((suite) => {
      const { metric, filter } = metricOf(suite);
      const { mean, standardError, n } = headlineOf(suite, arm);
      return {
        alias: suite.suite.task,
        sample_len: n,
        [`${metric},${filter}`]: mean,
        [`${metric}_stderr,${filter}`]: standardError,
      };
    }),
    group_subtasks: {},
    configs: perTask((suite) => ({ task: suite.suite.task, num_fewshot: 0, repeats: 1 })),
    versions: perTask(() => 1),
    "n-shot": perTask(() => 0),
    higher_is_better: perTask((suite) => ({ [metricOf(suite).metric]: suite.truth.direction === "higher" })),
    "n-samples": perTask((suite) => ({ original: suite.suite.items, effective: suite.suite.items })),
    config: { model: "hf", model_args: `pretrained=demo/${study.checkpoints[arm].id}`, bootstrap_iters: 100000 },
    lm_eval_version: "0.4.9",
    model_name: `demo/${study.checkpoints[arm].id}`,
  };
  return [
    jsonFile(`${folder}/results_${stamp}.json`, results),
    ...suites.map((suite) => samplesFile(suite, arm, folder)),
  ];
}

function samplesFile(suite: DrawnSuite, arm: Arm, folder: string): DemoFile {
  const { metric, filter } = metricOf(suite);
  const lines = suite.rows[arm].map((row) => JSON.stringify(sampleLine({ suite, row, metric, filter })));
  return textFile(`${folder}/samples_${suite.suite.task}_${stamp}.jsonl`, `${lines.join("\n")}\n`);
}

function sampleLine(of: { suite: DrawnSuite; row: DrawnRow; metric: string; filter: string }) {
  const { suite, row, metric, filter } = of;
  const question = questionText(suite, row.item);
  return {
    doc_id: row.item,
    doc: { question },
    target: "0",
    arguments: { gen_args_0: { arg_0: question, arg_1: " A" } },
    resps: [[["-1.5", "False"]]],
    filtered_resps: [["-1.5", "False"]],
    filter,
    metrics: [metric],
    doc_hash: sha256(question),
    prompt_hash: sha256(`prompt of ${question}`),
    target_hash: sha256("0"),
    [metric]: row.scored?.score ?? null,
  };
}

/** One results file of a version before 0.4: a mean and its standard error per task, and no samples. */
export function oldLmEvalRun(study: Study, suites: readonly DrawnSuite[], arm: Arm): DemoFile {
  const results = suites.map((suite) => {
    const { mean, standardError } = headlineOf(suite, arm);
    return [suite.suite.task, { acc: mean, acc_stderr: standardError }] as const;
  });
  return jsonFile(`${arm}/lm-eval-old/${study.checkpoints[arm].id}.json`, {
    results: Object.fromEntries(results),
    versions: Object.fromEntries(suites.map((suite) => [suite.suite.task, 0])),
    config: {
      model: "hf-causal",
      model_args: `pretrained=demo/${study.checkpoints[arm].id}`,
      num_fewshot: 0,
      limit: null,
      bootstrap_iters: 100000,
    },
  });
}

/** `exact_match,strict-match`: the metric and the filter of the answers. */
function metricOf(suite: DrawnSuite): { metric: string; filter: string } {
  const [metric = "", filter = "none"] = suite.suite.metric.split(",");
  return { metric, filter };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
