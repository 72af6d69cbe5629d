/** Requests that are meant to hurt: none may be answered with an error of ours, take long, or reach what it should not. */
import { connect } from "node:net";
import { listen } from "@evenmatch/service/http/listen";
import { requestListener } from "@evenmatch/service/http/listener";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../service/running-service.ts";
import { inProcess } from "./in-process.ts";

const service = inProcess();
const { ask } = service;
let key = "";
let server: Awaited<ReturnType<typeof listen>>;

/** Names that every object has. */
const inherited = ["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"];

beforeAll(async () => {
  key = (await service.key("a", ["admin"])).key;
  const options = { hosts: ["127.0.0.1"], log: (error: unknown) => console.error(error), newRequestId: () => "id" };
  server = await listen(requestListener(service.deps, options), { port: 0 });
}, 60_000);
afterAll(() => server.stop());

/** The answer's first line and code to bytes that no client would send. */
async function raw(text: string): Promise<string> {
  const socket = connect(server.port, "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy());
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe("addresses", () => {
  it("that climb, hide or break are not found or not understood, whoever asks", async () => {
    const paths = [
      "/v1/checkpoints/%2e%2e",
      "/v1/checkpoints/..%2f..%2fkeys",
      "/v1/checkpoints/%2e%2e%2fkeys",
      "/v1/checkpoints/a%00b",
      "/v1/checkpoints/%00",
      "/v1/checkpoints/%zz",
      "/v1/checkpoints/%c0%ae%c0%ae",
      "/v1/checkpoints/%ff",
      "/v1/uploads/..%5c..%5cx",
      "/v1/checkpoints/x/results/..%2f..%2fy.ndjson",
      "/v1/comparisons/..%2f..%2fkeys/verify",
      "/v1/experiments/%2e%2e/comparison",
      "/v1/experiments/x/suites/%2e%2e/items",
      `/v1/checkpoints/${"a".repeat(5000)}`,
      "/problems/__proto__",
      "/problems/constructor",
      "/shared/..%2f..%2fv1%2fkeys/comparison.csv",
      "/shared/%00/comparison.csv",
      "//v1/keys",
      "/v1//keys",
      "/v1/keys/",
      "/V1/keys",
      "/whole/whole/v1/keys",
    ];
    for (const path of paths) {
      const { status } = await ask(key, "GET", path);
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
    // the other name of the whole service is no way around a key
    for (const path of ["/whole/v1/keys", "/whole/v1/checkpoints", "/whole/v1/audit"]) {
      expect([path, (await ask(undefined, "GET", path)).status]).toEqual([path, 401]);
    }
  });

  it("that are none are refused by the server itself", async () => {
    const head = `host: 127.0.0.1\r\nauthorization: Bearer ${key}\r\nconnection: close\r\n`;
    const cases: [string, RegExp][] = [
      [`GET http://evil.example/v1/keys HTTP/1.1\r\n${head}\r\n`, /^HTTP\/1.1 (421|4\d\d) /],
      [`GET /v1/keys HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`, /^HTTP\/1.1 421 /],
      [
        `GET /v1/keys HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`,
        /^HTTP\/1.1 4\d\d /,
      ],
      [`GET /v1/keys HTTP/1.1\r\nhost: 127.0.0.1@evil.example\r\nconnection: close\r\n\r\n`, /^HTTP\/1.1 4\d\d /],
      [`GET /v1/\r\nx: y HTTP/1.1\r\n${head}\r\n`, /^HTTP\/1.1 4\d\d /],
      [`GET /v1/keys HTTP/1.1\r\n${head}x: ${"y".repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431 /],
      [
        `POST /v1/keys HTTP/1.1\r\n${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
        /^HTTP\/1.1 400 /,
      ],
      [`POST /v1/keys HTTP/1.1\r\n${head}content-length: 5\r\ncontent-length: 6\r\n\r\n`, /^HTTP\/1.1 400 /],
      [`POST /v1/keys HTTP/1.1\r\n${head}content-length: -1\r\n\r\n`, /^HTTP\/1.1 400 /],
      [`TRACE / HTTP/1.1\r\n${head}\r\n`, /^HTTP\/1.1 4\d\d /],
      [`CONNECT 127.0.0.1:80 HTTP/1.1\r\n${head}\r\n`, /^(HTTP\/1.1 4\d\d |$)/],
    ];
    for (const [text, needed] of cases) expect((await raw(text)).slice(0, 400), text.slice(0, 80)).toMatch(needed);
  });
});

describe("headers", () => {
  const get = (headers: Record<string, string>, path = "/v1/experiments/e/comparison") =>
    ask(key, "GET", path, { headers });

  it("name no property of objects", async () => {
    for (const name of [...inherited, "__proto__"]) {
      expect([name, (await get({ accept: name })).status]).toEqual([name, 406]);
    }
  });

  it("take no longer to read than they are long", async () => {
    const gaps = `gzip${" ".repeat(15_000)}x`;
    const headers: Record<string, string>[] = [
      { "accept-encoding": gaps },
      { "accept-encoding": `${", ".repeat(7000)}gzip` },
      { accept: `text/csv${" ;q=1".repeat(3000)}` },
      { accept: `${"a/b;q=0.1,".repeat(1500)}` },
      { "if-none-match": `${'W/"x" , '.repeat(1800)}` },
      { "if-match": `"${".".repeat(15_000)}` },
      { authorization: `Bearer ${" ".repeat(15_000)}x` },
      { authorization: `Bearer em_${"A".repeat(15_000)}` },
      { cookie: `${"evenmatch=x; ".repeat(1200)}` },
    ];
    const before = process.cpuUsage();
    for (const each of headers) {
      for (const path of ["/v1/experiments/e/comparison", "/v1/checkpoints", "/experiments"]) {
        const { status } = await get(each, path);
        expect([path, JSON.stringify(each).slice(0, 60), status < 500]).toEqual([
          path,
          JSON.stringify(each).slice(0, 60),
          true,
        ]);
      }
    }
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(3000);
  });

  it("can't put lines of their own into an answer", async () => {
    const answer = await raw(
      `GET /sign-in?to=/x%0d%0aset-cookie:%20a=b HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`,
    );
    expect(answer.split("\r\n\r\n")[0]).not.toMatch(/^set-cookie/im);
    for (const to of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "/x\r\nset-cookie: a=b",
      "javascript:alert(1)",
    ]) {
      const signed = await ask(undefined, "POST", "https://evenmatch.example/sign-in", {
        body: new URLSearchParams({ key, to }).toString(),
        headers: { origin: "https://evenmatch.example", "content-type": "application/x-www-form-urlencoded" },
      });
      expect([to, signed.status, signed.headers.get("location")]).toEqual([to, 303, "/experiments"]);
    }
  });
});

describe("cookies", () => {
  it("hold nothing that could be forged: the key itself, or no way in", async () => {
    const share = `es_${"A".repeat(43)}_a2ef0b22`;
    const name = "__Host-evenmatch";
    const open = (cookie: string) =>
      ask(undefined, "GET", "https://evenmatch.example/experiments", { headers: { cookie } });
    for (const value of [
      "",
      "admin",
      key.slice(0, -1),
      `${key}x`,
      share,
      "em_",
      encodeURIComponent('{"scopes":["admin"]}'),
    ]) {
      const { status, headers } = await open(`${name}=${value}`);
      expect([value, status, headers.get("location")?.startsWith("/sign-in")]).toEqual([value, 303, true]);
    }
    // a name that another host or an unencrypted page could set does not count over TLS
    for (const other of ["evenmatch", "evenmatch-443", "__Secure-evenmatch"]) {
      expect((await open(`${other}=${key}`)).status).toBe(303);
    }
    expect((await open(`${name}=${key}`)).status).toBe(200);
    // a cookie opens pages; the interface takes keys in headers alone, so that no other site can use it
    const used = await ask(undefined, "GET", "https://evenmatch.example/v1/checkpoints", {
      headers: { cookie: `${name}=${key}` },
    });
    expect(used.status).toBe(401);
  });
});

describe("bodies", () => {
  it("reach no prototype, whatever their keys", async () => {
    const texts = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'];
    for (const text of texts) {
      for (const [method, path] of [
        ["PUT", "/v1/checkpoints/c"],
        ["PUT", "/v1/suites/s"],
        ["PUT", "/v1/experiments/e"],
        ["POST", "/v1/keys"],
        ["POST", "/v1/results"],
        ["POST", "/v1/uploads"],
      ] as const) {
        expect((await ask(key, method, path, { body: text })).status).toBeLessThan(500);
      }
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("may use names that every object has, from the rows to the table", async () => {
    for (const arm of ["t", "b"]) {
      const scores = arm === "t" ? "110111" : "010110";
      const rows = inherited.flatMap((suite) =>
        ["", suite].flatMap((condition) => rowsOf(suite, scores, { condition, cluster: suite, strata: suite })),
      );
      const sent = await ask(key, "POST", "/v1/results", { body: { checkpoint: `constructor-${arm}`, rows } });
      expect(sent.status, await sent.text()).toBe(201);
    }
    for (const suite of inherited) {
      expect(
        (await ask(key, "PUT", `/v1/suites/${suite}`, { body: { domain: suite, traits: [suite] } })).status,
      ).toBeLessThan(500);
    }
    const arms = { treatment: ["constructor-t"], baseline: ["constructor-b"] };
    expect((await ask(key, "PUT", "/v1/experiments/constructor", { body: arms })).status).toBe(201);
    const root = "/v1/experiments/constructor";
    const found = (await (await ask(key, "GET", `${root}/comparison`)).json()) as {
      suites: { suite: string }[];
      digest: string;
    };
    expect([...new Set(found.suites.map(({ suite }) => suite))]).toEqual([...inherited].sort());
    expect(found.suites).toHaveLength(2 * inherited.length);
    const rest = [
      "comparison.csv",
      "comparison.md",
      "comparison.svg",
      "comparison.html",
      "comparison.parquet",
      "methods",
    ];
    const more = [
      "win-rates?by=domain",
      "win-rates?by=trait",
      "suites/valueOf",
      "suites/toString/items?variant=&condition=toString",
      "guarantee?suite=constructor",
    ];
    for (const path of [...rest, ...more]) {
      expect([path, (await ask(key, "GET", `${root}/${path}`)).status]).toEqual([path, 200]);
    }
    for (const path of ["verify", "record", `diff/${found.digest}`]) {
      expect([path, (await ask(key, "GET", `/v1/comparisons/${found.digest}/${path}`)).status]).toEqual([path, 200]);
    }
    for (const query of ["sort=constructor", "sort=__proto__"]) {
      expect([query, (await ask(key, "GET", `${root}/comparison?${query}`)).status]).toEqual([query, 400]);
    }
    expect((await ask(key, "GET", `${root}/win-rates?by=constructor`)).status).toBe(400);
  }, 30_000);

  it("deep, long, repeated or of the wrong kind are refused", async () => {
    const put = async (body: string) => (await ask(key, "PUT", "/v1/checkpoints/c", { body })).status;
    const depth = 100_000;
    expect(await put(`${"[".repeat(depth)}${"]".repeat(depth)}`)).toBe(422);
    expect(await put(`{"name":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`)).toBe(422);
    expect(await put('"\ud800"')).toBe(422);
    expect(await put("\u0000")).toBe(400);
    expect(await put("")).toBe(400);
    expect(await put('{"step":1e999}')).toBe(422);
    expect(await put('{"step":-0}')).toBeLessThan(500);
    // compressed bodies are not opened: there is nothing to blow up
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const before = process.memoryUsage().rss;
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/checkpoints/c`, {
      method: "PUT",
      headers: { authorization: `Bearer ${key}`, "content-encoding": "gzip", "content-type": "application/json" },
      body: bomb,
    });
    expect(answer.status).toBe(400);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it("that lie about their length, or never end, are cut off", async () => {
    const head = `PUT /v1/checkpoints/c HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\nconnection: close\r\n`;
    expect(await raw(`${head}content-length: 2000000\r\n\r\n{}`)).toMatch(/^HTTP\/1.1 413 /);
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    expect((await raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`)).slice(0, 20)).toMatch(
      /^HTTP\/1.1 413 /,
    );
  });
});

describe("ids and keys of requests", () => {
  it("are taken as they are, or refused; none is a place of another's", async () => {
    const upload = { checkpoint: "c", files: [{ name: "../../etc/passwd", bytes: 3 }] };
    const names = ["../x", "a\u0000b", "k#META", "x".repeat(201), " ", "ü"];
    for (const name of names) {
      const header =
        encodeURIComponent(name).length > 200 || /^[\x20-\x7e]+$/.test(name) ? name : encodeURIComponent(name);
      const { status } = await ask(key, "POST", "/v1/uploads", {
        body: upload,
        headers: { "idempotency-key": header },
      });
      expect([name.slice(0, 20), [201, 400, 422].includes(status)]).toEqual([name.slice(0, 20), true]);
    }
    for (const index of ["-1", "1e3", "99999999999999999999", "0x0", "1"]) {
      const made = (await (await ask(key, "POST", "/v1/uploads", { body: upload })).json()) as { upload: string };
      const { status } = await ask(key, "PUT", `/v1/uploads/${made.upload}/files/${index}`, { body: "abc" });
      expect([index, status >= 400 && status < 500]).toEqual([index, true]);
    }
  });
});
