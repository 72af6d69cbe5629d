import { textOf } from "../fields.ts";
import { member } from "../json.ts";
import type { ReadEvent } from "../reader.ts";
import { type InspectParts, inspectHeader, inspectSummaries, plainScorers } from "./inspect-header.ts";
import { clusterOf, type InspectPart, sampleEvents } from "./inspect-sample.ts";

/**
 * The events of one Inspect log: its task, then its rows, or its own figures where it has none.
 *
 * `task` is the position of its task event among those of the group.
 */
export async function* inspectLog(of: {
  parts: InspectParts;
  samples: AsyncIterable<InspectPart[]>;
  task: number;
  clusterKey: string | undefined;
  file: string;
}): AsyncIterable<ReadEvent | readonly ReadEvent[]> {
  const { parts, task, clusterKey, file } = of;
  const header = inspectHeader(parts);
  yield { type: "task", header, files: [file] };
  const status = textOf(member({ status: parts.status ?? null }, "status"));
  if (status !== "success") {
    yield {
      type: "note",
      code: "partial_log",
      text: `the run did not end well: its status is ${status ?? "missing"}`,
      file,
    };
  }
  const soleScorer = textOf(member(member(parts.results, "scorer"), "name"));
  const scorers = plainScorers(parts);
  let rows = 0;
  let unclustered = 0;
  for await (const parts of of.samples) {
    const events: ReadEvent[] = [];
    for (const part of parts) {
      if (part.type !== "sample") continue;
      rows += 1;
      if (clusterKey !== undefined && clusterOf(part.sample.cluster) === undefined) unclustered += 1;
      const own = sampleEvents(part.sample, { task, place: part.place, soleScorer, scorers });
      for (const event of own) events.push(inFile(event, file));
    }
    yield events;
  }
  if (unclustered > 0) {
    const text = `${unclustered} of ${rows} rows have no usable value under the metadata key ${clusterKey}: they have no cluster`;
    yield { type: "note", code: "missing_cluster", text, file };
  }
  if (rows === 0) yield* summaryEvents(parts, task, file);
}

function* summaryEvents(parts: InspectParts, task: number, file: string): Iterable<ReadEvent> {
  const { summaries, unscored } = inspectSummaries(parts);
  for (const { metric, mean, standardError, n } of summaries) {
    yield {
      type: "summary",
      task,
      metric,
      condition: "",
      summary: { mean, standardError, n },
      place: `/results ${metric}`,
    };
  }
  for (const metric of unscored) {
    const text = `needed samples, or a finite accuracy or mean of ${metric}, found neither`;
    yield { type: "problem", problem: { place: `/results ${metric}`, code: "no_score", text, file } };
  }
  if (summaries.length + unscored.length === 0) {
    const text = "needed samples or results, found neither";
    yield { type: "problem", problem: { place: "", code: "no_score", text, file } };
  }
}

function inFile(event: ReadEvent, file: string): ReadEvent {
  return event.type === "problem" ? { type: "problem", problem: { ...event.problem, file } } : event;
}
