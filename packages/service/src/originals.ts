/** The files of uploads as they were sent: kept for a while, so that a better reader can read them again. */

import { Problem } from "@evenmatch/contract/problem";
import type { UploadRequest } from "@evenmatch/contract/upload";
import { moveUpload, type UploadItem } from "@evenmatch/store";
import { incomingBlob, incomingBlobs } from "./blob-places.ts";
import type { Dependencies } from "./dependencies.ts";
import { queuedUpload } from "./ingest/uploads.ts";

/** An original is kept so long, ms: thirty days. */
export const originalsKeptMs = 30 * 86_400_000;

/**
 * Takes away the originals that are older than `keptMs`; answers how many. Whatever was made of them stays. Where the
 * place for blobs forgets by itself, as a bucket with a lifecycle does, nobody needs to call this.
 */
export async function forgetOriginals(
  deps: Pick<Dependencies, "blobs" | "now">,
  keptMs: number = originalsKeptMs,
): Promise<number> {
  const old: string[] = [];
  for await (const { key, modifiedAt } of deps.blobs.list(incomingBlobs)) {
    if (deps.now() - modifiedAt > keptMs) old.push(key);
  }
  for (const key of old) await deps.blobs.delete(key);
  return old.length;
}

/**
 * Reads a finished upload again from its originals. Results that come out the same stay; those of a later version of the
 * readers take the place of what the same upload gave before, and comparisons follow.
 *
 * @throws {Problem} upload_incomplete where the upload is still on its way; originals_gone
 */
export async function readAgain(deps: Dependencies, entry: UploadItem): Promise<UploadItem> {
  const { project, upload, state } = entry;
  if (state === "queued" || state === "reading") return entry;
  if (state === "awaiting_files") throw new Problem("upload_incomplete", `upload ${upload} was never read`);
  for (const [index, { name, bytes }] of (entry.request as UploadRequest).files.entries()) {
    if ((await deps.blobs.size(incomingBlob(project, upload, index))) === bytes) continue;
    const days = originalsKeptMs / 86_400_000;
    throw new Problem(
      "originals_gone",
      `needed the original of ${name}, kept for ${days} days, found none: push it again`,
    );
  }
  const queued: UploadItem = { ...queuedUpload(deps, entry), finishedAt: null, report: null, outcome: null };
  await moveUpload(deps.table, queued, ["counted", "rejected"]);
  await deps.jobs.send({ kind: "ingest", project, upload });
  return queued;
}
