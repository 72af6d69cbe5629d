import { found, numberOf, textOf } from "../fields.ts";
import { member } from "../json.ts";
import type { Json, ReadEvent, ScoreRow } from "../reader.ts";
import { type Status, statuses } from "../score-table.ts";
import { FieldError, name, number, oneOf, type Row, required, text, textOrNumber } from "./native-fields.ts";
import { nativeHeader } from "./native-header.ts";
import { directions, type NativeTasks, nativeTasks } from "./native-tasks.ts";

/** The metric of rows that name none. */
export const defaultMetric = "score";

const common = ["suite", "suiteVersion", "variant", "metric", "condition", "seed", "direction"] as const;
const scoreFields = new Set<string>([
  ...common,
  ...["item", "epoch", "score", "status", "cluster", "weight", "strata", "tp", "fp", "fn", "itemHash", "subscores"],
]);
const aggregateFields = new Set<string>([...common, "mean", "standardError", "n"]);
const countFields = new Set<string>([...common, "successes", "n"]);
const judgementFields = new Set<string>([...common, "item", "preferred", "rater", "cluster"]);

const preferences = ["treatment", "tie", "baseline"] as const;

/** Every key that a native row may have, also the columns of a CSV. */
export const nativeFields: ReadonlySet<string> = new Set([
  ...scoreFields,
  ...aggregateFields,
  ...countFields,
  ...judgementFields,
]);

/**
 * Makes events of native rows (JSON objects, or CSV records with typed values), a task event before the first row of
 * each suite, version, variant and metric.
 */
export function nativeRows(tasks: NativeTasks = nativeTasks()): (row: Json | undefined, line: number) => ReadEvent[] {
  return (row, line) => {
    const place = `line ${line}`;
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      return [problem(place, "invalid_row", `needed a JSON object, found ${found(row)}`)];
    }
    try {
      if (Object.hasOwn(row, "header")) return headerLine(row as Row, tasks);
      return rowEvents(row as Row, place, tasks);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return [problem(`${place} /${error.field}`, error.code, error.message)];
    }
  };
}

function headerLine(row: Row, tasks: NativeTasks): ReadEvent[] {
  try {
    tasks.head(nativeHeader(row.header));
    return [];
  } catch (error) {
    throw new FieldError("invalid_header", "header", `needed ${error instanceof Error ? error.message : "a header"}`);
  }
}

function rowEvents(row: Row, place: string, tasks: NativeTasks): ReadEvent[] {
  const fields = kindOf(row);
  for (const key of Object.keys(row)) {
    if (!fields.has(key))
      throw new FieldError("unknown_field", key, `needed one of ${[...fields].join(", ")}, found ${key}`);
  }
  const suite = name(row, "suite");
  if (suite === undefined) throw new FieldError("missing_field", "suite", "needed a suite, found none");
  const metric = name(row, "metric") ?? defaultMetric;
  const direction = oneOf(row, "direction", directions);
  const version = textOrNumber(row, "suiteVersion") ?? null;
  const variant = name(row, "variant") ?? null;
  const condition = text(row, "condition") ?? "";
  const seed = textOrNumber(row, "seed") ?? null;
  const body = bodyOf(row, { fields, metric, condition, seed, place });

  const task = tasks.find({ suite, version, variant, metric, direction });
  const first = task.event === undefined ? [] : [task.event];
  if (task.clash) {
    const text = `needed ${task.direction} as before, found ${direction}`;
    return [...first, problem(`${place} /direction`, "conflicting_direction", text)];
  }
  return [...first, body(task.task)];
}

function kindOf(row: Row): ReadonlySet<string> {
  if (Object.hasOwn(row, "preferred")) return judgementFields;
  if (Object.hasOwn(row, "successes")) return countFields;
  if (Object.hasOwn(row, "mean")) return aggregateFields;
  return scoreFields;
}

