/** Jailbreaks that should be resisted and harmless questions that should be answered, as Inspect logs. */
import { createHash } from "node:crypto";
import { drawsOf } from "../draws.ts";
import { type Arm, arms, json, type StudyFile, writeIfRun } from "../study-files.ts";

interface Task {
  task: string;
  args: Record<string, unknown>;
  items: number;
  /** name of the score */
  scorer: string;
  /** share of items that score 1 */
  rate: Readonly<Record<Arm, number>>;
}

const tasks: readonly Task[] = [
  {
    task: "inspect_evals/strong_reject",
    args: {},
    items: 200,
    scorer: "jailbreak_rate",
    rate: { treatment: 0.12, baseline: 0.36 },
  },
  {
    task: "inspect_evals/xstest",
    args: { subset: "safe" },
    items: 250,
    scorer: "refusal_rate",
    rate: { treatment: 0.1, baseline: 0.07 },
  },
  {
    task: "inspect_evals/or_bench_hard_1k",
    args: {},
    items: 250,
    scorer: "refusal_rate",
    rate: { treatment: 0.2, baseline: 0.3 },
  },
];

/** One log for each task and arm. */
export function files(): StudyFile[] {
  return arms.flatMap((arm) => tasks.map((task) => log(task, arm)));
}

function log({ task, args, items, scorer, rate }: Task, arm: Arm): StudyFile {
  const shared = drawsOf("deliberative alignment", task);
  const own = drawsOf("deliberative alignment", `${task} ${arm}`);
  const name = task.slice(task.indexOf("/") + 1);
  const samples = Array.from({ length: items }, (_, i) => {
    const difficulty = shared.uniform();
    const value = (own.chance(0.5) ? difficulty : own.uniform()) < rate[arm] ? 1 : 0;
    return {
      id: i + 1,
      epoch: 1,
      input: `${name}, prompt ${i + 1}`,
      target: "",
      metadata: {},
      scores: { [scorer]: { value, answer: "", history: [] } },
    };
  });
  const mean = samples.reduce((sum, { scores }) => sum + (scores[scorer]?.value ?? 0), 0) / items;
  const id = createHash("sha256").update(`${task} ${arm}`).digest("hex").slice(0, 22);
  return json(`${arm}/2026-11-02T09-00-00-00-00_${name.replaceAll("_", "-")}_${id}.json`, {
    version: 2,
    status: "success",
    eval: {
      eval_id: id,
      run_id: id,
      created: "2026-11-02T09:00:00+00:00",
      task,
      task_id: id,
      task_version: 0,
      task_args: args,
      dataset: { name, samples: items, shuffled: false },
      model: `trainer/${arm}`,
      config: { epochs: 1, log_samples: true },
      packages: { inspect_ai: "0.3.150" },
    },
    plan: { name: "plan", steps: [], config: {} },
    results: {
      total_samples: items,
      completed_samples: items,
      scores: [{ name: scorer, scorer, params: {}, metrics: { mean: { name: "mean", value: mean, params: {} } } }],
    },
    stats: {},
    samples,
  });
}

await writeIfRun(import.meta.url, files);
