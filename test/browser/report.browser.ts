import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { pngOfSvg } from "@evenmatch/cli/picture";
import { curvesSvg } from "@evenmatch/service/pages/curves-svg";
import { forestSvg } from "@evenmatch/service/pages/forest-svg";
import { reportFile } from "@evenmatch/service/pages/report-file";
import { headlineSentence } from "@evenmatch/service/render/headline";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { board, boardCurves } from "./board.ts";
import { accessibilityFaults, browserWindow, expectNoOverflow, sizes } from "./browser.ts";
import { expectPicture } from "./pictures.ts";

const browser = browserWindow();
const shown = board();
let folder = "";
let address = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-browser-"));
  const file = path.join(folder, "report.html");
  await writeFile(file, reportFile(shown, { eyebrow: "Trait run, step 8000", persistence: boardCurves() }));
  address = pathToFileURL(file).href;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = async (place: Locator) => ((await place.textContent()) ?? "").replace(/\s+/g, " ").trim();
const visibleRows = (page: Page) => page.locator("tr[data-row]:visible .name a").allTextContents();
const groupTitles = (page: Page) =>
  page.locator("tr.group:visible th").evaluateAll((heads) => heads.map((head) => head.firstChild?.textContent ?? ""));

describe("the report file on every size of page", () => {
  for (const [name, viewport] of Object.entries(sizes)) {
    it(`fits a ${name}, complains of nothing and asks nobody`, async () => {
      const { page, complaints } = await browser.open({ viewport });
      await page.goto(address);
      await expectNoOverflow(page);
      expect(await textOf(page.locator("h1"))).toBe(headlineSentence(shown.headline));
      expect(complaints).toEqual([]);
    });
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no fault that axe knows, in ${colorScheme} colours, at a desk and on a phone`, async () => {
      for (const viewport of [sizes.laptop, sizes.phone]) {
        const { page } = await browser.open({ viewport, colorScheme });
        await page.goto(address);
        expect(await accessibilityFaults(page)).toEqual([]);
      }
    });
  }

  it("fits the narrowest of phones", async () => {
    const { page } = await browser.open({ viewport: { width: 320, height: 640 } });
    await page.goto(address);
    await expectNoOverflow(page);
  });
});

describe("sorting and filtering", () => {
  it("begins by verdict, as every table does", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    expect(await groupTitles(page)).toEqual([
      "improved (8)",
      "regressed (2)",
      "equivalent (1)",
      "inconclusive (4)",
      "no verdict (1)",
      "not counted: 2 controls",
    ]);
    expect((await visibleRows(page)).slice(0, 2)).toEqual(["triage", "power-seeking"]);
    expect(await textOf(page.locator("[aria-sort]"))).toContain("difference");
  });

  it("sorts by a head, groups by what is chosen, and says in the address what it shows", async () => {
    const { page, complaints } = await browser.open();
    await page.goto(address);
    await page.locator("thead a", { hasText: "suite" }).click();
    await page.selectOption("select[name=group]", "none");
    expect((await visibleRows(page)).slice(0, 3)).toEqual([
      "ambiguous-questions",
      "calibrated-answers",
      "dark-patterns",
    ]);
    expect(await textOf(page.locator("[aria-sort=ascending]"))).toContain("suite");
    await page.selectOption("select[name=group]", "domain");
    expect(await groupTitles(page)).toEqual(["agents", "coding", "general", "health", "mathematics", "social"]);
    expect(await textOf(page.locator("tr.group .summary").first())).toContain("ahead");
    expect(new URL(page.url()).hash).toContain("group=domain");
    await page.reload();
    expect(await page.locator("select[name=sort]").inputValue()).toBe("suite");
    expect((await groupTitles(page))[0]).toBe("agents");
    expect(complaints).toEqual([]);
  });

  it("shows the same order as a server that was asked for it", async () => {
    const { page } = await browser.open();
    for (const group of ["none", "trait", "role"] as const) {
      for (const sort of ["improvement", "p", "n", "suite"] as const) {
        await page.goto("about:blank");
        await page.goto(`${address}#?group=${group}&sort=${sort}`);
        const byScript = await visibleRows(page);
        const file = path.join(folder, "asked.html");
        await writeFile(
          file,
          reportFile(shown, {
            view: { group, sort, verdict: [], domain: "", trait: "", role: "", find: "", by: "domain" },
          }),
        );
        await page.goto(pathToFileURL(file).href);
        expect(byScript, `${group} by ${sort}`).toEqual(await visibleRows(page));
      }
    }
  });

  it("filters by verdict, trait and name, counts what is left, and takes it back", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    await page.locator(".chip", { hasText: "regressed" }).click();
    expect(await visibleRows(page)).toEqual(["myopic-choices", "refusal-balance"]);
    expect(await textOf(page.locator("#shown"))).toBe("2 of 18 rows");
    expect(await groupTitles(page)).toEqual(["regressed (2)"]);
    await page.selectOption("select[name=trait]", "helpfulness");
    expect(await visibleRows(page)).toEqual(["refusal-balance"]);
    await page.locator("#reset").click();
    expect(await visibleRows(page)).toHaveLength(18);
    await page.fill("input[name=find]", "OWN");
    expect(await visibleRows(page)).toEqual(["own-checks/v2 [persona=a]"]);
    expect(await textOf(page.locator("h1"))).toBe(headlineSentence(shown.headline));
  });

  it("changes the split with the keyboard alone", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    await page.locator("#by-domain").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".split[data-by=trait]").isVisible()).toBe(true);
    expect(await page.locator(".split[data-by=domain]").isVisible()).toBe(false);
  });
});

