import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";
import { runNode } from "./service-process.ts";

describe("npm run demo", () => {
  it("pushes 53 suites, shows the comparison, holds it against the truth and leaves nothing behind", async () => {
    const { code, stdout, stderr } = await runNode([
      "--import",
      "tsx",
      path.join(repoRoot, "packages/cli/src/demo/main.ts"),
    ]);
    expect(stderr).toContain("native rows: 19 files, 19 suites counted");
    expect(stdout).toMatch(/\d+ of 48 ahead/);
    expect(stdout).toMatch(/\d+ of 53 intervals hold the true difference/);
    expect(stdout).toContain("false gains");
    expect(code, stderr).toBe(0);
    const folder = /files in (\S+)\/results/.exec(stderr)?.[1] ?? "";
    expect(folder).toContain("evenmatch-demo-");
    expect(existsSync(folder)).toBe(false);
  }, 300_000);
});
