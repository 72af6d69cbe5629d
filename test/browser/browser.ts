/** Debian's Chromium, one for the tests of a file, and what is asked of every page. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const sizes = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1280, height: 900 },
  paper: { width: 794, height: 1123 },
} as const;

export interface Opened {
  page: Page;
  /** errors of the console and of scripts, and requests to anybody but the page's own address */
  complaints: string[];
}

export interface Window {
  open(options?: BrowserContextOptions & { own?: string }): Promise<Opened>;
}

/** Starts the browser before the tests of a file, and ends it after them. */
export function browserWindow(): Window {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--font-render-hinting=none",
      ],
    });
  });
  afterAll(() => browser?.close());
  return {
    open: async ({ own = "file:", ...options } = {}) => {
      if (browser === undefined) throw new Error("needed a browser that has started");
      const context = await browser.newContext({ viewport: sizes.laptop, reducedMotion: "reduce", ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(own) && !request.url().startsWith("data:"))
          complaints.push(`asked ${request.url()}`);
      });
      return { page, complaints };
    },
  };
}

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** What axe finds wrong, one line a place. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const result = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResult;
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
  );
}

/** Nothing sticks out to the right. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const { inner, scroll } = (await page.evaluate(
    "({ inner: innerWidth, scroll: document.documentElement.scrollWidth })",
  )) as { inner: number; scroll: number };
  expect(scroll).toBeLessThanOrEqual(inner);
}
