/** Reads result files without storing anything: what they hold, and which suites they are. */
import { Problem, type ProblemDetail } from "@evenmatch/contract/problem";
import type { FileReportBody } from "@evenmatch/contract/upload";
import { expandSources, type ReadReport, readSources, type Source } from "@evenmatch/formats";
import { describeFiles, type NamedResult, type Naming, nameResults } from "./ingest/recognise-results.ts";

/** How files are to be read, as an uploader says it. */
export interface ReadingOptions extends Naming {
  clusterKey?: string | undefined;
  itemKey?: string | undefined;
  model?: string | undefined;
  runs?: "epochs" | undefined;
}

/** What is said of the reading among other options, without what is left open. */
export function readingOf(options: ReadingOptions) {
  const { suite, metric, clusterKey, itemKey, model, runs } = options;
  return {
    ...(suite === undefined ? {} : { suite }),
    ...(metric === undefined ? {} : { metric }),
    ...(clusterKey === undefined ? {} : { clusterKey }),
    ...(itemKey === undefined ? {} : { itemKey }),
    ...(model === undefined ? {} : { model }),
    ...(runs === undefined ? {} : { runs }),
  };
}

export async function readFiles(
  sources: readonly Source[],
  options: ReadingOptions,
): Promise<{ read: ReadReport; named: NamedResult[]; reports: FileReportBody[] }> {
  const { suite, metric, ...reading } = readingOf(options);
  const read = await readSources(await expandSources(sources), reading);
  const named = nameResults(read, { suite, metric });
  return { read, named, reports: describeFiles(read.files, named) };
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
