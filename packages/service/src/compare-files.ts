/** Two sets of result files compared without a server: the same ingest and compare, on a throw-away store. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Checkpoint, Compute } from "@evenmatch/contract/checkpoint";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import type { Proof } from "@evenmatch/contract/proof";
import type { SuiteDeclaration } from "@evenmatch/contract/suite";
import type { FileReportBody, UploadRequest } from "@evenmatch/contract/upload";
import type { Source } from "@evenmatch/formats";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { type Blobs, fileBlobs, moveUpload, startEmbedded } from "@evenmatch/store";
import { ulid } from "ulid";
import { incomingBlob } from "./blob-places.ts";
import { writeCheckpoint } from "./checkpoints.ts";
import { compareExperiment } from "./compare/compare-experiment.ts";
import { comparisonBytes, currentComparison, parseComparison, persistenceOf } from "./comparison-body.ts";
import type { Dependencies } from "./dependencies.ts";
import { writeExperiment } from "./experiments.ts";
import { ingestUpload, type UploadReport } from "./ingest/ingest-upload.ts";
import { makeUpload, requireUpload } from "./ingest/uploads.ts";
import { problemsOf, type ReadingOptions, readingOf } from "./read-files.ts";
import { writeSuite } from "./suites.ts";
import { makeProof } from "./verify/make-proof.ts";

export interface CompareFilesOptions extends ReadingOptions {
  treatment: readonly Source[];
  baseline: readonly Source[];
  plan: Plan;
  compute?: { treatment?: Compute | undefined; baseline?: Compute | undefined };
  /** make the proof too */
  proof?: boolean;
  onProgress?: (done: number, total: number, what: string) => void;
}

/** Result files of one checkpoint of an arm. */
export interface CheckpointFiles {
  checkpoint: string;
  body?: Checkpoint;
  sources: readonly Source[];
  reading: ReadingOptions;
}

export interface CompareArmsOptions {
  treatment: readonly CheckpointFiles[];
  baseline: readonly CheckpointFiles[];
  plan: Plan;
  /** what suites are, where the catalogue does not say or says otherwise */
  suites?: Readonly<Record<string, SuiteDeclaration>>;
  /** make the proof too */
  proof?: boolean;
  onProgress?: (done: number, total: number, what: string) => void;
}

export interface ComparedFiles {
  comparison: Comparison;
  /** where suites can be followed along conditions */
  persistence: Persistence | undefined;
  reports: { treatment: FileReportBody[]; baseline: FileReportBody[] };
  /** where it was asked for */
  proof: Proof | undefined;
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

/** Two sets of files, each of one checkpoint. @throws {Problem} as `compareArms` */
export async function compareFiles(options: CompareFilesOptions): Promise<ComparedFiles> {
  const { plan, onProgress, proof = false, compute = {} } = options;
  const arm = (name: (typeof arms)[number]): CheckpointFiles[] => {
    const declared = compute[name];
    const body: Checkpoint = declared === undefined ? {} : { compute: declared };
    return [{ checkpoint: name, body, sources: options[name], reading: options }];
  };
  return compareArms({
    treatment: arm("treatment"),
    baseline: arm("baseline"),
    plan,
    proof,
    ...(onProgress && { onProgress }),
  });
}

/** The files of several checkpoints, in two arms. @throws {Problem} with one error for each thing wrong with the files */
export async function compareArms(options: CompareArmsOptions): Promise<ComparedFiles> {
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
    for (const [suite, declaration] of Object.entries(options.suites ?? {})) {
      await writeSuite(deps, { project, suite, declaration });
    }
    const reports: ComparedFiles["reports"] = { treatment: [], baseline: [] };
    const hashes: Record<(typeof arms)[number], string[]> = { treatment: [], baseline: [] };
    for (const arm of arms) {
      for (const files of options[arm]) {
        const { checkpoint, body = {} } = files;
        await writeCheckpoint(deps, { project, checkpoint, body });
        options.onProgress?.(0, 0, `reading the files of ${checkpoint === arm ? `the ${arm}` : checkpoint}`);
        const report = await ingestFiles(deps, { files, incoming });
        reports[arm].push(...report.reports);
        hashes[arm].push(...report.results.map(({ resultHash }) => resultHash));
      }
    }
    if (hashes.treatment.sort().join() === hashes.baseline.sort().join()) {
      throw new Problem("same_arms", "needed different results in the two arms, found the same scores in both");
    }
    const checkpoints = (arm: readonly CheckpointFiles[]) => arm.map(({ checkpoint }) => checkpoint);
    await writeExperiment(deps, {
      project,
      experiment: "files",
      body: {
        treatment: checkpoints(options.treatment),
        baseline: checkpoints(options.baseline),
        plan: options.plan,
      },
    });
    await compareExperiment(deps, {
      project,
      experiment: "files",
      onRow: (done, total, { suite }) => options.onProgress?.(done, total, suite),
    });
    const found = await currentComparison(deps, project, "files");
    const comparison = parseComparison(await comparisonBytes(deps, project, found));
    const persistence = await persistenceOf(deps, project, { found, comparison });
    const proof = options.proof ? await makeProof(deps, project, found) : undefined;
    // nobody counts looks here: the files can be compared any number of times
    const answered = {
      comparison: { ...comparison, experiment: null, looks: null, checkpointsCompared: null },
      persistence: persistence && { ...persistence, experiment: null },
    };
    return { ...answered, reports, proof: proof && underNoName(proof, answered) };
  } finally {
    await engine.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** The proof of what was answered under no experiment's name. */
function underNoName(
  proof: Proof,
  { comparison, persistence }: Pick<ComparedFiles, "comparison" | "persistence">,
): Proof {
  return { ...proof, record: { ...proof.record, experiment: null }, comparison, persistence: persistence ?? null };
}

async function ingestFiles(
  deps: Dependencies,
  { files, incoming }: { files: CheckpointFiles; incoming: Map<string, Source> },
): Promise<UploadReport> {
  const { checkpoint, sources, reading } = files;
  const own = new Map(reading.files?.map((file) => [file.name, file.reading]));
  const request: UploadRequest = {
    checkpoint,
    files: sources.map(({ name, size }) => ({ name, bytes: size, reading: own.get(name) })),
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
    const whose = arms.some((arm) => arm === checkpoint) ? `the ${checkpoint}` : checkpoint;
    throw new Problem("invalid_file", `needed results in the files of ${whose}, found none`, problems);
  }
  return report;
}
