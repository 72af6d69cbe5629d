/**
 * Comparisons by their digest, answered out of this process' memory before anything else looks at the request: dashboards
 * and notebooks ask for the same few again and again.
 *
 * It answers only what it can answer whole: a key that was looked up a moment ago, a comparison that was read a moment ago,
 * as JSON, compressed. Whatever is else, refusals too, is the app's to answer, and looks the same.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApiKeyItem, type ComparisonItem, recallComparison } from "@evenmatch/store";
import { authorizeFromMemory, bearerHash, type Gate } from "../access.ts";
import { foundByDigest } from "../comparison-body.ts";
import { isoTime } from "../dependencies.ts";
import { acceptsGzip } from "./accepted-types.ts";
import { type AppOptions, isServedHost } from "./base-app.ts";
import { type Rates, rateHeaders } from "./rate-limits.ts";
import { mediaTypes } from "./read-routes.ts";
import { comparisonHeaders, etagOf, isAmong } from "./respond.ts";
import { interfaceHeaders } from "./safe-headers.ts";

const place = /^\/v1\/comparisons\/([0-9a-f]{64})(?:\.json)?$/;

/** What stands for JSON without weighing anything against it. */
const plainAccepts: readonly (string | undefined)[] = [undefined, "*/*", "application/json"];

/** What Node's, curl's, Python's and browsers' clients say: not worth reading again each time. */
const plainEncodings: readonly (string | undefined)[] = ["gzip", "gzip, deflate", "gzip, deflate, br"];

/** Names and values in turn: what Node takes without another look. */
type HeaderList = string[];

interface Headers {
  etag: string;
  /** of the whole answer */
  whole: HeaderList;
  /** of a 304 */
  held: HeaderList;
}

/** False where the request is not answered: then nothing of it has been counted, read or written. */
export type FromMemory = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Answers from memory. `options` and `rates` are those of the app that answers everything else. */
export function fromMemory(gate: Gate, options: AppOptions & { rates: Rates }): FromMemory {
  const { hosts, rates, newRequestId, logRequest } = options;
  // made once for each time that a comparison is read
  const made = new WeakMap<ComparisonItem, Headers>();
  // a connection brings the same key again and again; what is kept here ends with it
  const hashes = new WeakMap<object, { header: string; hash: string }>();
  let lastHost: string | undefined;

  function isServed(host: string | undefined): boolean {
    if (host !== undefined && host === lastHost) return true;
    if (!isServedHost(host, hosts)) return false;
    lastHost = host;
    return true;
  }

  function hashFrom({ socket, headers: { authorization } }: IncomingMessage): string | undefined {
    const before = hashes.get(socket);
    if (before !== undefined && before.header === authorization) return before.hash;
    const hash = authorization === undefined ? undefined : bearerHash(authorization);
    if (authorization !== undefined && hash !== undefined) hashes.set(socket, { header: authorization, hash });
    return hash;
  }

  function callerOf(incoming: IncomingMessage): ApiKeyItem | undefined {
    if (!isServed(incoming.headers.host)) return undefined;
    const hash = hashFrom(incoming);
    try {
      return hash === undefined ? undefined : authorizeFromMemory(gate, hash, "read");
    } catch {
      return undefined;
    }
  }

  function headersOf(entry: ComparisonItem, bytes: Uint8Array): Headers {
    const known = made.get(entry);
    if (known !== undefined) return known;
    const found = foundByDigest(entry);
    const etag = etagOf(found, "json", true);
    const held = Object.entries({ ...interfaceHeaders, ...comparisonHeaders(found), etag }).flat();
    const whole = [
      ...held,
      ...["content-type", mediaTypes.json, "content-encoding", "gzip", "content-length", String(bytes.length)],
    ];
    const headers = { etag, whole, held };
    made.set(entry, headers);
    return headers;
  }

  return (incoming, outgoing) => {
    const { method, url = "", headers } = incoming;
    const digest = method === "GET" ? place.exec(url)?.[1] : undefined;
    if (digest === undefined || !plainAccepts.includes(headers.accept)) return false;
    const encoding = headers["accept-encoding"];
    if (!plainEncodings.includes(encoding) && !acceptsGzip(encoding)) return false;
    const started = performance.now();
    const caller = callerOf(incoming);
    if (caller === undefined) return false;
    const now = gate.now();
    const known = recallComparison(gate.table, { project: caller.project, digest, now });
    if (known === undefined) return false;
    const allowance = rates.reads.take(caller.id, now);
    if (allowance.left < 0) return false;
    const { etag, whole, held } = headersOf(known.entry, known.bytes);
    const isHeld = isAmong(headers["if-none-match"], etag);
    const requestId = newRequestId();
    const elapsedMs = performance.now() - started;
    const limit = rateHeaders(allowance);
    const timing = `total;dur=${elapsedMs.toFixed(1)}`;
    const own = ["ratelimit-policy", limit["ratelimit-policy"], "ratelimit", limit.ratelimit];
    const all = (isHeld ? held : whole).concat(own, ["x-request-id", requestId, "server-timing", timing]);
    outgoing.writeHead(isHeld ? 304 : 200, all);
    outgoing.end(isHeld ? undefined : known.bytes);
    logRequest?.({
      time: isoTime(now),
      requestId,
      method: "GET",
      path: url,
      status: isHeld ? 304 : 200,
      elapsedMs: Math.round(elapsedMs * 10) / 10,
      project: caller.project,
      caller: caller.id,
    });
    return true;
  };
}
