/** What `push` sends: the logs are read on the trainer's machine, and their scores leave it as native rows. */
import { gzipSync } from "node:zlib";
import type { ProblemDetail } from "@evenmatch/contract/problem";
import type { FileReportBody, Provenance } from "@evenmatch/contract/upload";
import { nativeLines, readers, type Source } from "@evenmatch/formats";
import { acceptable } from "./ingest/ingest-upload.ts";
import { type ReadingOptions, readFiles } from "./read-files.ts";

/** rows sent in one file */
const rowsPerFile = 500_000;

export interface PreparedUpload {
  reports: FileReportBody[];
  /** native NDJSON, gzip */
  files: { name: string; bytes: Uint8Array }[];
  provenance: Provenance[];
  /** for which the service will refuse results, beside those of the reports */
  problems: ProblemDetail[];
}

/** Reads result files and gives what is to be sent of them: scores and where they came from, no prompts, no outputs. */
export async function prepareUpload(sources: readonly Source[], options: ReadingOptions): Promise<PreparedUpload> {
  const { read, named, reports } = await readFiles(sources, options);
  const files: PreparedUpload["files"] = [];
  let lines: string[] = [];
  const flush = () => {
    if (lines.length === 0) return;
    const name = `rows-${String(files.length + 1).padStart(3, "0")}.ndjson.gz`;
    files.push({ name, bytes: gzipSync(lines.join("")) });
    lines = [];
  };
  for (const result of read.results) {
    for (const line of nativeLines(result)) {
      lines.push(line.endsWith("\n") ? line : `${line}\n`);
      if (lines.length >= rowsPerFile) flush();
    }
  }
  flush();
  const versions = new Map(readers.map(({ format, version }) => [format as string, version]));
  const provenance = reports.map(
    ({ file, sha256, format, headerMatches }): Provenance => ({
      file,
      sha256,
      format: format ?? "unknown",
      readerVersion: versions.get(format ?? "") ?? 0,
      headerMatches,
    }),
  );
  return { reports, files, provenance, problems: acceptable(named, undefined).problems };
}
