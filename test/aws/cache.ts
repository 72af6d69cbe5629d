/** Where `test/aws/install.sh` put what these tests need beside Node and npm. */
import { existsSync } from "node:fs";
import path from "node:path";
import { repoRoot } from "../shared-files.ts";

/** @throws {Error} where it is not installed */
export function installed(...names: string[]): string {
  const file = path.join(repoRoot, ".cache/aws", ...names);
  if (!existsSync(file)) throw new Error(`needed ${path.relative(repoRoot, file)}: run test/aws/install.sh`);
  return file;
}
