/** What is written down of each request, as lines of JSON. No header, no query and no body is; secrets in a path are cut. */
import { Problem } from "@evenmatch/contract/problem";
import type { Context } from "hono";
import { withoutSecrets } from "../access.ts";
import { isoTime } from "../dependencies.ts";
import type { Environment } from "./environment.ts";

export interface RequestEntry {
  /** ISO 8601, UTC */
  time: string;
  requestId: string;
  method: string;
  path: string;
  status: number;
  /** from the request's arrival to its answer */
  elapsedMs: number;
  project?: string;
  /** id of the key or the share */
  caller?: string;
  /** code of the problem that was answered */
  code?: string;
}

/** Where the app writes what it did, and errors of ours. */
export interface Log {
  log(error: unknown, requestId?: string): void;
  logRequest?(entry: RequestEntry): void;
}

export function requestEntry(c: Context<Environment>, elapsedMs: number): RequestEntry {
  const caller = c.get("caller");
  return {
    time: isoTime(c.get("now")()),
    requestId: c.get("requestId"),
    method: c.req.method,
    path: withoutSecrets(c.req.path),
    status: c.res.status,
    elapsedMs: Math.round(elapsedMs * 10) / 10,
    ...(caller === undefined ? {} : { project: caller.project, caller: caller.id }),
    ...(c.error instanceof Problem ? { code: c.error.code } : {}),
  };
}

/** A log of one JSON object a line; `write` gets each line without its end. */
export function jsonLog(write: (line: string) => void, now: () => number): Required<Log> {
  return {
    log: (error, requestId) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const cause = error instanceof Error && error.cause instanceof Error ? { cause: error.cause.message } : {};
      write(withoutSecrets(JSON.stringify({ level: "error", time: isoTime(now()), requestId, error: text, ...cause })));
    },
    logRequest: (entry) => {
      const level = entry.status >= 500 ? "error" : entry.status >= 400 ? "warn" : "info";
      write(JSON.stringify({ level, ...entry }));
    },
  };
}
