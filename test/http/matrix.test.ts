/** Every route of the app × every kind of caller × own and other project. A route without a row here fails. */
import { NewShare } from "@evenmatch/contract/access";
import { routes } from "@evenmatch/contract/openapi";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../service/running-service.ts";
import { inProcess } from "./in-process.ts";

const service = inProcess();
const { ask } = service;

/** `page`: as read, but who comes without a key is sent to the form; `form`: for a browser of this site alone */
type Access = "none" | "read" | "write" | "admin" | "share" | "page" | "form";

const nothing = "0".repeat(64);
const digest = "{[0-9a-f]{64}}";

/** Route as the app has it → who may, and a path of it that names nothing. */
const matrix: Readonly<Record<string, [Access, string]>> = {
  "GET /health": ["none", "/health"],
  "GET /openapi.json": ["none", "/openapi.json"],
  "GET /problems/:code": ["none", "/problems/not_found"],
  "GET /v1/warnings": ["none", "/v1/warnings"],
  "GET /docs": ["none", "/docs"],
  "GET /llms.txt": ["none", "/llms.txt"],
  "GET /v1/experiments/:experiment/:comparison{comparison(\\.[a-z]+)?}": ["read", "/v1/experiments/x/comparison"],
  "GET /v1/comparisons/:digest{[0-9a-f]{64}(\\.[a-z]+)?}": ["read", `/v1/comparisons/${nothing}`],
  "GET /v1/experiments/:experiment/win-rates": ["read", "/v1/experiments/x/win-rates"],
  "GET /v1/experiments/:experiment/suites/:suite": ["read", "/v1/experiments/x/suites/x"],
  "GET /v1/experiments/:experiment/persistence": ["read", "/v1/experiments/x/persistence"],
  "GET /v1/experiments/:experiment/persistence.svg": ["read", "/v1/experiments/x/persistence.svg"],
  "GET /v1/experiments/:experiment/methods": ["read", "/v1/experiments/x/methods"],
  "PUT /v1/checkpoints/:checkpoint": ["write", "/v1/checkpoints/x"],
  "GET /v1/checkpoints/:checkpoint": ["read", "/v1/checkpoints/x"],
  "DELETE /v1/checkpoints/:checkpoint": ["admin", "/v1/checkpoints/x"],
  "GET /v1/checkpoints": ["read", "/v1/checkpoints"],
  "GET /v1/checkpoints/:checkpoint/results": ["read", "/v1/checkpoints/x/results"],
  "GET /v1/checkpoints/:checkpoint/results/:result": ["read", `/v1/checkpoints/x/results/${nothing}`],
  "PUT /v1/suites/:suite": ["write", "/v1/suites/x"],
  "GET /v1/suites/:suite": ["read", "/v1/suites/x"],
  "GET /v1/suites": ["read", "/v1/suites"],
  "POST /v1/uploads": ["write", "/v1/uploads"],
  "GET /v1/uploads": ["read", "/v1/uploads"],
  "GET /v1/uploads/:upload": ["read", "/v1/uploads/x"],
  "PUT /v1/uploads/:upload/files/:index{[0-9]+}": ["write", "/v1/uploads/x/files/0"],
  "POST /v1/uploads/:upload/complete": ["write", "/v1/uploads/x/complete"],
  "POST /v1/uploads/:upload/read-again": ["write", "/v1/uploads/x/read-again"],
  "POST /v1/results": ["write", "/v1/results"],
  "PUT /v1/experiments/:experiment": ["write", "/v1/experiments/x"],
  "GET /v1/experiments/:experiment": ["read", "/v1/experiments/x"],
  "DELETE /v1/experiments/:experiment": ["admin", "/v1/experiments/x"],
  "GET /v1/experiments": ["read", "/v1/experiments"],
  "GET /v1/experiments/:experiment/guarantee": ["read", "/v1/experiments/x/guarantee"],
  "POST /v1/experiments/:experiment/calibration": ["write", "/v1/experiments/x/calibration"],
  "GET /v1/experiments/:experiment/suites/:suite/items": ["read", "/v1/experiments/x/suites/x/items"],
  "POST /v1/comparisons": ["write", "/v1/comparisons"],
  "GET /v1/comparisons/:digest/verify": ["read", `/v1/comparisons/${nothing}/verify`],
  "GET /v1/comparisons/:digest/record": ["read", `/v1/comparisons/${nothing}/record`],
  "GET /v1/comparisons/:before/diff/:after": ["read", `/v1/comparisons/${nothing}/diff/${nothing}`],
  [`GET /v1/comparisons/:digest${digest}/results/:result`]: ["read", `/v1/comparisons/${nothing}/results/${nothing}`],
  "GET /v1/project": ["read", "/v1/project"],
  "DELETE /v1/project": ["admin", "/v1/project"],
  "POST /v1/projects": ["admin", "/v1/projects"],
  "POST /v1/keys": ["admin", "/v1/keys"],
  "GET /v1/keys": ["admin", "/v1/keys"],
  "POST /v1/keys/:id/rotate": ["admin", "/v1/keys/x/rotate"],
  "DELETE /v1/keys/:id": ["admin", "/v1/keys/x"],
  "POST /v1/shares": ["write", "/v1/shares"],
  "GET /v1/shares": ["write", "/v1/shares"],
  "DELETE /v1/shares/:share": ["write", "/v1/shares/x"],
  "GET /v1/audit": ["admin", "/v1/audit"],
  "GET /shared/:token": ["share", "/shared/TOKEN"],
  "GET /shared/:token/:comparison{comparison\\.[a-z]+}": ["share", "/shared/TOKEN/comparison.csv"],
  "GET /shared/:token/:file{comparison\\.[a-z]+}": ["share", "/shared/TOKEN/comparison.svg"],
  "GET /shared/:token/persistence.svg": ["share", "/shared/TOKEN/persistence.svg"],
  "GET /shared/:token/suites/:suite": ["share", "/shared/TOKEN/suites/suite-7291"],
  "GET /": ["none", "/"],
  "GET /sign-in": ["none", "/sign-in"],
  "POST /sign-in": ["form", "/sign-in"],
  "POST /sign-out": ["form", "/sign-out"],
  "GET /experiments/:experiment": ["page", "/experiments/x"],
  "GET /experiments/:experiment/:file{comparison\\.[a-z]+}": ["page", "/experiments/x/comparison.csv"],
  "GET /experiments/:experiment/persistence.svg": ["page", "/experiments/x/persistence.svg"],
  "GET /experiments/:experiment/suites/:suite": ["page", "/experiments/x/suites/x"],
  [`GET /comparisons/:digest${digest}`]: ["page", `/comparisons/${nothing}`],
  [`GET /comparisons/:digest${digest}/:file{comparison\\.[a-z]+}`]: ["page", `/comparisons/${nothing}/comparison.csv`],
  [`GET /comparisons/:digest${digest}/persistence.svg`]: ["page", `/comparisons/${nothing}/persistence.svg`],
  [`GET /comparisons/:digest${digest}/suites/:suite`]: ["page", `/comparisons/${nothing}/suites/x`],
  [`GET /comparisons/:digest${digest}/proof.json`]: ["page", `/comparisons/${nothing}/proof.json`],
  [`GET /comparisons/:digest${digest}/verify`]: ["page", `/comparisons/${nothing}/verify`],
  "GET /verify": ["none", "/verify"],
  "GET /verify.js": ["none", "/verify.js"],
  "GET /experiments": ["page", "/experiments"],
  "GET /checkpoints": ["page", "/checkpoints"],
  "GET /suites": ["page", "/suites"],
  "GET /uploads": ["page", "/uploads"],
  "GET /uploads/:upload": ["page", "/uploads/x"],
};

