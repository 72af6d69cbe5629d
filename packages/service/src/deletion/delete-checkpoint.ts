/** A checkpoint goes: its declaration, uploads, scores, and every comparison that was made of them. */
import {
  deleteCheckpoint as deleteDeclaration,
  deletedSequence,
  experimentsOfCheckpoint,
  getUpload,
  markDeleted,
  markUploadDeleting,
  pageOfUploads,
  raiseResultsVersion,
  removeResults,
  type UploadItem,
} from "@evenmatch/store";
import { resultsOf } from "../blob-places.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { deleteComparisons } from "./delete-comparison.ts";
import { finishUploadDeletion } from "./delete-upload.ts";

/** The uploads of a checkpoint, by looking at all of the project's. */
export async function uploadsOf(
  deps: Pick<Dependencies, "table">,
  project: string,
  checkpoint: string,
): Promise<UploadItem[]> {
  const found: UploadItem[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfUploads(deps.table, project, { after, limit: 200 });
    for (const upload of page.uploads) {
      const entry = await getUpload(deps.table, project, upload);
      if (entry?.checkpoint === checkpoint) found.push(entry);
    }
    after = page.next;
  } while (after !== undefined);
  return found;
}

/**
 * Deletes a checkpoint. The mark comes first: from then on nothing of it counts, and what is in flight finds it and takes
 * away what it wrote. The declaration goes last, so that a deletion that was cut off can be asked for again.
 *
 * Answers the place that the deletion took in the checkpoint's order.
 */
export async function deleteCheckpoint(
  deps: Dependencies,
  { project, checkpoint }: { project: string; checkpoint: string },
): Promise<number> {
  const sequence = await markDeleted(deps.table, project, checkpoint);
  const experiments = await experimentsOfCheckpoint(deps.table, project, checkpoint);
  for (const experiment of experiments) await raiseResultsVersion(deps.table, project, experiment);
  for (const entry of await uploadsOf(deps, project, checkpoint)) {
    if (entry.sequence > sequence) continue;
    await markUploadDeleting(deps.table, { ...entry, queuedAt: isoTime(deps.now()) });
    // one that is being read takes away by itself what it still writes
    if (entry.state === "queued" || entry.state === "reading") {
      await deps.jobs.send({ kind: "ingest", project, upload: entry.upload });
    } else await finishUploadDeletion(deps, project, entry.upload);
  }
  await finishCheckpointDeletion(deps, { project, checkpoint });
  await deleteDeclaration(deps.table, project, checkpoint);
  for (const experiment of experiments) await deps.jobs.send({ kind: "compare", project, experiment });
  return sequence;
}

/** Takes away whatever stands below the mark of a deletion; without a mark, nothing. */
export async function finishCheckpointDeletion(
  deps: Dependencies,
  { project, checkpoint }: { project: string; checkpoint: string },
): Promise<void> {
  const upTo = await deletedSequence(deps.table, project, checkpoint);
  if (upTo === 0) return;
  await removeResults(deps.table, { project, checkpoint, upTo });
  const keys: string[] = [];
  for await (const { key } of deps.blobs.list(resultsOf(project, checkpoint))) {
    if (Number(key.split("/")[3]) <= upTo) keys.push(key);
  }
  for (const key of keys) await deps.blobs.delete(key);
  await deleteComparisons(deps, { project, owner: { checkpoint }, upTo, removed: `checkpoint ${checkpoint}` });
}
