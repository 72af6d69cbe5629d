import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A Unix socket's address holds 104 bytes on macOS and 108 on Linux, with its closing zero. */
const longest = 100;
const folderPrefix = "evenmatch-";

/**
 * Where will the table of this home listen? In the home; where that path is too long for a socket, in a new folder of
 * mode 0700 among the temporary files; on Windows on a named pipe, which others can't write to.
 */
export async function socketPath(home: string): Promise<string> {
  if (process.platform === "win32")
    return `\\\\.\\pipe\\${folderPrefix}${process.pid}-${Buffer.from(home).toString("hex").slice(-100)}`;
  const inHome = path.join(home, "dynamodb.sock");
  if (Buffer.byteLength(inHome) <= longest) {
    // one that a dead server left would refuse to be listened on again
    await rm(inHome, { force: true });
    return inHome;
  }
  const temporary = Buffer.byteLength(os.tmpdir()) > longest - 40 ? "/tmp" : os.tmpdir();
  return path.join(await mkdtemp(path.join(temporary, folderPrefix)), "dynamodb.sock");
}

/** Removes a socket, and the folder made for it; nothing else, whatever the path says. */
export async function removeSocket(socket: string, home: string): Promise<void> {
  if (process.platform === "win32" || path.basename(socket) !== "dynamodb.sock") return;
  const folder = path.dirname(socket);
  const made = path.basename(folder).startsWith(folderPrefix) && [os.tmpdir(), "/tmp"].includes(path.dirname(folder));
  if (folder === home) await rm(socket, { force: true });
  if (folder !== home && made) await rm(folder, { recursive: true, force: true });
}
