/** Keys, projects, shares and the audit log, as their holders meet them. */
import { NewKey, NewProject, NewShare, ProjectAnswer } from "@evenmatch/contract/access";
import { problemCodes } from "@evenmatch/contract/problem";
import { describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "../service/experiments.ts";
import { rowsOf, runningService } from "../service/running-service.ts";

const service = runningService();
const { call } = service;

const withKey = (key: string) => ({ authorization: `Bearer ${key}` });
const as = (key: string, method: string, path: string, body?: unknown) => call(method, path, body, withKey(key));

async function refusal(response: Response): Promise<[number, string]> {
  const { code } = (await response.json()) as { code: keyof typeof problemCodes };
  expect(problemCodes[code][0]).toBe(response.status);
  return [response.status, code];
}

async function newKey(body: object): Promise<NewKey> {
  const response = await call("POST", "/v1/keys", body);
  expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store"]);
  return NewKey.parse(await response.json());
}

const keysOf = async () => {
  const { items } = (await (await call("GET", "/v1/keys")).json()) as { items: NewKey[] };
  return items;
};

describe("keys", () => {
  it("are shown once, listed without their secret, and reach as far as their scope", async () => {
    const made = await newKey({ name: "nightly", scopes: ["read"] });
    expect(made.key).toMatch(/^em_[A-Za-z0-9_-]{43}_[0-9a-f]{8}$/);
    expect((await as(made.key, "GET", "/v1/checkpoints")).status).toBe(200);
    expect(await refusal(await as(made.key, "PUT", "/v1/checkpoints/c", {}))).toEqual([403, "forbidden"]);
    expect(await refusal(await as(made.key, "GET", "/v1/keys"))).toEqual([403, "forbidden"]);
    const listed = await (await call("GET", "/v1/keys")).text();
    expect(listed).toContain(made.id);
    expect(listed).not.toContain(made.key);
    const own = ProjectAnswer.parse(await (await as(made.key, "GET", "/v1/project")).json());
    expect(own).toMatchObject({ project: "default", key: { id: made.id, name: "nightly", scopes: ["read"] } });
  });

  it("remember their last use", async () => {
    const made = await newKey({ name: "used", scopes: ["read"] });
    const before = (await keysOf()).find(({ id }) => id === made.id);
    expect(before).toMatchObject({ lastUsedAt: null, active: true });
    const asked = Date.now();
    await as(made.key, "GET", "/v1/checkpoints");
    const after = (await keysOf()).find(({ id }) => id === made.id);
    expect(Math.abs(Date.parse(after?.lastUsedAt ?? "") - asked)).toBeLessThan(5000);
  });

  it("end when they expire, and can't be made for the past", async () => {
    const made = await newKey({
      name: "brief",
      scopes: ["read"],
      expiresAt: new Date(Date.now() + 1500).toISOString(),
    });
    expect((await as(made.key, "GET", "/v1/checkpoints")).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(made.expiresAt ?? "") - Date.now()) + 5));
    expect(await refusal(await as(made.key, "GET", "/v1/checkpoints"))).toEqual([401, "unauthorized"]);
    const past = await call("POST", "/v1/keys", { name: "late", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" });
    expect(await refusal(past)).toEqual([422, "invalid_body"]);
  });

  it("end with the next request when they are revoked, for good", async () => {
    const made = await newKey({ name: "leaked", scopes: ["write"] });
    expect((await as(made.key, "GET", "/v1/checkpoints")).status).toBe(200);
    const revoked = await call("DELETE", `/v1/keys/${made.id}`);
    expect(await revoked.json()).toMatchObject({ id: made.id, active: false });
    expect(await refusal(await as(made.key, "GET", "/v1/checkpoints"))).toEqual([401, "unauthorized"]);
    expect(await refusal(await call("POST", `/v1/keys/${made.id}/rotate`))).toEqual([409, "conflict"]);
    const again = (await (await call("DELETE", `/v1/keys/${made.id}`)).json()) as NewKey;
    expect(again.revokedAt).toBe((await keysOf()).find(({ id }) => id === made.id)?.revokedAt);
  });

  it("rotate: at once, or with a time in which both work", async () => {
    const first = await newKey({ name: "rotated", scopes: ["read"] });
    const second = NewKey.parse(await (await call("POST", `/v1/keys/${first.id}/rotate`, { graceSeconds: 60 })).json());
    expect(second).toMatchObject({ name: "rotated", scopes: ["read"], active: true });
    expect((await as(first.key, "GET", "/v1/checkpoints")).status).toBe(200);
    expect((await as(second.key, "GET", "/v1/checkpoints")).status).toBe(200);
    const old = (await keysOf()).find(({ id }) => id === first.id);
    expect(Date.parse(old?.expiresAt ?? "") - Date.now()).toBeLessThanOrEqual(60_000);
    const third = NewKey.parse(await (await call("POST", `/v1/keys/${second.id}/rotate`)).json());
    expect(await refusal(await as(second.key, "GET", "/v1/checkpoints"))).toEqual([401, "unauthorized"]);
    expect((await as(third.key, "GET", "/v1/checkpoints")).status).toBe(200);
  });

  it("leave a key that may make others", async () => {
    const own = ProjectAnswer.parse(await (await call("GET", "/v1/project")).json());
    const refused = await call("DELETE", `/v1/keys/${own.key.id}`);
    expect(await refusal(refused)).toEqual([409, "last_admin_key"]);
    expect((await call("GET", "/v1/keys")).status).toBe(200);
  });
});

describe("projects", () => {
  it("are made by a key of scope admin, with a first key of their own, and see nothing of each other", async () => {
    await call("PUT", "/v1/checkpoints/ours", {});
    const response = await call("POST", "/v1/projects", { name: "Another team" });
    expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const made = NewProject.parse(await response.json());
    const theirs = made.key.key;
    expect(await (await as(theirs, "GET", "/v1/checkpoints")).json()).toEqual({ items: [], next: null });
    expect(await refusal(await as(theirs, "GET", "/v1/checkpoints/ours"))).toEqual([404, "not_found"]);
    expect((await as(theirs, "PUT", "/v1/checkpoints/ours", { step: 7 })).status).toBe(201);
    expect(await (await call("GET", "/v1/checkpoints/ours")).json()).not.toHaveProperty("step");
    const { items } = (await (await as(theirs, "GET", "/v1/keys")).json()) as { items: NewKey[] };
    expect(items.map(({ id }) => id)).toEqual([made.key.id]);
    const own = ProjectAnswer.parse(await (await as(theirs, "GET", "/v1/project")).json());
    expect(own).toMatchObject({ project: made.project, name: "Another team", key: { scopes: ["admin"] } });
  });
});

describe("shares", () => {
  const better = "1110111101111011110111101111";
  const worse = "1010110100101010110100101101";
  const digestOf = async () => {
    await declareArms(service, { experiment: "shown", plan: {} });
    await sendRows(service, "shown-t", rowsOf("own-suite", better));
    await sendRows(service, "shown-b", rowsOf("own-suite", worse));
    return (await currentComparison(service, "shown")).digest;
  };
  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, service.url), { headers, redirect: "manual" });

  it("show one comparison to whoever has the link, in a browser and as a table, and nothing else", async () => {
    const digest = await digestOf();
    const share = NewShare.parse(await (await call("POST", "/v1/shares", { digest, name: "for the paper" })).json());
    expect(share.token).toMatch(/^es_[A-Za-z0-9_-]{43}_[0-9a-f]{8}$/);
    const page = await open(share.page, { accept: "text/html" });
    expect([page.status, page.headers.get("referrer-policy")]).toEqual([200, "no-referrer"]);
    const html = await page.text();
    const places = [...html.matchAll(/(?:href|action)="(\/[^"?#]*)/g)].map((match) => match[1] ?? "");
    expect(places).toContain(`${share.page}/suites/own-suite`);
    expect(places.filter((place) => !place.startsWith(share.page))).toEqual([]);
    const csv = await open(share.csv);
    expect([csv.status, csv.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
    expect(await csv.text()).toBe(await (await call("GET", `/v1/comparisons/${digest}.csv`)).text());
    for (const format of ["json", "md", "svg", "html", "parquet"]) {
      expect([format, (await open(`${share.page}/comparison.${format}`)).status]).toEqual([format, 200]);
    }
    const suite = await (await open(`${share.page}/suites/own-suite`)).text();
    expect([suite.includes("own-suite"), suite.includes("q003")]).toEqual([true, false]);
    // the token opens that page and is no key
    expect(await refusal(await as(share.token, "GET", `/v1/comparisons/${digest}`))).toEqual([401, "unauthorized"]);
    expect(await refusal(await as(share.token, "GET", "/v1/checkpoints"))).toEqual([401, "unauthorized"]);
    expect(await (await call("GET", "/v1/shares")).text()).not.toContain(share.token);
  });

  it("end with the next request when revoked, and then look as if they had never been", async () => {
    const digest = await digestOf();
    const share = NewShare.parse(await (await call("POST", "/v1/shares", { digest })).json());
    const until = Date.parse(share.expiresAt ?? "") - Date.parse(share.createdAt);
    expect(until).toBe(30 * 86_400_000);
    expect((await open(share.csv)).status).toBe(200);
    expect((await call("DELETE", `/v1/shares/${share.id}`)).status).toBe(200);
    const gone = await open(share.csv);
    const never = await open(`/shared/es_${"A".repeat(43)}_00000000/comparison.csv`);
    const { requestId: _, ...goneBody } = (await gone.json()) as { requestId: string };
    const { requestId: __, ...neverBody } = (await never.json()) as { requestId: string };
    expect([gone.status, goneBody]).toEqual([never.status, neverBody]);
    expect(goneBody).toMatchObject({ code: "not_found" });
  });

  it("are made for comparisons that are there, for a year at most", async () => {
    const digest = await digestOf();
    const unknown = await call("POST", "/v1/shares", { digest: "0".repeat(64) });
    expect(await refusal(unknown)).toEqual([404, "not_found"]);
    const long = await call("POST", "/v1/shares", { digest, expiresAt: "2100-01-01T00:00:00Z" });
    expect(await refusal(long)).toEqual([422, "invalid_body"]);
  });
});

describe("the audit log", () => {
  it("has every write that was carried out, by whom, the newest first, in pages", async () => {
    const made = await newKey({ name: "trainer", scopes: ["write"] });
    const requestIds: (string | null)[] = [];
    for (const checkpoint of ["a1", "a2", "a3"]) {
      const response = await as(made.key, "PUT", `/v1/checkpoints/${checkpoint}`, {});
      requestIds.unshift(response.headers.get("x-request-id"));
    }
    await as(made.key, "GET", "/v1/checkpoints/a1");
    expect((await as(made.key, "PUT", "/v1/checkpoints/.a4", {})).status).toBe(400);
    interface Page {
      items: { requestId: string; key: string; keyName: string; method: string; path: string; status: number }[];
      next: string | null;
    }
    const first = (await (await call("GET", "/v1/audit?limit=2")).json()) as Page;
    // writes in between do not move the pages that follow
    await call("PUT", "/v1/checkpoints/in-between", {});
    const second = (await (await call("GET", `/v1/audit?limit=2&cursor=${first.next}`)).json()) as Page;
    const seen = [...first.items, ...second.items].slice(0, 3);
    expect(seen.map(({ requestId }) => requestId)).toEqual(requestIds);
    expect(seen[0]).toMatchObject({
      key: made.id,
      keyName: "trainer",
      method: "PUT",
      path: "/v1/checkpoints/a3",
      status: 201,
    });
    expect(await refusal(await as(made.key, "GET", "/v1/audit"))).toEqual([403, "forbidden"]);
  });
});
