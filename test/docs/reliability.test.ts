/** Figures of a page are of the code that it stands beside. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { specVersion } from "@evenmatch/stats";
import { expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";

it("the day of faults was measured under the current specification", async () => {
  const page = await readFile(path.join(repoRoot, "docs/reliability.md"), "utf8");
  const [, faults = ""] = page.split("\n## Faults\n");
  expect(faults).toContain(`specification \`${specVersion}\``);
});
