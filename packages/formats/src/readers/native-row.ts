import { found, numberOf, textOf } from "../fields.ts";
import { member } from "../json.ts";
import type { Json, MetricHeader, Problem, ReadEvent, ScoreRow, TaskHeader } from "../reader.ts";
import { type Status, statuses } from "../score-table.ts";
import { nativeHeader } from "./native-header.ts";

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

/** `unknown` is for what other harnesses leave open; a row that says nothing means `higher` */
export const directions = ["higher", "lower", "unknown"] as const;
export type Direction = (typeof directions)[number];
const preferences = ["treatment", "tie", "baseline"] as const;

/** Every key that a native row may have, also the columns of a CSV. */
export const nativeFields: ReadonlySet<string> = new Set([
  ...scoreFields,
  ...aggregateFields,
  ...countFields,
  ...judgementFields,
]);

type Row = { readonly [key: string]: Json };

/** A native row that is wrong: thrown by the field readers, a problem in the end. No Error, for a stack is costly. */
class FieldError {
  readonly code: string;
  readonly field: string;
  readonly message: string;

  constructor(code: string, field: string, text: string) {
    this.code = code;
    this.field = field;
    this.message = text;
  }
}

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

export interface NativeTaskNames {
  suite: string;
  version: string | null;
  variant: string | null;
  metric: string;
  direction: Direction | undefined;
}

export interface NativeTasks {
  /** the rows that follow, of this suite, version and variant, are of this task */
  head(header: TaskHeader): void;
  /** what a task was found by */
  names(task: number): { suite: string; version: string | null; variant: string | null } | undefined;
  /** how many header lines there were: what was found before one doesn't hold after it */
  headers(): number;
  /** the task's position, its event where it is new, and whether the row's direction is another than the task's */
  find(names: NativeTaskNames): { task: number; event: ReadEvent | undefined; direction: Direction; clash: boolean };
}

/** The tasks met so far: one for each suite, version, variant and metric, or one for a header line's. */
export function nativeTasks(): NativeTasks {
  const known = new Map<string, { task: number; directions: Map<string, Direction> }>();
  const all: { suite: string; version: string | null; variant: string | null }[] = [];
  let header: TaskHeader | undefined;
  let headers = 0;

  function ownHeader(names: NativeTaskNames): TaskHeader | undefined {
    if (header === undefined || header.task !== names.suite) return undefined;
    return header.taskVersion === names.version && header.variant === names.variant ? header : undefined;
  }

  return {
    head(next) {
      header = next;
      headers += 1;
    },
    names: (task) => all[task],
    headers: () => headers,
    find(names) {
      const own = ownHeader(names);
      const key = JSON.stringify([
        names.suite,
        names.version,
        names.variant,
        own === undefined ? names.metric : headers,
      ]);
      let entry = known.get(key);
      const isNew = entry === undefined;
      if (entry === undefined) {
        entry = { task: known.size, directions: new Map() };
        all.push({ suite: names.suite, version: names.version, variant: names.variant });
        known.set(key, entry);
      }
      let direction = entry.directions.get(names.metric);
      if (direction === undefined) {
        direction = own === undefined ? (names.direction ?? "higher") : (declared(own, names.metric) ?? "unknown");
        entry.directions.set(names.metric, direction);
      }
      const clash = names.direction !== undefined && names.direction !== direction;
      const event: ReadEvent | undefined = isNew
        ? own === undefined
          ? taskEvent(names, direction)
          : { type: "task", header: own }
        : undefined;
      return { task: entry.task, event, direction, clash };
    },
  };
}

function declared(header: TaskHeader, metric: string): Direction | null {
  return Object.hasOwn(header.metrics, metric) ? (header.metrics[metric]?.direction ?? null) : null;
}

function taskEvent(
  names: { suite: string; version: string | null; variant: string | null; metric: string },
  direction: Direction,
): ReadEvent {
  const declared: MetricHeader = {
    direction: direction === "unknown" ? null : direction,
    mean: null,
    headline: "other",
  };
  const header: TaskHeader = {
    harness: "native",
    task: names.suite,
    variant: names.variant,
    taskVersion: names.version,
    taskArgs: {},
    model: null,
    runId: null,
    created: null,
    grader: null,
    promptHash: null,
    metrics: Object.fromEntries([[names.metric, declared]]),
  };
  return { type: "task", header };
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

function text(row: Row, key: string): string | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  if (value === undefined || typeof value === "string") return value;
  throw new FieldError("invalid_value", key, `needed a text, found ${found(value)}`);
}

function name(row: Row, key: string): string | undefined {
  const value = text(row, key);
  if (value === "") throw new FieldError("invalid_value", key, "needed a name, found an empty text");
  return value;
}

function textOrNumber(row: Row, key: string): string | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  if (value === undefined || typeof value === "string") return value;
  if (numberOf(value) !== undefined) return String(value);
  throw new FieldError("invalid_value", key, `needed a text or a number, found ${found(value)}`);
}

function number(row: Row, key: string): number | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  // a summary's standard error or n may be said to be unknown
  if (value === undefined || (value === null && (key === "standardError" || key === "n"))) return undefined;
  const finite = numberOf(value);
  if (finite !== undefined) return finite;
  throw new FieldError(
    key === "score" ? "invalid_score" : "invalid_value",
    key,
    `needed a finite number, found ${found(value)}`,
  );
}

function oneOf<T extends string>(row: Row, key: string, allowed: readonly T[]): T | undefined {
  const value = text(row, key);
  if (value === undefined) return undefined;
  const known = allowed.find((one) => one === value);
  if (known === undefined)
    throw new FieldError("invalid_value", key, `needed one of ${allowed.join(", ")}, found ${found(value)}`);
  return known;
}

function required<T>(value: T | undefined, key: string, row: Row): T {
  if (value === undefined)
    throw new FieldError("missing_field", key, `needed ${key}, found ${found(member(row, key))}`);
  return value;
}

function problem(place: string, code: string, text: string): ReadEvent {
  const what: Problem = { place, code, text };
  return { type: "problem", problem: what };
}

/** Does this look like a native row? */
export function looksNative(value: Json | undefined): boolean {
  if (textOf(member(member(value, "header"), "task")) !== undefined) return true;
  if (textOf(member(value, "suite")) === undefined) return false;
  return ["item", "score", "mean", "successes", "preferred"].some((key) => member(value, key) !== undefined);
}
