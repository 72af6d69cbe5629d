/** Uploads: files of one checkpoint on their way to become results. */
import { keys, openPartitions, prefixes } from "../keys.ts";
import { absent, deleteItem, getItem, jsonOf, putItem, queryOpen, queryPage, type Table } from "../table.ts";

export type UploadState = "awaiting_files" | "queued" | "reading" | "counted" | "rejected";

/** Stands as state of an upload whose checkpoint is gone, until what it left is taken away; nobody sees it. */
const deleting = "deleting";

export interface UploadItem {
  project: string;
  upload: string;
  checkpoint: string;
  checkpointMade: boolean;
  sequence: number;
  state: UploadState;
  /** what was asked: files, suite, cluster key, … */
  request: unknown;
  createdAt: string;
  /** when it was queued last; absent: its files aren't all there */
  queuedAt?: string;
  /** how often it had to be queued again, because nobody had read it to its end */
  requeues?: number;
  /** how often somebody began to read it */
  begun?: number;
  finishedAt: string | null;
  /** blob that holds the report, once there is one */
  report: string | null;
  /** what happened, for lists; the report has the rest */
  outcome: { results: number; rows: number; problems: number } | null;
}

const openStates: readonly UploadState[] = ["awaiting_files", "queued", "reading"];

function record(entry: UploadItem) {
  const { state, ...rest } = entry;
  return {
    ...keys.upload(entry.project, entry.upload),
    state,
    json: JSON.stringify(rest),
    ...(openStates.includes(state) ? { GPK: openPartitions.uploads, GSK: `${entry.project}#${entry.upload}` } : {}),
  };
}

export function createUpload(table: Table, entry: UploadItem): Promise<boolean> {
  return putItem(table, record(entry), absent);
}

/** The listing item comes after the upload itself: a list never names what can't be read. */
export async function listUpload(table: Table, project: string, upload: string): Promise<void> {
  await putItem(table, { ...keys.uploadListing(project, upload) }, absent);
}

export async function getUpload(table: Table, project: string, upload: string): Promise<UploadItem | undefined> {
  const found = await getItem(table, keys.upload(project, upload));
  return found === undefined || found.state === deleting
    ? undefined
    : { ...jsonOf<Omit<UploadItem, "state">>(found), state: String(found.state) as UploadState };
}

/** Moves an upload on, if it is still in one of `from`; false where it isn't. */
export async function moveUpload(table: Table, entry: UploadItem, from: readonly UploadState[]): Promise<boolean> {
  return putItem(table, record(entry), {
    text: from.map((_, index) => `#state = :from${index}`).join(" OR "),
    names: { "#state": "state" },
    values: Object.fromEntries(from.map((state, index) => [`:from${index}`, state])),
  });
}

export async function pageOfUploads(
  table: Table,
  project: string,
  options: { after?: string | undefined; limit: number; newestFirst?: boolean },
): Promise<{ uploads: string[]; next: string | undefined }> {
  const page = await queryPage(table, { PK: `P#${project}`, prefix: prefixes.upload, ...options });
  return { uploads: page.items.map((entry) => entry.SK.slice(prefixes.upload.length)), next: page.next };
}

/** Marks an upload as being deleted, whatever it was: no step of its way moves it any more. */
export async function markUploadDeleting(table: Table, entry: UploadItem): Promise<void> {
  const marked = { ...record({ ...entry, state: "queued" }), state: deleting };
  await putItem(table, marked, { text: "attribute_exists(PK)" });
}

/** An upload that is being deleted. */
export async function getDeletingUpload(
  table: Table,
  project: string,
  upload: string,
): Promise<UploadItem | undefined> {
  const found = await getItem(table, keys.upload(project, upload));
  return found?.state === deleting ? { ...jsonOf<Omit<UploadItem, "state">>(found), state: "queued" } : undefined;
}

/** Takes an upload that is being deleted out of the table. */
export async function removeUpload(table: Table, project: string, upload: string): Promise<void> {
  await deleteItem(table, keys.uploadListing(project, upload));
  await deleteItem(table, keys.upload(project, upload));
}

/** Uploads that are not finished, of all projects. */
export async function openUploads(table: Table): Promise<UploadItem[]> {
  const found: UploadItem[] = [];
  for (const key of await queryOpen(table, openPartitions.uploads)) {
    const record = await getItem(table, key);
    if (record === undefined) continue;
    // the job that would read it takes it away
    const state = record.state === deleting ? "queued" : (String(record.state) as UploadState);
    if (openStates.includes(state)) found.push({ ...jsonOf<Omit<UploadItem, "state">>(record), state });
  }
  return found;
}