function bodyOf(
  row: Row,
  of: { fields: ReadonlySet<string>; metric: string; condition: string; seed: string | null; place: string },
): (task: number) => ReadEvent {
  const { fields, metric, condition, seed, place } = of;
  if (fields === scoreFields) {
    const scored = scoreRow(row, metric, { condition, seed, place });
    return (task) => ({ type: "row", task, row: scored });
  }
  if (seed !== null)
    throw new FieldError("unknown_field", "seed", "needed a seed on score rows only, found it elsewhere");
  if (fields === judgementFields) {
    const judgement = {
      item: itemOf(row).item,
      preferred: required(oneOf(row, "preferred", preferences), "preferred", row),
      rater: textOrNumber(row, "rater") ?? "",
      cluster: textOrNumber(row, "cluster") ?? "",
    };
    return (task) => ({ type: "judgement", task, condition, judgement, place });
  }
  const n = number(row, "n") ?? null;
  if (fields === countFields) {
    const successes = required(number(row, "successes"), "successes", row);
    const summary = { successes, n: required(n ?? undefined, "n", row) };
    return (task) => ({ type: "summary", task, metric, condition, summary, place });
  }
  const mean = required(number(row, "mean"), "mean", row);
  const summary = { mean, standardError: number(row, "standardError") ?? null, n };
  return (task) => ({ type: "summary", task, metric, condition, summary, place });
}

function scoreRow(row: Row, metric: string, of: { condition: string; seed: string | null; place: string }): ScoreRow {
  const { item, numericItem } = itemOf(row);
  if (!Object.hasOwn(row, "score"))
    throw new FieldError("missing_field", "score", "needed a score, or null with a status, found none");
  const score = row.score === null ? null : required(number(row, "score"), "score", row);
  const status: Status = oneOf(row, "status", statuses) ?? "ok";
  if (score === null && status === "ok") {
    const text = `needed a status (${statuses.slice(1).join(", ")}) for a score that is null, found ${found(row.status)}`;
    throw new FieldError("missing_status", "status", text);
  }
  const cluster = textOrNumber(row, "cluster");
  const stratum = textOrNumber(row, "strata");
  const itemHash = text(row, "itemHash");
  const [weight, tp, fp, fn] = [number(row, "weight"), number(row, "tp"), number(row, "fp"), number(row, "fn")];
  const subscores = subscoresOf(row);
  return {
    item,
    numericItem,
    epoch: number(row, "epoch") ?? 1,
    scores: Object.fromEntries([[metric, score]]),
    status,
    condition: of.condition,
    seed: of.seed,
    ...(itemHash !== undefined && { itemHash }),
    ...(cluster !== undefined && { cluster }),
    ...(stratum !== undefined && { stratum }),
    ...(weight !== undefined && { weight }),
    ...(tp !== undefined && { tp }),
    ...(fp !== undefined && { fp }),
    ...(fn !== undefined && { fn }),
    ...(subscores !== undefined && { subscores }),
    place: of.place,
  };
}

function itemOf(row: Row): { item: string; numericItem: boolean } {
  const item = row.item;
  if (typeof item === "string") return { item, numericItem: false };
  if (typeof item === "number" && Number.isSafeInteger(item)) return { item: String(item), numericItem: true };
  throw new FieldError("invalid_item", "item", `needed a text or a whole number that is exact, found ${found(item)}`);
}

function subscoresOf(row: Row): Record<string, number> | undefined {
  const given = row.subscores;
  if (given === undefined) return undefined;
  const entries =
    typeof given === "object" && given !== null && !Array.isArray(given) ? Object.entries(given) : undefined;
  if (entries === undefined || entries.some(([, value]) => numberOf(value) === undefined)) {
    throw new FieldError("invalid_value", "subscores", `needed an object of finite numbers, found ${found(given)}`);
  }
  return Object.fromEntries(entries) as Record<string, number>;
}

function problem(place: string, code: string, text: string): ReadEvent {
  return { type: "problem", problem: { place, code, text } };
}

/** Does this look like a native row? */
export function looksNative(value: Json | undefined): boolean {
  if (textOf(member(member(value, "header"), "task")) !== undefined) return true;
  if (textOf(member(value, "suite")) === undefined) return false;
  return ["item", "score", "mean", "successes", "preferred"].some((key) => member(value, key) !== undefined);
}
