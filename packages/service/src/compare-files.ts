/** Two sets of result files compared without a server: what the service would answer, computed where the files lie. */
import type { Checkpoint, Compute } from "@evenmatch/contract/checkpoint";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import type { Proof } from "@evenmatch/contract/proof";
import type { Suite, SuiteDeclaration } from "@evenmatch/contract/suite";
import type { FileReportBody } from "@evenmatch/contract/upload";
import type { Source } from "@evenmatch/formats";
import { compareBytes } from "@evenmatch/formats/byte-order";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { canonicalJson, hashOfResult, partsOf, type ResultParts, scoresOfParts } from "@evenmatch/store";
import { keys } from "@evenmatch/store/keys";
import { ulid } from "ulid";
import type { Member } from "./compare/arms.ts";
import { type Compared, computeComparison } from "./compare/compute-comparison.ts";
import { readingsOf } from "./compare/read-arms.ts";
import { recordedArms, rememberedReadings, sortedDigests } from "./compare/recorded.ts";
import { countedRows } from "./compare/stored-rows.ts";
import { isoTime } from "./dependencies.ts";
import { checkArms } from "./experiments.ts";
import { currentResult } from "./ingest/current-result.ts";
import { acceptable } from "./ingest/ingest-upload.ts";
import { requireDistinctNames } from "./ingest/uploads.ts";
import { problemsOf, type ReadingOptions, readFiles } from "./read-files.ts";
import { declaredSuite } from "./suites.ts";
import { proofOf } from "./verify/make-proof.ts";

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

const arms = ["treatment", "baseline"] as const;

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
  const { plan } = options;
  const names = (arm: readonly CheckpointFiles[]) => arm.map(({ checkpoint }) => checkpoint);
  checkArms({ treatment: names(options.treatment), baseline: names(options.baseline) });
  const declared = Object.entries(options.suites ?? {}).map(
    ([suite, declaration]) => [suite, declaredSuite(suite, declaration)] as const,
  );
  const { readings, suites } = rememberedReadings(readingsOf(new Map<string, Suite>(declared)));
  const read = { treatment: [] as ReadCheckpoint[], baseline: [] as ReadCheckpoint[] };
  for (const arm of arms) {
    for (const files of options[arm]) {
      const { checkpoint } = files;
      options.onProgress?.(0, 0, `reading the files of ${checkpoint === arm ? `the ${arm}` : checkpoint}`);
      read[arm].push(await readCheckpoint(files));
    }
  }
  const hashes = (arm: readonly ReadCheckpoint[]) => arm.flatMap(({ results }) => [...results.keys()]);
  if (hashes(read.treatment).sort().join() === hashes(read.baseline).sort().join()) {
    throw new Problem("same_arms", "needed different results in the two arms, found the same scores in both");
  }
  const members = {
    treatment: read.treatment.map(({ member }) => member),
    baseline: read.baseline.map(({ member }) => member),
  };
  const parts = new Map([...read.treatment, ...read.baseline].flatMap(({ results }) => [...results]));
  const { computing, asked } = inMemory(parts);
  const compared = await computeComparison(computing, {
    arms: members,
    plan,
    readings,
    experiment: null,
    onRow: (done, total, { suite }) => options.onProgress?.(done, total, suite),
  });
  const answered = answerOf(compared);
  const reports = {
    treatment: read.treatment.flatMap((each) => each.reports),
    baseline: read.baseline.flatMap((each) => each.reports),
  };
  if (!options.proof) return { ...answered, reports, proof: undefined };
  const { digest, specVersion } = answered.comparison;
  const record: Proof["record"] = {
    format: "evenmatch-record",
    version: 1,
    digest,
    specVersion,
    experiment: null,
    planVersion: 1,
    resultsVersion: 1,
    comparedAt: isoTime(Date.now()),
    plan,
    arms: recordedArms(members),
    suites,
    rows: sortedDigests(asked),
  };
  const proved = { record, comparison: answered.comparison, persistence: answered.persistence ?? null };
  return { ...answered, reports, proof: await proofOf(proved, async (hash) => partsUnder(parts, hash)) };
}

/** What was computed as it is answered: nobody counts looks here, for files can be compared any number of times. */
function answerOf({ comparison, persistence }: Compared): Pick<ComparedFiles, "comparison" | "persistence"> {
  const told = {
    experiment: null,
    planVersion: 1,
    // the results are there already
    planFixed: "after" as const,
    looks: null,
    checkpointsCompared: null,
  };
  const written = (value: object): unknown => JSON.parse(canonicalJson(value));
  return {
    comparison: written({ ...comparison, ...told }) as Comparison,
    persistence: persistence === null ? undefined : (written(persistence) as Persistence),
  };
}

interface ReadCheckpoint {
  member: Member;
  /** by their hash */
  results: ReadonlyMap<string, ResultParts>;
  reports: FileReportBody[];
}

async function readCheckpoint({ checkpoint, body = {}, sources, reading }: CheckpointFiles): Promise<ReadCheckpoint> {
  requireDistinctNames(sources);
  const { named, reports } = await readFiles(sources, reading, { hashes: "streamed" });
  const { accepted, problems } = acceptable(named, body.seed);
  const upload = ulid().toLowerCase();
  const results = new Map<string, ResultParts>();
  const current: Member["results"][number][] = [];
  for (const result of accepted) {
    try {
      const parts = partsOf(result.stored);
      const hash = hashOfResult(parts);
      results.set(hash, parts);
      current.push(currentResult(result, { upload, sequence: 1, resultHash: hash, blob: hash }));
    } catch (error) {
      const text = `${result.stored.suite}: ${error instanceof Error ? error.message : String(error)}`;
      problems.push({ place: result.files.join(", "), code: "unstorable_result", text });
    }
  }
  if (results.size === 0) {
    const whose = arms.some((arm) => arm === checkpoint) ? `the ${checkpoint}` : checkpoint;
    const found = [...problems, ...problemsOf(reports)];
    throw new Problem("invalid_file", `needed results in the files of ${whose}, found none`, found);
  }
  // as the service keeps them
  const place = ({ suite, variant, condition }: (typeof current)[number]) =>
    keys.result("", checkpoint, suite, variant, condition).SK;
  current.sort((left, right) => compareBytes(place(left), place(right)));
  return { member: { checkpoint, body, step: body.step, seed: body.seed ?? null, results: current }, results, reports };
}

/** Comparing on what was read: nothing is known beforehand. */
function inMemory(results: ReadonlyMap<string, ResultParts>): ReturnType<typeof countedRows> {
  return countedRows({
    scores: async ({ blob }) => scoresOfParts(partsUnder(results, blob)),
    known: async () => undefined,
    keep: async () => undefined,
    computeRow: async (input, plan) => analyseRow(input, plan),
    computePersistence: async (input, plan) => analysePersistence(input, plan),
  });
}

function partsUnder(results: ReadonlyMap<string, ResultParts>, hash: string): ResultParts {
  const parts = results.get(hash);
  if (parts === undefined) throw new Error(`needed the result ${hash}, found none`);
  return parts;
}
