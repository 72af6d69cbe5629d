import { contentOf } from "../head.ts";
import { isObject, member, peekJson } from "../json.ts";
import type { Group, Head, Json, ReadEvent, Reader, ReadOptions } from "../reader.ts";
import type { InspectParts } from "./inspect-header.ts";
import { inspectLog } from "./inspect-log.ts";
import { inspectParts } from "./inspect-sample.ts";

/**
 * Inspect AI's JSON log, version 1 and 2, with samples or the header alone.
 *
 * Read as a stream: what isn't scores is passed over, whatever its size.
 */
export const inspectJson: Reader = { format: "inspect-json", harness: "inspect", version: 1, group, read };

function group(heads: readonly Head[]): Group[] {
  return heads.filter(isLog).map((head) => ({ sources: [head] }));
}

/** `eval` with a task and a model, or with what else only an Inspect log has beside a task. */
function isLog(head: Head): boolean {
  if (!head.text.trimStart().startsWith("{")) return false;
  const spec = member(peekJson(head.text), "eval");
  if (!isObject(spec) || typeof spec.task !== "string") return false;
  return ["model", "run_id", "task_id", "created", "dataset"].some((key) => spec[key] !== undefined);
}

async function* read(group: Group, options: ReadOptions): AsyncIterable<ReadEvent | readonly ReadEvent[]> {
  const { clusterKey } = options;
  for (const [task, head] of group.sources.entries()) {
    const file = head.source.name;
    const parts = await headerOf(head);
    const samples = inspectParts(contentOf(head), { list: ["samples"], clusterKey, where: { file } });
    yield* inspectLog({ parts, samples, task, clusterKey, file });
  }
}

/**
 * The log's own members. They stand before the samples as a rule, and then no more than that is read twice; a log cut
 * off in its samples is still found truncated by the second pass.
 */
async function headerOf(head: Head): Promise<InspectParts> {
  const seen: Record<string, Json> = {};
  const parts = inspectParts(contentOf(head), {
    list: ["samples"],
    clusterKey: undefined,
    where: { file: head.source.name },
  });
  for await (const batch of parts) {
    for (const part of batch) if (part.type === "part") seen[part.key] = part.value;
    if (hasHeader(seen)) break;
  }
  return { eval: seen.eval, results: seen.results, status: seen.status };
}

function hasHeader(seen: Readonly<Record<string, Json>>): boolean {
  return seen.eval !== undefined && seen.results !== undefined && seen.status !== undefined;
}
