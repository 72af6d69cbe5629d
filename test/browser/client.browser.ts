/** The TypeScript client as a notebook of another site has it: bundled, in a browser, against a service elsewhere. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningService } from "../service/running-service.ts";
import { repoRoot } from "../shared-files.ts";
import { browserWindow } from "./browser.ts";

const service = runningService();
const browser = browserWindow();
let site: Server;
let origin = "";
let bundle = "";

beforeAll(async () => {
  const built = await build({
    entryPoints: [path.join(repoRoot, "packages/client/src/index.ts")],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  bundle = built.outputFiles[0]?.text ?? "";
  site = createServer((request, response) => {
    const isScript = request.url === "/evenmatch-client.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? bundle : "<!doctype html><title>a notebook</title><link rel=icon href=data:,>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => site.close(resolve)));

async function notebook() {
  const opened = await browser.open({ own: "http://127.0.0.1:" });
  await opened.page.goto(origin);
  /** runs `body`, which has `em`, the module, and `service`, a client of the service with the key */
  const inPage = (body: string, key = service.key) =>
    opened.page.evaluate(`(async () => {
      const em = await import("/evenmatch-client.js");
      const service = em.serviceClient({ url: ${JSON.stringify(service.url)}, key: ${JSON.stringify(key)} });
      ${body}
    })()`);
  return { ...opened, inPage };
}

describe("the client in a page of another origin", () => {
  it("is one small file that asks for nothing of Node", () => {
    expect(bundle.length).toBeGreaterThan(1000);
    expect(bundle.length).toBeLessThan(8000);
    expect(bundle).not.toMatch(/\bnode:|\brequire\(/);
  });

  it("declares, pushes and reads a comparison, its splits, items, methods and drawings", async () => {
    expect(origin).not.toBe(service.url);
    const { inPage, complaints } = await notebook();
    const answer = await inPage(`
      await service.declareCheckpoint("base", { compute: { flops: 3e21 }, comparator: "compute-matched" });
      await service.declareCheckpoint("trait", { compute: { flops: 3e21 } });
      await service.declareExperiment("far", { treatment: ["trait"], baseline: ["base"] });
      const statuses = [];
      for (const [checkpoint, right] of [["base", 55], ["trait", 68]]) {
        const lines = [1, 2].flatMap((dose) => Array.from({ length: 200 }, (_, item) => JSON.stringify({
          suite: "triage", item: "case-" + item, score: (item * 37) % 100 < right - dose ? 1 : 0, condition: "dose=" + dose,
        }) + "\\n")).join("");
        const files = [await em.outgoingFile("triage.ndjson", lines)];
        statuses.push((await service.pushFiles({ checkpoint, files })).status);
      }
      const rows = [1, 0, 1].map((score, item) => ({ suite: "tiny", item: "q" + item, score }));
      for (const checkpoint of ["base", "trait"]) statuses.push((await service.pushRows(checkpoint, rows)).status);
      await service.settled("far");
      const comparison = await service.comparison("far", { suite: "triage" });
      const again = await service.comparisonByDigest(comparison.digest);
      return {
        statuses,
        computeMatch: comparison.computeMatch.status,
        verdicts: comparison.suites.map(({ verdict }) => verdict),
        all: again.suites.length,
        domains: (await service.winRates("far", "domain")).rows.length,
        won: (await service.items("far", "triage", { flip: "won", condition: "dose=1" })).total,
        methods: (await service.methods("far")).slice(0, 25),
        drawings: [await service.forest("far"), await service.curves("far")].map((svg) => svg.includes(comparison.digest)),
      };
    `);
    expect(answer).toEqual({
      statuses: ["counted", "counted", "counted", "counted"],
      computeMatch: "matched",
      verdicts: ["improved", "improved"],
      all: 3,
      domains: 1,
      won: 26,
      methods: "We compared the treatment",
      drawings: [true, true],
    });
    expect(complaints).toEqual([]);
  });

  it("says no by a code, to a key that is none as well", async () => {
    const { inPage } = await notebook();
    const codeOf = (call: string) =>
      `return ${call}.then(() => "none", (error) => [error.name, error.code, error.status]);`;
    expect(await inPage(codeOf('service.comparison("nowhere")'))).toEqual(["ServiceError", "not_found", 404]);
    expect(await inPage(codeOf('service.comparison("far")'), "em_nonsense")).toEqual([
      "ServiceError",
      "unauthorized",
      401,
    ]);
  });

  it("is answered without a cookie of the service's pages, and its key is no secret to them", async () => {
    const { page } = await browser.open({ own: "http://127.0.0.1:" });
    await page.goto(`${service.url}/experiments`);
    await page.fill("#key", service.key);
    await page.click("button.primary");
    await page.waitForURL(`${service.url}/experiments`);
    await page.goto(origin);
    const asked = (path: string) =>
      page.evaluate(
        `fetch(${JSON.stringify(`${service.url}${path}`)}, { credentials: "include" }).then((answer) => answer.status, () => "kept from the page")`,
      );
    expect(await asked("/experiments")).toBe("kept from the page");
    expect(await asked("/v1/experiments")).toBe("kept from the page");
  });
});
