/** Native rows in one request: an upload of one file, read at once. */
import { createHash } from "node:crypto";
import { limits } from "@evenmatch/contract/limits";
import { Problem } from "@evenmatch/contract/problem";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { moveUpload } from "@evenmatch/store";
import { incomingBlob } from "../blob-places.ts";
import type { Dependencies } from "../dependencies.ts";
import { ingestUpload } from "./ingest-upload.ts";
import { describeUpload, makeUpload, queuedUpload, requireUpload } from "./uploads.ts";

/** Refuses rows of more suites than one request may bring. @throws {Problem} too_many_suites */
export function checkSuites(rows: readonly unknown[]): void {
  const names = new Set<string>();
  for (const row of rows) {
    if (typeof row !== "object" || row === null) continue;
    const { suite, variant, condition } = row as Record<string, unknown>;
    names.add(JSON.stringify([suite, variant, condition]));
  }
  if (names.size <= limits.suites) return;
  throw new Problem("too_many_suites", `needed rows of at most ${limits.suites} suites, found ${names.size}`);
}

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
  await moveUpload(deps.table, queuedUpload(deps, entry), ["awaiting_files"]);
  await ingestUpload(deps, project, made.upload);
  return describeUpload(deps, await requireUpload(deps, project, made.upload));
}
