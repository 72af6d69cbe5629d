/** Writes what is made from the contract: docs/openapi.json and pages of docs/reference; with --check says what is behind. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { comparisonPage, planPage } from "./src/field-page.ts";
import { httpPage } from "./src/http-page.ts";
import { openApiDocument } from "./src/openapi.ts";
import { problemPage } from "./src/problem-page.ts";

const docs = new URL("../../docs/", import.meta.url);
const files: Readonly<Record<string, string>> = {
  "openapi.json": `${JSON.stringify(openApiDocument(), null, 2)}\n`,
  "reference/problems.md": problemPage(),
  "reference/http.md": httpPage(),
  "reference/plan.md": planPage(),
  "reference/comparison.md": comparisonPage(),
};

function committed(file: URL): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, docs);
  if (!process.argv.includes("--check")) {
    mkdirSync(new URL(".", file), { recursive: true });
    writeFileSync(file, text);
  } else if (committed(file) !== text) {
    console.error(`docs/${name} is not what the contract gives: run \`npm run openapi\` and commit it`);
    process.exitCode = 1;
  }
}
