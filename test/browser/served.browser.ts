import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsOf, runningService } from "../service/running-service.ts";
import { accessibilityFaults, browserWindow, expectNoOverflow, type Opened, sizes } from "./browser.ts";
import { expectPicture } from "./pictures.ts";

const service = runningService();
const browser = browserWindow();

const better = "1110111101111011110111101111";
const worse = "1010110100101010110100101101";
const scores = (suite: string, text: string) => rowsOf(suite, text, { direction: "higher" });

beforeAll(async () => {
  await service.call("PUT", "/v1/checkpoints/treated", { compute: { flops: 1e20 } });
  await service.call("PUT", "/v1/checkpoints/control", { compute: { flops: 1e20 } });
  await service.call("PUT", "/v1/experiments/first", { treatment: ["treated"], baseline: ["control"] });
});

const send = (checkpoint: string, text: string) =>
  service.call("POST", "/v1/results", { checkpoint, rows: [...scores("alpha", text), ...scores("beta", worse)] });

async function signedIn(options: { viewport?: { width: number; height: number }; javaScriptEnabled?: boolean } = {}) {
  const opened = await browser.open({ own: service.url, ...options });
  await opened.page.goto(`${service.url}/experiments`);
  await opened.page.fill("#key", service.key);
  await opened.page.click("button.primary");
  await opened.page.waitForURL(`${service.url}/experiments`);
  return opened;
}

const titleOf = (page: Page) => page.locator("h1").textContent();

describe("a visit", () => {
  let visit: Opened;

  it("begins with the key, and a wrong one is told apart", async () => {
    const { page } = await browser.open({ own: service.url });
    await page.goto(`${service.url}/experiments/first`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.fill("#key", "em_nonsense");
    await page.click("button.primary");
    expect(await page.locator("[role=alert]").textContent()).toContain("mistyped");
    await page.fill("#key", service.key);
    await page.click("button.primary");
    await page.waitForURL(`${service.url}/experiments/first`);
    expect(await page.evaluate("document.cookie")).toBe("");
  });

  it("shows a comparison as soon as it is there, without being asked again", async () => {
    visit = await signedIn();
    await visit.page.goto(`${service.url}/experiments/first`);
    expect(await titleOf(visit.page)).toContain("An arm has no results");
    await send("treated", better);
    await send("control", worse);
    await visit.page.locator("h1", { hasText: "ahead" }).waitFor({ timeout: 20_000 });
    expect(await visit.page.locator("tr[data-row]").count()).toBe(2);
    await visit.page.locator("#controls select[name=group]").selectOption("none");
    expect(await visit.page.locator("tr.group").count()).toBe(0);
  });

  it("finds its order in the address, which works again from there", async () => {
    const { page } = visit;
    await page.locator("thead a", { hasText: "suite" }).click();
    await page.waitForURL((address) => address.search === "?group=none&sort=suite");
    await page.reload();
    expect(await page.locator("tr[data-row] .name a").allTextContents()).toEqual(["alpha", "beta"]);
  });

  it("goes through every kind of page without a complaint or a fault", async () => {
    const { page, complaints } = visit;
    await page.locator(".name a", { hasText: "alpha" }).click();
    await page.locator("h1", { hasText: "alpha" }).waitFor();
    expect(await page.locator("#flips").count()).toBe(1);
    const suite = page.url();
    const upload = "a[href^='/uploads/']";
    for (const target of [suite, "/experiments/first", "/experiments", "/checkpoints", "/suites", "/uploads"]) {
      await page.goto(new URL(target, service.url).href);
      expect(await accessibilityFaults(page), target).toEqual([]);
      await page.setViewportSize(sizes.phone);
      await expectNoOverflow(page);
      await page.setViewportSize(sizes.laptop);
    }
    await page.locator(upload).first().click();
    await page.locator("h1 code").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("has the suite's page that was looked at, at a desk and on a phone", async () => {
    const { page } = visit;
    await page.goto(`${service.url}/experiments/first/suites/alpha`);
    for (const name of ["laptop", "phone"] as const) {
      await page.setViewportSize(sizes[name]);
      await expectPicture(`suite-${name}`, await page.screenshot());
    }
    await page.setViewportSize(sizes.laptop);
  });

  it("takes files home", async () => {
    const { page } = visit;
    await page.goto(`${service.url}/experiments/first`);
    const download = page.waitForEvent("download");
    await page.locator(".downloads a", { hasText: "SVG" }).click();
    expect((await download).suggestedFilename()).toMatch(/^evenmatch-[0-9a-f]{12}\.svg$/);
  });

  it("ends with the key forgotten", async () => {
    const { page } = visit;
    await page.locator("nav button").click();
    await page.waitForURL(`${service.url}/sign-in`);
    await page.goto(`${service.url}/experiments/first`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });
});

describe("an upload", () => {
  it("is seen to move on while one watches", async () => {
    const { page, complaints } = await signedIn();
    const text = scores("gamma", better)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join("");
    const bytes = new TextEncoder().encode(text);
    const made = await service.call("POST", "/v1/uploads", {
      checkpoint: "treated",
      files: [{ name: "gamma.ndjson", bytes: bytes.length }],
    });
    const { upload } = (await made.json()) as { upload: string };
    await page.goto(`${service.url}/uploads/${upload}`);
    expect(await page.locator(".status").textContent()).toContain("awaiting files");
    await service.call("PUT", `/v1/uploads/${upload}/files/0`, bytes);
    await service.call("POST", `/v1/uploads/${upload}/complete`);
    await page.locator(".status.counted").waitFor({ timeout: 20_000 });
    expect(await page.locator("main").textContent()).toContain("gamma");
    expect(complaints).toEqual([]);
  });
});

describe("the interface's page", () => {
  it("needs no key, fits a phone, has no fault that axe knows, and its links lead to what they name", async () => {
    const { page, complaints } = await browser.open({ own: service.url, viewport: sizes.phone });
    await page.goto(`${service.url}/docs`);
    await expectNoOverflow(page);
    await page
      .locator("article[aria-labelledby=putExperimentsExperiment] a", { hasText: "ExperimentAnswer" })
      .first()
      .click();
    expect(await page.locator(":target").textContent()).toBe("ExperimentAnswer");
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe("without script", () => {
  it("is sorted and filtered by the form", async () => {
    const { page } = await signedIn({ javaScriptEnabled: false });
    await page.goto(`${service.url}/experiments/first`);
    await page.selectOption("select[name=sort]", "suite");
    await page.fill("input[name=find]", "alp");
    await page.click("button.apply");
    // a click does not wait for the page that it leads to
    await page.waitForURL(/find=alp/);
    expect(await page.locator("tr[data-row]:visible .name a").allTextContents()).toEqual(["alpha"]);
    await page.click("#reset");
    await page.waitForURL((address) => !address.search.includes("find"));
    expect(await page.locator("tr[data-row]:visible").count()).toBe(2);
  });
});
