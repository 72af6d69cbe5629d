import { found, listOf, numberOf, textOf, wholeOf } from "../fields.ts";
import { isObject, member } from "../json.ts";
import type { Json, Problem } from "../reader.ts";

/** What a stat counts rather than scores: tokens, times, costs and the like. */
export const bookkeeping = new Set([
  "num_references",
  "num_train_trials",
  "num_prompt_tokens",
  "num_completion_tokens",
  "num_output_tokens",
  "num_perplexity_tokens",
  "num_bytes",
  "num_instances",
  "num_train_instances",
  "num_completions",
  "num_prompt_characters",
  "prompt_truncated",
  "batch_size",
  "inference_runtime",
  "inference_idealized_runtime",
  "inference_denoised_runtime",
  "training_co2_cost",
  "training_energy_cost",
  "finish_reason_length",
  "finish_reason_stop",
  "finish_reason_endoftext",
  "finish_reason_unknown",
]);

export interface Stat {
  name: string;
  split: string | null;
  subSplit: string | null;
  condition: string;
  /** false for HELM's own comparisons: the originals of perturbed instances, and the worst of them */
  own: boolean;
  count: number;
  mean: number | null;
}

export interface Instance {
  item: string;
  epoch: number;
  condition: string;
  split: string | null;
  subSplit: string | null;
  scores: Record<string, number>;
  place: string;
}

/** The aggregated stats that can be read; the others are left out, for they only serve to check. */
export function readStats(document: Json): Stat[] {
  return (listOf(document) ?? []).flatMap((entry) => {
    const stat = readStat(entry);
    return typeof stat === "string" ? [] : [stat];
  });
}

/** A stat, or what is wrong with it. */
function readStat(entry: Json): Stat | string {
  const key = member(entry, "name");
  const name = textOf(member(key, "name"));
  const count = wholeOf(member(entry, "count"), 0);
  if (name === undefined || count === undefined)
    return "needed a stat with a name and a whole count, found one without";
  const sum = numberOf(member(entry, "sum"));
  const mean = numberOf(member(entry, "mean")) ?? (sum === undefined ? undefined : sum / count);
  const scored = count > 0 && mean !== undefined && Number.isFinite(mean);
  if (count > 0 && !scored) return `needed a finite mean of ${name}, found ${found(member(entry, "mean"))}`;
  if (scored && sum !== undefined && !near(sum / count, mean)) {
    return `needed a mean of ${name} that is its sum / count, found ${mean} and ${sum} / ${count}`;
  }
  const perturbation = member(key, "perturbation");
  const computedOn = textOf(member(perturbation, "computed_on")) ?? "perturbed";
  return {
    name,
    split: textOf(member(key, "split")) ?? null,
    subSplit: textOf(member(key, "sub_split")) ?? null,
    condition: conditionOf(perturbation),
    own: computedOn === "perturbed",
    count,
    mean: scored ? mean : null,
  };
}

function near(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
}

/** One element of `per_instance_stats.json`, or what is wrong with it. */
export function readInstance(entry: Json, at: string): Instance | { problem: Problem } {
  const place = at;
  const bad = (text: string) => ({ problem: { place, code: "bad_row", text } });
  const item = textOf(member(entry, "instance_id"));
  if (item === undefined) return bad(`needed a text instance_id, found ${found(member(entry, "instance_id"))}`);
  const trial = wholeOf(member(entry, "train_trial_index"), 0);
  if (trial === undefined) {
    return bad(`needed a whole train_trial_index, found ${found(member(entry, "train_trial_index"))}`);
  }
  const list = listOf(member(entry, "stats"));
  if (list === undefined) return bad(`needed a list of stats, found ${found(member(entry, "stats"))}`);
  const perturbation = member(entry, "perturbation");
  const scores = new Map<string, number>();
  let split: string | null = null;
  let subSplit: string | null = null;
  for (const element of list) {
    const stat = readStat(element);
    if (typeof stat === "string") return bad(stat);
    split ??= stat.split;
    subSplit ??= stat.subSplit;
    if (stat.split !== split) return bad(`needed the stats of one split, found ${split} and ${stat.split}`);
    if (stat.mean === null || !stat.own || bookkeeping.has(stat.name)) continue;
    const before = scores.get(stat.name);
    if (before !== undefined && before !== stat.mean) {
      return bad(`needed one value of ${stat.name}, found ${before} and ${stat.mean}`);
    }
    scores.set(stat.name, stat.mean);
  }
  if (scores.size === 0) return bad("needed a stat that scores the instance, found none");
  const condition = conditionOf(perturbation);
  return { item, epoch: trial + 1, condition, split, subSplit, scores: Object.fromEntries(scores), place };
}

/** A perturbation's name with what it was given: `typos(prob=0.1)`; "" for none. */
export function conditionOf(perturbation: Json | undefined): string {
  if (!isObject(perturbation)) return "";
  const name = textOf(member(perturbation, "name")) ?? "";
  const given = Object.keys(perturbation)
    .filter((key) => !/^(name|robustness|fairness|computed_on)$/.test(key))
    .sort()
    .flatMap((key) => {
      const value = perturbation[key];
      return value === null || typeof value === "object" ? [] : [`${key}=${String(value)}`];
    });
  return given.length === 0 ? name : `${name}(${given.join(",")})`;
}
