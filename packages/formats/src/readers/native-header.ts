/**
 * The header line of native rows: what the log said of the whole task, before its rows.
 *
 * `{"header": {…}}` holds for the rows after it that name the same suite, version and variant. It lets a log that was
 * read on a trainer's machine arrive as what it was: its harness, task arguments, grader, prompt hash and headline.
 */
import { wholeOf } from "../fields.ts";
import { harnesses, type Json, type MetricHeader, type TaskHeader } from "../reader.ts";

type Row = { readonly [key: string]: Json };

const isRow = (value: Json | undefined): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOrNull = (value: Json | undefined): string | null => {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw new Error(`a text or null, found ${JSON.stringify(value)}`);
};

function metricOf(key: string, value: Json | undefined): MetricHeader {
  if (!isRow(value)) throw new Error(`an object for metric ${key}`);
  const { direction = null, mean = null, headline = "other" } = value;
  if (direction !== null && direction !== "higher" && direction !== "lower") {
    throw new Error(`direction higher, lower or null for metric ${key}, found ${JSON.stringify(direction)}`);
  }
  if (mean !== null && (typeof mean !== "number" || !Number.isFinite(mean))) {
    throw new Error(`a finite mean or null for metric ${key}, found ${JSON.stringify(mean)}`);
  }
  return { direction, mean, headline: headline === "mean" ? "mean" : "other" };
}

/** The header of a header line. @throws {Error} saying what was needed */
export function nativeHeader(value: Json | undefined): TaskHeader {
  if (!isRow(value)) throw new Error("an object");
  const harness = harnesses.find((known) => known === value.harness);
  if (harness === undefined)
    throw new Error(`harness one of ${harnesses.join(", ")}, found ${JSON.stringify(value.harness)}`);
  const { task, taskArgs = {}, metrics = {}, expectedRows } = value;
  if (typeof task !== "string" || task === "") throw new Error(`the name of the task, found ${JSON.stringify(task)}`);
  if (!isRow(taskArgs)) throw new Error("an object of task arguments");
  if (!isRow(metrics)) throw new Error("an object of metrics");
  if (expectedRows !== undefined && wholeOf(expectedRows, 0) === undefined) {
    throw new Error(`a whole number of expected rows, found ${JSON.stringify(expectedRows)}`);
  }
  return {
    harness,
    task,
    variant: textOrNull(value.variant),
    taskVersion: textOrNull(value.taskVersion),
    taskArgs,
    model: textOrNull(value.model),
    runId: textOrNull(value.runId),
    created: textOrNull(value.created),
    grader: textOrNull(value.grader),
    promptHash: textOrNull(value.promptHash),
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, metricOf(key, metric)])),
    ...(typeof expectedRows === "number" && { expectedRows }),
  };
}
