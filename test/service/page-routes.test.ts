import { createHash } from "node:crypto";
import { ExperimentAnswer } from "@evenmatch/contract/experiment";
import { drawnFormatOf } from "@evenmatch/service/http/drawn-routes";
import { placeAfter } from "@evenmatch/service/http/page-access";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsOf, runningService, until } from "./running-service.ts";

const service = runningService();
const { call } = service;

const better = "1110111101111011110111101111";
const worse = "1010110100101010110100101101";

/** A browser: cookies, no Authorization header, redirects seen. */
const browse = (target: string, init: RequestInit = {}) =>
  fetch(new URL(target, service.url), { redirect: "manual", ...init });

const signIn = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  browse("/sign-in", {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: service.url, ...headers },
  });

let cookie = "";
const page = (target: string, headers: Record<string, string> = {}) =>
  browse(target, { headers: { cookie, ...headers } });

beforeAll(async () => {
  const arms = { treated: better, control: worse };
  for (const [checkpoint, scores] of Object.entries(arms)) {
    await call("PUT", `/v1/checkpoints/${checkpoint}`, { compute: { flops: 1e20 } });
    await call("POST", "/v1/results", { checkpoint, rows: rowsOf("own-suite", scores) });
  }
  await call("PUT", "/v1/experiments/first", { name: "A first try", treatment: ["treated"], baseline: ["control"] });
  await until(async () => {
    const answer = ExperimentAnswer.parse(await (await call("GET", "/v1/experiments/first")).json());
    return answer.status === "current" ? answer : undefined;
  });
  const answer = await signIn({ key: service.key, to: "/experiments/first" });
  cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
});

