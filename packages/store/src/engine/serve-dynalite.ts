/** The table's own server on its socket, and the client that talks to it. */

import { once } from "node:events";
import { chmod } from "node:fs/promises";
import http from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { ClassicLevel } from "classic-level";
import { quietNodeWarning } from "./quiet-node-warning.ts";

export interface DynaliteServer {
  client: DynamoDBClient;
  /** Refuses new requests, waits for those on their way, closes the database. */
  close(): Promise<void>;
}

/**
 * Starts dynalite over the LevelDB in `data`, listening on `socket` (mode 0600) and nowhere else: it lets any caller in.
 *
 * @throws {Error} if the database can't be opened: asked before, for dynalite itself would take the process down
 */
export async function serveDynalite(data: string, socket: string): Promise<DynaliteServer> {
  const { ClassicLevel } = await import("classic-level");
  const probe = new ClassicLevel(data);
  await probe.open().catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`needed a table in ${data} that opens, found: ${cause}`, { cause: error });
  });
  letIteratorsReturn(probe);
  await probe.close();

  const { default: dynalite } = await import("dynalite");
  const server = dynalite({ path: data, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // Both ends live in one process and connections are kept: no end may time the other out.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.on("request", (request) => {
    // dynalite rethrows what happens to a connection, which would end the process when a caller gives up
    request.removeAllListeners("error");
    request.on("error", () => request.destroy());
  });
  server.listen(socket);
  await once(server, "listening");
  if (process.platform !== "win32") await chmod(socket, 0o600);

  quietNodeWarning();
  // the types of Node 20 leave out that an agent passes `socketPath` on to its connections
  const agent = new http.Agent({ socketPath: socket, keepAlive: true, maxSockets: 64 } as http.AgentOptions);
  const client = new DynamoDBClient({
    endpoint: "http://localhost",
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: new NodeHttpHandler({ httpAgent: agent }),
  });
  const close = onceIdle(client);
  return {
    client,
    close: async () => {
      await close();
      client.destroy();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
    },
  };
}

/** An iterator of the database, as dynalite takes it: something that may be returned when no more is wanted. */
interface Returning {
  close(): Promise<void>;
  return?(): Promise<void>;
}

/**
 * dynalite ends each query's iterator by calling `return`, where there is one; LevelDB's have `close` alone. Left open, an
 * iterator holds on to what the database was when it began, in memory and on the disk, for as long as the process lives.
 */
function letIteratorsReturn(database: ClassicLevel): void {
  for (const iterator of [database.keys(), database.values()]) {
    const kind = Object.getPrototypeOf(iterator) as Returning;
    kind.return ??= function close(this: Returning) {
      return this.close();
    };
  }
}

/** Counts the client's requests; the answer refuses new ones and resolves when none is on its way. */
function onceIdle(client: DynamoDBClient): () => Promise<void> {
  let onTheWay = 0;
  let closing = false;
  let idle = (): void => {};
  client.middlewareStack.add(
    (next) => async (args) => {
      if (closing) throw new Error("needed a running table, found it stopped");
      onTheWay++;
      try {
        return await next(args);
      } finally {
        if (--onTheWay === 0) idle();
      }
    },
    { step: "initialize", priority: "high", name: "countRequests" },
  );
  return () =>
    new Promise((resolve) => {
      closing = true;
      idle = resolve;
      if (onTheWay === 0) resolve();
    });
}
