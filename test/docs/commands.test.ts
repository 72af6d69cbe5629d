import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";
import { blocksOf, fencesOf } from "./blocks.ts";
import { commandPages } from "./command-pages.ts";

const pages = commandPages().map((file) => ({ file: path.relative(repoRoot, file), text: readFileSync(file, "utf8") }));
const commands = /^(npx|npm|node|git|curl|export|cd|pip|evenmatch|sh|bash|sed|cat|[A-Z_]+=)\b/;

describe("the commands of the documentation", () => {
  it("stand in blocks that are run, or that say why they are not", () => {
    const wrong: string[] = [];
    let run = 0;
    for (const { file, text } of pages) {
      for (const { line, info, content } of fencesOf(text)) {
        const isShell =
          /^(sh|bash|shell|console)\b/.test(info) || (info === "" && content.some((each) => commands.test(each)));
        if (!isShell) continue;
        if (info === "sh" || info === "sh serve") run += 1;
        else if (!/^sh unrun: \S.{8,}/.test(info)) wrong.push(`${file}:${line}: \`\`\`${info}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(run).toBeGreaterThan(50);
  });

  it("never stand indented, where nobody runs them", () => {
    const indented = pages.flatMap(({ file, text }) => {
      const fenced = new Set(fencesOf(text).flatMap(({ line, content }) => content.map((_, at) => line + 1 + at)));
      return (
        text
          .split("\n")
          .flatMap((line, at) =>
            /^ {4}/.test(line) && commands.test(line.trim()) && !fenced.has(at + 1)
              ? [`${file}:${at + 1}: ${line.trim()}`]
              : [],
          )
          // the usage of each command, made from the program's own help
          .filter((place) => !/^docs\/reference\/commands\.md:\d+: evenmatch /.test(place))
      );
    });
    expect(indented).toEqual([]);
  });

  it("are run page by page under names that no two share", () => {
    const names = pages.filter(({ text }) => blocksOf(text).length > 0).map(({ file }) => path.basename(file));
    expect(new Set(names).size).toBe(names.length);
    const guides = readdirSync(path.join(repoRoot, "docs/how-to")).filter((name) => !names.includes(name));
    // its workflow has a test of its own
    expect(guides).toEqual(["github-actions.md"]);
  });
});
