import { chmod, mkdir, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/**
 * Makes the folder that holds everything of one server, or narrows it to its owner: mode 0700.
 *
 * @throws {Error} for a folder that is plainly not a home of its own (/, the user's, the temporary one, another user's):
 *   narrowing those would shut others out
 * @returns the folder's absolute path
 */
export async function ownHome(home: string): Promise<string> {
  const folder = path.resolve(home);
  const common = [path.parse(folder).root, os.homedir(), os.tmpdir(), "/tmp"].map((name) => path.resolve(name));
  if (common.includes(folder)) throw new Error(`needed a folder of its own as home, found ${folder}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await stat(folder);
  const user = process.getuid?.();
  if (user !== undefined && found.uid !== user) {
    throw new Error(`needed a home that belongs to user ${user}, found ${folder} of user ${found.uid}`);
  }
  if (user !== undefined && (found.mode & 0o077) !== 0) await chmod(folder, 0o700);
  return folder;
}
