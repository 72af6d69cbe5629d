/** What a caller does with an upload: make it, send its files, complete it, look at it. */
import { gunzipSync } from "node:zlib";
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import { limits } from "@evenmatch/contract/limits";
import { Problem } from "@evenmatch/contract/problem";
import type { UploadAnswer, UploadRequest } from "@evenmatch/contract/upload";
import {
  BlobRefusedError,
  createUpload,
  getCheckpoint,
  getUpload,
  listUpload,
  moveUpload,
  putCheckpoint,
  requireRoom,
  takeSequence,
  type UploadItem,
} from "@evenmatch/store";
import { filesOf, incomingBlob } from "../blob-places.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { partsFrom, type UploadReport } from "./ingest-upload.ts";

/** Makes an upload: it takes its place in the checkpoint's order here. An undeclared checkpoint is made, and it says so. */
export async function makeUpload(deps: Dependencies, project: string, request: UploadRequest): Promise<UploadAnswer> {
  requireDistinctNames(request.files);
  requireRoom(request, limits.declaredBytes);
  const createdAt = isoTime(deps.now());
  const declared = await getCheckpoint<Checkpoint>(deps.table, project, request.checkpoint);
  const checkpointMade =
    declared === undefined &&
    (await putCheckpoint<Checkpoint>(
      deps.table,
      project,
      { checkpoint: request.checkpoint, body: {}, updatedAt: createdAt },
      0,
    ));
  const entry: UploadItem = {
    project,
    upload: deps.newId(),
    checkpoint: request.checkpoint,
    checkpointMade,
    sequence: await takeSequence(deps.table, project, request.checkpoint),
    state: "awaiting_files",
    request,
    createdAt,
    finishedAt: null,
    report: null,
    outcome: null,
  };
  if (!(await createUpload(deps.table, entry))) {
    // written, and the answer got lost: the try after it found the item there
    const found = await getUpload(deps.table, project, entry.upload);
    if (found?.sequence !== entry.sequence) throw new Error(`upload id ${entry.upload} was taken`);
  }
  await listUpload(deps.table, project, entry.upload);
  return describeUpload(deps, entry);
}

/** Refuses two files of one name: nobody could say which of them a problem is of. */
export function requireDistinctNames(files: readonly { name: string }[]): void {
  const names = files.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Problem("invalid_body", `needed files of different names, found ${twice} twice`);
}

/** The upload as it stands, with its report once there is one. */
export async function describeUpload(deps: Dependencies, entry: UploadItem): Promise<UploadAnswer> {
  const request = entry.request as UploadRequest;
  const awaited = entry.state === "awaiting_files";
  const files: UploadAnswer["files"] = [];
  for (const [index, { name, bytes, sha256 }] of request.files.entries()) {
    if (!awaited) {
      files.push({ name, bytes });
      continue;
    }
    const key = incomingBlob(entry.project, entry.upload, index);
    const parts = bytes < partsFrom ? undefined : await deps.blobs.partsFor(key, { bytes });
    if (parts !== undefined) {
      files.push({
        name,
        bytes,
        parts: parts.map(({ start, end, place }) => ({ start, end, put: place.url, headers: place.headers })),
      });
      continue;
    }
    const place = await deps.blobs.placeFor(key, { bytes, ...(sha256 === undefined ? {} : { sha256 }) });
    files.push({
      name,
      bytes,
      put: `/v1/uploads/${entry.upload}/files/${index}`,
      ...(place === undefined ? {} : { put: place.url, headers: place.headers }),
    });
  }
  const report = await readReport(deps, entry);
  return {
    upload: entry.upload,
    checkpoint: entry.checkpoint,
    checkpointMade: entry.checkpointMade,
    sequence: entry.sequence,
    status: entry.state,
    files,
    results: report?.results ?? [],
    reports: report?.reports ?? [],
    problems: report?.problems ?? [],
    warnings: report?.warnings ?? [],
    createdAt: entry.createdAt,
    finishedAt: entry.finishedAt,
  };
}

