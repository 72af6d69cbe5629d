/** The import law: a package imports itself, Node, and what its package.json names; packages depend in one direction. */
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repoRoot } from "./shared-files.ts";

/** Each may import those before it. */
const order = ["stats", "contract", "catalogue", "formats", "store", "service", "client", "cli"];
/** These neither know each other. */
const strangers: Readonly<Record<string, readonly string[]>> = {
  stats: [],
  contract: [],
  catalogue: ["contract"],
  formats: ["contract"],
  store: ["contract", "formats"],
  client: ["contract"],
};

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
}

const folders = [...order.map((name) => `packages/${name}`), "functions"];
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(path.join(repoRoot, folder, "package.json"), "utf8")) as Manifest;

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(repoRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes("node_modules"))
    .map((file) => path.join(repoRoot, folder, file));
}

/** What a file imports, as written. */
function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const found = code.matchAll(
    /(?:^|[;\n}])\s*(?:import|export)\s[^;"']*?from\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? "");
}

const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

describe("the import law", () => {
  for (const folder of folders) {
    it(`${folder} imports only itself, Node and its dependencies`, () => {
      const manifest = manifestOf(folder);
      const allowed = new Set(Object.keys(manifest.dependencies ?? {}));
      const breaches: string[] = [];
      for (const file of sourceFiles(folder)) {
        for (const specifier of importsOf(readFileSync(file, "utf8"))) {
          const where = `${path.relative(repoRoot, file)} imports ${specifier}`;
          if (specifier.startsWith(".")) {
            const target = path.resolve(path.dirname(file), specifier);
            if (!target.startsWith(path.join(repoRoot, folder) + path.sep))
              breaches.push(`${where}: outside its package`);
          } else if (specifier.startsWith("node:")) {
            if (!builtinModules.includes(specifier.slice(5))) breaches.push(`${where}: no such module of Node`);
          } else if (!allowed.has(packageOf(specifier))) {
            breaches.push(`${where}: not in its package.json`);
          }
        }
      }
      expect(breaches).toEqual([]);
    });
  }

  it("names every dependency because something imports it", () => {
    const idle: string[] = [];
    for (const folder of folders) {
      const used = new Set(sourceFiles(folder).flatMap((file) => importsOf(readFileSync(file, "utf8")).map(packageOf)));
      for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
        if (!used.has(name)) idle.push(`${folder}: ${name}`);
      }
    }
    expect(idle).toEqual([]);
  });

  it("goes one way", () => {
    const breaches: string[] = [];
    for (const [position, name] of order.entries()) {
      const own = Object.keys(manifestOf(`packages/${name}`).dependencies ?? {})
        .filter((dependency) => dependency.startsWith("@evenmatch/"))
        .map((dependency) => dependency.slice("@evenmatch/".length));
      const before = strangers[name] ?? order.slice(0, position);
      for (const dependency of own) if (!before.includes(dependency)) breaches.push(`${name} imports ${dependency}`);
    }
    expect(breaches).toEqual([]);
  });

  it("finds imports where they stand", () => {
    const text =
      'import { a } from "one";\nimport type { b }\n  from "two";\nexport * from "./three.ts";\nawait import("four");\nimport "five";\n// import "six"\n';
    expect(importsOf(text)).toEqual(["one", "two", "./three.ts", "four", "five"]);
  });
});

describe("the house", () => {
  it("has no room without a purpose in its name", () => {
    const nameless = folders
      .flatMap(sourceFiles)
      .map((file) => path.relative(repoRoot, file))
      .filter((file) =>
        file
          .split(/[/.]/)
          .some((part) => ["utils", "util", "helpers", "shared", "common", "types", "misc"].includes(part)),
      );
    expect(nameless).toEqual([]);
  });

  it("computes no powers in the statistics", () => {
    const powers = sourceFiles("packages/stats").filter((file) =>
      /\*\*=?\s*[\w(]|Math\.(pow|hypot)\b/.test(readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")),
    );
    expect(powers.map((file) => path.relative(repoRoot, file))).toEqual([]);
  });

  it("draws no randomness, time or environment in its core", () => {
    const impure = ["packages/stats", "packages/contract/src", "packages/catalogue"]
      .flatMap(sourceFiles)
      .filter((file) => /Math\.random|Date\.now|new Date\(\)|process\.env/.test(readFileSync(file, "utf8")));
    expect(impure.map((file) => path.relative(repoRoot, file))).toEqual([]);
  });
});
