/** Answers out of a process' memory: the same as the app's, to the header; and how long what another process ended lives on. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { fullApp } from "@evenmatch/service/http/app";
import { type FromMemory, fromMemory } from "@evenmatch/service/http/from-memory";
import { requestListener } from "@evenmatch/service/http/listener";
import { makeRates } from "@evenmatch/service/http/rate-limits";
import type { RequestEntry } from "@evenmatch/service/http/request-log";
import { credentialKeptMs } from "@evenmatch/store";
import { comparisonKeptMs } from "@evenmatch/store/entities/comparison-memory";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf, until } from "../service/running-service.ts";
import { inProcess } from "./in-process.ts";

const service = inProcess();
const { ask } = service;

const lines: RequestEntry[] = [];
const options = {
  hosts: ["127.0.0.1"],
  log: () => undefined,
  logRequest: (entry: RequestEntry) => lines.push(entry),
  newRequestId: () => "request",
};
const servers: http.Server[] = [];
const ports: Record<"both" | "app" | "memory", number> = { both: 0, app: 0, memory: 0 };
let key = "";
let id = "";
let digest = "";

async function listening(listener: http.RequestListener): Promise<number> {
  const server = http.createServer({ joinDuplicateHeaders: true }, listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** What is not answered out of memory is answered 599. */
