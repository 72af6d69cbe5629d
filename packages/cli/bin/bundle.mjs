// The command's TypeScript as one folder of JavaScript, made when its sources have changed since the last call: loading
// some five hundred small files would take longer than most comparisons.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const cache = path.join(root, "node_modules/.cache/evenmatch");
/** bundles that nobody made anew for so long are taken away, ms */
const keptMs = 7 * 24 * 3600 * 1000;

/** Native addons, and packages that look for their own files. */
const external = ["classic-level", "dynalite", "esbuild", "@resvg/resvg-js"];

function sourceFiles() {
  const files = [
    path.join(root, "package-lock.json"),
    path.join(root, "tsconfig.json"),
    fileURLToPath(import.meta.url),
  ];
  for (const name of readdirSync(path.join(root, "packages"))) {
    const folder = path.join(root, "packages", name, "src");
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder, { recursive: true })) files.push(path.join(folder, String(file)));
  }
  return files.sort();
}

function keyOf(files) {
  const hash = createHash("sha256").update(process.version.split(".")[0]);
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(root, file)}:${size}:${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 24);
}

/** The bundle's main file, built if it is not there. */
export async function bundledCommand() {
  const folder = path.join(cache, keyOf(sourceFiles()));
  const main = path.join(folder, "main.mjs");
  if (existsSync(main)) return main;
  const { build } = await import("esbuild");
  const half = `${folder}.${randomBytes(6).toString("hex")}`;
  await build({
    entryPoints: {
      main: path.join(root, "packages/cli/src/main.ts"),
      "row-worker": path.join(root, "packages/service/src/compare/row-worker.ts"),
    },
    outdir: half,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    external,
    logLevel: "error",
    sourcemap: "linked",
    // some dependencies are CommonJS and ask for Node's modules by require
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  // the script of the verification page lies where the service looks for it
  await build({
    entryPoints: [path.join(root, "packages/service/src/browser/verify-page.ts")],
    outfile: path.join(half, "verify-page.js"),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "error",
  });
  try {
    renameSync(half, folder);
  } catch {
    // another call made the same bundle meanwhile
    rmSync(half, { recursive: true, force: true });
  }
  for (const name of readdirSync(cache)) {
    const old = path.join(cache, name);
    if (old !== folder && Date.now() - statSync(old).mtimeMs > keptMs) rmSync(old, { recursive: true, force: true });
  }
  return main;
}
