import { isObject, member, peekJson } from "../json.ts";
import type { Head } from "../reader.ts";

/** `results`: `…_allresults.json`; `flat`: means alone; `dataset`: HealthBench's questions with their tags. */
export type SimpleEvalsRole = "results" | "flat" | "dataset";

/** Which file of simple-evals is this, by its content? `undefined` for a file of something else. */
export function simpleEvalsRole(head: Head): SimpleEvalsRole | undefined {
  if (!/^\s*\{/.test(head.text)) return undefined;
  const document = peekJson(head.text);
  if (!isObject(document)) return undefined;
  const has = (key: string): boolean => member(document, key) !== undefined;
  if (has("prompt_id") && has("rubrics") && has("example_tags")) return "dataset";
  if (has("score") && has("metrics") && (has("htmls") || has("convos"))) return "results";
  const entries = Object.entries(document);
  const isFlat = entries.length > 0 && entries.every(([, value]) => typeof value === "number" || value === null);
  if (isFlat && has("score") && entries.some(([key]) => /:(std|bootstrap_std|n_samples)$/.test(key))) return "flat";
  return undefined;
}

/** evals of simple-evals, longer names before those that begin them */
const evals = [
  "healthbench_consensus",
  "healthbench_meta",
  "healthbench_hard",
  "healthbench",
  "browsecomp",
  "humaneval",
  "simpleqa",
  "mgsm",
  "mmlu",
  "math",
  "gpqa",
  "drop",
];

/** What a file is called says what it holds: `EVAL_MODEL[_YYYYMMDD_HHMMSS][_DEBUG][_allresults].json`. */
export function nameOfRun(head: Head): { task: string; model: string; created: string | null } | undefined {
  const base = head.source.name.slice(
    Math.max(head.source.name.lastIndexOf("/"), head.source.name.lastIndexOf("!")) + 1,
  );
  const stem = base.replace(/(_DEBUG)?(_allresults)?\.json(\.gz|\.zst)?$/, "");
  const task = evals.find((name) => stem.startsWith(`${name}_`));
  if (task === undefined) return undefined;
  const dated = /^(.*?)(?:_(\d{8}_\d{4,6}))?$/s.exec(stem.slice(task.length + 1));
  return { task, model: dated?.[1] ?? "", created: dated?.[2] ?? null };
}
