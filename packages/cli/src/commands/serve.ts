import path from "node:path";
import type { Command } from "commander";
import { countArgument } from "../arguments.ts";
import { homeFolder } from "../connection.ts";
import { CommandError } from "../failure.ts";
import { print, say } from "../output.ts";

const defaultPort = 7345;

/** `evenmatch serve`: the whole service in one process, on this machine alone. */
export function addServe(program: Command): void {
  program
    .command("serve")
    .description("run the service on this machine (127.0.0.1 only)")
    .option("--port <port>", "port; 0 for any free one", countArgument, defaultPort)
    .option("--home <folder>", "where it keeps everything (else EVENMATCH_HOME, else ./.evenmatch)")
    .option("--log", "write a line of JSON to stderr for each request")
    .action(serveUntilStopped);
}

async function serveUntilStopped({ port, home, log }: { port: number; home?: string; log?: true }): Promise<void> {
  const { serve } = await import("@evenmatch/service/serve");
  const { rateLimitsOf } = await import("@evenmatch/service/http/rate-limits");
  const { jsonLog } = await import("@evenmatch/service/http/request-log");
  const limits = limitsOf(rateLimitsOf);
  const logs = log ? jsonLog((line) => process.stderr.write(`${line}\n`), Date.now) : { log: sayError };
  const folder = homeFolder(home);
  const service = await serve({ home: folder, port, limits, ...logs }).catch((error: unknown) => refuse(error, port));
  print(`${service.url}\n`);
  say(
    `serving ${service.url}; data in ${folder}; the owner's key is in ${path.join(folder, "owner-key")}; stop with Ctrl-C`,
  );
  const signal = await stopSignal();
  say(`${signal}: stopping`);
  await service.stop();
}

/** Limits of requests, from the environment. */
function limitsOf<Limits>(read: (environment: NodeJS.ProcessEnv) => Limits): Limits {
  try {
    return read(process.env);
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)} (invalid_limit)`);
  }
}

/** The first signal; a second one does not wait for anybody. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(name, () => {
        process.once(name, () => process.exit(130));
        resolve(name);
      });
    }
  });
}

function refuse(error: unknown, port: number): never {
  if (!(error instanceof Error)) throw error;
  if (error.name === "HomeLockedError") throw new CommandError(`${error.message} (home_locked)`);
  const code = "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    throw new CommandError(`needed port ${port} free, found it taken: choose another with --port (port_taken)`);
  if (code === "EACCES") throw new CommandError(`${error.message} (not_allowed)`);
  throw error;
}

function sayError(error: unknown): void {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
