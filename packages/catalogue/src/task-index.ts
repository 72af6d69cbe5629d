/** Which suites does a task name stand for? Built once from the suites' own data. */
import type { CatalogueSuite } from "./catalogue-suite.ts";
import { suites } from "./suites/index.ts";
import { pairsOf, sameForm } from "./task-name.ts";

export interface TaskEntry {
  suite: CatalogueSuite;
  /** "" where the task is the whole suite */
  variant: string;
  /** the name as the catalogue has it */
  name: string;
  /** what the name stands for there: a harness' task, the suite's id, or another name of it */
  as: "task" | "id" | "alias";
  /** arguments that the task needs to be this suite */
  args: readonly (readonly [key: string, value: string])[];
}

const selectable = suites.filter((suite) => suite.referenceOnly !== true);
const byTask = new Map<string, TaskEntry[]>();
const byName = new Map<string, TaskEntry[]>();
/** Harnesses with task names of their own making; the others' short names (`gpqa`, `arc`) mean other things elsewhere. */
const carried = new Set(["lm-eval", "inspect"]);
const byCarriedTask = new Map<string, TaskEntry[]>();

for (const suite of selectable) {
  for (const [harness, tasks] of Object.entries(suite.tasks)) {
    for (const [name, variant] of Object.entries(tasks)) {
      const takesArgs = name.includes("=");
      const bare = takesArgs ? name.slice(0, name.indexOf(":")) : name;
      const args = takesArgs ? pairsOf(name.slice(name.indexOf(":") + 1)) : [];
      const entry: TaskEntry = { suite, variant, name, as: "task", args };
      append(byTask, `${harness} ${sameForm(bare)}`, entry);
      if (carried.has(harness)) append(byCarriedTask, sameForm(bare), entry);
    }
  }
  append(byName, sameForm(suite.id), { suite, variant: "", name: suite.id, as: "id", args: [] });
  for (const alias of suite.aliases ?? []) {
    append(byName, sameForm(alias), { suite, variant: "", name: alias, as: "alias", args: [] });
  }
}

function append(map: Map<string, TaskEntry[]>, key: string, entry: TaskEntry): void {
  map.set(key, [...(map.get(key) ?? []), entry]);
}

/**
 * Which suites may a log's task be? Several where they share a name; none where the catalogue doesn't have it.
 *
 * `name`: in `sameForm`. The harness' own tasks come first, then ids and aliases, which hold for every harness.
 * Every Eval Ever carries other harnesses' results, so lm-eval's and Inspect's task names hold there.
 */
export function tasksNamed(harness: string, name: string): readonly TaskEntry[] {
  const own = byTask.get(`${harness} ${name}`);
  if (own !== undefined) return own;
  const named = byName.get(name);
  if (named !== undefined) return named;
  if (harness !== "every-eval-ever") return [];
  const firsts = new Map<string, TaskEntry>();
  for (const entry of byCarriedTask.get(name) ?? []) {
    if (!firsts.has(entry.suite.id)) firsts.set(entry.suite.id, entry);
  }
  return [...firsts.values()];
}

/** The suite of exactly this id, whatever its letters' case and separators; undefined where there is none. */
export function suiteNamed(id: string): CatalogueSuite | undefined {
  return byName.get(sameForm(id))?.find((entry) => entry.as === "id")?.suite;
}
