/** What every route keeps to: preconditions, idempotency, pages, limits, headers, and what is written to a log. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { limits } from "@evenmatch/contract/limits";
import { problemCodes } from "@evenmatch/contract/problem";
import { problemPage } from "@evenmatch/contract/problem-page";
import { newSecret } from "@evenmatch/service/access";
import { jsonLog } from "@evenmatch/service/http/request-log";
import { claim, leaseMs, remember, rememberedMs } from "@evenmatch/store";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../service/running-service.ts";
import { repoRoot } from "../shared-files.ts";
import { inProcess } from "./in-process.ts";

const lines: string[] = [];
const log = jsonLog((line) => lines.push(line), Date.now);
const service = inProcess({ logRequest: log.logRequest });
const { ask } = service;
let key = "";

beforeAll(async () => {
  key = (await service.key("p", ["admin"])).key;
});

const put = (target: string, body: object, headers = {}) => ask(key, "PUT", target, { body, headers });
const get = (target: string, headers = {}) => ask(key, "GET", target, { headers });

async function refusal(response: Response): Promise<[number, string]> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { code } = (await response.json()) as { code: keyof typeof problemCodes };
  expect(problemCodes[code][0]).toBe(response.status);
  return [response.status, code];
}

describe("problem codes", () => {
  it("stand in the reference as the contract has them", () => {
    expect(readFileSync(path.join(repoRoot, "docs/reference/problems.md"), "utf8")).toBe(problemPage());
  });

  it("are told in words at the address of their type", async () => {
    const { type } = (await (await get("/v1/checkpoints/nothing")).json()) as { type: string };
    expect(await (await ask(undefined, "GET", type)).json()).toMatchObject({ code: "not_found", status: 404 });
    expect(await refusal(await ask(undefined, "GET", "/problems/constructor"))).toEqual([404, "not_found"]);
  });
});

describe("preconditions", () => {
  it("write only what is as the caller read it", async () => {
    const made = await put("/v1/checkpoints/c", { step: 1 }, { "if-none-match": "*" });
    expect(made.status).toBe(201);
    const tag = (await get("/v1/checkpoints/c")).headers.get("etag") ?? "";
    expect(made.headers.get("etag")).toBe(tag);
    expect((await get("/v1/checkpoints/c", { "if-none-match": tag })).status).toBe(304);
    expect(await refusal(await put("/v1/checkpoints/c", { step: 2 }, { "if-none-match": "*" }))).toEqual([
      412,
      "precondition_failed",
    ]);
    expect((await put("/v1/checkpoints/c", { step: 2 }, { "if-match": tag })).status).toBe(200);
    const late = await put("/v1/checkpoints/c", { step: 3 }, { "if-match": tag });
    expect(await refusal(late)).toEqual([412, "precondition_failed"]);
    expect(await (await get("/v1/checkpoints/c")).json()).toMatchObject({ step: 2 });
    expect((await put("/v1/checkpoints/c", { step: 4 }, { "if-match": "*" })).status).toBe(200);
    const nothing = await put("/v1/checkpoints/none", {}, { "if-match": "*" });
    expect(await refusal(nothing)).toEqual([412, "precondition_failed"]);
  });

  it("let one of many at once through", async () => {
    await put("/v1/checkpoints/raced", { step: 0 });
    const tag = (await get("/v1/checkpoints/raced")).headers.get("etag") ?? "";
    const writes = [1, 2, 3, 4, 5, 6].map((step) => put("/v1/checkpoints/raced", { step }, { "if-match": tag }));
    const statuses = (await Promise.all(writes)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412, 412, 412]);
  });

  it("hold an experiment to what was declared, not to how its comparison stands", async () => {
    for (const checkpoint of ["t", "b"]) await put(`/v1/checkpoints/${checkpoint}`, {});
    const arms = { treatment: ["t"], baseline: ["b"] };
    await put("/v1/experiments/e", arms);
    const tag = (await get("/v1/experiments/e")).headers.get("etag") ?? "";
    for (const checkpoint of ["t", "b"]) {
      await ask(key, "POST", "/v1/results", { body: { checkpoint, rows: rowsOf("own", "11010") } });
    }
    const now = await get("/v1/experiments/e", { "if-none-match": tag });
    expect([now.status, now.headers.get("etag") === tag]).toEqual([200, false]);
    expect((await put("/v1/experiments/e", { ...arms, name: "named" }, { "if-match": tag })).status).toBe(200);
    expect((await put("/v1/experiments/e", { ...arms, name: "again" }, { "if-match": tag })).status).toBe(412);
  });

  it("hold suites, a catalogued one too", async () => {
    const tag = (await get("/v1/suites/gsm8k")).headers.get("etag") ?? "";
    expect((await put("/v1/suites/gsm8k", { name: "Ours" }, { "if-match": tag })).status).toBe(201);
    expect((await put("/v1/suites/gsm8k", { name: "Mine" }, { "if-match": tag })).status).toBe(412);
  });
});

describe("idempotency keys", () => {
  const post = (body: object, idempotencyKey: string) =>
    ask(key, "POST", "/v1/uploads", { body, headers: { "idempotency-key": idempotencyKey } });
  const request = { checkpoint: "i", files: [{ name: "rows.ndjson", bytes: 3 }] };

  it("give the same request the same answer for a day, and then forget it", async () => {
    const first = await post(request, "k1");
    const text = await first.text();
    const again = await post(request, "k1");
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(await again.text()).toBe(text);
    expect(await refusal(await post({ ...request, checkpoint: "j" }, "k1"))).toEqual([422, "idempotency_reused"]);
    service.later += rememberedMs + 1;
    expect((await post({ ...request, checkpoint: "j" }, "k1")).status).toBe(201);
    service.later = 0;
  });

  it("hold the key for a minute while the first request is at work", async () => {
    const { table, now } = service.deps;
    const of = { project: "p", key: "k2" };
    expect(await claim(table, { ...of, bodyHash: "one", now: now() })).toEqual({ state: "claimed" });
    expect(await claim(table, { ...of, bodyHash: "one", now: now() + 1 })).toMatchObject({ state: "in_flight" });
    expect(await claim(table, { ...of, bodyHash: "two", now: now() + 1 })).toEqual({ state: "other_body" });
    const busy = await post(request, "k2");
    expect(await refusal(busy)).toEqual([422, "idempotency_reused"]);
    // the process died: the key is free again
    expect(await claim(table, { ...of, bodyHash: "one", now: now() + leaseMs })).toEqual({ state: "claimed" });
    await remember(table, { ...of, bodyHash: "one", now: now() + leaseMs, status: 201, body: "{}" });
    const answered = await claim(table, { ...of, bodyHash: "one", now: now() + leaseMs + 1 });
    expect(answered).toEqual({ state: "answered", status: 201, body: "{}" });
  });

  it("answer one of two at once, and say when to ask again", async () => {
    const both = await Promise.all([post(request, "k3"), post(request, "k3")]);
    const statuses = both.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(201);
    const late = both.find(({ status }) => status !== 201);
    if (late !== undefined) expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    const uploads = await Promise.all(
      [post(request, "k3"), post(request, "k3")].map(async (answer) => (await answer).text()),
    );
    expect(new Set(uploads).size).toBe(1);
  });

  it("do not remember a refusal", async () => {
    const twice = { checkpoint: "i", files: [request.files[0], request.files[0]] };
    expect(await refusal(await post(twice, "k4"))).toEqual([422, "invalid_body"]);
    expect(await refusal(await post(twice, "k4"))).toEqual([422, "invalid_body"]);
    expect((await post(request, "k4")).status).toBe(201);
  });
});

describe("pages", () => {
  interface Page {
    items: { checkpoint: string }[];
    next: string | null;
  }
  it("leave nothing out and give nothing twice while others write", async () => {
    const own = (await service.key("paged", ["write"])).key;
    const names = Array.from({ length: 9 }, (_, index) => `c${index}`);
    for (const name of names) await ask(own, "PUT", `/v1/checkpoints/${name}`, { body: {} });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `&cursor=${cursor}`;
      const page = (await (await ask(own, "GET", `/v1/checkpoints?limit=2${query}`)).json()) as Page;
      seen.push(...page.items.map(({ checkpoint }) => checkpoint));
      cursor = page.next;
      // before the page's end and behind it
      await ask(own, "PUT", `/v1/checkpoints/b${seen.length}`, { body: {} });
      await ask(own, "PUT", `/v1/checkpoints/${names[0]}`, { body: { step: seen.length } });
    } while (cursor !== null);
    expect(seen).toEqual(names);
  });

  it("take no cursor out of thin air to another list", async () => {
    for (const text of ["U#", "E#x", "\u0000", "z".repeat(290), ""]) {
      const cursor = Buffer.from(text).toString("base64url");
      expect((await get(`/v1/checkpoints?cursor=${cursor}`)).status).toBe(200);
    }
    expect(await refusal(await get(`/v1/checkpoints?cursor=${"z".repeat(4000)}`))).toEqual([400, "invalid_query"]);
  });
});

describe("limits", () => {
  it("have a code each", async () => {
    const rows = (n: number, suite: (i: number) => string) =>
      Array.from({ length: n }, (_, i) => ({ suite: suite(i), item: i, score: 1 }));
    const results = (body: object) => ask(key, "POST", "/v1/results", { body });
    const files = Array.from({ length: limits.files + 1 }, (_, i) => ({ name: `f${i}`, bytes: 1 }));
    const noise = (n: number) => randomBytes(n).toString("base64");
    const doses = Object.fromEntries(Array.from({ length: 4000 }, () => [noise(140), 1]));
    const noisyFiles = Array.from({ length: limits.files }, () => ({ name: noise(300), bytes: 1 }));
    await put("/v1/checkpoints/t", {});
    await put("/v1/checkpoints/b", {});
    const cases: [string, () => Promise<Response>][] = [
      ["payload_too_large", () => put("/v1/checkpoints/x", { name: "n".repeat(limits.bodyBytes) })],
      [
        "payload_too_large",
        () =>
          put("/v1/experiments/x", {
            treatment: ["t"],
            baseline: ["b"],
            plan: { persistence: { axis: "condition", doses } },
          }),
      ],
      ["payload_too_large", () => ask(key, "POST", "/v1/uploads", { body: { checkpoint: "x", files: noisyFiles } })],
      ["name_too_long", () => put("/v1/checkpoints/x", { name: "n".repeat(limits.name + 1) })],
      ["too_many_rows", () => results({ checkpoint: "x", rows: Array.from({ length: limits.rows + 1 }, () => 1) })],
      ["too_many_suites", () => results({ checkpoint: "x", rows: rows(limits.suites + 1, (i) => `s${i}`) })],
      ["too_many_files", () => ask(key, "POST", "/v1/uploads", { body: { checkpoint: "x", files } })],
      [
        "too_many_values",
        () => put("/v1/experiments/x", { treatment: Array.from({ length: 65 }, (_, i) => `t${i}`), baseline: ["b"] }),
      ],
    ];
    for (const [code, request] of cases) expect((await refusal(await request()))[1]).toBe(code);
  });

  it("of requests: writes are counted in the table, reads in the process, and both say what is left", async () => {
    const own = (await service.key("busy", ["write"])).key;
    const first = await ask(own, "GET", "/v1/checkpoints");
    expect(first.headers.get("ratelimit-policy")).toBe(`"reads";q=${limits.readsPerMinute};w=60`);
    expect(first.headers.get("ratelimit")).toBe(`"reads";r=${limits.readsPerMinute - 1};t=60`);
    const written = await ask(own, "PUT", "/v1/checkpoints/a", { body: {} });
    expect(written.headers.get("ratelimit")).toMatch(new RegExp(`^"writes";r=${limits.writesPerMinute - 1};t=\\d+$`));
  });
});

describe("methods and types", () => {
  it("say which methods a route has, and that HEAD is GET without a body", async () => {
    const refused = await ask(key, "DELETE", "/v1/suites/x");
    expect(refused.headers.get("allow")).toBe("GET, HEAD, PUT");
    expect(await refusal(refused)).toEqual([405, "method_not_allowed"]);
    const head = await ask(key, "HEAD", "/v1/checkpoints");
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(await refusal(await ask(key, "POST", "/v1/checkpoints"))).toEqual([405, "method_not_allowed"]);
  });

  it("refuse types that are not served, and say which are", async () => {
    const refused = await get("/v1/experiments/e/comparison", { accept: "image/png, text/csv;q=0" });
    expect(await refusal(refused)).toEqual([406, "not_acceptable"]);
    expect((await get("/v1/experiments/e/comparison", { accept: "image/png, text/csv;q=0.1" })).status).toBe(200);
  });
});

describe("browsers", () => {
  it("of any site may ask with a key, and are told so before", async () => {
    const preflight = await ask(undefined, "OPTIONS", "/v1/results", {
      headers: {
        origin: "https://notebook.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-headers")?.split(",")).toContain("authorization");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    const refused = await ask(undefined, "GET", "/v1/checkpoints", { headers: { origin: "https://notebook.example" } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
    const page = await ask(undefined, "GET", "/sign-in", { headers: { origin: "https://notebook.example" } });
    expect(page.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("are given policies with every answer", async () => {
    for (const target of ["/health", "/v1/checkpoints", "/nothing", "/sign-in", "/v1/experiments/e/comparison.svg"]) {
      const { headers } = await get(target);
      expect([target, headers.get("x-content-type-options")]).toEqual([target, "nosniff"]);
      expect([target, headers.get("content-security-policy")]).toEqual([
        target,
        expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      ]);
      expect([target, headers.get("x-request-id")]).toEqual([target, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    }
    const secure = await ask(undefined, "GET", "https://evenmatch.example/health");
    expect(secure.headers.get("strict-transport-security")).toBe("max-age=63072000");
  });

  it("keep a key under a name that only this host can set, where there is TLS", async () => {
    const { key: own } = await service.key("p", ["read"]);
    const signed = await ask(undefined, "POST", "https://evenmatch.example/sign-in", {
      body: new URLSearchParams({ key: own }).toString(),
      headers: { origin: "https://evenmatch.example", "content-type": "application/x-www-form-urlencoded" },
    });
    const cookie = signed.headers.get("set-cookie") ?? "";
    for (const mark of ["__Host-evenmatch=em_", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"]) {
      expect(cookie).toContain(mark);
    }
  });
});

describe("the log", () => {
  it("has a line for each request with its id, and no secret, wherever one was put", async () => {
    lines.length = 0;
    const own = await service.key("p", ["admin"]);
    const digest = ((await (await get("/v1/experiments/e")).json()) as { digest: string }).digest;
    const shared = await ask(own.key, "POST", "/v1/shares", { body: { digest } });
    const { token } = (await shared.json()) as { token: string };
    const made = await ask(own.key, "POST", "/v1/keys", { body: { name: "n", scopes: ["read"] } });
    const { key: second } = (await made.json()) as { key: string };
    const mistyped = `${newSecret("key").slice(0, -1)}x`;
    const secrets = [own.key, second, token, mistyped];
    for (const target of [`/shared/${token}`, `/shared/${token}/comparison.csv`, `/shared/${token}x/comparison.csv`]) {
      await ask(undefined, "GET", target);
    }
    for (const secret of secrets) {
      await ask(secret, "GET", "/v1/checkpoints");
      await ask(undefined, "GET", `/v1/checkpoints/${secret}?key=${secret}`);
      await ask(own.key, "PUT", `/v1/checkpoints/${secret}`, { body: {} });
      await ask(undefined, "GET", "/experiments", { headers: { cookie: `__Host-evenmatch=${secret}` } });
    }
    log.log(new Error(`needed another key than ${own.key}`, { cause: new Error(token) }), "request-1");
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.length).toBe(23);
    for (const entry of entries.slice(0, -1)) {
      expect(entry).toMatchObject({
        level: expect.any(String),
        method: expect.any(String),
        status: expect.any(Number),
      });
      expect(entry.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(entries.at(-1)).toMatchObject({ level: "error", requestId: "request-1" });
    const written = lines.join("\n") + (await (await ask(own.key, "GET", "/v1/audit")).text());
    for (const secret of secrets) expect(written.includes(secret.slice(3, 46))).toBe(false);
    expect(entries.some(({ caller }) => caller === own.id)).toBe(true);
    expect(entries.some(({ path: place, code }) => place === "/v1/checkpoints" && code === "unauthorized")).toBe(true);
  });
});
