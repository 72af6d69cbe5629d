import { readFile } from "node:fs/promises";
import path from "node:path";
import { readers } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";

describe("the page on hostile and broken files", () => {
  it("was measured with the readers of today", async () => {
    const page = await readFile(path.join(repoRoot, "docs/reliability.md"), "utf8");
    const section = /## Hostile and broken files\n([\s\S]*?)(?=\n## |$)/.exec(page)?.[1] ?? "";
    const measured = [...section.matchAll(/`([a-z-]+)` (\d+)/g)].map(([, format, version]) => `${format} ${version}`);
    expect(measured.sort()).toEqual(readers.map(({ format, version }) => `${format} ${version}`).sort());
  });
});
