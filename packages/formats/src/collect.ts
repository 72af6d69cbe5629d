import { type Collection, collection } from "./collection.ts";
import { ContentError } from "./content-error.ts";
import { type FileLog, fileLog } from "./file-log.ts";
import { finishBundle } from "./finish-bundle.ts";
import { type HashedSource, hashedSource } from "./hashed-source.ts";
import { headOf } from "./head.ts";
import { type FileReading, type Format, formats, type Group, type Head, type Problem, type Reader } from "./reader.ts";
import { readers as allReaders } from "./readers/index.ts";
import type { FileReport, ReadReport, TaskResult } from "./report.ts";
import { type Source, unreadableSource } from "./source.ts";

export interface CollectOptions {
  /** read every file as this format, instead of telling by its content */
  format?: Format;
  /** metadata key that names the cluster of an item */
  clusterKey?: string;
  /** field or metadata key that names the item, for formats without a stable id */
  itemKey?: string;
  /** where one file holds the rows of several models: the one to read */
  model?: string;
  /** several runs of one task are epochs of it, numbered on from run to run in the order of their time; else an error */
  runs?: "epochs";
  readers?: readonly Reader[];
  /** by its name, how a file is read otherwise than the options say; undefined: as they say */
  readingOf?: (file: string) => FileReading | undefined;
  /** hex by file name, of sources whose SHA-256 is known already: hashing is then no reason to read them whole */
  sha256?: ReadonlyMap<string, string>;
  /** all: a file that its format reads in parts is read whole for its hash; streamed: it has none, the empty text */
  hashes?: "all" | "streamed";
}

/**
 * What do these files say? Result files of any known format in, scores as columns and a report per file out.
 *
 * Files are told apart by content, belong together as their format says, and merge on (item, epoch): equal duplicates
 * are noted, different ones rejected. Each file's own headline figure is compared with the one recomputed from its rows.
 * Nothing in a file makes it throw; a source that fails (I/O) does. Memory grows with the scores, not with the files.
 */
export async function readSources(sources: readonly Source[], options: CollectOptions = {}): Promise<ReadReport> {
  const readers = options.readers ?? allReaders;
  const logs = new Map<Head, FileLog>();
  const opened = new Map<FileLog, HashedSource>();
  for (const given of sources) {
    const source = hashedSource(given, options.sha256?.get(given.name));
    const head = await headOrProblem(source);
    const log = fileLog(head.source);
    logs.set(head, log);
    opened.set(log, source);
  }

  const collected = collection();
  for (const { heads, reading } of readAlike([...logs.keys()], options)) {
    for (const { reader, group } of assign(heads, readers, options.format)) {
      const own = group.sources.map((head) => logs.get(head) as FileLog);
      await collected.readGroup(reader, group, own, reading);
    }
  }
  for (const [head, log] of logs) if (!log.known()) log.problem(unreadable(head, options.format));

  const results = finish(collected, options.runs === "epochs");
  const files: FileReport[] = [];
  for (const [log, source] of opened) {
    if (source.sha256() === "" && options.hashes !== "streamed") await readWhole(source);
    files.push(log.report(source.sha256()));
  }
  return { files, results };
}

/** A source's beginning. A member of an archive may turn out to be damaged as it is unpacked: a source with a problem. */
async function headOrProblem(source: Source): Promise<Head> {
  try {
    return await headOf(source);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { source: unreadableSource(source, error), bytes: new Uint8Array(0), text: "", compression: "none" };
  }
}

/** For its hash alone; of a damaged member of an archive there is none. */
async function readWhole(source: Source): Promise<void> {
  try {
    for await (const _ of source.stream());
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
  }
}

/** Heads by how they are read, in the order of the first of each: only files that are read alike belong together. */
function readAlike(heads: readonly Head[], options: CollectOptions): { heads: Head[]; reading: FileReading }[] {
  const parts = new Map<string, { heads: Head[]; reading: FileReading }>();
  const { clusterKey, itemKey, model } = options;
  for (const head of heads) {
    const own = { clusterKey, itemKey, model, ...options.readingOf?.(head.source.name) };
    const said = Object.entries(own).filter(([, value]) => value !== undefined);
    const key = JSON.stringify(said.sort());
    const part = parts.get(key);
    if (part === undefined) parts.set(key, { heads: [head], reading: Object.fromEntries(said) });
    else part.heads.push(head);
  }
  return [...parts.values()];
}

function assign(heads: readonly Head[], readers: readonly Reader[], format: Format | undefined) {
  const assigned: { reader: Reader; group: Group }[] = [];
  let left = heads.filter(({ source }) => source.size > 0 && source.problem === undefined);
  for (const reader of readers) {
    if (format !== undefined && reader.format !== format) continue;
    const groups = reader.group(left);
    const taken = new Set(groups.flatMap((group) => group.sources));
    left = left.filter((head) => !taken.has(head));
    for (const group of groups) assigned.push({ reader, group });
    // forced: what doesn't look like the format is read as such all the same, and its problems tell
    if (format !== undefined) for (const head of left) assigned.push({ reader, group: { sources: [head] } });
  }
  return assigned;
}

function unreadable(head: Head, forced: Format | undefined): Problem {
  const { problem } = head.source;
  return problem === undefined ? unknownFormat(head, forced) : { ...problem, fatal: true };
}

function unknownFormat(head: Head, forced: Format | undefined): Problem {
  const known = forced ?? formats.join(", ");
  const begins =
    head.text === "" ? Buffer.from(head.bytes.subarray(0, 16)).toString("hex") : JSON.stringify(head.text.slice(0, 60));
  const found = head.source.size === 0 ? "an empty file" : `a file that begins ${begins}`;
  return { place: "", code: "unknown_format", text: `needed one of ${known}, found ${found}`, fatal: true };
}

function finish({ bundles, segments }: Collection, runsAreEpochs: boolean): TaskResult[] {
  const results: TaskResult[] = [];
  for (const key of [...bundles.keys()].sort()) {
    const bundle = bundles.get(key);
    // its cells go as soon as its columns are there: both of everything would be twice the memory
    bundles.delete(key);
    const result = bundle && finishBundle(bundle, segments, { runsAreEpochs });
    if (result !== undefined) results.push(result);
  }
  return results;
}