const entries = Object.entries(matrix).map(([route, [access, path]]) => {
  const [method = ""] = route.split(" ");
  return { route, method, access, path };
});

/** What has been made in project `a`. */
const made = {
  checkpoint: "treated-7291",
  suite: "suite-7291",
  experiment: "experiment-7291",
  upload: "",
  digest: "",
  result: "",
};
const ids = { key: "", share: "" };
let share: NewShare;
const callers: Record<string, string | undefined> = {};
let other = "";

const jsonOf = async <T>(response: Response): Promise<T> => (await response.json()) as T;

beforeAll(async () => {
  for (const scope of ["read", "write", "admin"] as const) callers[scope] = (await service.key("a", [scope])).key;
  callers.nobody = undefined;
  callers.garbage = "em_garbage";
  callers.unknown = `em_${"A".repeat(43)}_a2ef0b22`;
  callers.expired = (await service.key("a", ["admin"], { expiresAt: "2026-01-02T00:00:00.000Z" })).key;
  const revoked = await service.key("a", ["admin"]);
  callers.revoked = revoked.key;
  const admin = callers.admin;
  await ask(admin, "DELETE", `/v1/keys/${revoked.id}`);
  other = (await service.key("b", ["admin"])).key;
  const arms = { "treated-7291": "1110111101111011110111101111", control: "1010110100101010110100101101" };
  for (const [checkpoint, scores] of Object.entries(arms)) {
    const rows = rowsOf("suite-7291", scores);
    const sent = await ask(admin, "POST", "/v1/results", { body: { checkpoint, rows } });
    const { upload, results } = await jsonOf<{ upload: string; results: { resultHash: string }[] }>(sent);
    Object.assign(made, { upload, result: `${results[0]?.resultHash}.ndjson` });
  }
  await ask(admin, "PUT", "/v1/suites/suite-7291", { body: { metric: { direction: "higher" } } });
  const body = { treatment: ["treated-7291"], baseline: ["control"] };
  await ask(admin, "PUT", "/v1/experiments/experiment-7291", { body });
  made.digest = (await jsonOf<{ digest: string }>(await ask(admin, "GET", "/v1/experiments/experiment-7291"))).digest;
  const shared = await ask(admin, "POST", "/v1/shares", { body: { digest: made.digest } });
  share = NewShare.parse(await shared.json());
  callers.share = share.token;
  ids.share = share.id;
  ids.key = (await service.key("a", ["read"])).id;
}, 60_000);

