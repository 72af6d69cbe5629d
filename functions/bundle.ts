/** How a function becomes one file: ESM, minified, modules before their CommonJS twins. */
import type { BuildOptions } from "esbuild";

export const functionNames = ["read", "api", "ingest", "compare", "sweep"] as const;
export type FunctionName = (typeof functionNames)[number];

/** esbuild's options for one function, into `folder`. */
export function bundleOptions(name: FunctionName, folder: string): BuildOptions {
  return {
    entryPoints: [new URL(`${name}.ts`, import.meta.url).pathname],
    outfile: `${folder}/${name}.mjs`,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    legalComments: "none",
    // the verification page's script lies beside the function; only sources are built into one
    external: ["esbuild"],
    alias: { "@aws-sdk/credential-provider-node": new URL("credentials.ts", import.meta.url).pathname },
    // some dependencies are CommonJS and ask for Node's modules by require
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  };
}
