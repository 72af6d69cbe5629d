/**
 * A whole project as a folder, and back: into the same place or another, from one machine to the cloud or the other way.
 *
 * `backup.json` says what it is, `items.ndjson.gz` holds the table's items, `blobs` the bytes. Items are written first:
 * what they refer to is there when they are read, for blobs are never changed.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { absent, type Blobs, fileBlobs, getItem, type Item, putItem, scanProject, type Table } from "@evenmatch/store";
import { blobsOf } from "./blob-places.ts";

export interface BackupSource {
  table: Table;
  blobs: Blobs;
  project: string;
}

/** What `backup.json` says. */
export interface BackupManifest {
  format: "evenmatch-backup";
  version: 1;
  project: string;
  items: number;
  blobs: number;
  /** of the blobs together */
  bytes: number;
  /** of `items.ndjson.gz`, hex */
  itemsSha256: string;
}

const manifestFile = "backup.json";
const itemsFile = "items.ndjson.gz";

/** Bytes stand as `{"$bytes": base64}`: no item of ours holds objects. */
const lineOf = (item: Item): string =>
  JSON.stringify(item, (_, value: unknown) =>
    value instanceof Uint8Array || (value as { type?: string } | null)?.type === "Buffer"
      ? { $bytes: Buffer.from(value as Uint8Array).toString("base64") }
      : value,
  );

const itemOf = (line: string): Item =>
  JSON.parse(line, (_, value: unknown) => {
    const text = (value as { $bytes?: string } | null)?.$bytes;
    return text === undefined ? value : new Uint8Array(Buffer.from(text, "base64"));
  }) as Item;

/** @throws {Error} if the folder holds a backup already */
export async function backupProject(from: BackupSource, folder: string): Promise<BackupManifest> {
  const { table, blobs, project } = from;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readFile(path.join(folder, manifestFile)).catch(() => undefined)) !== undefined) {
    throw new Error(`needed a folder without a backup, found one in ${folder}`);
  }
  const lines: string[] = [];
  for await (const item of scanProject(table, project)) lines.push(lineOf(item));
  const packed = gzipSync(
    lines
      .sort()
      .map((line) => `${line}\n`)
      .join(""),
  );
  await writeFile(path.join(folder, itemsFile), packed, { mode: 0o600 });
  const copied = await copyBlobs(blobs, await fileBlobs({ root: path.join(folder, "blobs") }), project);
  const manifest: BackupManifest = {
    format: "evenmatch-backup",
    version: 1,
    project,
    items: lines.length,
    ...copied,
    itemsSha256: createHash("sha256").update(packed).digest("hex"),
  };
  // the last file: a folder without it is no backup
  await writeFile(path.join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return manifest;
}

/**
 * Brings a backup back, under the project's own name. One that broke off can be run again: what is there as it should be
 * is passed over.
 *
 * @throws {Error} if the folder holds no whole backup, or the place holds something else of that project
 */
export async function restoreProject(to: Omit<BackupSource, "project">, folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  const packed = await readFile(path.join(folder, itemsFile));
  const found = createHash("sha256").update(packed).digest("hex");
  if (found !== manifest.itemsSha256) {
    throw new Error(`${itemsFile}: needed the SHA-256 ${manifest.itemsSha256}, found ${found}`);
  }
  const source = await fileBlobs({ root: path.join(folder, "blobs") });
  const copied = await copyBlobs(source, to.blobs, manifest.project);
  if (copied.blobs !== manifest.blobs || copied.bytes !== manifest.bytes) {
    throw new Error(
      `blobs: needed ${manifest.blobs} of ${manifest.bytes} bytes, found ${copied.blobs} of ${copied.bytes}`,
    );
  }
  const lines = gunzipSync(packed).toString("utf8").split("\n").slice(0, -1);
  if (lines.length !== manifest.items)
    throw new Error(`${itemsFile}: needed ${manifest.items} items, found ${lines.length}`);
  for (const line of lines) {
    const item = itemOf(line);
    if (await putItem(to.table, item, absent)) continue;
    const there = await getItem(to.table, { PK: item.PK, SK: item.SK });
    if (there === undefined || sortedLine(there) !== sortedLine(item)) {
      throw new Error(`needed a place without project ${manifest.project}, found other ${item.PK} ${item.SK} there`);
    }
  }
  return manifest;
}

const sortedLine = (item: Item): string =>
  lineOf(Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1))) as Item);

async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(path.join(folder, manifestFile), "utf8").catch(() => undefined);
  if (text === undefined) throw new Error(`needed a backup in ${folder}, found no ${manifestFile}`);
  const manifest = JSON.parse(text) as BackupManifest;
  if (manifest.format !== "evenmatch-backup" || manifest.version !== 1) {
    throw new Error(`${manifestFile}: needed evenmatch-backup version 1, found ${manifest.format} ${manifest.version}`);
  }
  return manifest;
}

async function copyBlobs(from: Blobs, to: Blobs, project: string): Promise<{ blobs: number; bytes: number }> {
  const copied = { blobs: 0, bytes: 0 };
  for (const prefix of blobsOf(project)) {
    for await (const { key, bytes } of from.list(prefix)) {
      const chunks = await from.stream(key);
      // deleted since it was listed
      if (chunks === undefined) continue;
      if ((await to.size(key)) !== bytes) await to.putStream(key, chunks, { limit: bytes, bytes });
      copied.blobs += 1;
      copied.bytes += bytes;
    }
  }
  return copied;
}
