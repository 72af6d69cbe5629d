/**
 * One server a home. The lock is LevelDB's own, on a small database in `home/lock`: an advisory lock that the operating
 * system drops when its process dies, however it dies. A file with a pid, or one that has to be touched, needs guesses
 * that go wrong: in a container every server is pid 1, pids are used again, and after `kill -9` the age of a file says
 * nothing for seconds. The pid is written beside the lock, for the error text alone.
 */
import { mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Another server holds this home. */
export class HomeLockedError extends Error {
  override readonly name = "HomeLockedError";
  readonly home: string;
  /** undefined where the holder has not yet written it */
  readonly pid: number | undefined;

  constructor(home: string, pid: number | undefined) {
    super(`needed ${home} for this server alone, found it held by ${pid === undefined ? "another" : `process ${pid}`}`);
    this.home = home;
    this.pid = pid;
  }
}

/** Who holds a home, and where its table listens. */
export interface Holder {
  pid: number;
  socket: string;
}

export interface HomeLock {
  /** the last server did not stop but died; `socket` where it still says */
  died: { socket?: string } | undefined;
  /** says where the table listens */
  announce(socket: string): Promise<void>;
  release(): Promise<void>;
}

// The system's lock belongs to a process, and opening its file a second time in one process would drop it.
const heldHere = new Set<string>();

/**
 * Takes the lock of a home that exists.
 *
 * @throws {HomeLockedError} if a server holds it, in this process or another
 */
export async function lockHome(home: string): Promise<HomeLock> {
  const name = await realpath(home);
  const holderFile = path.join(name, "server.json");
  if (heldHere.has(name)) throw new HomeLockedError(name, process.pid);
  heldHere.add(name);
  try {
    const { ClassicLevel } = await import("classic-level");
    await mkdir(path.join(name, "lock"), { recursive: true, mode: 0o700 });
    const lock = new ClassicLevel(path.join(name, "lock"));
    try {
      await lock.open();
    } catch (error) {
      if (!isLocked(error)) throw error;
      throw new HomeLockedError(name, (await writtenHolder(holderFile))?.pid);
    }
    return {
      died: await readDead(holderFile),
      announce: (socket) => writeFile(holderFile, JSON.stringify({ pid: process.pid, socket }), { mode: 0o600 }),
      release: async () => {
        await rm(holderFile, { force: true });
        await lock.close();
        heldHere.delete(name);
      },
    };
  } catch (error) {
    heldHere.delete(name);
    throw error;
  }
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED";
}

/** The holder, who may have taken the lock a moment ago and not have written its pid yet. */
async function writtenHolder(file: string): Promise<Holder | undefined> {
  for (let tries = 0; tries < 10; tries++) {
    const holder = await readHolder(file);
    if (holder !== undefined) return holder;
    await delay(50);
  }
  return undefined;
}

/** What a server that died left: its file, whole or not. One that stopped took it away. */
async function readDead(file: string): Promise<{ socket?: string } | undefined> {
  const left = await stat(file).catch(() => undefined);
  if (left === undefined) return undefined;
  const holder = await readHolder(file);
  return holder === undefined ? {} : { socket: holder.socket };
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    const { pid, socket } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === "number" && typeof socket === "string" ? { pid, socket } : undefined;
  } catch {
    return undefined;
  }
}
