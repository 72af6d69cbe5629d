/** Checkpoints and the sequence numbers of their uploads. */
import { keys, prefixes } from "../keys.ts";
import {
  absent,
  deleteItem,
  getItem,
  jsonOf,
  type Page,
  putItem,
  queryPage,
  type Table,
  updateItem,
} from "../table.ts";

export interface CheckpointItem<Body> {
  checkpoint: string;
  body: Body;
  /** raised by every change */
  version: number;
  updatedAt: string;
}

function parse<Body>(record: Parameters<typeof jsonOf>[0]): CheckpointItem<Body> {
  return { ...jsonOf<Omit<CheckpointItem<Body>, "version">>(record), version: Number(record.version) };
}

export async function getCheckpoint<Body>(
  table: Table,
  project: string,
  checkpoint: string,
): Promise<CheckpointItem<Body> | undefined> {
  const record = await getItem(table, keys.checkpoint(project, checkpoint));
  return record === undefined ? undefined : parse(record);
}

/**
 * Writes a checkpoint if it is still at `version` (0: absent).
 *
 * Answers false where somebody else wrote in between.
 */
export function putCheckpoint<Body>(
  table: Table,
  project: string,
  entry: { checkpoint: string; body: Body; updatedAt: string },
  version: number,
): Promise<boolean> {
  return putItem(
    table,
    { ...keys.checkpoint(project, entry.checkpoint), version: version + 1, json: JSON.stringify(entry) },
    version === 0 ? absent : { text: "version = :version", values: { ":version": version } },
  );
}

export async function listCheckpoints<Body>(
  table: Table,
  project: string,
  options: { after?: string | undefined; limit: number },
): Promise<{ items: CheckpointItem<Body>[]; next: string | undefined }> {
  const page: Page = await queryPage(table, { PK: `P#${project}`, prefix: prefixes.checkpoint, ...options });
  return { items: page.items.map((record) => parse<Body>(record)), next: page.next };
}

/** Takes a checkpoint's declaration away; its results are another matter (`markDeleted`). */
export function deleteCheckpoint(table: Table, project: string, checkpoint: string): Promise<boolean> {
  return deleteItem(table, keys.checkpoint(project, checkpoint));
}

/**
 * Deletes everything of a checkpoint's order up to here: the mark takes a place in it, and what came before counts no
 * longer from this moment on, whatever is still in flight. Answers the place.
 */
export async function markDeleted(table: Table, project: string, checkpoint: string): Promise<number> {
  const record = await updateItem(
    table,
    keys.sequence(project, checkpoint),
    {
      text: "SET #last = if_not_exists(#last, :zero) + :one, deleted = if_not_exists(#last, :zero) + :one",
      names: { "#last": "last" },
      values: { ":zero": 0, ":one": 1 },
    },
    { text: "" },
  );
  return Number(record?.deleted);
}

/** Up to which place in the checkpoint's order is everything deleted? 0: nothing was. */
export async function deletedSequence(table: Table, project: string, checkpoint: string): Promise<number> {
  return Number((await getItem(table, keys.sequence(project, checkpoint)))?.deleted ?? 0);
}

/** The next sequence number of a checkpoint's uploads: creation order, whatever arrives first. */
export async function takeSequence(table: Table, project: string, checkpoint: string): Promise<number> {
  const record = await updateItem(
    table,
    keys.sequence(project, checkpoint),
    { text: "ADD #last :one", names: { "#last": "last" }, values: { ":one": 1 } },
    { text: "" },
  );
  return Number(record?.last);
}
