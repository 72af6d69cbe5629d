/** Reads result files without storing anything: what they hold, and which suites they are. */
import { Problem, type ProblemDetail } from "@evenmatch/contract/problem";
import type { FileReading, FileReportBody } from "@evenmatch/contract/upload";
import {
  type CollectOptions,
  expandSources,
  type FileReading as FormatsReading,
  type ReadReport,
  readSources,
  type Source,
} from "@evenmatch/formats";
import { describeFiles, type NamedResult, type Naming, nameResults } from "./ingest/recognise-results.ts";

/** How files are to be read, as an uploader says it. */
export interface ReadingOptions extends Naming {
  clusterKey?: string | undefined;
  itemKey?: string | undefined;
  model?: string | undefined;
  runs?: "epochs" | undefined;
  /** files by name that are read otherwise than the rest; an archive's name stands for its members */
  files?: readonly { name: string; reading?: FileReading | undefined }[] | undefined;
}

/** What is said of the reading among other options, without what is left open. */
export function readingOf(options: ReadingOptions) {
  const { clusterKey, itemKey, model, runs } = options;
  return {
    ...namingOf(options),
    ...(clusterKey === undefined ? {} : { clusterKey }),
    ...(itemKey === undefined ? {} : { itemKey }),
    ...(model === undefined ? {} : { model }),
    ...(runs === undefined ? {} : { runs }),
  };
}

/** What is said of the naming alone: all that is left to say of rows that were read. */
export function namingOf({ suite, metric, tasks }: Naming) {
  return {
    ...(suite === undefined ? {} : { suite }),
    ...(metric === undefined ? {} : { metric }),
    ...(tasks === undefined ? {} : { tasks: [...tasks] }),
  };
}

/** `hashing`: which files' SHA-256 is known, and whether those read in parts are read whole for it. */
export async function readFiles(
  sources: readonly Source[],
  options: ReadingOptions,
  hashing: Pick<CollectOptions, "sha256" | "hashes"> = {},
): Promise<{ read: ReadReport; named: NamedResult[]; reports: FileReportBody[] }> {
  const { suite: _suite, metric: _metric, tasks: _tasks, ...reading } = readingOf(options);
  const sourcesInside = await expandSources(sources);
  const read = await readSources(sourcesInside, { ...reading, ...hashing, readingOf: ownReading(options) });
  const named = nameResults(read, namingOf(options));
  return { read, named, reports: describeFiles(read.files, named) };
}

function ownReading({ files = [] }: ReadingOptions): (file: string) => FormatsReading | undefined {
  const readings = new Map(files.flatMap(({ name, reading }) => (reading === undefined ? [] : [[name, reading]])));
  // the contract's optional fields may be undefined, which says nothing
  const of = (name: string) => readings.get(name) as FormatsReading | undefined;
  return (file) => of(file) ?? of(file.split("!")[0] ?? "");
}

/** Every problem of every file, each with its file in front of its place. */
export function problemsOf(reports: readonly FileReportBody[]): ProblemDetail[] {
  return reports.flatMap(({ file, problems }) =>
    problems.map(({ place, code, text }) => ({ place: place === "" ? file : `${file}: ${place}`, code, text })),
  );
}

/** Refuses a set of files from which nothing can be counted. */
export function requireResults(reports: readonly FileReportBody[], what: string): void {
  if (reports.some(({ suites }) => suites.length > 0)) return;
  const problems = problemsOf(reports);
  throw new Problem("invalid_file", `needed results in the files of ${what}, found none`, problems);
}
