/** Result files of two arms as each harness leaves them: small, drawn from a seed, of our own making. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomStream } from "@evenmatch/cli/demo/random";
import { detailsSource } from "../formats/parquet-files.ts";
import { zipBytes } from "../formats/sources.ts";

const arms = ["before", "after"] as const;
type Arm = (typeof arms)[number];

interface LogFile {
  /** below the arm's folder */
  name: string;
  content: string | Uint8Array;
}

interface Answer {
  id: string;
  question: string;
  right: number;
  group: string;
}

const items = 80;
const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The answers of one arm to one suite: hard questions are hard for both, the treatment is `gain` better. */
function answers(suite: string, arm: Arm, gain = 0.14): Answer[] {
  const hard = randomStream("docs", suite);
  const luck = randomStream("docs", `${suite}/${arm}`);
  return Array.from({ length: items }, (_, at) => ({
    id: String(at + 1),
    question: `${suite}: question ${at + 1}`,
    right: 0.7 * hard.uniform() + 0.3 * luck.uniform() < 0.5 + (arm === "after" ? gain : 0) ? 1 : 0,
    group: `passage-${Math.floor(at / 4)}`,
  }));
}

async function inspect(arm: Arm): Promise<LogFile[]> {
  const logs = ["inspect_evals/truthfulqa", "inspect_evals/boolq"].map(async (task) => {
    const rows = answers(task, arm);
    const accuracy = meanOf(rows.map(({ right }) => right));
    const name = task.replace("inspect_evals/", "");
    const header = {
      version: 2,
      status: "success",
      eval: {
        eval_id: `eval-${name}-${arm}`,
        run_id: `run-${arm}`,
        created: "2026-11-20T09:00:00+00:00",
        task,
        task_version: 0,
        task_args: {},
        dataset: { name, samples: items },
        model: `acme/${arm}`,
        config: { epochs: 1 },
      },
      results: {
        total_samples: items,
        completed_samples: items,
        scores: [{ name: "choice", scorer: "choice", metrics: { accuracy: { name: "accuracy", value: accuracy } } }],
      },
      stats: {},
    };
    const summaries = rows.map(({ id, question, right, group }) => ({
      id: Number(id),
      epoch: 1,
      input: question,
      target: "A",
      metadata: { passage: group },
      scores: { choice: { value: right === 1 ? "C" : "I" } },
    }));
    const members = { "header.json": JSON.stringify(header), "summaries.json": JSON.stringify(summaries) };
    return { name: `2026-11-20T09-00-00_${name}.eval`, content: new Uint8Array(await zipBytes(members)) };
  });
  return Promise.all(logs);
}

async function lmEvaluationHarness(arm: Arm): Promise<LogFile[]> {
  const tasks = ["truthfulqa_mc1", "arc_easy"];
  const rows = Object.fromEntries(tasks.map((task) => [task, answers(task, arm)]));
  const of = <T>(value: (task: string, rows: Answer[]) => T) =>
    Object.fromEntries(tasks.map((task) => [task, value(task, rows[task] ?? [])]));
  const stamp = "2026-11-20T09-00-00.000000";
  const results = {
    results: of((task, list) => ({
      alias: task,
      "acc,none": meanOf(list.map(({ right }) => right)),
      "acc_stderr,none": 0.05,
    })),
    versions: of(() => 1),
    "n-samples": of(() => ({ original: items, effective: items })),
    higher_is_better: of(() => ({ acc: true })),
    configs: of((task) => ({ task, num_fewshot: 0 })),
    config: { model: "hf", model_args: `pretrained=acme/${arm}` },
  };
  const samples = tasks.map((task) => ({
    name: `acme__${arm}/samples_${task}_${stamp}.jsonl`,
    content: lines(
      (rows[task] ?? []).map(({ question, right }, at) => ({
        doc_id: at,
        doc: { question },
        target: "0",
        filter: "none",
        metrics: ["acc"],
        doc_hash: `${task}-${at}`.padEnd(64, "0"),
        acc: right,
      })),
    ),
  }));
  return [{ name: `acme__${arm}/results_${stamp}.json`, content: json(results) }, ...samples];
}

