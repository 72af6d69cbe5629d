import { ContentError } from "../content-error.ts";
import { contentHash } from "../content-hash.ts";
import { found, textOf, wholeOf } from "../fields.ts";
import { contentOf } from "../head.ts";
import { member, readJson } from "../json.ts";
import type { Group, Head, Json, ReadEvent, Reader, ScoreRow } from "../reader.ts";
import { type Choice, type JsonPath, selectJson } from "../select-json.ts";
import { helmHeader } from "./helm-header.ts";
import { type HelmRole, helmRole } from "./helm-role.ts";
import { bookkeeping, conditionOf, type Instance, readInstance, readStats, type Stat } from "./helm-stats.ts";

/**
 * HELM: a folder per run (`run_spec.json`, `per_instance_stats.json`, `stats.json`, `scenario_state.json`).
 *
 * score = a stat's mean; item = `instance_id`; epoch = `train_trial_index` + 1; a perturbation is a condition. One split
 * is kept: `test` where it has rows, else `valid`. A run without per-instance stats gives its means as aggregates.
 *
 * @see stanford-crfm/helm, src/helm/benchmark/metrics/metric.py
 */
export const helm: Reader = { format: "helm", harness: "helm", version: 1, group, read };

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
    yield { type: "task", header: helmHeader(run.spec, [...metrics], own), files: run.files };
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
    yield { type: "task", header: helmHeader(spec, names, listed), files };
    for (const { name, mean } of listed) {
      const summary = { mean: mean as number, standardError: null, n: wholeOf(counts?.mean ?? undefined, 1) ?? null };
      yield { type: "summary", task, metric: name, condition, summary, place: name };
    }
    task += 1;
  }
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