const levels = ["read", "write", "admin"];

/** What a caller gets before anything is looked for: a refusal, or a way on. */
function expected(access: Access, caller: string): number | "on" {
  if (access === "none" || access === "share") return "on";
  if (access === "form") return 403;
  if (access === "page" && caller === "nobody") return 303;
  if (!levels.includes(caller)) return 401;
  const needed = access === "page" ? "read" : access;
  return levels.indexOf(caller) >= levels.indexOf(needed) ? "on" : 403;
}

describe("the matrix", () => {
  it("has a row for every route of the app, and none for others", () => {
    const served = service.app.routes.filter(({ method }) => method !== "ALL");
    const names = new Set(served.map(({ method, path }) => `${method} ${path}`));
    const rows = Object.keys(matrix);
    expect({ withoutRow: [...names].filter((name) => !rows.includes(name)) }).toEqual({ withoutRow: [] });
    expect({ gone: rows.filter((name) => !names.has(name)) }).toEqual({ gone: [] });
  });

  it("agrees with the document, which has every route but the pages", () => {
    // a route of the app may serve several paths of the document: with suffixes
    const plain = (path: string) =>
      path.replace(/\/:(\w+)(\{.*\})?/g, "/{$1}").replace(/\{comparison\}$/, "comparison");
    const documented = new Map(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route.scope]));
    const without: string[] = [];
    for (const { route, access } of entries) {
      const path = route.slice(route.indexOf(" ") + 1);
      if (
        /^\/(experiments|comparisons|checkpoints|suites|uploads|sign-\w+|docs|llms\.txt|verify(\.js)?)?(\/|$)/.test(
          path,
        )
      )
        continue;
      if (/^\/shared\/:token\/(:file|suites|persistence)/.test(path)) continue;
      const name = `${route.split(" ")[0]} ${plain(path)}`;
      const [, scope] = [...documented].find(([other]) => other === name || other.startsWith(`${name}.`)) ?? [];
      if (scope !== access) without.push(`${name}: ${access} here, ${scope} in the document`);
    }
    expect(without).toEqual([]);
  });

  it("holds for every caller", async () => {
    const breaches: string[] = [];
    for (const { route, method, access, path } of entries) {
      for (const [caller, key] of Object.entries(callers)) {
        // who may not be refused is asked for twice: without a key, and with a broken one
        if (access === "none" && caller !== "nobody" && caller !== "garbage") continue;
        const body = method === "PUT" || method === "POST" ? { body: "[]" } : {};
        // a form of another site: what else a browser sends, it asks leave for first
        const form = access === "form" ? { headers: { "content-type": "application/x-www-form-urlencoded" } } : {};
        const { status } = await ask(key, method, path.replace("TOKEN", share.token), { ...body, ...form });
        const needed = expected(access, caller);
        const isRight = needed === "on" ? ![401, 403].includes(status) && status < 500 : status === needed;
        if (!isRight) breaches.push(`${route} as ${caller}: needed ${needed}, found ${status}`);
      }
    }
    expect(breaches).toEqual([]);
  }, 60_000);
});

