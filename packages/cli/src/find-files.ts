/** The files that a person means by naming files and folders. */
import type { Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { CommandError } from "./failure.ts";

export interface FoundFile {
  /** as given, with what was found below it */
  path: string;
  /** with `/`, below the folder that was named; of a file that was named itself, its name */
  below: string;
  /** found in a folder: one that no reader knows is passed over, not an error */
  walked: boolean;
}

/**
 * Files as named, and every regular file below the folders named, in the order of their paths.
 *
 * A file that is reached twice is taken once. Links to files are followed, links to folders inside a folder are not:
 * they may lead back.
 *
 * @throws {CommandError} where a path does not exist or can't be read, and for a folder without files
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  const take = async (file: FoundFile) => {
    const real = await realpath(file.path);
    if (seen.has(real)) return;
    seen.add(real);
    found.push(file);
  };
  for (const path of paths) {
    const status = await statusOf(path);
    if (status.isFile()) {
      await take({ path, below: path.replaceAll("\\", "/").split("/").at(-1) ?? path, walked: false });
    } else if (status.isDirectory()) {
      const below = await filesBelow(path);
      if (below.length === 0) throw new CommandError(`${path}: needed result files, found an empty folder (no_files)`);
      const start = path.replace(/\/+$/, "").length + 1;
      for (const file of below) await take({ path: file, below: file.slice(start), walked: true });
    } else {
      throw new CommandError(`${path}: needed a file or a folder, found something else (not_a_file)`);
    }
  }
  return found;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => refuse(folder, error));
  const files: string[] = [];
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = `${folder.replace(/\/+$/, "")}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesBelow(path)));
    else if (entry.isFile()) files.push(path);
    else if (entry.isSymbolicLink() && (await isFile(path))) files.push(path);
  }
  return files;
}

async function statusOf(path: string): Promise<Stats> {
  return stat(path).catch((error: unknown) => refuse(path, error));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}

const texts: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EACCES: "not allowed to read it",
  EPERM: "not allowed to read it",
};

function refuse(path: string, error: unknown): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  throw new CommandError(
    `${path}: ${texts[code] ?? `can't be read: ${code}`} (${code === "ENOENT" ? "no_such_file" : "unreadable"})`,
  );
}
