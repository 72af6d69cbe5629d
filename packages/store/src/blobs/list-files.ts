import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { folderOf, keyOfPath } from "./file-name.ts";
import type { BlobEntry } from "./port.ts";
import { codeOf } from "./write-durably.ts";

/** The blobs below `root` whose keys start with `prefix`, ascending in the UTF-8 bytes of their keys. */
export async function* listFiles(root: string, prefix: string): AsyncIterable<BlobEntry> {
  // Whole names of the prefix are folders. The rest of it is looked at in keys: an escaped name can't be cut anywhere.
  const wholeNames = prefix.split("/").slice(0, -1).join("/");
  const below = wholeNames === "" ? "" : `${folderOf(wholeNames)}/`;
  const found: { key: string; file: string }[] = [];
  await walk(root, below, found);
  const entries = found
    .filter(({ key }) => key.startsWith(prefix))
    .map((entry) => ({ ...entry, sortKey: Buffer.from(entry.key) }))
    .sort((left, right) => Buffer.compare(left.sortKey, right.sortKey));
  for (const { key, file } of entries) {
    const facts = await stat(file).catch(() => undefined);
    // deleted since
    if (facts !== undefined) yield { key, bytes: facts.size, modifiedAt: facts.mtimeMs };
  }
}

async function walk(root: string, below: string, found: { key: string; file: string }[]): Promise<void> {
  const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  });
  for (const entry of entries) {
    const at = `${below}${entry.name}`;
    if (entry.isDirectory()) await walk(root, `${at}/`, found);
    const key = entry.isFile() ? keyOfPath(at) : undefined;
    if (key !== undefined) found.push({ key, file: path.join(root, at) });
  }
}
