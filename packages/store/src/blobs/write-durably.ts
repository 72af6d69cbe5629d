/** Files that are there whole after any crash, or not at all. */
import { link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

/** What file systems without hard links answer (FAT, some network drives): there only one process keeps writes apart. */
const withoutLinks = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"];

let writes = 0;

/** A name among the temporary files that no other write of this process has. */
export function temporaryFile(folder: string): string {
  return path.join(folder, `${process.pid}-${++writes}`);
}

/**
 * Gives a written and synced file its name. With `ifAbsent` a file that has the name keeps it.
 *
 * @returns false where it was there and stayed
 */
export async function giveName(
  temporary: string,
  file: string,
  { root, ifAbsent = false }: { root: string; ifAbsent?: boolean },
): Promise<boolean> {
  const folder = path.dirname(file);
  await makeFolder(folder, root);
  if (ifAbsent) {
    try {
      // unlike a rename, a link never replaces
      await link(temporary, file);
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      if (!withoutLinks.includes(codeOf(error) ?? "")) throw error;
      if (await isThere(file)) return false;
      await rename(temporary, file);
    }
    await rm(temporary, { force: true });
  } else {
    await rename(temporary, file);
  }
  await syncFolder(folder);
  return true;
}

/** Makes a folder below `root`, with every name on the way to it safe. */
async function makeFolder(folder: string, root: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length > root.length; made = path.dirname(made)) await syncFolder(path.dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows can't open folders; its file system keeps names in a journal of its own
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

/** The system's name of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
