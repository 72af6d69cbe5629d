import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { openApiDocument } from "@evenmatch/contract/openapi";
import { curlSample } from "@evenmatch/service/pages/curl-sample";
import { type OpenApi, routesByNoun } from "@evenmatch/service/pages/open-api";
import { llmsText } from "@evenmatch/service/render/llms-text";
import { beforeAll, describe, expect, it } from "vitest";
import { runningService } from "./running-service.ts";

const document = openApiDocument() as OpenApi;
const routes = [...routesByNoun(document).values()].flat();
const service = runningService();
const { call } = service;
let html = "";

beforeAll(async () => {
  html = await (await call("GET", "/docs")).text();
});

describe("the interface as a page", () => {
  it("has every route and every schema once, under a place of its own", () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
    expect(routes).toHaveLength(operations.length);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, method, path } of routes) {
      expect(ids).toContain(id);
      expect(html).toContain(`<b>${method}</b> ${path}`);
    }
    for (const name of Object.keys(document.components?.schemas ?? {})) expect(ids).toContain(`schema-${name}`);
  });

  it("links to places that are there", () => {
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
    expect(links.length).toBeGreaterThan(100);
  });

  it("says what a value is, and what stands there unless said", () => {
    const text = (/aria-labelledby="schema-Plan"[\s\S]*?<\/article>/.exec(html)?.[0] ?? "")
      .replace(/<[^>]+>/g, " ")
      .replaceAll("&quot;", '"')
      .replace(/\s+/g, " ")
      .replaceAll(" .", ".");
    expect(text).toContain("level optional number. Unless said: 0.95.");
    expect(text).toContain('correction optional "bh" or "holm". Unless said: "bh".');
    expect(text).toContain("GroupsPlan or null.");
  });
});

describe("the call of each route", () => {
  it("names method, key and address, and what has to be filled in", () => {
    const sampleOf = (named: string) => {
      const route = routes.find(({ method, path }) => `${method} ${path}` === named);
      return route === undefined ? undefined : curlSample(route);
    };
    expect(sampleOf("GET /health")).toBe('curl "$EVENMATCH_URL/health"');
    expect(sampleOf("GET /v1/experiments/{experiment}/guarantee")).toBe(
      'curl --header "Authorization: Bearer $EVENMATCH_KEY" "$EVENMATCH_URL/v1/experiments/EXPERIMENT/guarantee?suite=SUITE"',
    );
    expect(sampleOf("PUT /v1/checkpoints/{checkpoint}")).toBe(
      'curl --request PUT --header "Authorization: Bearer $EVENMATCH_KEY" --header "Content-Type: application/json" --data @body.json "$EVENMATCH_URL/v1/checkpoints/CHECKPOINT"',
    );
  });

  it("works in a shell, for every route that asks for nothing more", async () => {
    const plain = routes.map(curlSample).filter((sample) => !/--request|[/=][A-Z_]{3,}/.test(sample));
    expect(plain.length).toBeGreaterThan(8);
    const env = { ...process.env, EVENMATCH_KEY: service.key, EVENMATCH_URL: service.url };
    for (const sample of plain) {
      const run = promisify(execFile)(
        "bash",
        ["-c", `${sample} --silent --output /dev/null --write-out '%{http_code}'`],
        { env },
      );
      expect((await run).stdout, sample).toBe("200");
    }
  });
});

describe("the interface in brief", () => {
  it("names every route, each with a link to the page", () => {
    const text = llmsText(document);
    expect(text).toMatch(/^# Evenmatch\n\n> Did this intervention help\?/);
    for (const { id, method, path } of routes) expect(text).toContain(`- [${method} ${path}](/docs#${id}): `);
  });
});

describe("served", () => {
  it("are open to whoever asks, the page under its own policy", async () => {
    const page = await call("GET", "/docs", undefined, { authorization: "" });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const text = await call("GET", "/llms.txt", undefined, { authorization: "" });
    expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await text.text()).toBe(llmsText(document));
    expect((await call("POST", "/docs")).status).toBe(405);
  });
});
