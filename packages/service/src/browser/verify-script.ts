/** The verification page's script as one file: it lies beside this module in a bundle, and is built from the sources else. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";

/** The script's name beside the bundle that serves it. */
export const scriptFile = "verify-page.js";

export interface Script {
  text: string;
  /** SHA-256, base64 */
  hash: string;
}

let made: Promise<Script> | undefined;

/** The script; the same promise each time, unless it failed. */
export function verifyScript(): Promise<Script> {
  made ??= load().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

async function load(): Promise<Script> {
  const text = await readFile(new URL(scriptFile, import.meta.url), "utf8").catch(built);
  return { text, hash: createHash("sha256").update(text).digest("base64") };
}

/** Built from the sources, by the way that `scriptOptions` says. */
async function built(error: NodeJS.ErrnoException): Promise<string> {
  if (error.code !== "ENOENT") throw error;
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...scriptOptions(), write: false });
  const [file] = outputFiles ?? [];
  if (file === undefined) throw new Error("needed the script of the verification page, found none built");
  return file.text;
}

/** esbuild's options: everything in one file, nothing from Node; `outfile` where it is to be written. */
export function scriptOptions(outfile?: string): BuildOptions {
  return {
    entryPoints: [fileURLToPath(new URL("verify-page.ts", import.meta.url))],
    ...(outfile === undefined ? {} : { outfile }),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "error",
  };
}
