/** The record of a comparison: written once, beside its body. */
import { gunzipSync } from "node:zlib";
import { Problem } from "@evenmatch/contract/problem";
import type { ComparisonRecord } from "@evenmatch/contract/record";
import { getBody } from "@evenmatch/store";
import { resultBlob } from "./blob-places.ts";
import type { Found } from "./comparison-body.ts";
import type { Dependencies } from "./dependencies.ts";

/** What a comparison was made from. @throws {Problem} not_found where none was written with it */
export async function readRecord(
  deps: Pick<Dependencies, "table">,
  project: string,
  { digest, body }: Pick<Found, "digest" | "body">,
): Promise<ComparisonRecord> {
  const bytes = await getBody(deps.table, { project, digest, body: body.replace(/^json#/, "record#") });
  if (bytes === undefined) throw new Problem("not_found", `comparison ${digest} was made without a record`);
  return parseRecord(bytes);
}

export function parseRecord(bytes: Uint8Array): ComparisonRecord {
  return JSON.parse(gunzipSync(bytes).toString("utf8")) as ComparisonRecord;
}

/** Where the scores of a record's results lie: hash → blob key. */
export function blobsOf(project: string, { arms }: ComparisonRecord): Map<string, string> {
  const blobs = new Map<string, string>();
  for (const { checkpoint, results } of [...arms.treatment, ...arms.baseline]) {
    for (const { sequence, resultHash } of results) {
      blobs.set(resultHash, resultBlob({ project, checkpoint, sequence, resultHash }));
    }
  }
  return blobs;
}