function alone(isAnswered: FromMemory): http.RequestListener {
  return async (incoming, outgoing) => {
    const done = await Promise.resolve(isAnswered(incoming, outgoing)).catch(() => false);
    if (!done) outgoing.writeHead(599).end();
  };
}

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** Exactly these headers, and Node's `host` and `connection`. */
async function get(
  port: number,
  path: string,
  headers: http.OutgoingHttpHeaders | string[],
  method = "GET",
): Promise<Answer> {
  const request = http.request({ port, host: "127.0.0.1", path, method, headers }).end();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Without what the moment and the count make differ. */
function comparable({ status, headers, body }: Answer) {
  const { date: _, "server-timing": timing, ratelimit, ...rest } = headers;
  const shapes = {
    timing: timing?.toString().replace(/[\d.]+/g, "N"),
    ratelimit: ratelimit?.toString().replace(/r=\d+/, "r=N"),
  };
  return { status, headers: { ...rest, ...shapes }, body: body.toString("base64") };
}

const bearer = () => ({ authorization: `Bearer ${key}`, "accept-encoding": "gzip" });

beforeAll(async () => {
  const admin = await service.key("a", ["admin"]);
  ({ key, id } = admin);
  for (const [checkpoint, scores] of [
    ["after", "1110111101111011"],
    ["before", "1010110100101010"],
  ] as const) {
    await ask(key, "POST", "/v1/results", { body: { checkpoint, rows: rowsOf("own", scores) } });
  }
  await ask(key, "PUT", "/v1/experiments/e", { body: { treatment: ["after"], baseline: ["before"] } });
  ({ digest } = (await (await ask(key, "GET", "/v1/experiments/e")).json()) as { digest: string });
  const rates = makeRates();
  const isAnswered = fromMemory(service.deps, { ...options, rates });
  ports.both = await listening(requestListener(service.deps, options));
  const { fetch } = fullApp(service.deps, { ...options, rates });
  const app = getRequestListener(fetch);
  ports.app = await listening((incoming, outgoing) => void app(incoming, outgoing));
  ports.memory = await listening(alone(isAnswered));
}, 60_000);

afterAll(() => {
  for (const server of servers) server.close();
});

describe("an answer out of memory", () => {
  it("is the app's to the byte and the header, and so is a 304", async () => {
    const path = `/v1/comparisons/${digest}`;
    const first = await get(ports.app, path, bearer());
    const ofExperiment = "/v1/experiments/e/comparison";
    expect((await get(ports.app, ofExperiment, bearer())).body).toEqual(first.body);
    const { etag = "" } = first.headers;
    expect([first.status, JSON.parse(gunzipSync(first.body).toString()).digest]).toEqual([200, digest]);
    const variants: http.OutgoingHttpHeaders[] = [
      bearer(),
      { ...bearer(), accept: "*/*" },
      { ...bearer(), accept: "application/json", "accept-encoding": "br;q=1.0, gzip;q=0.5, *;q=0" },
      { ...bearer(), "if-none-match": etag },
      { ...bearer(), "if-none-match": `"other", W/${etag}` },
      { ...bearer(), "if-none-match": '"other"' },
      { ...bearer(), "if-none-match": "*" },
      { ...bearer(), origin: "https://notebook.example" },
    ];
    for (const at of [path, `${path}.json`, ofExperiment, `${ofExperiment}.json`]) {
      for (const headers of variants) {
        const [own, memory, both] = await Promise.all([
          get(ports.app, at, headers),
          get(ports.memory, at, headers),
          get(ports.both, at, headers),
        ]);
        expect(comparable(memory), JSON.stringify(headers)).toEqual(comparable(own));
        expect(comparable(both)).toEqual(comparable(own));
      }
    }
    const names = Object.keys((await get(ports.memory, path, bearer())).headers);
    expect(names).toEqual(expect.arrayContaining(["content-security-policy", "etag", "ratelimit", "x-request-id"]));
  });

  it("asks the table for nothing, is counted and is logged", async () => {
    const path = `/v1/comparisons/${digest}`;
    await get(ports.app, path, bearer());
    const [calls, logged] = [service.calls, lines.length];
    const left = (answer: Answer) => Number(/r=(\d+)/.exec(String(answer.headers.ratelimit))?.[1]);
    const one = await get(ports.both, path, bearer());
    const two = await get(ports.both, path, bearer());
    expect([service.calls - calls, left(one) - left(two)]).toEqual([0, 1]);
    expect(lines.slice(logged)).toEqual([
      expect.objectContaining({ method: "GET", path, status: 200, project: "a", caller: id, requestId: "request" }),
      expect.objectContaining({ method: "GET", path, status: 200 }),
    ]);
  });

  it("asks the table which comparison of an experiment is current, and nothing else", async () => {
    const path = "/v1/experiments/e/comparison";
    await get(ports.app, path, bearer());
    const [calls, logged] = [service.calls, lines.length];
    expect((await get(ports.both, path, bearer())).status).toBe(200);
    expect([service.calls - calls, lines.length - logged]).toEqual([2, 1]);
  });

  it("is a look the first time, which the app writes down", async () => {
    await ask(key, "PUT", "/v1/experiments/looked", { body: { treatment: ["after"], baseline: ["before"] } });
    const made = await until(async () => {
      const found = (await (await ask(key, "GET", "/v1/experiments/looked")).json()) as { digest: string | null };
      return found.digest ?? undefined;
    });
    expect(made).toBe(digest);
    const path = "/v1/experiments/looked/comparison";
    expect((await get(ports.memory, path, bearer())).status).toBe(599);
    expect((await get(ports.both, path, bearer())).status).toBe(200);
    expect((await get(ports.memory, path, bearer())).status).toBe(200);
    expect((await get(ports.memory, "/v1/experiments/nowhere/comparison", bearer())).status).toBe(599);
    expect((await get(ports.both, "/v1/experiments/nowhere/comparison", bearer())).status).toBe(404);
  });

  it("is given to nobody else, and to nothing but what was asked: all of that is the app's", async () => {
    const path = `/v1/comparisons/${digest}`;
    await get(ports.app, path, bearer());
    const stranger = (await service.key("b", ["admin"])).key;
    const expired = (await service.key("a", ["read"], { expiresAt: "2026-01-02T00:00:00.000Z" })).key;
    for (const other of [stranger, expired])
      await get(ports.app, path, { ...bearer(), authorization: `Bearer ${other}` });
    const asked: [string, http.OutgoingHttpHeaders | string[], string?][] = [
      [path, { "accept-encoding": "gzip" }],
      [path, { ...bearer(), authorization: `Bearer ${stranger}` }],
      [path, { ...bearer(), authorization: `Bearer ${expired}` }],
      [path, { ...bearer(), authorization: `Bearer ${key}x` }],
      [path, { ...bearer(), authorization: `bearer   ${key} ` }],
      [
        path,
        ["authorization", `Bearer ${key}`, "authorization", "Bearer x", "accept-encoding", "gzip", "host", "127.0.0.1"],
      ],
      [path, { ...bearer(), host: "elsewhere.example" }],
      [path, { ...bearer(), accept: "text/csv" }],
      [path, { ...bearer(), accept: "application/json;q=0.5, image/svg+xml" }],
      [path, { ...bearer(), accept: "image/png" }],
      [path, { ...bearer(), "accept-encoding": "br" }],
      [path, { ...bearer(), "accept-encoding": "gzip;q=0, *" }],
      [path, bearer(), "HEAD"],
      [path, bearer(), "DELETE"],
      [`${path}?suite=own`, bearer()],
      [`${path}?`, bearer()],
      [`${path}.csv`, bearer()],
      [`${path}/`, bearer()],
      [`/v1/../v1/comparisons/${digest}`, bearer()],
      ["/v1/experiments/e/comparison?sort=suite", bearer()],
      ["/v1/experiments/%65/comparison", bearer()],
      ["/v1/experiments/e/comparison.csv", bearer()],
      [`/v1/comparisons/${digest.toUpperCase()}`, bearer()],
      [`/v1/comparisons/%${digest.charCodeAt(0).toString(16)}${digest.slice(1)}`, bearer()],
    ];
    for (const [at, headers, method] of asked) {
      const name = `${method ?? "GET"} ${at} ${JSON.stringify(headers).slice(0, 200)}`;
      expect((await get(ports.memory, at, headers, method)).status, name).toBe(599);
      const [own, both] = [await get(ports.app, at, headers, method), await get(ports.both, at, headers, method)];
      expect(comparable(both), name).toEqual(comparable(own));
      expect(own.status, name).not.toBe(599);
    }
  });

  it("ends with a key's reads of a minute", async () => {
    const isAnswered = fromMemory(service.deps, { ...options, rates: makeRates({ reads: 2 }) });
    const port = await listening(alone(isAnswered));
    const path = `/v1/comparisons/${digest}`;
    await get(ports.app, path, bearer());
    const statuses = [];
    for (let time = 0; time < 3; time += 1) statuses.push((await get(port, path, bearer())).status);
    expect(statuses).toEqual([200, 200, 599]);
  });
});

describe("what is ended", () => {
  /** The same table, as a process sees it that knows nothing of this one. */
  const elsewhere = () => {
    const { table } = service.deps;
    return { ...service.deps, table: { ...table, client: Object.create(table.client) as typeof table.client } };
  };
  const other = () => {
    const app = fullApp(elsewhere(), { log: () => undefined, newRequestId: () => "elsewhere" });
    return (method: string, path: string) => app.request(path, { method, headers: { authorization: `Bearer ${key}` } });
  };

  it("is ended in this process at once: keys", async () => {
    const made = await service.key("a", ["read"]);
    const asked = { ...bearer(), authorization: `Bearer ${made.key}` };
    await get(ports.app, `/v1/comparisons/${digest}`, asked);
    expect((await get(ports.memory, `/v1/comparisons/${digest}`, asked)).status).toBe(200);
    await ask(key, "DELETE", `/v1/keys/${made.id}`);
    expect((await get(ports.memory, `/v1/comparisons/${digest}`, asked)).status).toBe(599);
    expect((await get(ports.both, `/v1/comparisons/${digest}`, asked)).status).toBe(401);
  });

  it("is ended in another process within half a minute: keys and shares", async () => {
    expect(credentialKeptMs).toBeLessThanOrEqual(30_000);
    const made = await service.key("a", ["read"]);
    const rotated = await service.key("a", ["read"]);
    const share = (await (await ask(key, "POST", "/v1/shares", { body: { digest } })).json()) as {
      id: string;
      csv: string;
    };
    const statuses = () =>
      Promise.all([
        ask(made.key, "GET", "/v1/checkpoints"),
        ask(rotated.key, "GET", "/v1/checkpoints"),
        ask(undefined, "GET", share.csv),
      ]).then((answers) => answers.map(({ status }) => status));
    expect(await statuses()).toEqual([200, 200, 200]);
    const ended = other();
    expect((await ended("DELETE", `/v1/keys/${made.id}`)).status).toBe(200);
    expect((await ended("POST", `/v1/keys/${rotated.id}/rotate`)).status).toBe(201);
    expect((await ended("DELETE", `/v1/shares/${share.id}`)).status).toBe(200);
    service.later += credentialKeptMs;
    expect(await statuses()).toEqual([401, 401, 404]);
  });

  it("is ended in this process at once, in another within five seconds: comparisons", async () => {
    expect(comparisonKeptMs).toBeLessThanOrEqual(5000);
    const path = `/v1/comparisons/${digest}`;
    const app = other();
    const statuses = async () => [(await get(ports.both, path, bearer())).status, (await app("GET", path)).status];
    expect(await statuses()).toEqual([200, 200]);
    const refusal = (await (await ask(key, "DELETE", "/v1/checkpoints/after")).json()) as {
      errors: { place: string; text: string }[];
    };
    const token = refusal.errors.find(({ place }) => place === "confirm")?.text;
    const deleted = await ask(key, "DELETE", `/v1/checkpoints/after?confirm=${token}`);
    expect(deleted.status).toBe(200);
    expect((await get(ports.memory, path, bearer())).status).toBe(599);
    expect(await statuses()).toEqual([410, 200]);
    service.later += comparisonKeptMs;
    expect(await statuses()).toEqual([410, 410]);
    expect((await ask(key, "GET", "/v1/experiments/e/comparison")).status).toBe(409);
  });
});
