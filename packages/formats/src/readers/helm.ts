import { ContentError } from "../content-error.ts";
import { contentHash } from "../content-hash.ts";
import { found, listOf, numberOf, textOf, wholeOf } from "../fields.ts";
import { contentOf } from "../head.ts";
import { isObject, member, readJson } from "../json.ts";
import type { Group, Head, Json, MetricHeader, ReadEvent, Reader, ScoreRow, TaskHeader } from "../reader.ts";
import { type Choice, type JsonPath, selectJson } from "../select-json.ts";
import { type HelmRole, helmRole } from "./helm-role.ts";

/**
 * HELM: a folder per run (`run_spec.json`, `per_instance_stats.json`, `stats.json`, `scenario_state.json`).
 *
 * score = a stat's mean; item = `instance_id`; epoch = `train_trial_index` + 1; a perturbation is a condition. One split
 * is kept: `test` where it has rows, else `valid`. A run without per-instance stats gives its means as aggregates.
 *
 * @see stanford-crfm/helm, src/helm/benchmark/metrics/metric.py
 */
export const helm: Reader = { format: "helm", harness: "helm", version: 1, group, read };

/** What a stat counts rather than scores: tokens, times, costs and the like. */
const bookkeeping = new Set([
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

interface Stat {
  name: string;
  split: string | null;
  subSplit: string | null;
  condition: string;
  /** false for HELM's own comparisons: the originals of perturbed instances, and the worst of them */
  own: boolean;
  count: number;
  mean: number | null;
}

interface Instance {
  item: string;
  epoch: number;
  condition: string;
  split: string | null;
  subSplit: string | null;
  scores: Record<string, number>;
  place: string;
}

function group(heads: readonly Head[]): Group[] {
  const folders = new Map<string, Head[]>();
  const scored = new Set<string>();
  for (const head of heads) {
    const role = helmRole(head);
    if (role === undefined) continue;
    const folder = /^(.*)[/!]/s.exec(head.source.name)?.[1] ?? "";
    folders.set(folder, [...(folders.get(folder) ?? []), head]);
    if (role === "run_spec" || role === "per_instance_stats" || role === "stats") scored.add(folder);
  }
  return [...folders].filter(([folder]) => scored.has(folder)).map(([, sources]) => ({ sources }));
}

async function* read(run: Group): AsyncIterable<ReadEvent> {
  const roles = byRole(run);
  const specHead = roles.get("run_spec");
  const instancesHead = roles.get("per_instance_stats");
  const statsHead = roles.get("stats");
  if (specHead === undefined) {
    const file = run.sources[0]?.source.name ?? "";
    throw new ContentError("missing_file", "needed run_spec.json in the run's folder, found none", { file });
  }
  const spec = await readJson(specHead);
  if ((textOf(member(spec, "name")) ?? "") === "") {
    const text = `needed a name in run_spec.json, found ${found(member(spec, "name"))}`;
    throw new ContentError("unknown_task", text, { file: specHead.source.name });
  }
  const stats = statsHead === undefined ? [] : readStats(await readJson(statsHead));
  if (instancesHead === undefined) {
    if (statsHead === undefined) {
      const text = "needed per_instance_stats.json or stats.json in the run's folder, found neither";
      throw new ContentError("missing_file", text, { file: specHead.source.name });
    }
    yield* aggregates(spec, stats, [statsHead.source.name]);
    return;
  }
  const files = [instancesHead, statsHead].flatMap((head) => head?.source.name ?? []);

  const hashes = new Map<string, string>();
  const inputs = roles.get("instances") ?? roles.get("scenario_state");
  if (inputs !== undefined) yield* readInputs(inputs, hashes);

  const instances: Instance[] = [];
  for await (const { at, entry } of elements(instancesHead)) {
    const instance = readInstance(entry, `/${at}`);
    if ("problem" in instance)
      yield { type: "problem", problem: { ...instance.problem, file: instancesHead.source.name } };
    else instances.push(instance);
  }
  const split = keptSplit(instances);
  const kept = instances.filter((instance) => instance.split === split);
  if (kept.length < instances.length) {
    const others = instances.length - kept.length;
    const text = `kept the ${kept.length} instances of split ${split ?? "(none)"}, left ${others} of other splits`;
    yield { type: "note", code: "other_split", text, file: instancesHead.source.name };
  }
  yield* rowsOf({ spec, stats, split, instances: kept, hashes, files });
}

/** The elements of a list of any length, one at a time. */
async function* elements(head: Head): AsyncIterable<{ at: number; entry: Json }> {
  const choose = (path: JsonPath) => (path.length === 0 ? "enter" : typeof path[0] === "number" ? "take" : "skip");
  for await (const part of selectJson(contentOf(head), choose, { file: head.source.name })) {
    if (part.type === "value" && part.path.length === 1) yield { at: part.path[0] as number, entry: part.value };
  }
}

function byRole(run: Group): Map<HelmRole, Head> {
  const files = new Map<HelmRole, Head>();
  for (const head of run.sources) {
    const role = helmRole(head);
    if (role === undefined || role === "other") continue;
    const first = files.get(role);
    if (first !== undefined) {
      const text = `needed one ${role}.json in a run's folder, found ${first.source.name} too`;
      throw new ContentError("ambiguous_run", text, { file: head.source.name });
    }
    files.set(role, head);
  }
  return files;
}

function* rowsOf(run: {
  spec: Json;
  stats: readonly Stat[];
  split: string | null;
  instances: readonly Instance[];
  hashes: ReadonlyMap<string, string>;
  files: readonly string[];
}): Iterable<ReadEvent> {
  const tasks = new Map<string, number>();
  const names = new Map<string, Set<string>>();
  for (const { condition, scores } of run.instances) {
    const known = names.get(condition) ?? new Set();
    for (const name of Object.keys(scores)) known.add(name);
    names.set(condition, known);
  }
  for (const [condition, metrics] of names) {
    tasks.set(condition, tasks.size);
    const own = run.stats.filter((stat) => stat.own && stat.split === run.split && stat.condition === condition);
    yield { type: "task", header: headerOf(run.spec, [...metrics], own), files: run.files };
  }
  for (const instance of run.instances) {
    const row: ScoreRow = {
      item: instance.item,
      epoch: instance.epoch,
      scores: instance.scores,
      status: "ok",
      condition: instance.condition,
      seed: null,
      place: instance.place,
    };
    const itemHash = run.hashes.get(hashKey(instance.item, instance.condition));
    if (itemHash !== undefined) row.itemHash = itemHash;
    if (instance.subSplit !== null) row.stratum = instance.subSplit;
    yield { type: "row", task: tasks.get(instance.condition) as number, row };
  }
}

function* aggregates(spec: Json, stats: readonly Stat[], files: readonly string[]): Iterable<ReadEvent> {
  const own = stats.filter((stat) => stat.own && stat.mean !== null && !bookkeeping.has(stat.name));
  const splits = new Set(own.map((stat) => stat.split));
  const split = splits.has("test") ? "test" : splits.has("valid") ? "valid" : ([...splits][0] ?? null);
  const counts = stats.find((stat) => stat.name === "num_instances" && stat.split === split);
  const conditions = new Map<string, Stat[]>();
  for (const stat of own) {
    if (stat.split !== split || stat.subSplit !== null) continue;
    conditions.set(stat.condition, [...(conditions.get(stat.condition) ?? []), stat]);
  }
  let task = 0;
  for (const [condition, listed] of conditions) {
    const names = [...new Set(listed.map((stat) => stat.name))];
    yield { type: "task", header: headerOf(spec, names, listed), files };
    for (const { name, mean } of listed) {
      const summary = { mean: mean as number, standardError: null, n: wholeOf(counts?.mean ?? undefined, 1) ?? null };
      yield { type: "summary", task, metric: name, condition, summary, place: name };
    }
    task += 1;
  }
}

function headerOf(spec: Json, metrics: readonly string[], stats: readonly Stat[]): TaskHeader {
  const name = textOf(member(spec, "name")) ?? "";
  const adapter = member(spec, "adapter_spec");
  const scenario = member(spec, "scenario_spec");
  const colon = name.indexOf(":");
  const variant = name
    .slice(colon < 0 ? name.length : colon + 1)
    .split(",")
    .filter((argument) => argument !== "" && !/^model(_deployment)?=/.test(argument))
    .join(",");
  const args = member(scenario, "args");
  const headers: [string, MetricHeader][] = metrics.map((metric) => {
    const matching = stats.filter((stat) => stat.name === metric);
    const only = matching.length === 1 && matching[0]?.subSplit === null ? matching[0].mean : null;
    return [metric, { direction: null, mean: only, headline: "mean" }];
  });
  return {
    harness: "helm",
    task: colon < 0 ? name : name.slice(0, colon),
    variant: variant === "" ? null : variant,
    taskVersion: null,
    taskArgs: isObject(args) ? args : {},
    model: textOf(member(adapter, "model")) ?? null,
    runId: null,
    created: null,
    grader: null,
    promptHash: isObject(adapter) ? contentHash(promptOf(adapter)) : null,
    metrics: Object.fromEntries(headers),
  };
}

/** The adapter's words and shots, without the model that they were given to. */
function promptOf(adapter: { readonly [key: string]: Json }): Json {
  const others = /^(model|model_deployment|max_eval_instances|num_trials|num_train_trials)$/;
  return Object.fromEntries(Object.entries(adapter).filter(([key]) => !others.test(key)));
}

function readStats(document: Json): Stat[] {
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

function readInstance(entry: Json, at: string): Instance | { problem: { place: string; code: string; text: string } } {
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
function conditionOf(perturbation: Json | undefined): string {
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

function keptSplit(instances: readonly Instance[]): string | null {
  const splits = new Set(instances.map((instance) => instance.split));
  if (splits.has("test")) return "test";
  if (splits.has("valid")) return "valid";
  if (splits.size <= 1) return instances[0]?.split ?? null;
  return [...splits].map((split) => split ?? "").sort()[0] as string;
}

function hashKey(item: string, condition: string): string {
  return `${condition}\n${item}`;
}

/** Content hashes of the instances' inputs; a file that can't be read costs the hashes, not the scores. */
async function* readInputs(head: Head, hashes: Map<string, string>): AsyncIterable<ReadEvent> {
  try {
    for await (const part of selectJson(contentOf(head), chooseInstance, { file: head.source.name })) {
      if (part.type !== "value" || part.path.length === 0) continue;
      const id = textOf(member(part.value, "id"));
      const input = member(part.value, "input");
      if (id === undefined || input === undefined) continue;
      hashes.set(hashKey(id, conditionOf(member(part.value, "perturbation"))), contentHash(input));
    }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    hashes.clear();
    const text = `the inputs of ${head.source.name} were not read: ${error.message}`;
    yield { type: "note", code: "no_item_hashes", text, file: head.source.name };
  }
}

/** `/request_states/N/instance` of a scenario state, `/N` of a list of instances. */
function chooseInstance(path: JsonPath): Choice {
  if (path.length === 0) return "enter";
  if (typeof path[0] === "number") return "take";
  if (path[0] !== "request_states") return "skip";
  if (path.length < 3) return "enter";
  return path[2] === "instance" ? "take" : "skip";
}
