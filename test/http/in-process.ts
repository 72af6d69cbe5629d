/** The whole app on an embedded table, without a socket: jobs run when they are sent, and calls of the table are counted. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { makeApiKey } from "@evenmatch/service/access";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { fullApp } from "@evenmatch/service/http/app";
import type { AppOptions } from "@evenmatch/service/http/base-app";
import { handleJob } from "@evenmatch/service/jobs";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { fileBlobs, type Scope, startEmbedded } from "@evenmatch/store";
import { afterAll, beforeAll } from "vitest";

export interface InProcess {
  app: ReturnType<typeof fullApp>;
  deps: Dependencies;
  /** added to the clock, ms; else it stands still, so that no minute ends within a count */
  later: number;
  /** calls of the table since the start */
  calls: number;
  key(project: string, scopes: readonly Scope[], more?: { expiresAt?: string }): Promise<{ id: string; key: string }>;
  ask(key: string | undefined, method: string, target: string, ask?: Ask): Promise<Response>;
}

interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Starts for the tests of a file, and stops by itself. */
export function inProcess(options: Partial<AppOptions> = {}): InProcess {
  const failures: unknown[] = [];
  const running = {
    later: 0,
    calls: 0,
    key: async (project, scopes, more = {}) => {
      const id = `${project}-${scopes.join("-")}-${crypto.randomUUID().slice(0, 8)}`;
      const entry = { id, project, scopes, name: id, createdAt: "2026-01-01T00:00:00.000Z", ...more };
      return { id, key: await makeApiKey(running.deps.table, entry) };
    },
    ask: async (key, method, target, { body, headers = {} } = {}) => {
      const response = await running.app.request(target, {
        method,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return response;
    },
  } as InProcess;
  let stop = async () => {};
  beforeAll(async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), "evenmatch-test-"));
    const engine = await startEmbedded({ home });
    engine.client.middlewareStack.add(
      (next) => (args) => {
        running.calls += 1;
        return next(args);
      },
      { step: "initialize" },
    );
    const started = Date.now();
    const now = () => started + running.later;
    let ids = 0;
    const deps: Dependencies = {
      table: engine,
      blobs: await fileBlobs({ root: path.join(home, "blobs") }),
      jobs: { send: (job) => handleJob(deps, job) },
      computeRow: async (input, plan) => analyseRow(input, plan),
      computePersistence: async (input, plan) => analysePersistence(input, plan),
      now,
      newId: () => {
        ids += 1;
        return `id${String(ids).padStart(8, "0")}`;
      },
    };
    running.deps = deps;
    running.app = fullApp(deps, {
      log: (error) => failures.push(error),
      newRequestId: () => crypto.randomUUID(),
      ...options,
    });
    stop = async () => {
      await engine.stop();
      await rm(home, { recursive: true, force: true });
    };
  }, 60_000);
  afterAll(async () => {
    await stop();
    if (failures.length > 0) throw new Error("the app met an error of its own", { cause: failures[0] });
  });
  return running;
}
