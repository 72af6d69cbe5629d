/** The table on one machine: DynamoDB's protocol over LevelDB, inside this process, for nobody else. */
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "./connect.ts";
import { ownHome } from "./home-folder.ts";
import { lockHome } from "./home-lock.ts";
import { makeTable, tableStatus } from "./make-table.ts";
import { repairIndex } from "./repair-index.ts";
import { type DynaliteServer, serveDynalite } from "./serve-dynalite.ts";
import { removeSocket, socketPath } from "./socket-path.ts";

export interface EmbeddedEngine extends Engine {
  /** the home's absolute path */
  home: string;
  /** Waits for requests on their way, closes the table, gives the home back. A second call waits for the first. */
  stop(): Promise<void>;
}

const table = "evenmatch";

/**
 * Starts the table in `home` (made if missing, mode 0700): `home/table` holds the data, `home/dynamodb.sock` the socket.
 *
 * What was acknowledged survives `kill -9`: it is with the operating system before the answer leaves. It is not forced to
 * the disk each time, so a machine that loses power can lose its last moments.
 *
 * @throws {HomeLockedError} if another server holds the home
 * @throws {Error} if the home is no folder of its own, or its table can't be opened
 */
export async function startEmbedded({ home }: { home: string }): Promise<EmbeddedEngine> {
  const folder = await ownHome(home);
  const lock = await lockHome(folder);
  const data = path.join(folder, "table");
  let socket: string | undefined;
  let server: DynaliteServer | undefined;

  async function stopAll(): Promise<void> {
    try {
      await server?.close();
      if (socket !== undefined) await removeSocket(socket, folder);
    } finally {
      await lock.release();
    }
  }

  try {
    if (lock.died?.socket !== undefined) await removeSocket(lock.died.socket, folder);
    socket = await socketPath(folder);
    await lock.announce(socket);
    server = await serveDynalite(data, socket);
    const found = await tableStatus({ client: server.client, table });
    if (found === "CREATING") {
      // A process died while it made the table: it stays so for ever. Nothing was acknowledged before it was active.
      await server.close();
      server = undefined;
      await rm(data, { recursive: true, force: true });
      server = await serveDynalite(data, socket);
    }
    const engine = { client: server.client, table };
    await makeTable(engine);
    if (lock.died !== undefined && found === "ACTIVE") await repairIndex(engine);
    let stopped: Promise<void> | undefined;
    return {
      ...engine,
      home: folder,
      stop: () => {
        stopped ??= stopAll();
        return stopped;
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
