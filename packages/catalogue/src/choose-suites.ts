/** Suites share task names: which of them does this log hold? */
import type { CatalogueSuite } from "./catalogue-suite.ts";
import { names } from "./primary-metric.ts";
import type { TaskEntry } from "./task-index.ts";
import { pairsOf, sameForm } from "./task-name.ts";
import type { TaskPart } from "./variant.ts";

/** The entries that the log holds, each with what decided for it; or why none could be chosen. */
export type Choice =
  | { chosen: { entry: TaskEntry; because: string | null }[] }
  /** `said`: the arguments that the catalogue doesn't know, "" where arguments aren't the matter */
  | { refused: string; said: string };

/**
 * Entries of one task name, sifted by the task's arguments and by the log's metric keys.
 *
 * Arguments exclude each other: one suite of each name is left, the default where the argument isn't given. Metric keys
 * do not: a log with the keys of two suites holds both. Nothing is guessed: without a default there is no choice.
 */
export function chooseSuites(entries: readonly TaskEntry[], part: TaskPart, metrics: readonly string[]): Choice {
  const fitting = entries.filter(({ args }) => args.every(([key, value]) => hasArgument(part, key, value)));
  const special = fitting.filter(({ args }) => args.length > 0);
  const candidates = special.length > 0 ? special : fitting;
  const first = candidates[0];
  if (first === undefined) {
    return { refused: `is catalogued only as ${entries.map(({ name }) => name).join(" or ")}`, said: "" };
  }

  const argumentNames = [...new Set(candidates.flatMap(({ suite }) => Object.keys(suite.match?.args ?? {})))];
  if (first.as !== "task") return { chosen: [{ entry: first, because: null }] };
  if (argumentNames.length > 0) return chooseByArguments(candidates, argumentNames, part);
  if (candidates.length === 1) return { chosen: [{ entry: first, because: null }] };
  return chooseByMetrics(candidates, metrics);
}

function chooseByArguments(candidates: readonly TaskEntry[], argumentNames: readonly string[], part: TaskPart): Choice {
  const given = argumentNames.filter((name) => argumentOf(part, name) !== undefined);
  if (given.length === 0) {
    const usual = candidates.find(({ suite }) => suite.match?.default === true) ?? candidates[0];
    const value = Object.values(usual?.suite.match?.args ?? {})[0];
    const because = `${argumentNames.join(", ")} isn't given and is ${value} by default`;
    return usual === undefined ? { refused: "", said: "" } : { chosen: [{ entry: usual, because }] };
  }
  const chosen = candidates.find(({ suite }) =>
    Object.entries(suite.match?.args ?? {}).every(([name, value]) => hasArgument(part, name, value)),
  );
  const said = given.map((name) => `${name}=${String(argumentOf(part, name))}`).join(", ");
  if (chosen !== undefined) return { chosen: [{ entry: chosen, because: `the task's argument is ${said}` }] };
  const known = candidates.flatMap(({ suite }) =>
    Object.entries(suite.match?.args ?? {}).map((pair) => pair.join("=")),
  );
  return { refused: `is catalogued with ${known.join(" or ")}, not with ${said}`, said };
}

function chooseByMetrics(candidates: readonly TaskEntry[], metrics: readonly string[]): Choice {
  const chosen = candidates.flatMap((entry) => {
    const key = ownKeys(entry.suite).find((wanted) => metrics.some((logged) => names(logged, wanted)));
    return key === undefined ? [] : [{ entry, because: `the log has its metric ${key}` }];
  });
  if (chosen.length > 0) return { chosen };
  const usual = candidates.find(({ suite }) => suite.match?.default === true);
  if (usual !== undefined)
    return { chosen: [{ entry: usual, because: "the log has no metric of the other suites of that name" }] };
  const choices = candidates.map(({ suite }) => {
    const keys = suite.match?.metricKeys;
    return keys === undefined ? suite.id : `${suite.id} (metric ${keys.join(" or ")})`;
  });
  return { refused: `may be ${choices.join(" or ")}`, said: "" };
}

/** The keys by which a suite is told from others of its task name: those it is matched by, then its own. */
export function ownKeys(suite: CatalogueSuite): string[] {
  const listed = suite.metric.keys.map((entry) => (typeof entry === "string" ? entry : entry.key));
  return suite.match?.metricKeys === undefined ? [] : [...new Set([...suite.match.metricKeys, ...listed])];
}

function argumentOf(part: TaskPart, name: string): unknown {
  const inName = [...part.parsed.pairs, ...pairsOf(part.variant ?? "")].find(([key]) => key === name)?.[1];
  if (inName !== undefined) return inName;
  return Object.hasOwn(part.taskArgs, name) ? (part.taskArgs[name] ?? undefined) : undefined;
}

function hasArgument(part: TaskPart, name: string, value: string): boolean {
  const given = argumentOf(part, name);
  const only = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return typeof only === "string" && sameForm(only) === sameForm(value);
}
