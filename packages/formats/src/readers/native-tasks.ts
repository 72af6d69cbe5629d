import type { MetricHeader, ReadEvent, TaskHeader } from "../reader.ts";

/** `unknown` is for what other harnesses leave open; a row that says nothing means `higher` */
export const directions = ["higher", "lower", "unknown"] as const;
export type Direction = (typeof directions)[number];

/** What tells native tasks apart, and the direction that a row may add. */
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
