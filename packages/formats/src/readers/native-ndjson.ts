import { peekJson } from "../json.ts";
import { jsonLines } from "../lines.ts";
import type { Group, Head, ReadEvent, Reader } from "../reader.ts";
import { looksNative, nativeRows } from "./native-row.ts";

/**
 * The project's own rows, a JSON object a line, plain, gzip or zstd: scores, summaries without items, judgements.
 *
 * A line that is wrong is a problem of its own; the others count.
 */
export const nativeNdjson: Reader = { format: "native-ndjson", harness: "native", version: 1, group, read };

function group(heads: readonly Head[]): Group[] {
  return heads.filter((head) => firstObjects(head.text).some(looksNative)).map((head) => ({ sources: [head] }));
}

/** The first line may be the broken one: a few more are looked at. */
function firstObjects(text: string) {
  if (!text.trimStart().startsWith("{")) return [];
  return text
    .split("\n", 20)
    .filter((line) => line.trim() !== "")
    .map((line) => peekJson(line));
}

async function* read(group: Group): AsyncIterable<ReadEvent> {
  for (const head of group.sources) {
    const events = nativeRows();
    for await (const line of jsonLines(head)) {
      if (line.problem !== null) yield { type: "problem", problem: line.problem };
      else yield* events(line.value, line.number);
    }
  }
}
