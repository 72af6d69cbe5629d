/** The functions as they lie in Lambda: each a folder with its bundle, and what it reads beside it. */
import { copyFile, mkdir, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { scriptFile, scriptOptions } from "@evenmatch/service/browser/verify-script";
import { build } from "esbuild";
import { bundleOptions, type FunctionName, functionNames } from "./bundle.ts";

const typeface = "@fontsource/inter";
/** What pages read of the typeface's package. */
const typefaceFiles = ["package.json", "files/inter-latin-400-normal.woff2", "files/inter-latin-600-normal.woff2"];

export interface BuiltFunction {
  name: FunctionName;
  /** of its bundle */
  bytes: number;
}

/** Builds every function into `folder/NAME/NAME.mjs`; what was in `folder` before goes. */
export async function buildFunctions(folder: string): Promise<BuiltFunction[]> {
  await rm(folder, { recursive: true, force: true });
  const built: BuiltFunction[] = [];
  for (const name of functionNames) {
    await build(bundleOptions(name, path.join(folder, name)));
    built.push({ name, bytes: (await stat(path.join(folder, name, `${name}.mjs`))).size });
  }
  await copyTypeface(path.join(folder, "api"));
  await build(scriptOptions(path.join(folder, "api", scriptFile)));
  return built;
}

/** Pages carry their typeface with them; the function that makes them finds it where Node looks for packages. */
async function copyTypeface(folder: string): Promise<void> {
  const from = path.dirname(createRequire(import.meta.url).resolve(`${typeface}/package.json`));
  for (const file of typefaceFiles) {
    const target = path.join(folder, "node_modules", typeface, file);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(from, file), target);
  }
}
