/** A real service in a temporary home, and a caller that holds its key. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ownerKeyFile, type Served, serve } from "@evenmatch/service/serve";
import { afterAll, beforeAll } from "vitest";

export interface RunningService {
  url: string;
  home: string;
  key: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Starts one service for the tests of a file; it stops by itself. */
export function runningService(): RunningService {
  const running: RunningService = {
    url: "",
    home: "",
    key: "",
    call: (method, target, body, headers = {}) =>
      fetch(new URL(target, running.url), {
        method,
        headers: {
          authorization: `Bearer ${running.key}`,
          ...(body === undefined || body instanceof Uint8Array ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
      }),
  };
  let served: Served | undefined;
  beforeAll(async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), "evenmatch-test-"));
    served = await serve({ home, port: 0 });
    running.url = served.url;
    running.home = home;
    running.key = (await readFile(ownerKeyFile(home), "utf8")).trim();
  });
  afterAll(async () => {
    await served?.stop();
    await rm(running.home, { recursive: true, force: true });
  });
  return running;
}

/** Polls until `done` answers something, at most `seconds`. */
export async function until<T>(done: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await done();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`needed it within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Native rows of one suite: item i scores 1 where `scores` has a 1 in its place. */
export function rowsOf(suite: string, scores: string, extra: Record<string, unknown> = {}): object[] {
  return [...scores].map((score, index) => ({
    suite,
    item: `q${String(index).padStart(3, "0")}`,
    score: Number(score),
    ...extra,
  }));
}
