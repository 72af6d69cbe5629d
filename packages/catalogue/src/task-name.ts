/** Task names as the harnesses write them, brought to one form for comparing. */

export interface ParsedTask {
  /** lower case, `-` and blanks as `_`, without package, collection or arguments */
  name: string;
  /** arguments that stand in the name or in a sub-task's text, as `key=value` */
  pairs: readonly (readonly [key: string, value: string])[];
  /** examples in the prompt, where the name says so */
  shots: string | null;
}

/** LightEval's collections of tasks, which stand before the name: `leaderboard|gsm8k|5|0`. */
const collections = new Set([
  "leaderboard",
  "lighteval",
  "helm",
  "bigbench",
  "harness",
  "original",
  "extended",
  "community",
  "custom",
  "multilingual",
  "test",
]);

/**
 * When are two names the same? Lower case, with `-`, `_` and blanks alike.
 *
 * `name`: a task name, suite id, alias, variant or metric key.
 */
export function sameForm(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_\s]+/g, "_");
}

/** `subject=anatomy,method=joint` → pairs; parts without `=` are left out. */
export function pairsOf(text: string): [string, string][] {
  return text
    .split(",")
    .filter((part) => part.indexOf("=") > 0)
    .map((part) => [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1).trim()]);
}

/**
 * What does a harness' task name consist of?
 *
 * Inspect writes `package/task`, LightEval `collection|task:subset|shots`, HELM `task:key=value,…`; all others a bare name.
 */
export function parseTask(harness: string, task: string): ParsedTask {
  if (harness === "inspect") return { name: sameForm(task.slice(task.lastIndexOf("/") + 1)), pairs: [], shots: null };
  if (harness === "lighteval") return parseLighteval(task);
  if (harness === "helm" && task.includes(":")) {
    const colon = task.indexOf(":");
    return { name: sameForm(task.slice(0, colon)), pairs: pairsOf(task.slice(colon + 1)), shots: null };
  }
  return { name: sameForm(task), pairs: [], shots: null };
}

function parseLighteval(task: string): ParsedTask {
  const pieces = task.split("|").map((piece) => piece.trim());
  if (pieces.length > 1 && collections.has((pieces[0] ?? "").toLowerCase())) pieces.shift();
  const shots = pieces[1];
  return {
    name: sameForm(pieces[0] ?? ""),
    pairs: [],
    shots: shots !== undefined && /^\d+$/.test(shots) ? shots : null,
  };
}
