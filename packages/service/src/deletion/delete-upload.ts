/** What an upload left: its files, its report, its scores. */
import type { UploadRequest } from "@evenmatch/contract/upload";
import { deletedSequence, getDeletingUpload, removeResults, removeUpload, type UploadItem } from "@evenmatch/store";
import { incomingBlob, reportBlob, resultsOf } from "../blob-places.ts";
import type { Dependencies } from "../dependencies.ts";

/** Was the upload's checkpoint deleted after it was made? */
export async function isDeletedUpload(
  deps: Pick<Dependencies, "table">,
  { project, checkpoint, sequence }: Pick<UploadItem, "project" | "checkpoint" | "sequence">,
): Promise<boolean> {
  return sequence <= (await deletedSequence(deps.table, project, checkpoint));
}

/** Takes away everything of an upload: files, report, scores, and itself. */
export async function removeUploadTraces(
  deps: Pick<Dependencies, "table" | "blobs">,
  entry: UploadItem,
): Promise<void> {
  const { project, upload, checkpoint, sequence } = entry;
  for (const index of (entry.request as UploadRequest).files.keys()) {
    await deps.blobs.delete(incomingBlob(project, upload, index));
  }
  await deps.blobs.delete(reportBlob(project, upload));
  const keys: string[] = [];
  for await (const { key } of deps.blobs.list(resultsOf(project, checkpoint, sequence))) keys.push(key);
  for (const key of keys) await deps.blobs.delete(key);
  await removeResults(deps.table, { project, checkpoint, upTo: sequence });
  await removeUpload(deps.table, project, upload);
}

/** The ingest job of an upload that was deleted meanwhile: takes away what it left. False where there is no such upload. */
export async function finishUploadDeletion(deps: Dependencies, project: string, upload: string): Promise<boolean> {
  const entry = await getDeletingUpload(deps.table, project, upload);
  if (entry === undefined) return false;
  await removeUploadTraces(deps, entry);
  return true;
}
