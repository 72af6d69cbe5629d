/** Node's HTTP server on this machine, and its end. */
import { createServer, type RequestListener } from "node:http";

/** between two looks for connections that have become idle meanwhile, ms */
const lookMs = 20;

export interface HttpServer {
  port: number;
  /** Takes no new connections, lets requests in flight end for as long as the grace is, and closes. */
  stop(): Promise<void>;
}

/**
 * Listens on 127.0.0.1:`port`, 0: any free one.
 *
 * `graceMs`: how long requests in flight may take to end when the server stops.
 *
 * @throws {Error} where the port is taken or not allowed
 */
export async function listen(
  listener: RequestListener,
  { port, graceMs = 10_000 }: { port: number; graceMs?: number },
): Promise<HttpServer> {
  let stopping = false;
  // headers that come twice are told as both, so that nothing takes the first where something else takes the last
  const server = createServer({ joinDuplicateHeaders: true }, (incoming, outgoing) => {
    if (stopping) outgoing.setHeader("connection", "close");
    listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("needed a port, found none");
  return {
    port: address.port,
    stop: async () => {
      stopping = true;
      const looking = setInterval(() => server.closeIdleConnections(), lookMs);
      const last = setTimeout(() => server.closeAllConnections(), graceMs);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearInterval(looking);
      clearTimeout(last);
    },
  };
}
