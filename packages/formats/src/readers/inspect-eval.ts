import { ContentError } from "../content-error.ts";
import { member, parseJsonBytes } from "../json.ts";
import type { Group, Head, Json, ReadEvent, Reader, ReadOptions } from "../reader.ts";
import { openZip, type Zip } from "../zip.ts";
import type { InspectParts } from "./inspect-header.ts";
import { inspectLog } from "./inspect-log.ts";
import { type InspectPart, inspectParts, summaryParts } from "./inspect-sample.ts";

/**
 * Inspect AI's `.eval` log, a zip: its tail, `header.json` and `summaries.json` are read, no transcript.
 *
 * A run that crashed has no header: its journal (`_journal/start.json`, `_journal/summaries/N.json`) stands in. Logs of
 * before the first release have `start.json`, `results.json` and `summary.json`.
 */
export const inspectEval: Reader = { format: "inspect-eval", harness: "inspect", version: 1, group, read };

/** up to here a list is parsed in one call: several times quicker than entry by entry */
const shortBytes = 1024 * 1024;
const journalSummary = /^_journal\/summaries\/([0-9]+)\.json$/;
const wanted = new Set([
  "header.json",
  "summaries.json",
  "_journal/start.json",
  "start.json",
  "results.json",
  "summary.json",
]);
const firstMember = /^(_journal\/|samples\/|(header|summaries|reductions|start|results|summary)\.json$)/;

function group(heads: readonly Head[]): Group[] {
  return heads.filter(isLog).map((head) => ({ sources: [head] }));
}

function isLog(head: Head): boolean {
  const bytes = Buffer.from(head.bytes.buffer, head.bytes.byteOffset, head.bytes.byteLength);
  if (bytes.length < 30 || bytes.readUInt32LE(0) !== 0x04034b50) return false;
  const name = bytes.toString("utf8", 30, 30 + bytes.readUInt16LE(26));
  return firstMember.test(name);
}

async function* read(group: Group, options: ReadOptions): AsyncIterable<ReadEvent | readonly ReadEvent[]> {
  const { clusterKey } = options;
  for (const [task, head] of group.sources.entries()) {
    const file = head.source.name;
    const zip = await openZip(head.source, (name) => wanted.has(name) || journalSummary.test(name));
    const parts = await headerOf(zip, file);
    yield* inspectLog({ parts, samples: samplesOf(zip, file, clusterKey), task, clusterKey, file });
  }
}

async function headerOf(zip: Zip, file: string): Promise<InspectParts> {
  if (zip.members.has("header.json")) return partsOf(await zip.json("header.json"));
  const start = zip.members.has("_journal/start.json") ? "_journal/start.json" : "start.json";
  if (!zip.members.has(start)) {
    throw new ContentError("missing_header", "needed header.json or _journal/start.json, found neither", { file });
  }
  const started = await zip.json(start);
  if (!zip.members.has("results.json")) return { ...partsOf(started), status: "started" };
  const ended = await zip.json("results.json");
  return { eval: member(started, "eval"), results: member(ended, "results"), status: member(ended, "status") };
}

function partsOf(log: Json): InspectParts {
  return { eval: member(log, "eval"), results: member(log, "results"), status: member(log, "status") };
}

async function* samplesOf(zip: Zip, file: string, clusterKey: string | undefined): AsyncIterable<InspectPart[]> {
  for (const name of summaryMembers(zip)) {
    const where = { file, place: `member ${name}` };
    const short = (zip.members.get(name)?.size ?? 0) <= shortBytes ? await zip.bytes(name) : undefined;
    const entries = short && wholeList(short, where);
    if (entries !== undefined) yield summaryParts(entries, { clusterKey, place: where.place });
    else yield* inspectParts(short ? [short] : zip.stream(name), { list: [], clusterKey, where });
  }
}

/** A list that is as it should be; one that isn't is read entry by entry, which tells where it is wrong. */
function wholeList(bytes: Uint8Array, where: { file: string; place: string }): Json[] | undefined {
  try {
    const value = parseJsonBytes(bytes, where);
    return Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return undefined;
  }
}

function summaryMembers(zip: Zip): string[] {
  if (zip.members.has("summaries.json")) return ["summaries.json"];
  if (zip.members.has("summary.json")) return ["summary.json"];
  return [...zip.members.keys()]
    .filter((name) => journalSummary.test(name))
    .sort((left, right) => numberOf(left) - numberOf(right));
}

function numberOf(name: string): number {
  return Number(journalSummary.exec(name)?.[1]);
}
