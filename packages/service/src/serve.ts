/** The service on one machine: table, blobs, jobs and HTTP in one process, nobody else's business. */
import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  fileBlobs,
  getCredential,
  inProcessJobs,
  type Jobs,
  relistCredential,
  removeExpired,
  startEmbedded,
  type Table,
} from "@evenmatch/store";
import { ulid } from "ulid";
import { hashOf, isActive, makeApiKey } from "./access.ts";
import { rowPool } from "./compare/row-pool.ts";
import { type Dependencies, isoTime } from "./dependencies.ts";
import { type HttpServer, listen } from "./http/listen.ts";
import { requestListener } from "./http/listener.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import type { Log } from "./http/request-log.ts";
import { giveUpUpload } from "./ingest/ingest-upload.ts";
import { handleJob } from "./jobs.ts";
import { forgetOriginals } from "./originals.ts";
import { sweep, sweepEveryMs } from "./sweep.ts";

/** between two looks for what is kept no longer, ms */
const forgetEveryMs = 24 * 3_600_000;
/** before the first, ms: a start has enough to do */
const forgetAfterMs = 10 * 60_000;
/** between two pages of such a look, ms: nobody waits for it */
const pagePauseMs = 50;

/** The one project of an embedded service. */
export const embeddedProject = "default";

export interface Served {
  url: string;
  home: string;
  /** Takes no more requests; lets those in flight end, for ten seconds at most, then jobs, then the table. */
  stop(): Promise<void>;
}

/** Files in a home that the command looks for. */
export const ownerKeyFile = (home: string) => path.join(home, "owner-key");
export const urlFile = (home: string) => path.join(home, "url");

/** The first start makes a key that may do everything, and leaves it where only its owner can read it. */
async function ownerKey(table: Table, home: string, now: () => number): Promise<void> {
  const file = ownerKeyFile(home);
  const found = await readFile(file, "utf8").catch(() => undefined);
  const entry = found === undefined ? undefined : await getCredential(table, "key", hashOf(found.trim()));
  if (found !== undefined && entry !== undefined && isActive(entry, now())) {
    await relistCredential(table, "key", hashOf(found.trim()), entry);
    return;
  }
  const key = await makeApiKey(table, {
    id: `owner-${ulid(now()).toLowerCase()}`,
    project: embeddedProject,
    scopes: ["admin"],
    name: "owner",
    createdAt: isoTime(now()),
  });
  await rm(file, { force: true });
  await writeFile(file, `${key}\n`, { mode: 0o600 });
}

export interface ServeOptions extends Partial<Log> {
  home: string;
  port: number;
  /** requests a minute; undefined: the defaults */
  limits?: Partial<RateLimits>;
}

/**
 * Starts the service in `home`, on 127.0.0.1:`port` (0: any free port), and resumes what was unfinished.
 *
 * @throws {HomeLockedError} if another server holds the home
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { limits, logRequest } = options;
  const log = options.log ?? ((error: unknown) => console.error(error));
  const engine = await startEmbedded({ home: options.home });
  const { home } = engine;
  const pool = rowPool();
  const now = () => Date.now();
  const queue = inProcessJobs({
    handle: (job) => handleJob(deps, job),
    concurrency: 2,
    onError: ({ job, error, attempts, dead }) => {
      const end = dead ? " for good" : "";
      log(new Error(`${job.kind} failed${end}, try ${attempts}: ${JSON.stringify(job)}`, { cause: error }));
      if (!dead || job.kind !== "ingest") return;
      const reason = error instanceof Error ? error.message : String(error);
      giveUpUpload(deps, job.project, job.upload, reason).catch(log);
    },
  });
  // uploads of one moment become one comparison
  const jobs: Jobs = {
    send: (job, options = {}) => queue.send(job, job.kind === "compare" ? { delayMs: 200, ...options } : options),
  };
  const deps: Dependencies = {
    table: engine,
    blobs: await fileBlobs({ root: path.join(home, "blobs") }),
    jobs,
    computeRow: pool.computeRow,
    computePersistence: pool.computePersistence,
    now,
    newId: () => ulid(now()).toLowerCase(),
  };
  await ownerKey(engine, home, now);
  const listener = requestListener(deps, {
    hosts: ["127.0.0.1", "localhost", "[::1]"],
    log,
    ...(logRequest && { logRequest }),
    ...(limits && { limits }),
    newRequestId: randomUUID,
  });
  const server: HttpServer = await listen(listener, { port: options.port }).catch(async (error: unknown) => {
    await pool.stop();
    await engine.stop();
    throw error;
  });
  // callers need not wait until all that was unfinished is on its way again
  const resumed = sweep(deps, { youngestMs: 0 }).catch(log);
  const sweeping = setInterval(() => void sweep(deps).catch(log), sweepEveryMs);
  let stopping = false;
  let forgotten: Promise<unknown> = forgetOriginals(deps).catch(log);
  const between = async () => {
    await delay(pagePauseMs);
    return !stopping;
  };
  const forget = () => {
    const expired = removeExpired(engine, { now: now(), between });
    forgotten = Promise.all([forgetOriginals(deps).catch(log), expired.catch(log)]);
  };
  const forgetting = [setTimeout(forget, forgetAfterMs), setInterval(forget, forgetEveryMs)];
  const url = `http://127.0.0.1:${server.port}`;
  await writeFile(urlFile(home), `${url}\n`, { mode: 0o600 });
  return {
    url,
    home,
    stop: async () => {
      stopping = true;
      clearInterval(sweeping);
      for (const timer of forgetting) clearTimeout(timer);
      await server.stop();
      await Promise.all([resumed, forgotten]);
      await queue.stop();
      await pool.stop();
      await rm(urlFile(home), { force: true });
      await engine.stop();
    },
  };
}