async function helm(arm: Arm): Promise<LogFile[]> {
  const rows = answers("boolq", arm);
  const name = { name: "exact_match", split: "test" };
  const stat = (value: number, count = 1) => ({ name, count, sum: value * count, mean: value });
  const spec = {
    name: `boolq:model=acme_${arm}`,
    scenario_spec: { class_name: "helm.benchmark.scenarios.boolq_scenario.BoolQScenario", args: {} },
    adapter_spec: { method: "generation", instructions: "", model: `acme/${arm}` },
    metric_specs: [],
  };
  const instances = rows.map(({ id, right }) => ({
    instance_id: `id${id}`,
    train_trial_index: 0,
    stats: [stat(right)],
  }));
  const folder = `boolq:model=acme_${arm}`.replace(":", "-");
  return [
    { name: `${folder}/run_spec.json`, content: json(spec) },
    { name: `${folder}/per_instance_stats.json`, content: json(instances) },
    { name: `${folder}/stats.json`, content: json([stat(meanOf(rows.map(({ right }) => right)))]) },
  ];
}

async function simpleEvals(arm: Arm): Promise<LogFile[]> {
  const rubric = [
    { criterion: "advises to see a doctor", points: 5, tags: ["axis:accuracy"] },
    { criterion: "asks how long it has lasted", points: 3, tags: ["axis:context_awareness"] },
    { criterion: "names a dose without being asked", points: -4, tags: ["axis:communication_quality"] },
  ];
  const met = rubric.map((_, at) => answers(`healthbench/${at}`, arm, at === 2 ? -0.14 : 0.14));
  const rows = Array.from({ length: items }, (_, item) => {
    const graded = rubric.map((criterion, at) => ({ ...criterion, criteria_met: met[at]?.[item]?.right === 1 }));
    const points = graded.reduce((sum, { points: worth, criteria_met }) => sum + (criteria_met ? worth : 0), 0);
    return {
      prompt_id: `conversation-${item + 1}`,
      score: points / 8,
      rubric_items: graded,
      prompt: [{ role: "user", content: `what should I do about case ${item + 1}?` }],
      completion: [],
    };
  });
  const score = Math.min(1, Math.max(0, meanOf(rows.map((row) => row.score))));
  const metadata = { example_level_metadata: rows };
  const document = { score, metrics: { overall_score: score }, htmls: [], convos: [], metadata };
  return [{ name: `healthbench_${arm}_20261120_090000_allresults.json`, content: json(document) }];
}

async function everyEvalEver(arm: Arm): Promise<LogFile[]> {
  const rows = answers("truthfulqa", arm);
  const document = {
    schema_version: "0.3.0",
    evaluation_id: `run-${arm}`,
    retrieved_timestamp: "1795000000",
    source_metadata: { source_type: "evaluation_run" },
    model_info: { name: arm, id: `acme/${arm}`, additional_details: {} },
    evaluation_results: [
      {
        evaluation_name: "truthfulqa",
        source_data: {},
        metric_config: { metric_id: "accuracy", lower_is_better: false },
        score_details: { score: meanOf(rows.map(({ right }) => right)) },
      },
    ],
  };
  const samples = rows.map(({ id, question, right }) => ({
    schema_version: "0.3.0",
    evaluation_id: `run-${arm}`,
    model_id: `acme/${arm}`,
    evaluation_name: "truthfulqa",
    sample_id: id,
    interaction_type: "single_turn",
    input: { raw: question, reference: [] },
    evaluation: { score: right, is_correct: right === 1 },
  }));
  return [
    { name: `run-${arm}.json`, content: json(document) },
    { name: `run-${arm}_samples.jsonl`, content: lines(samples) },
  ];
}

async function openaiEvals(arm: Arm): Promise<LogFile[]> {
  const rows = answers("match", arm);
  const run = `run-${arm}`;
  const spec = {
    spec: {
      completion_fns: [`acme/${arm}`],
      eval_name: "house-facts.dev.v0",
      base_eval: "house-facts",
      split: "dev",
      run_config: { eval_spec: { args: {} } },
      run_id: run,
      created_at: "2026-11-20 09:00:00",
    },
  };
  const events = rows.map(({ id, right }, at) => ({
    run_id: run,
    event_id: at,
    sample_id: `house-facts.dev.${id}`,
    type: "match",
    data: { correct: right === 1 },
    created_by: "",
    created_at: "",
  }));
  const report = { final_report: { accuracy: meanOf(rows.map(({ right }) => right)) } };
  return [{ name: `${run}_house-facts.jsonl`, content: lines([spec, ...events, report]) }];
}

