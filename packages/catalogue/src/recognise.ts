/** Which suite is a log's task, and what do its scores mean? */
import { idOf } from "@evenmatch/contract/ids";
import type { Suite, SuiteMetric } from "@evenmatch/contract/suite";
import type { CatalogueSuite } from "./catalogue-suite.ts";
import { chooseSuites, ownKeys } from "./choose-suites.ts";
import { catalogueSuite, definitionOf, suiteHint } from "./definition.ts";
import { meaningAlone, meaningInSuite } from "./metric-meaning.ts";
import { names, primaryMetric, scoreKeys } from "./primary-metric.ts";
import { containedIn, itemsOf } from "./suite-part.ts";
import { suiteNamed, type TaskEntry, tasksNamed } from "./task-index.ts";
import { parseTask, sameForm } from "./task-name.ts";
import { ownVariant, type TaskPart, variantOf } from "./variant.ts";

export interface LoggedTask {
  harness: string;
  /** the harness' own task name, unmapped */
  task: string;
  variant: string | null;
  taskArgs: Readonly<Record<string, unknown>>;
  /** metric keys as they stand in the log */
  metrics: readonly string[];
  /** what the file says of each key */
  metricDirections?: Readonly<Record<string, "higher" | "lower" | null>>;
  /** names the suite, where recognition should not */
  suite?: string | undefined;
  /** the metric to judge by, with or without its filter; ignored where the log doesn't have it */
  metric?: string | undefined;
}

/** One (suite, variant) row that a task yields. */
export interface Recognition {
  suite: string;
  /** "" where the task is the whole suite */
  variant: string;
  /** the suite's name; of a suite that the catalogue doesn't have, the harness' own name of the task */
  name: string;
  recognised: boolean;
  /** which name, argument or metric decided; or what to pass to name the suite */
  why: string;
  /** the primary metric key as it stands in the log; "" where the log has none */
  metric: string;
  secondaryMetrics: string[];
  /** what the scores under `metric` mean, complete also for a suite that the catalogue doesn't have */
  suiteDefinition: Suite;
  /** variants whose items this row repeats; null for none */
  contains: string[] | null;
  /** items of this variant as published; null: unknown */
  catalogueItems: number | null;
  /** a trap in reading these scores; null for none */
  caution: string | null;
}

/**
 * The rows that a log's task yields: one, or one for each suite whose metric it carries. Never throws: a task that the
 * catalogue doesn't have is a suite of its own.
 */
export function recogniseTask(task: LoggedTask): Recognition[] {
  const parsed = parseTask(task.harness, task.task);
  const part: TaskPart = { harness: task.harness, parsed, variant: task.variant, taskArgs: task.taskArgs };
  if (task.suite !== undefined) return [namedRow(task, task.suite, part)];
  const entries = tasksNamed(task.harness, parsed.name);
  if (entries.length === 0) return [ownRow(task, part, `${quoted(task.task)} is not in the catalogue`)];
  const choice = chooseSuites(entries, part, scoreKeys(task.metrics));
  if ("refused" in choice) {
    // Another subset than the catalogued ones is another suite, and must not stand under their id.
    const name = choice.said === "" ? task.task : `${task.task}:${choice.said}`;
    return [ownRow({ ...task, task: name }, part, `${quoted(task.task)} ${choice.refused}`)];
  }

  const claimed = choice.chosen.map(({ entry }) => ownKeys(entry.suite));
  return choice.chosen.map(({ entry, because }, at) => {
    const others = claimed.filter((_, other) => other !== at).flat();
    const own = claimed[at] ?? [];
    // Keys that nobody claims go to the first suite, so that no figure stands twice.
    const metrics = task.metrics.filter((key) => {
      if (own.some((wanted) => names(key, wanted))) return true;
      return at === 0 && !others.some((wanted) => names(key, wanted));
    });
    return catalogueRow({ task: { ...task, metrics }, part, entry, why: why(task, entry, because) });
  });
}