describe("a row", () => {
  it("tells its figures and what its marks mean under the pointer, and to the keyboard", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    const row = page.locator("tr[data-row]", { hasText: "triage" });
    await row.locator("td.forest").hover();
    const tip = page.locator("#tip");
    expect(await textOf(tip)).toContain("+23.0 pp");
    expect(await textOf(tip)).toContain("Fewer than 30 items");
    await page.mouse.move(2, 2);
    expect(await tip.isVisible()).toBe(false);
    await page.locator("thead a").last().focus();
    await page.keyboard.press("Tab");
    expect(await tip.isVisible()).toBe(true);
    expect(await page.locator(":focus").getAttribute("aria-describedby")).toBe("tip");
    await page.keyboard.press("Escape");
    expect(await tip.isVisible()).toBe(false);
  });

  it("leads to its details, which open", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    await page.locator(".name a", { hasText: "triage" }).click();
    const details = page.locator("details", { hasText: "triage" }).first();
    expect(await details.getAttribute("open")).not.toBeNull();
    expect(await textOf(details)).toContain("95 % interval");
  });
});

describe("without script", () => {
  it("shows every row, splits by radio buttons, and no control that would do nothing", async () => {
    const { page, complaints } = await browser.open({ javaScriptEnabled: false });
    await page.goto(address);
    expect(await page.locator("tr[data-row]").count()).toBe(18);
    expect(await page.locator("#controls").isVisible()).toBe(false);
    await page.locator(".tabs .chip", { hasText: "trait" }).click();
    expect(await page.locator(".split[data-by=trait]").isVisible()).toBe(true);
    await page.locator("details summary").first().click();
    expect(await page.locator("details p").first().isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });
});

describe("in pictures", () => {
  it("is the page that was looked at, on a laptop", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    await expectPicture("laptop", await page.screenshot());
    await page.locator("#suites").scrollIntoViewIfNeeded();
    await expectPicture("forest", await page.locator("#forest").screenshot());
  });

  it("is the page that was looked at, in the dark", async () => {
    const { page } = await browser.open({ colorScheme: "dark" });
    await page.goto(address);
    await expectPicture("dark", await page.locator("#forest").screenshot());
  });

  it("is the page that was looked at, on a phone", async () => {
    const { page } = await browser.open({ viewport: sizes.phone });
    await page.goto(address);
    await expectPicture("phone", await page.screenshot());
    await page.locator("#forest").evaluate((table) => table.scrollIntoView());
    await expectPicture("phone-forest", await page.screenshot());
  });

  it("is the curves, frontiers and worst groups that were looked at, at a desk, in the dark and on a phone", async () => {
    const sections = ["worst-groups", "frontiers", "persistence"];
    for (const [name, viewport, colorScheme] of [
      ["desk", sizes.laptop, "light"],
      ["dark", sizes.laptop, "dark"],
      ["phone", sizes.phone, "light"],
    ] as const) {
      const { page, complaints } = await browser.open({ viewport, colorScheme });
      await page.goto(address);
      for (const section of sections) {
        const place = page.locator(`section[aria-labelledby=${section}]`);
        await expectPicture(`${section}-${name}`, await place.screenshot());
      }
      expect(complaints).toEqual([]);
    }
  });

  it("is the page that was looked at, on paper, with every split and no controls", async () => {
    const { page } = await browser.open({ viewport: sizes.paper, colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    await page.goto(address);
    expect(await page.locator("#controls").isVisible()).toBe(false);
    expect(await page.locator(".split").evaluateAll((splits) => splits.length)).toBe(3);
    for (const split of await page.locator(".split").all()) expect(await split.isVisible()).toBe(true);
    await expectPicture("paper", await page.screenshot());
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });

  it("warns of compute that does not match before anything else", async () => {
    const { page } = await browser.open({ viewport: sizes.phone });
    const file = path.join(folder, "unmatched.html");
    await writeFile(file, reportFile(board({ matched: false }), { eyebrow: "Trait run" }));
    await page.goto(pathToFileURL(file).href);
    const alarm = await page.locator(".alarm").boundingBox();
    const headline = await page.locator("h1").boundingBox();
    expect(alarm?.y).toBeLessThan(headline?.y ?? 0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("is the plot and the curves that were looked at, as SVG that every reader of XML takes", async () => {
    const { page } = await browser.open();
    await page.goto(address);
    for (const [name, svg] of [
      ["plot", forestSvg(shown)],
      ["curves", curvesSvg(boardCurves())],
    ] as const) {
      const parsed = `new DOMParser().parseFromString(${JSON.stringify(svg)}, "image/svg+xml")`;
      const fault = await page.evaluate(`${parsed}.querySelector("parsererror")?.textContent ?? ""`);
      expect(fault, name).toBe("");
      await expectPicture(name, await pngOfSvg(svg, 1000));
    }
  });
});
