/** The pages whose commands `test/docs/main.ts` runs: all that a user reads, but for the example studies, which run their own. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { repoRoot } from "../shared-files.ts";

/** README, the packages' own, and everything below docs/, by path. */
export function commandPages(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(path.join(repoRoot, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
      .map((entry) => path.join(entry.parentPath, entry.name));
  const readmes = readdirSync(path.join(repoRoot, "packages")).flatMap((name) =>
    readdirSync(path.join(repoRoot, "packages", name)).includes("README.md")
      ? [path.join(repoRoot, "packages", name, "README.md")]
      : [],
  );
  return [path.join(repoRoot, "README.md"), ...readmes, ...below("docs")].sort();
}
