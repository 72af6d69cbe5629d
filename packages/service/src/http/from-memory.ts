/**
 * Comparisons, answered out of this process' memory before anything else looks at the request: dashboards and notebooks ask
 * for the same few again and again. Of an experiment the table is asked which comparison is current, and nothing more.
 *
 * It answers only what it can answer whole: a key that was looked up a moment ago, a comparison that was read a moment ago,
 * as JSON, compressed. Whatever is else, refusals too, is the app's to answer, and looks the same.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApiKeyItem, recallBody, recallComparison } from "@evenmatch/store";
import { authorizeFromMemory, bearerHash, type Gate } from "../access.ts";
import { currentComparison, type Found, foundByDigest } from "../comparison-body.ts";
import { isoTime } from "../dependencies.ts";
import { isLookRecorded } from "../looks.ts";
import { acceptsGzip } from "./accepted-types.ts";
import { type AppOptions, isServedHost } from "./base-app.ts";
import { type Rates, rateHeaders } from "./rate-limits.ts";
import { mediaTypes } from "./read-routes.ts";
import { comparisonHeaders, etagOf, isAmong } from "./respond.ts";
import { interfaceHeaders } from "./safe-headers.ts";

const places =
  /^\/v1\/(?:comparisons\/(?<digest>[0-9a-f]{64})|experiments\/(?<experiment>[\w.:@-]+)\/comparison)(?:\.json)?$/;

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

/** What is being answered, to whom, and since when. */
interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  caller: ApiKeyItem;
  started: number;
}

/** False where the request is not answered: then nothing of it has been counted or written. */
export type FromMemory = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean | Promise<boolean>;

/** Answers from memory. `options` and `rates` are those of the app that answers everything else. */
export function fromMemory(gate: Gate, options: AppOptions & { rates: Rates }): FromMemory {
  const { hosts, rates, newRequestId, logRequest } = options;
  // made once for each time that a comparison is read
  const made = new WeakMap<Uint8Array, Headers>();
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

  function headersOf(found: Found, bytes: Uint8Array): Headers {
    const known = made.get(bytes);
    if (known !== undefined) return known;
    const etag = etagOf(found, "json", true);
    const held = Object.entries({ ...interfaceHeaders, ...comparisonHeaders(found), etag }).flat();
    const whole = [
      ...held,
      ...["content-type", mediaTypes.json, "content-encoding", "gzip", "content-length", String(bytes.length)],
    ];
    const headers = { etag, whole, held };
    made.set(bytes, headers);
    return headers;
  }

  /** False where the caller has asked too often. */
  function send(exchange: Exchange, found: Found, bytes: Uint8Array): boolean {
    const { incoming, outgoing, caller, started } = exchange;
    const now = gate.now();
    const allowance = rates.reads.take(caller.id, now);
    if (allowance.left < 0) return false;
    const { etag, whole, held } = headersOf(found, bytes);
    const isHeld = isAmong(incoming.headers["if-none-match"], etag);
    const requestId = newRequestId();
    const elapsedMs = performance.now() - started;
    const limit = rateHeaders(allowance);
    const timing = `total;dur=${elapsedMs.toFixed(1)}`;
    const own = ["ratelimit-policy", limit["ratelimit-policy"], "ratelimit", limit.ratelimit];
    const all = (isHeld ? held : whole).concat(own, ["x-request-id", requestId, "server-timing", timing]);
    outgoing.writeHead(isHeld ? 304 : 200, all);
    outgoing.end(isHeld ? undefined : bytes);
    logRequest?.({
      time: isoTime(now),
      requestId,
      method: "GET",
      path: incoming.url ?? "",
      status: isHeld ? 304 : 200,
      elapsedMs: Math.round(elapsedMs * 10) / 10,
      project: caller.project,
      caller: caller.id,
    });
    return true;
  }

  /** Which comparison is current is asked each time; what it says is known. */
  async function sendCurrent(exchange: Exchange, experiment: string): Promise<boolean> {
    const { project } = exchange.caller;
    const found = await currentComparison(gate, project, experiment);
    if (found.stale || !isLookRecorded(gate, project, found)) return false;
    const bytes = recallBody(gate.table, { project, digest: found.digest, body: found.body, now: gate.now() });
    return bytes !== undefined && send(exchange, found, bytes);
  }

  return (incoming, outgoing) => {
    const { method, url = "", headers } = incoming;
    const place = method === "GET" ? places.exec(url)?.groups : undefined;
    if (place === undefined || !plainAccepts.includes(headers.accept)) return false;
    const encoding = headers["accept-encoding"];
    if (!plainEncodings.includes(encoding) && !acceptsGzip(encoding)) return false;
    const started = performance.now();
    const caller = callerOf(incoming);
    if (caller === undefined) return false;
    const exchange = { incoming, outgoing, caller, started };
    const { digest, experiment = "" } = place;
    if (digest === undefined) return sendCurrent(exchange, experiment);
    const known = recallComparison(gate.table, { project: caller.project, digest, now: gate.now() });
    return known !== undefined && send(exchange, foundByDigest(known.entry), known.bytes);
  };
}
