/** Every link of the documentation leads somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "packages/notebook/README.md",
  ...readdirSync(path.join(repoRoot, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`),
];

/** Where the links of a page lead, those to other sites left out; code holds none. */
function linksOf(page: string): string[] {
  const text = page.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "").filter((link) => !/^[a-z]+:/.test(link));
}

/** The anchors of a page as they are made from its headings. */
function anchorsOf(page: string): Set<string> {
  const titles = [...page.matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? "");
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe("the links of the documentation", () => {
  it("lead to files and headings that there are", () => {
    const broken: string[] = [];
    let links = 0;
    for (const page of pages) {
      for (const link of linksOf(readFileSync(path.join(repoRoot, page), "utf8"))) {
        links += 1;
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? page : path.join(path.dirname(page), decodeURIComponent(file));
        const there = existsSync(path.join(repoRoot, target));
        const text = there && target.endsWith(".md") ? readFileSync(path.join(repoRoot, target), "utf8") : undefined;
        if (!there || (anchor !== undefined && text !== undefined && !anchorsOf(text).has(anchor))) {
          broken.push(`${page}: ${link}`);
        }
      }
    }
    expect(broken).toEqual([]);
    expect(links).toBeGreaterThan(100);
  });
});
