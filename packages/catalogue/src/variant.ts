/** Which part of a suite, or which way of asking it, is a task? */
import { idOf } from "@evenmatch/contract/ids";
import type { TaskEntry } from "./task-index.ts";
import { type ParsedTask, pairsOf, sameForm } from "./task-name.ts";

export interface TaskPart {
  harness: string;
  parsed: ParsedTask;
  /** as the log has it; null for none */
  variant: string | null;
  taskArgs: Readonly<Record<string, unknown>>;
}

/** HELM's run arguments that name the model or its most usual method, not a part of the suite. */
const unspoken = (key: string, value: string) =>
  key === "model" || key === "model_deployment" || (key === "method" && value === "multiple_choice_joint");

/**
 * The variant of a recognised task; "" for the whole suite asked in its usual way.
 *
 * The catalogue's variant of the task name, then the arguments that the suite keeps as variants, then the log's own
 * sub-task, then the number of examples. A text that equals one of the suite's variants but for case and separators is
 * that variant.
 */
export function variantOf(entry: TaskEntry, part: TaskPart): string {
  const pairs = [...part.parsed.pairs, ...(part.harness === "helm" ? pairsOf(part.variant ?? "") : [])];
  const pieces = [entry.variant, ...argumentVariants(entry, part, pairs), subTask(entry, part, pairs)];
  pieces.push(shotsOf(part));
  const text = pieces.filter((piece) => piece !== "").join("-");
  if (text === "") return "";
  return knownVariants(entry).get(sameForm(text)) ?? idOf(text);
}

/** The log's own sub-task of a suite that the catalogue doesn't have; "" for none. */
export function ownVariant(part: TaskPart): string {
  const text = [(part.variant ?? "").trim(), shotsOf(part)].filter((piece) => piece !== "").join("-");
  return text === "" ? "" : idOf(text);
}

/** LightEval's number of examples, from the name or from where its reader puts it: another number is another row. */
function shotsOf({ harness, parsed, taskArgs }: TaskPart): string {
  if (harness !== "lighteval") return "";
  const given = parsed.shots ?? (Object.hasOwn(taskArgs, "fewshot") ? taskArgs.fewshot : null);
  return typeof given === "string" || typeof given === "number" ? `${given}-shot` : "";
}

function argumentVariants(entry: TaskEntry, part: TaskPart, pairs: readonly (readonly [string, string])[]): string[] {
  const found: string[] = [];
  for (const name of entry.suite.variantArgs ?? []) {
    const inName = pairs.find(([key]) => key === name)?.[1];
    const given = inName ?? (Object.hasOwn(part.taskArgs, name) ? part.taskArgs[name] : undefined);
    for (const value of Array.isArray(given) ? given : [given]) {
      if (typeof value !== "string" && typeof value !== "number") continue;
      const text = String(value).trim();
      if (text !== "" && text !== "all") found.push(hyphened(text));
    }
  }
  return found;
}

function subTask(entry: TaskEntry, part: TaskPart, pairs: readonly (readonly [string, string])[]): string {
  if (part.harness !== "helm" || pairs.length === 0) return (part.variant ?? "").trim();
  const said = new Set([
    ...entry.args.map(([key]) => key),
    ...Object.keys(entry.suite.match?.args ?? {}),
    ...(entry.suite.variantArgs ?? []),
  ]);
  const rest = pairs.filter(([key, value]) => !said.has(key) && !unspoken(key, value) && value !== "all");
  const [only, ...others] = rest;
  if (only !== undefined && others.length === 0 && !/^(true|false|\d+)$/i.test(only[1])) return hyphened(only[1]);
  return rest.map(([key, value]) => `${hyphened(key)}-${hyphened(value)}`).join("-");
}

function knownVariants({ suite }: TaskEntry): Map<string, string> {
  const known = [
    ...Object.values(suite.tasks).flatMap((tasks) => Object.values(tasks)),
    ...Object.keys(suite.parts ?? {}),
  ];
  return new Map(known.filter((variant) => variant !== "").map((variant) => [sameForm(variant), variant]));
}

function hyphened(text: string): string {
  return text.toLowerCase().replace(/[_\s]+/g, "-");
}