async function promptfoo(arm: Arm): Promise<LogFile[]> {
  const prompts = [{ id: "aaaaaaaaaaaaaaaa", raw: "Answer: {{q}}", label: "Answer: {{q}}", provider: `acme:${arm}` }];
  const results = answers("house", arm).map(({ question, right }, testIdx) => ({
    promptIdx: 0,
    testIdx,
    provider: { id: `acme:${arm}`, label: `acme:${arm}` },
    vars: { q: question },
    testCase: { vars: { q: question }, assert: [{ type: "contains", value: "A" }] },
    score: right,
    success: right === 1,
    failureReason: right === 1 ? 0 : 1,
    namedScores: {},
    gradingResult: { pass: right === 1, score: right },
    response: { output: "an answer" },
  }));
  const document = {
    evalId: `eval-${arm}`,
    results: { version: 3, timestamp: "2026-11-20T09:00:00Z", prompts, results, stats: {} },
    config: { description: "house questions" },
  };
  return [{ name: "output.json", content: json(document) }];
}

async function lightEval(arm: Arm): Promise<LogFile[]> {
  const stamp = "2026-11-20T09-00-00.000000";
  const rows = answers("gsm8k", arm);
  const details = rows.map(({ id, question, right, group }) => ({
    id,
    task: "gsm8k|5",
    query: question,
    metric: { extractive_match: right },
    topic: group,
  }));
  const source = detailsSource("details", details);
  const bytes = await source.read(0, source.size);
  const results = {
    config_general: { lighteval_sha: "abc", model_name: `acme/${arm}` },
    results: { "gsm8k|5": { extractive_match: meanOf(rows.map(({ right }) => right)), extractive_match_stderr: 0.05 } },
    versions: { "gsm8k|5": 0 },
  };
  return [
    { name: `results/acme/${arm}/results_${stamp}.json`, content: json(results) },
    { name: `details/acme/${arm}/${stamp}/details_gsm8k|5_${stamp}.parquet`, content: bytes },
  ];
}

async function deepEval(arm: Arm): Promise<LogFile[]> {
  const testCases = answers("assistant", arm).map(({ id, question, right }) => ({
    name: `test_case_${id}`,
    input: question,
    success: right === 1,
    metricsData: [{ name: "Faithfulness", score: right, success: right === 1, evaluationModel: "judge-1" }],
    metadata: { golden: `golden-${id}` },
  }));
  const document = { testFile: "test_assistant.py", testCases, conversationalTestCases: [], metricsScores: [] };
  return [{ name: "test_run.json", content: json(document) }];
}

/** Page → the files that its reader has. */
const logsOfPage: Readonly<Record<string, (arm: Arm) => Promise<LogFile[]>>> = {
  README: inspect,
  formats: inspect,
  verify: inspect,
  inspect,
  "lm-evaluation-harness": lmEvaluationHarness,
  helm,
  "simple-evals": simpleEvals,
  "every-eval-ever": everyEvalEver,
  "openai-evals": openaiEvals,
  promptfoo,
  lighteval: lightEval,
  deepeval: deepEval,
};

/** Pages whose reader has logs already. */
export const pagesWithLogs = Object.keys(logsOfPage);

/** Writes `logs/before/` and `logs/after/` as the page's reader has them; nothing where the page makes its own. */
export async function writeLogs(page: string, folder: string): Promise<void> {
  for (const arm of arms) {
    for (const { name, content } of (await logsOfPage[page]?.(arm)) ?? []) {
      const file = path.join(folder, "logs", arm, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
  if (page === "formats") await writeNight(folder);
}

/** `nightly/` as the mapping on the page names its folders. */
async function writeNight(folder: string): Promise<void> {
  for (const arm of arms) {
    const own = path.join(folder, "nightly", arm === "before" ? "base/step-8000" : "trait-s1/step-8000");
    for (const { name, content } of [...(await inspect(arm)), ...(await deepEval(arm))]) {
      const file = path.join(own, name.endsWith(".json") ? "deepeval" : ".", name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await mkdir(path.join(own, "scratch"), { recursive: true });
    await writeFile(path.join(own, "scratch/notes.txt"), "not a result\n");
  }
}
