/** A comparison with everything that it was computed from, as one document: no prompts, no outputs. */
import { Problem } from "@evenmatch/contract/problem";
import type { Proof, ProofColumn } from "@evenmatch/contract/proof";
import type { ComparisonRecord } from "@evenmatch/contract/record";
import { generatorName } from "@evenmatch/stats";
import { type Column, columnHash, decodeResult, hashOfParts, partsOf, type ResultParts } from "@evenmatch/store";
import { armsOf, recordedReadings } from "../compare/recorded.ts";
import { comparisonBytes, type Found, parseComparison, persistenceOf } from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import { blobsOf, readRecord } from "../record.ts";
import { pairsOfSteps } from "./pairs-of-steps.ts";

/**
 * The proof of a comparison: its record, the results that its rows are made of, and what was answered.
 *
 * Columns stand under the hash of their values: ids that both arms share stand once.
 *
 * @throws {Problem} not_found where the record or the scores are gone
 */
export async function makeProof(
  deps: Pick<Dependencies, "table" | "blobs" | "now">,
  project: string,
  found: Found,
): Promise<Proof> {
  const [bytes, record] = await Promise.all([comparisonBytes(deps, project, found), readRecord(deps, project, found)]);
  const comparison = parseComparison(bytes);
  const persistence = (await persistenceOf(deps, project, { found, comparison })) ?? null;
  const blobs = blobsOf(project, record);
  return proofOf({ record, comparison, persistence }, async (hash) => {
    const place = blobs.get(hash);
    const blob = place === undefined ? undefined : await deps.blobs.get(place);
    if (blob === undefined) throw new Problem("not_found", `the scores ${hash} of comparison ${found.digest} are gone`);
    return partsOf(decodeResult(blob));
  });
}

/** The proof of what was answered; `parts` gives a result by its hash. */
export async function proofOf(
  { record, comparison, persistence }: Pick<Proof, "record" | "comparison" | "persistence">,
  parts: (resultHash: string) => Promise<ResultParts>,
): Promise<Proof> {
  const proof: Proof = {
    format: "evenmatch-proof",
    version: 1,
    specVersion: record.specVersion,
    generator: generatorName,
    record,
    columns: {},
    results: {},
    comparison,
    persistence,
  };
  for (const hash of usedResults(record)) addResult(proof, await parts(hash));
  return proof;
}

function usedResults(record: ComparisonRecord): string[] {
  const pairs = pairsOfSteps(armsOf(record), record.plan, recordedReadings(record.suites));
  const hashes = pairs.flatMap(({ treatment, baseline }) =>
    [...treatment, ...baseline].map(({ result }) => result.resultHash),
  );
  return [...new Set(hashes)].sort();
}

function addResult(proof: Proof, { names, columns }: ResultParts): void {
  const hashes: Record<string, string> = {};
  for (const [name, column] of columns) {
    const hash = columnHash(column);
    hashes[name] = hash;
    proof.columns[hash] ??= shownColumn(column);
  }
  proof.results[hashOfParts(names, hashes)] = { ...names, columns: hashes } as Proof["results"][string];
}

function shownColumn(column: Column): ProofColumn {
  if (column.kind === "text") return { kind: "text", values: [...column.values] };
  const values = Array.from(column.values);
  if (column.kind === "integer") return { kind: "integer", values };
  return { kind: "number", values: values.map((value) => (Number.isNaN(value) ? null : value)) };
}