describe("another project", () => {
  const named = entries.filter(
    ({ access, path }) => path.split("/").some((part) => part === "x" || part === nothing) && access !== "form",
  );
  const placeOf = (route: string, of: Record<string, string>): string => {
    const path = route.slice(route.indexOf(" ") + 1).replace(/\{comparison\(?\\.*$/, "");
    return path
      .replace(/:(?:comparison|file)$/, "comparison.csv")
      .replace(/:index\{.*\}/, "0")
      .replace(/:(\w+)(\{\[0-9a-f\]\{64\}[^/]*\})?/g, (_, name: string) => of[name] ?? "x");
  };
  const bodies: Readonly<Record<string, object>> = {
    "POST /v1/experiments/:experiment/calibration": { kind: "halves" },
  };
  const unknownIds = {
    checkpoint: "unknown",
    suite: "unknown",
    experiment: "unknown",
    upload: "unknown",
    digest: nothing,
    result: `${nothing}.ndjson`,
    before: nothing,
    after: nothing,
    key: "unknown",
    share: "unknown",
  };

  /** What is asked, answered and cost, without what names the thing that was asked for. */
  async function seen(route: string, method: string, of: Record<string, string>) {
    const before = service.calls;
    const path = placeOf(route, of);
    const body = bodies[route] ?? (method === "POST" ? {} : undefined);
    const response = await ask(other, method, path, body === undefined ? {} : { body });
    let text = await response.text();
    for (const [id = ""] of Object.values(of).map((name) => name.split(".")))
      text = text.replaceAll(id, "ID").replaceAll(id.slice(0, 12), "ID");
    const headers = [...response.headers].filter(
      ([name]) => !/^(x-request-id|server-timing|ratelimit|etag)/.test(name),
    );
    return {
      status: response.status,
      text: text.replace(response.headers.get("x-request-id") ?? "", "REQUEST"),
      headers,
      calls: service.calls - before,
    };
  }

  it("meets the same answer, at the same cost, for what is there and for what is nowhere", async () => {
    // its key has been noted as used, so that noting it costs nothing below
    await ask(other, "GET", "/v1/checkpoints");
    // and its writes of this minute are being counted
    await ask(other, "PUT", "/v1/checkpoints/some", { body: {} });
    const told: string[] = [];
    for (const { route, method } of named) {
      // writing under a name of its own says nothing of others: those come next
      if (method === "PUT" && !route.includes("files")) continue;
      const foreign = await seen(route, method, { ...made, ...ids, before: made.digest, after: made.digest });
      const unknown = await seen(route, method, unknownIds);
      for (const part of ["status", "calls", "headers", "text"] as const) {
        const [one, two] = [foreign, unknown].map((answer) => JSON.stringify(answer[part])) as [string, string];
        if (one === two) continue;
        const at = [...one].findIndex((character, index) => character !== two[index]);
        told.push(`${route}: ${part}: ${two.slice(at, at + 80)} ≠ ${one.slice(at, at + 80)}`);
      }
      if (foreign.status < 400) told.push(`${route}: ${foreign.status}`);
      if (foreign.calls === 0) told.push(`${route}: the table was not asked`);
    }
    expect(told).toEqual([]);
  }, 60_000);

  it("writes beside, not over, what has the same name", async () => {
    const names = ["/v1/checkpoints/treated-7291", "/v1/suites/suite-7291"];
    const before = await Promise.all(names.map(async (path) => (await ask(callers.read, "GET", path)).text()));
    expect((await ask(other, "PUT", "/v1/checkpoints/treated-7291", { body: { step: 9 } })).status).toBe(201);
    expect((await ask(other, "PUT", "/v1/suites/suite-7291", { body: { name: "Theirs" } })).status).toBe(201);
    const after = await Promise.all(names.map(async (path) => (await ask(callers.read, "GET", path)).text()));
    expect(after).toEqual(before);
    for (const list of ["keys", "shares", "audit", "uploads", "experiments"]) {
      const text = await (await ask(other, "GET", `/v1/${list}`)).text();
      for (const id of [made.upload, made.digest, made.experiment, ids.key, ids.share]) {
        expect([list, id, text.includes(id)]).toEqual([list, id, false]);
      }
    }
  });
});
