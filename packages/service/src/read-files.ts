/** Reads result files without storing anything: what they hold, and which suites they are. */
import { Problem, type ProblemDetail } from "@evenmatch/contract/problem";
import type { FileReportBody } from "@evenmatch/contract/upload";
import { expandSources, type ReadReport, readSources, type Source } from "@evenmatch/formats";
import { describeFiles, type NamedResult, type Naming, nameResults } from "./ingest/recognise-results.ts";

export interface ReadingOptions extends Naming {
  clusterKey?: string | undefined;
  runs?: "epochs" | undefined;
}

export async function readFiles(
  sources: readonly Source[],
  options: ReadingOptions,
): Promise<{ read: ReadReport; named: NamedResult[]; reports: FileReportBody[] }> {
  const read = await readSources(await expandSources(sources), {
    ...(options.clusterKey === undefined ? {} : { clusterKey: options.clusterKey }),
    ...(options.runs === undefined ? {} : { runs: options.runs }),
  });
  const named = nameResults(read, options);
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
