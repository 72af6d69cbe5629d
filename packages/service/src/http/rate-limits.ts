/**
 * How much may one caller ask for? Reads are counted in this process, for each key: a function that runs several times
 * allows so many in each. Writes are counted in the table, for each project, wherever they arrive.
 */
import { limits } from "@evenmatch/contract/limits";
import { Problem } from "@evenmatch/contract/problem";
import { countWrite } from "@evenmatch/store";
import type { Context } from "hono";
import type { Gate } from "../access.ts";
import type { Environment } from "./environment.ts";

/** Requests a minute. */
export interface RateLimits {
  reads: number;
  writes: number;
}

/** A dashboard that polls and a push of fifty suites stay far below. */
export const defaultRateLimits: RateLimits = { reads: limits.readsPerMinute, writes: limits.writesPerMinute };

/** The limits that EVENMATCH_READS_PER_MINUTE and EVENMATCH_WRITES_PER_MINUTE name; the others stay. */
export function rateLimitsOf(environment: Readonly<Record<string, string | undefined>>): RateLimits {
  const limit = (name: string, otherwise: number) => {
    const text = environment[name];
    if (text === undefined || text === "") return otherwise;
    if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
    throw new Error(`needed ${name} to be a whole number from 1, found ${text}`);
  };
  return {
    reads: limit("EVENMATCH_READS_PER_MINUTE", defaultRateLimits.reads),
    writes: limit("EVENMATCH_WRITES_PER_MINUTE", defaultRateLimits.writes),
  };
}

/** How many requests are allowed, and how many of them have been made; one for all routes of a server. */
export interface Rates {
  limits: RateLimits;
  reads: ReadBuckets;
}

/** Nobody has asked for anything yet. */
export function makeRates(some: Partial<RateLimits> = {}): Rates {
  const all = { ...defaultRateLimits, ...some };
  return { limits: all, reads: readBuckets(all.reads) };
}

const windowMs = 60_000;
const mostCallers = 10_000;

interface Allowance {
  policy: "reads" | "writes";
  /** requests a minute */
  limit: number;
  /** left; below 0: refused */
  left: number;
  /** seconds until there is more */
  seconds: number;
}

export interface ReadBuckets {
  /** Takes a read of a caller; `now`: ms since 1970. */
  take(caller: string, now: number): Allowance;
}

/** One bucket for each caller: it holds a minute's reads and fills steadily. */
export function readBuckets(limit: number): ReadBuckets {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(caller, now) {
      const { tokens, at } = buckets.get(caller) ?? { tokens: limit, at: now };
      const filled = Math.min(limit, tokens + (Math.max(0, now - at) * limit) / windowMs);
      const left = Math.floor(filled) - 1;
      // a caller who comes again moves to the end, so that those who are gone make room
      buckets.delete(caller);
      buckets.set(caller, { tokens: left < 0 ? filled : filled - 1, at: Math.max(at, now) });
      const oldest = buckets.size > mostCallers ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
      const seconds = left < 0 ? ((1 - filled) * windowMs) / limit / 1000 : windowMs / 1000;
      return { policy: "reads", limit, left, seconds };
    },
  };
}

async function takeWrite({ table, now }: Gate, project: string, limit: number): Promise<Allowance> {
  const at = now();
  const count = await countWrite(table, project, Math.floor(at / windowMs));
  return { policy: "writes", limit, left: limit - count, seconds: (windowMs - (at % windowMs)) / 1000 };
}

const wholeSeconds = ({ seconds }: Allowance) => Math.max(1, Math.ceil(seconds));

/** What an answer says of how much is left. */
export function rateHeaders(allowance: Allowance): Record<"ratelimit-policy" | "ratelimit", string> {
  const { policy, limit, left } = allowance;
  return {
    "ratelimit-policy": `"${policy}";q=${limit};w=${windowMs / 1000}`,
    ratelimit: `"${policy}";r=${Math.max(0, left)};t=${wholeSeconds(allowance)}`,
  };
}

/**
 * Counts this request, and says in its headers what is left.
 *
 * @throws {Problem} rate_limited, with Retry-After in the headers
 */
export async function countRequest(
  c: Context<Environment>,
  gate: Gate,
  caller: { id: string; project: string },
): Promise<void> {
  const { limits: rates, reads } = c.get("rates");
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  const allowance = isRead ? reads.take(caller.id, gate.now()) : await takeWrite(gate, caller.project, rates.writes);
  const { policy, limit, left } = allowance;
  for (const [name, value] of Object.entries(rateHeaders(allowance))) c.header(name, value);
  if (left >= 0) return;
  const seconds = wholeSeconds(allowance);
  c.header("retry-after", String(seconds));
  throw new Problem("rate_limited", `needed at most ${limit} ${policy} a minute, found more; again in ${seconds} s`);
}
