/** Native rows in one request: an upload of one file, read at once. */
import { createHash } from "node:crypto";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { moveUpload } from "@evenmatch/store";
import type { Dependencies } from "../dependencies.ts";
import { incomingBlob, ingestUpload } from "./ingest-upload.ts";
import { describeUpload, makeUpload, requireUpload } from "./uploads.ts";

export async function sendRows(
  deps: Dependencies,
  project: string,
  options: { checkpoint: string; rows: readonly unknown[] },
): Promise<UploadAnswer> {
  const bytes = Buffer.from(options.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const made = await makeUpload(deps, project, {
    checkpoint: options.checkpoint,
    files: [{ name: "rows.ndjson", bytes: bytes.length, sha256 }],
  });
  await deps.blobs.put(incomingBlob(project, made.upload, 0), bytes);
  const entry = await requireUpload(deps, project, made.upload);
  await moveUpload(deps.table, { ...entry, state: "queued" }, ["awaiting_files"]);
  await ingestUpload(deps, project, made.upload);
  return describeUpload(deps, await requireUpload(deps, project, made.upload));
}
