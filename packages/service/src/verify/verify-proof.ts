/** A comparison computed again from its proof: the same code, free of the machine it runs on. */
import { Problem } from "@evenmatch/contract/problem";
import type { Proof, ProofColumn } from "@evenmatch/contract/proof";
import { type RowPlan, StatsError, type SuiteInput, specVersion } from "@evenmatch/stats";
import { canonicalJson } from "@evenmatch/store/canonical";
import { type Column, columnHash, hashOfParts, type ResultParts, scoresOfParts } from "@evenmatch/store/result-parts";
import { computeComparison, type RowProgress, type Told } from "../compare/compute-comparison.ts";
import type { Computing } from "../compare/computing.ts";
import { armsOf, recordedReadings, sortedDigests } from "../compare/recorded.ts";
import type { ComputePersistence, ComputeRow } from "../dependencies.ts";
import { compareValues, type Difference } from "./compare-values.ts";

/** What came of computing a proof again. */
export interface Verification {
  /** as the proof says, and from the tree of hashes; null: it could not be computed */
  digest: { stored: string; recomputed: string | null };
  /** values of the comparison that came out the same: numbers to the bit, counts, texts, hashes */
  same: number;
  /** numbers that are not the same to the bit, and within the tolerance */
  close: Difference[];
  /** everything else, causes first: columns and results whose hash does not fit, then what follows from them */
  different: Difference[];
  /** what a comparison is told, and nobody can compute again */
  told: Told;
}

/** Any of these may stand in for the statistics' own functions: a thread, a pause for a page to be drawn. */
export interface VerifyOptions {
  computeRow: ComputeRow;
  computePersistence: ComputePersistence;
  /** 0: to the bit */
  tolerance: number;
  onRow?: RowProgress;
}

/**
 * Does every number of a comparison follow from its scores and its plan?
 *
 * Columns are hashed anew, results from their columns, rows from their results and the digest from its rows; then every
 * row, the board, persistence and frontiers are computed and set beside what was answered.
 *
 * @throws {Problem} other_specification where another version of the statistics made it; invalid_proof where parts are
 *   missing
 */
export async function verifyProof(proof: Proof, options: VerifyOptions): Promise<Verification> {
  if (proof.specVersion !== specVersion) {
    throw new Problem(
      "other_specification",
      `needed a comparison by specification ${specVersion}, found ${proof.specVersion}: verify it with the release that made it`,
    );
  }
  const { experiment, planVersion, planFixed, looks, checkpointsCompared, ...answered } = proof.comparison;
  const told: Told = { experiment, planVersion, planFixed, looks, checkpointsCompared };
  const { results, different } = hashed(proof);
  const verification: Verification = {
    digest: { stored: answered.digest, recomputed: null },
    same: 0,
    close: [],
    different,
    told,
  };
  const { computing, asked } = inMemory(results, options);
  const { record } = proof;
  const arms = withHashes(armsOf(record), results);
  const compared = await computeComparison(computing, {
    arms,
    plan: record.plan,
    readings: recordedReadings(record.suites),
    experiment: record.experiment,
    onRow: options.onRow,
  }).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "invalid_proof") throw error;
    if (!(error instanceof Problem || error instanceof StatsError || nameOf(error) === "ResultBlobError")) throw error;
    different.push({ path: "", stored: "a comparison", recomputed: (error as Error).message });
    return undefined;
  });
  if (compared === undefined) return verification;
  verification.digest.recomputed = compared.comparison.digest;
  const check = (path: string, stored: unknown, recomputed: unknown) => {
    // what JSON can't tell apart is the same: −0 and 0, undefined and absent
    const written = JSON.parse(canonicalJson({ recomputed: recomputed ?? null })).recomputed as unknown;
    const agreement = compareValues(stored ?? null, written, { path, tolerance: options.tolerance });
    verification.same += agreement.same;
    verification.close.push(...agreement.close);
    verification.different.push(...agreement.different);
  };
  check("", answered, compared.comparison);
  check("persistence", proof.persistence, compared.persistence);
  check("record.digest", record.digest, compared.comparison.digest);
  check("record.specVersion", record.specVersion, specVersion);
  check("record.rows", record.rows, sortedDigests(asked));
  check("comparison.experiment", experiment, record.experiment);
  check("comparison.planVersion", planVersion, record.planVersion);
  return verification;
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : "");

interface HashedResult {
  parts: ResultParts;
  /** from its columns as they stand */
  hash: string;
}

/** Every result with the hash that its parts give, and what does not fit its name. */
function hashed(proof: Proof): { results: Map<string, HashedResult>; different: Difference[] } {
  const different: Difference[] = [];
  const columns = new Map<string, { column: Column; hash: string }>();
  for (const [name, shown] of Object.entries(proof.columns)) {
    const column = columnOf(shown);
    columns.set(name, { column, hash: columnHash(column) });
  }
  const results = new Map<string, HashedResult>();
  const blamed = new Set<string>();
  for (const [name, { columns: names, ...fields }] of Object.entries(proof.results)) {
    const held = new Map<string, Column>();
    const hashes: Record<string, string> = {};
    for (const [columnName, columnKey] of Object.entries(names)) {
      const found = columns.get(columnKey);
      if (found === undefined) throw new Problem("invalid_proof", `needed the column ${columnKey}, found none`);
      held.set(columnName, found.column);
      hashes[columnName] = found.hash;
      if (found.hash !== columnKey && !blamed.has(columnKey)) {
        blamed.add(columnKey);
        const path = `results.${name}.columns.${columnName}`;
        different.push({ path, stored: columnKey, recomputed: found.hash });
      }
    }
    const hash = hashOfParts(fields, hashes);
    if (hash !== name) different.push({ path: `results.${name}`, stored: name, recomputed: hash });
    results.set(name, { parts: { names: fields, columns: held }, hash });
  }
  return { results, different };
}

function columnOf(shown: ProofColumn): Column {
  if (shown.kind !== "number") return shown;
  return { kind: "number", values: Float64Array.from(shown.values, (value) => value ?? Number.NaN) };
}

type Arms = ReturnType<typeof armsOf>;

/** The arms with the hashes that their scores give: what was changed in a vector must reach the digest. */
function withHashes(arms: Arms, results: ReadonlyMap<string, HashedResult>): Arms {
  const renamed = (members: Arms["treatment"]) =>
    members.map((member) => ({
      ...member,
      results: member.results.map((result) => ({
        ...result,
        // where its scores stand in the proof
        blob: result.resultHash,
        resultHash: results.get(result.resultHash)?.hash ?? result.resultHash,
      })),
    }));
  return { treatment: renamed(arms.treatment), baseline: renamed(arms.baseline) };
}

/** Comparing on a proof alone: nothing is known beforehand. */
function inMemory(
  results: ReadonlyMap<string, HashedResult>,
  { computeRow, computePersistence }: Pick<VerifyOptions, "computeRow" | "computePersistence">,
): { computing: Computing; asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  const computing: Computing = {
    scores: async ({ blob }) => {
      const found = results.get(blob);
      if (found === undefined) throw new Problem("invalid_proof", `needed the result ${blob}, found none`);
      return scoresOfParts(found.parts);
    },
    known: async (digest) => {
      asked.add(digest);
      return undefined;
    },
    keep: async () => undefined,
    computeRow: (input: SuiteInput, plan: RowPlan) => computeRow(input, plan),
    computePersistence,
  };
  return { computing, asked };
}
