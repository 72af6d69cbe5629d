/** Writes docs/openapi.json; with --check says whether the committed one is what the schemas give. */
import { readFileSync, writeFileSync } from "node:fs";
import { openApiDocument } from "./src/openapi.ts";

const file = new URL("../../docs/openapi.json", import.meta.url);
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
} else if (readFileSync(file, "utf8") !== text) {
  console.error("docs/openapi.json is not what the schemas give: run `npm run openapi` and commit it");
  process.exitCode = 1;
}
