import { contentHash } from "../content-hash.ts";
import { textOf } from "../fields.ts";
import { isObject, member } from "../json.ts";
import type { Json, MetricHeader, TaskHeader } from "../reader.ts";
import type { Stat } from "./helm-stats.ts";

/**
 * What `run_spec.json` says of the run, with the means that `stats.json` has of these metrics.
 *
 * The run's name is `scenario:argument=value,…`: task and variant, without the model's arguments.
 */
export function helmHeader(spec: Json, metrics: readonly string[], stats: readonly Stat[]): TaskHeader {
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
