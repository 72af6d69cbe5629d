/** Scores on their way out: the results of a checkpoint or a comparison as they were counted. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import { Problem } from "@evenmatch/contract/problem";
import type { RecordedCheckpoint } from "@evenmatch/contract/record";
import type { Suite } from "@evenmatch/contract/suite";
import { nativeLines, nativeParquetBytes, type TaskResult } from "@evenmatch/formats";
import { currentResults, decodeResult, getCheckpoint, type StoredResult } from "@evenmatch/store";
import { recordedMember } from "./compare/recorded.ts";
import type { Found } from "./comparison-body.ts";
import type { Dependencies } from "./dependencies.ts";
import { blobsOf, readRecord } from "./record.ts";

/** A checkpoint as declared, with its current results. @throws {Problem} not_found */
export async function checkpointResults(
  deps: Pick<Dependencies, "table">,
  project: string,
  checkpoint: string,
): Promise<RecordedCheckpoint> {
  const declared = await getCheckpoint<Checkpoint>(deps.table, project, checkpoint);
  if (declared === undefined) throw new Problem("not_found", `no checkpoint ${checkpoint}`);
  const { body } = declared;
  const results = await currentResults<Suite>(deps.table, project, checkpoint);
  return recordedMember({ checkpoint, body, step: body.step, seed: body.seed ?? null, results });
}

/** A current result of a checkpoint. @throws {Problem} not_found */
export async function scoresOfCheckpoint(
  deps: Pick<Dependencies, "table" | "blobs">,
  of: { project: string; checkpoint: string; result: string },
): Promise<StoredResult> {
  const results = await currentResults<Suite>(deps.table, of.project, of.checkpoint);
  return storedResult(deps, of.result, results.find(({ resultHash }) => resultHash === of.result)?.blob);
}

/** A result that a comparison was made from, current or not. @throws {Problem} not_found */
export async function scoresOfComparison(
  deps: Pick<Dependencies, "table" | "blobs">,
  of: { project: string; found: Found; result: string },
): Promise<StoredResult> {
  const places = blobsOf(of.project, await readRecord(deps, of.project, of.found));
  return storedResult(deps, of.result, places.get(of.result));
}

async function storedResult(
  deps: Pick<Dependencies, "blobs">,
  result: string,
  blob: string | undefined,
): Promise<StoredResult> {
  const bytes = blob === undefined ? undefined : await deps.blobs.get(blob);
  if (bytes === undefined) throw new Problem("not_found", `no result ${result} here`);
  return decodeResult(bytes);
}

/** A stored result as what a reader made of its files. */
export function taskResult({ suite: _, variant: __, metric: ___, ...result }: StoredResult): TaskResult {
  return { ...result, files: [] };
}

/** Native rows, a header line first where another harness ran the task. */
export function scoresAsLines(result: StoredResult): string {
  return [...nativeLines(taskResult(result))].map((line) => `${line}\n`).join("");
}

export function scoresAsParquet(result: StoredResult): Uint8Array {
  return nativeParquetBytes([taskResult(result)]);
}