async function readReport(deps: Dependencies, entry: UploadItem): Promise<UploadReport | undefined> {
  if (entry.report === null) return undefined;
  const bytes = await deps.blobs.get(entry.report);
  return bytes === undefined ? undefined : (JSON.parse(gunzipSync(bytes).toString("utf8")) as UploadReport);
}

export async function requireUpload(deps: Dependencies, project: string, upload: string): Promise<UploadItem> {
  const entry = await getUpload(deps.table, project, upload);
  if (entry === undefined) throw new Problem("not_found", `no upload ${upload}`);
  return entry;
}

/** Takes the bytes of one file, where no other place was given to put them. */
export async function receiveFile(
  deps: Dependencies,
  entry: UploadItem,
  options: { index: number; bytes: AsyncIterable<Uint8Array> },
): Promise<void> {
  const file = (entry.request as UploadRequest).files[options.index];
  if (file === undefined) throw new Problem("not_found", `upload ${entry.upload} has no file ${options.index}`);
  if (entry.state !== "awaiting_files")
    throw new Problem("upload_finished", `upload ${entry.upload} was completed before`);
  const key = incomingBlob(entry.project, entry.upload, options.index);
  try {
    await deps.blobs.putStream(key, options.bytes, { limit: file.bytes, bytes: file.bytes, sha256: file.sha256 });
  } catch (error) {
    if (!(error instanceof BlobRefusedError)) throw error;
    throw new Problem(
      error.reason === "too_large" ? "payload_too_large" : "invalid_file",
      `${file.name}: ${error.message}`,
    );
  }
}

/** Names of the files that are not there whole. One listing, for an upload of many files is asked about with each of them. */
async function missingFiles(deps: Dependencies, entry: UploadItem): Promise<string[]> {
  const landed = new Map<string, number>();
  for await (const { key, bytes } of deps.blobs.list(filesOf(entry.project, entry.upload))) landed.set(key, bytes);
  return (entry.request as UploadRequest).files
    .filter(({ bytes }, index) => landed.get(incomingBlob(entry.project, entry.upload, index)) !== bytes)
    .map(({ name }) => name);
}

/** Says that all files are there; the upload is queued. Saying so again changes nothing. */
export async function completeUpload(deps: Dependencies, entry: UploadItem): Promise<UploadItem> {
  if (entry.state !== "awaiting_files") return entry;
  await joinParts(deps, entry);
  const missing = await missingFiles(deps, entry);
  if (missing.length > 0) {
    const names = missing.slice(0, 20).join(", ");
    throw new Problem("upload_incomplete", `needed all files, found none or too few bytes of ${names}`);
  }
  const queued = queuedUpload(deps, entry);
  await moveUpload(deps.table, queued, ["awaiting_files"]);
  await deps.jobs.send({ kind: "ingest", project: entry.project, upload: entry.upload });
  return queued;
}

/** A file has landed: queues its upload if that was the last. Answers whether the upload is to be read. */
export async function completeIfWhole(deps: Dependencies, project: string, upload: string): Promise<boolean> {
  const entry = await getUpload(deps.table, project, upload);
  if (entry === undefined) return false;
  if (entry.state !== "awaiting_files") return entry.state === "queued" || entry.state === "reading";
  if ((await missingFiles(deps, entry)).length > 0) return false;
  await moveUpload(deps.table, queuedUpload(deps, entry), ["awaiting_files"]);
  return true;
}

/** An upload whose files are all there. */
export function queuedUpload(deps: Dependencies, entry: UploadItem): UploadItem {
  return { ...entry, state: "queued", queuedAt: isoTime(deps.now()) };
}

/** Joins the parts of large files that came in parts; those that are not whole stay as they are. */
async function joinParts(deps: Dependencies, entry: UploadItem): Promise<void> {
  for (const [index, { bytes }] of (entry.request as UploadRequest).files.entries()) {
    if (bytes < partsFrom) continue;
    await deps.blobs.finishParts(incomingBlob(entry.project, entry.upload, index), { bytes });
  }
}