describe("signing in", () => {
  it("is asked of whoever comes without a key, who then goes where he wanted", async () => {
    const sent = await browse("/experiments/first?sort=p");
    expect(sent.status).toBe(303);
    const form = new URL(sent.headers.get("location") ?? "", service.url);
    expect(form.pathname).toBe("/sign-in");
    expect(form.searchParams.get("to")).toBe("/experiments/first?sort=p");
    const asked = await (await browse(form.pathname + form.search)).text();
    expect(asked).toContain('name="to" value="/experiments/first?sort=p"');
    const answer = await signIn({ key: ` ${service.key}\n`, to: "/experiments/first?sort=p" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/experiments/first?sort=p"]);
  });

  it("keeps the key where no script reads it and no other site sends it", async () => {
    const header = (await signIn({ key: service.key })).headers.get("set-cookie") ?? "";
    const { port } = new URL(service.url);
    expect(header).toMatch(new RegExp(`^evenmatch-${port}=em_`));
    expect(header).toContain("HttpOnly");
    expect(header).toContain("SameSite=Strict");
    expect(header).toContain("Path=/");
    expect(header).not.toContain("Domain");
  });

  it("says why a key is not taken, and keeps none", async () => {
    for (const key of ["", "em_nonsense", service.key.replace(/.$/, (last) => (last === "0" ? "1" : "0"))]) {
      const answer = await signIn({ key });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(await answer.text()).toContain('role="alert"');
    }
  });

  it("is refused from another site", async () => {
    const answer = await signIn({ key: service.key }, { origin: "https://elsewhere.example" });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(
      (
        await browse("/sign-out", {
          method: "POST",
          headers: { cookie, origin: "https://elsewhere.example", "content-type": "application/x-www-form-urlencoded" },
        })
      ).status,
    ).toBe(403);
  });

  it("opens the pages only: neither what the interface answers, nor what changes anything", async () => {
    expect((await page("/experiments/first")).status).toBe(200);
    expect((await page("/v1/experiments/first")).status).toBe(401);
    expect((await page("/v1/experiments/first/comparison.svg")).status).toBe(401);
    const written = await browse("/v1/experiments/second", {
      method: "PUT",
      headers: { cookie, "content-type": "application/json" },
      body: JSON.stringify({ treatment: ["treated"], baseline: ["control"] }),
    });
    expect(written.status).toBe(401);
  });

  it("ends when asked", async () => {
    const answer = await browse("/sign-out", { method: "POST", headers: { cookie, origin: service.url } });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in"]);
    expect(answer.headers.get("set-cookie")).toMatch(/=; Max-Age=0/);
  });

  it("leads nowhere but to this service", () => {
    expect(placeAfter("/experiments/first?sort=p")).toBe("/experiments/first?sort=p");
    for (const place of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/a\nb",
      "",
      undefined,
    ]) {
      expect(placeAfter(place)).toBe("/experiments");
    }
  });
});

describe("the report page", () => {
  it("shows the comparison under a policy that allows its own style and script only", async () => {
    const answer = await page("/experiments/first");
    const html = await answer.text();
    expect(html).toContain("<strong>1 of 1 ahead</strong>");
    expect(html).toContain("A first try");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    for (const [, tag, text] of html.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
      expect(policy).toContain(
        `${tag}-src 'sha256-${createHash("sha256")
          .update(text ?? "")
          .digest("base64")}'`,
      );
    }
    expect(answer.headers.get("cache-control")).toBe("private, no-cache");
  });

  it("is arranged by its address without any script", async () => {
    const html = await (await page("/experiments/first?group=domain&verdict=regressed")).text();
    expect(html).toContain('<option value="domain" selected="">');
    expect(html).toContain("0 of 1 row");
  });

  it("is the same by digest, and links to its files", async () => {
    const digest = (await page("/experiments/first")).headers.get("evenmatch-digest") ?? "";
    const permalink = await page(`/comparisons/${digest}`);
    expect(permalink.status).toBe(200);
    expect(await permalink.text()).toContain("<strong>1 of 1 ahead</strong>");
    for (const [format, type] of [
      ["svg", "image/svg+xml"],
      ["html", "text/html"],
      ["csv", "text/csv"],
      ["md", "text/markdown"],
      ["json", "application/json"],
      ["parquet", "application/vnd.apache.parquet"],
    ] as const) {
      for (const root of ["/experiments/first", `/comparisons/${digest}`]) {
        const file = await page(`${root}/comparison.${format}`);
        expect([file.status, file.headers.get("content-type")?.split(";")[0]]).toEqual([200, type]);
        expect(file.headers.get("content-disposition")).toContain(`evenmatch-${digest.slice(0, 12)}.${format}`);
        expect(await file.text()).toContain(digest);
      }
    }
    expect((await page("/experiments/first/comparison.pdf")).status).toBe(404);
  });

  it("waits for its first comparison by itself", async () => {
    await call("PUT", "/v1/checkpoints/empty", {});
    await call("PUT", "/v1/experiments/hopeful", { treatment: ["empty"], baseline: ["control"] });
    const html = await until(async () => {
      const answer = await page("/experiments/hopeful");
      const text = await answer.text();
      return text.includes("no_results") ? text : undefined;
    });
    expect(html).toMatch(/<noscript><meta http-equiv="refresh" content="\d+"/);
    expect(html).toMatch(/<main [^>]*data-refresh="\d+"/);
    expect(await (await page("/experiments/first")).text()).not.toContain("data-refresh");
  });

  it("is a page too where there is nothing", async () => {
    const answer = await page("/experiments/nobody");
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(await answer.text()).toContain("no experiment nobody");
  });
});

describe("a suite's page", () => {
  it("lists the items that flipped, lost ones first, beside how the arms agree", async () => {
    const html = await (await page("/experiments/first/suites/own-suite")).text();
    const lost = [...better].flatMap((score, index) => (score < (worse[index] ?? "") ? [index] : []));
    const won = [...better].flatMap((score, index) => (score > (worse[index] ?? "") ? [index] : []));
    expect(html).toContain(`${lost.length} item${lost.length === 1 ? "" : "s"} lost`);
    expect(html).toContain(`${won.length} items won`);
    const listed = [...html.matchAll(/<th scope="row" class="name">(q\d+)<\/th>/g)].map(([, item]) =>
      Number(item?.slice(1)),
    );
    expect(listed).toEqual([...lost, ...won]);
    expect(html).toContain(`1 in the treatment only <b>${won.length}</b>`);
  });

  it("is not there for a suite that is not compared", async () => {
    expect((await page("/experiments/first/suites/other")).status).toBe(404);
  });
});

describe("lists", () => {
  it("show the experiments and where they stand, and no result", async () => {
    const html = await (await page("/experiments")).text();
    expect(html).toContain('href="/experiments/first"');
    expect(html).toContain("A first try");
    expect(html).not.toContain("ahead");
  });

  it("show checkpoints, suites and uploads with their reports", async () => {
    expect(await (await page("/checkpoints")).text()).toContain("treated");
    expect(await (await page("/suites")).text()).toContain("truthfulqa");
    const uploads = await (await page("/uploads")).text();
    const [, first] = /href="(\/uploads\/[^"]+)"/.exec(uploads) ?? [];
    const report = await (await page(first ?? "")).text();
    expect(report).toContain("counted");
    expect(report).toContain("own-suite");
  });

  it("go on where a page ends", async () => {
    const first = await (await page("/checkpoints?limit=1")).text();
    const [, next] = /href="(\/checkpoints\?cursor=[^"]+)"/.exec(first) ?? [];
    expect(next).toBeDefined();
    expect((await page(next ?? "")).status).toBe(200);
  });

  it("begin at the experiments", async () => {
    const answer = await browse("/");
    expect(answer.headers.get("location")).toBe("/experiments");
  });
});