function catalogueRow(row: { task: LoggedTask; part: TaskPart; entry: TaskEntry; why: string }): Recognition {
  const { task, part, entry } = row;
  const { suite } = entry;
  const variant = variantOf(entry, part);
  const preferred = [...ownKeys(suite), ...suite.metric.keys.map((key) => (typeof key === "string" ? key : key.key))];
  const key = chosenKey(task) ?? primaryMetric(task.metrics, preferred);
  const meaning = meaningInSuite(suite, logged(task, key));
  const items = itemsOf(suite, variant);
  return {
    suite: suite.id,
    variant,
    name: suite.name,
    recognised: true,
    why: row.why + undirected(meaning, key),
    metric: key,
    secondaryMetrics: scoreKeys(task.metrics).filter((other) => other !== key),
    suiteDefinition: definitionOf(suite, meaning, items),
    contains: containedIn(suite, variant),
    catalogueItems: items,
    caution: suite.caution ?? null,
  };
}

function namedRow(task: LoggedTask, id: string, part: TaskPart): Recognition {
  const suite = suiteNamed(id);
  const reason = `named ${quoted(id)} by the uploader`;
  if (suite === undefined) return { ...ownRow(task, part, reason), ...renamed(task, part, id) };
  const known = tasksNamed(task.harness, part.parsed.name).find((entry) => entry.suite.id === suite.id);
  const entry: TaskEntry = known ?? { suite, variant: "", name: suite.id, as: "id", args: [] };
  return catalogueRow({ task, part, entry, why: reason });
}

function renamed(
  task: LoggedTask,
  part: TaskPart,
  id: string,
): Pick<Recognition, "suite" | "name" | "why" | "suiteDefinition"> {
  const row = ownRow({ ...task, task: id }, part, "");
  const why = `named ${quoted(id)} by the uploader, a suite of your own${undirected(row.suiteDefinition.metric, row.metric)}`;
  return { suite: row.suite, name: row.name, why, suiteDefinition: row.suiteDefinition };
}

function ownRow(task: LoggedTask, part: TaskPart, reason: string): Recognition {
  const id = ownId(task.task);
  const key = chosenKey(task) ?? primaryMetric(task.metrics, []);
  const meaning = meaningAlone(logged(task, key));
  const near = suiteHint(task.task);
  const hint = near.length === 0 ? "" : ` (near: ${near.join(", ")})`;
  return {
    suite: id,
    variant: ownVariant(part),
    name: task.task,
    recognised: false,
    why: `${reason}, so it is a suite of its own; pass a suite to name it${hint}${undirected(meaning, key)}`,
    metric: key,
    secondaryMetrics: scoreKeys(task.metrics).filter((other) => other !== key),
    suiteDefinition: {
      name: task.task.slice(0, 300),
      family: id,
      domain: "unassigned",
      traits: [],
      role: "unassigned",
      audience: "public",
      metric: meaning,
      items: null,
      clusterUnit: null,
    },
    contains: null,
    catalogueItems: null,
    caution: null,
  };
}

/** An id for a task that isn't catalogued, never one of the catalogue's: `mt/bench` is not `mt-bench`. */
function ownId(name: string): string {
  const id = idOf(name);
  return catalogueSuite(id) === undefined ? id : `own:${id}`;
}

function chosenKey(task: LoggedTask): string | undefined {
  const { metric } = task;
  if (metric === undefined) return undefined;
  return task.metrics.find((key) => key === metric) ?? task.metrics.find((key) => names(key, metric));
}

function logged(task: LoggedTask, key: string) {
  const directions = task.metricDirections ?? {};
  const fileDirection = Object.hasOwn(directions, key) ? (directions[key] ?? null) : null;
  return { key, metrics: task.metrics, fileDirection };
}

function why(task: LoggedTask, entry: TaskEntry, because: string | null): string {
  const of = sameForm(entry.name) === sameForm(task.task) ? quoted(task.task) : `${quoted(task.task)} (${entry.name})`;
  const what = entry.as === "alias" ? "another name" : entry.as === "id" ? "the id" : `${task.harness}'s name`;
  return `${of} is ${what} of ${nameOf(entry.suite)}${because === null ? "" : `: ${because}`}`;
}

function nameOf(suite: CatalogueSuite): string {
  return suite.name === suite.id ? suite.id : `${suite.name} (${suite.id})`;
}

function undirected(meaning: SuiteMetric, key: string): string {
  if (meaning.direction !== "unknown") return "";
  return `; whether more ${key === "" ? "of its score" : quoted(key)} is better is not known: declare the suite's direction`;
}

function quoted(name: string): string {
  return JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 79)}…`);
}
