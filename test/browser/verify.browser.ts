import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Proof } from "@evenmatch/contract/proof";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "../service/experiments.ts";
import { rowsOf, runningService } from "../service/running-service.ts";
import { accessibilityFaults, browserWindow, expectNoOverflow, sizes } from "./browser.ts";

const service = runningService();
const browser = browserWindow();
let digest: string;
let proof: Proof;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-verify-"));
  await declareArms(service, { experiment: "seen", plan: { replicates: 2000 } });
  for (const [suite, after, before] of [
    ["alpha", "1110111101", "1010110100"],
    ["beta", "1010101101", "1011101110"],
  ] as const) {
    const rows = (scores: string) => rowsOf(suite, scores.repeat(4), { direction: "higher", cluster: "é" });
    await sendRows(service, "seen-t", rows(after));
    await sendRows(service, "seen-b", rows(before));
  }
  const fractions = [0.25, 0.5, 0.125, 0.7, 0.9, 0.31, 0.77];
  const rows = (shift: number) =>
    fractions.map((score, item) => ({
      suite: "gamma",
      item: `q${item}`,
      score: score + shift * (item % 3),
      ...higher,
    }));
  await sendRows(service, "seen-t", rows(0.03));
  await sendRows(service, "seen-b", rows(0));
  ({ digest } = await currentComparison(service, "seen"));
  proof = Proof.parse(await (await service.call("GET", `/v1/comparisons/${digest}/verify`)).json());
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const higher = { direction: "higher" };

async function signedIn() {
  const opened = await browser.open({ own: service.url });
  await opened.page.goto(`${service.url}/experiments`);
  await opened.page.fill("#key", service.key);
  await opened.page.click("button.primary");
  await opened.page.waitForURL(`${service.url}/experiments`);
  return opened;
}

describe("a comparison computed again in the browser", () => {
  it("follows from its scores: counts exactly, other numbers to 1e-12, saying which are not the same to the bit", async () => {
    const { page, complaints } = await signedIn();
    await page.goto(`${service.url}/comparisons/${digest}/verify`);
    await page.locator("#state[data-state=verified]").waitFor({ timeout: 60_000 });
    const outcome = (await page.locator("#outcome").textContent()) ?? "";
    expect(outcome).toContain(`${digest} recomputed: the same`);
    expect(outcome).toMatch(/\d{3,} values: numbers to the bit/);
    expect(outcome).toMatch(/none: all numbers are the same to the bit|numbers, listed below/);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize(sizes.phone);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
  });

  it("names what was changed in a proof from a file, without a key", async () => {
    const tampered = structuredClone(proof);
    const row = tampered.comparison.suites[1];
    if (row === undefined) throw new Error("needed a row");
    row.difference.value = 0.4;
    const file = path.join(folder, "proof.json.gz");
    await writeFile(file, gzipSync(JSON.stringify(tampered)));
    const { page, complaints } = await browser.open({ own: service.url });
    await page.goto(`${service.url}/verify`);
    await page.setInputFiles("#file", file);
    await page.locator("#state[data-state=differs]").waitFor({ timeout: 60_000 });
    const items = await page.locator("#outcome li").allTextContents();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatch(/^suites\[1\]\.difference\.value: stored 0\.4, recomputed -?0\.\d+$/);
    expect(complaints).toEqual([]);
  });

  it("says why what is no proof can't be verified", async () => {
    const file = path.join(folder, "other.json");
    await writeFile(file, '{"format":"evenmatch-proof","version":2}');
    const { page } = await browser.open({ own: service.url });
    await page.goto(`${service.url}/verify`);
    await page.setInputFiles("#file", file);
    await page.locator("#state[data-state=failed]").waitFor({ timeout: 20_000 });
    expect(await page.locator("#state").textContent()).toContain("version");
  });
});