describe("drawings by the interface", () => {
  it("come by suffix and by Accept, the rest as before", async () => {
    const svg = await call("GET", "/v1/experiments/first/comparison.svg");
    expect(svg.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    const text = await svg.text();
    expect(text).toContain("1 of 1 ahead");
    const wanted = await call("GET", "/v1/experiments/first/comparison", undefined, { accept: "image/svg+xml" });
    expect(await wanted.text()).toBe(text);
    const html = await call("GET", "/v1/experiments/first/comparison", undefined, { accept: "text/html,*/*;q=0.8" });
    expect(html.headers.get("content-type")).toContain("text/html");
    const accept = "application/vnd.apache.parquet, application/json;q=0.1";
    const parquet = await call("GET", "/v1/experiments/first/comparison", undefined, { accept });
    expect(parquet.headers.get("content-type")).toBe("application/vnd.apache.parquet");
    const bytes = await (await call("GET", "/v1/experiments/first/comparison.parquet")).arrayBuffer();
    expect(Buffer.from(bytes)).toEqual(Buffer.from(await parquet.arrayBuffer()));
    expect(Buffer.from(bytes.slice(0, 4)).toString()).toBe("PAR1");
    const json = await call("GET", "/v1/experiments/first/comparison", undefined, { accept: "*/*" });
    expect(json.headers.get("content-type")).toBe("application/json");
    const digest = svg.headers.get("evenmatch-digest");
    expect(await (await call("GET", `/v1/comparisons/${digest}.svg`)).text()).toBe(text);
    expect((await call("GET", "/v1/experiments/first/comparison.png")).status).toBe(404);
  });

  it("are not sent again to whoever holds them", async () => {
    const first = await call("GET", "/v1/experiments/first/comparison.svg");
    const etag = first.headers.get("etag") ?? "";
    const again = await call("GET", "/v1/experiments/first/comparison.svg", undefined, { "if-none-match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("are drawn where they are wanted more than the others", () => {
    expect(drawnFormatOf(undefined, "text/csv, image/svg+xml;q=0.5")).toBeUndefined();
    expect(drawnFormatOf(undefined, "application/json;q=0.2, text/html")).toBe("html");
    expect(drawnFormatOf("csv", "text/html")).toBeUndefined();
    expect(drawnFormatOf(undefined, undefined)).toBeUndefined();
  });
});
