/** Two sets of result files compared without a server: the same ingest and compare, on a throw-away store. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Checkpoint, Compute } from "@evenmatch/contract/checkpoint";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import type { FileReportBody, UploadRequest } from "@evenmatch/contract/upload";
import type { Source } from "@evenmatch/formats";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { type Blobs, fileBlobs, moveUpload, startEmbedded } from "@evenmatch/store";
import { ulid } from "ulid";
import { writeCheckpoint } from "./checkpoints.ts";
import { compareExperiment } from "./compare/compare-experiment.ts";
import { comparisonBytes, currentComparison, parseComparison } from "./comparison-body.ts";
import type { Dependencies } from "./dependencies.ts";
import { writeExperiment } from "./experiments.ts";
import { incomingBlob, ingestUpload, type UploadReport } from "./ingest/ingest-upload.ts";
import { makeUpload, requireUpload } from "./ingest/uploads.ts";
import { problemsOf, type ReadingOptions, readingOf } from "./read-files.ts";

export interface CompareFilesOptions extends ReadingOptions {
  treatment: readonly Source[];
  baseline: readonly Source[];
  plan: Plan;
  compute?: { treatment?: Compute | undefined; baseline?: Compute | undefined };
  onProgress?: (done: number, total: number, what: string) => void;
}

export interface ComparedFiles {
  comparison: Comparison;
  reports: { treatment: FileReportBody[]; baseline: FileReportBody[] };
}

const project = "files";
const arms = ["treatment", "baseline"] as const;

/** Blobs that answer some keys from sources where they lie: a large log is never copied to be read. */
function withSources(blobs: Blobs, sources: Map<string, Source>): Blobs {
  return {
    ...blobs,
    size: async (key) => sources.get(key)?.size ?? blobs.size(key),
    getRange: async (key, start, end) => sources.get(key)?.read(start, end) ?? blobs.getRange(key, start, end),
    stream: async (key) => sources.get(key)?.stream() ?? blobs.stream(key),
  };
}

/** @throws {Problem} with one error for each thing wrong with the files */
export async function compareFiles(options: CompareFilesOptions): Promise<ComparedFiles> {
  const home = await mkdtemp(path.join(os.tmpdir(), "evenmatch-compare-"));
  const engine = await startEmbedded({ home });
  try {
    const incoming = new Map<string, Source>();
    const now = () => Date.now();
    const deps: Dependencies = {
      table: engine,
      blobs: withSources(await fileBlobs({ root: path.join(home, "blobs") }), incoming),
      jobs: { send: async () => undefined },
      computeRow: async (input, plan) => analyseRow(input, plan),
      computePersistence: async (input, plan) => analysePersistence(input, plan),
      now,
      newId: () => ulid(now()).toLowerCase(),
    };
    const reports: ComparedFiles["reports"] = { treatment: [], baseline: [] };
    const hashes: Record<(typeof arms)[number], string[]> = { treatment: [], baseline: [] };
    for (const arm of arms) {
      const compute = options.compute?.[arm];
      const body: Checkpoint = compute === undefined ? {} : { compute };
      await writeCheckpoint(deps, { project, checkpoint: arm, body });
      options.onProgress?.(0, 0, `reading the files of the ${arm}`);
      const report = await ingestFiles(deps, { arm, sources: options[arm], incoming, reading: options });
      reports[arm] = report.reports;
      hashes[arm] = report.results.map(({ resultHash }) => resultHash).sort();
    }
    if (hashes.treatment.join() === hashes.baseline.join()) {
      throw new Problem("same_arms", "needed different results in the two arms, found the same scores in both");
    }
    await writeExperiment(deps, {
      project,
      experiment: "files",
      body: { treatment: ["treatment"], baseline: ["baseline"], plan: options.plan },
    });
    await compareExperiment(deps, {
      project,
      experiment: "files",
      onRow: (done, total, { suite }) => options.onProgress?.(done, total, suite),
    });
    const found = await currentComparison(deps, project, "files");
    const comparison = parseComparison(await comparisonBytes(deps, project, found));
    // nobody counts looks here: the files can be compared any number of times
    return { comparison: { ...comparison, experiment: null, looks: null, checkpointsCompared: null }, reports };
  } finally {
    await engine.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function ingestFiles(
  deps: Dependencies,
  options: {
    arm: (typeof arms)[number];
    sources: readonly Source[];
    incoming: Map<string, Source>;
    reading: ReadingOptions;
  },
): Promise<UploadReport> {
  const { arm, sources, incoming, reading } = options;
  const request: UploadRequest = {
    checkpoint: arm,
    files: sources.map(({ name, size }) => ({ name, bytes: size })),
    ...readingOf(reading),
  };
  const { upload } = await makeUpload(deps, project, request);
  for (const [index, source] of sources.entries()) incoming.set(incomingBlob(project, upload, index), source);
  await moveUpload(deps.table, { ...(await requireUpload(deps, project, upload)), state: "queued" }, [
    "awaiting_files",
  ]);
  const report = await ingestUpload(deps, project, upload);
  if (report === undefined) throw new Error(`upload ${upload} was not queued`);
  const problems = [...report.problems, ...problemsOf(report.reports)];
  if (report.results.length === 0) {
    throw new Problem("invalid_file", `needed results in the files of the ${arm}, found none`, problems);
  }
  return report;
}
