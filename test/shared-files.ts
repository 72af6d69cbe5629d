/**
 * Real result files that belong to others are read where they lie, beside the clone, and never committed. A lone clone
 * skips those tests and says so; a continuous-integration run without the files fails.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

export const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The folder of real files beside the clone, if it is there. */
export function sharedFolder(): string | undefined {
  const folder = path.resolve(repoRoot, "../shared");
  return existsSync(path.join(folder, "fixtures")) ? folder : undefined;
}

/** `describe` for tests that need the real files; `shared` is their folder. */
export function describeWithShared(name: string, tests: (shared: string) => void): void {
  const folder = sharedFolder();
  if (folder !== undefined) {
    describe(name, () => tests(folder));
  } else if (process.env.CI) {
    describe(name, () => {
      it("finds the real files", () => {
        throw new Error("needed the folder of real files beside the clone (../shared), found none");
      });
    });
  } else {
    describe.skip(`${name} (skipped: needs the folder of real files ../shared beside the clone)`, () => {
      it("needs real files", () => tests(""));
    });
  }
}
