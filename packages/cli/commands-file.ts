/** Writes docs/reference/commands.md from the program's own help; with --check says whether the committed one is behind. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { commandsPage } from "./src/commands-page.ts";
import { evenmatchProgram } from "./src/program.ts";

const file = new URL("../../docs/reference/commands.md", import.meta.url);
const text = commandsPage(evenmatchProgram());

if (!process.argv.includes("--check")) {
  mkdirSync(new URL(".", file), { recursive: true });
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  console.error("docs/reference/commands.md is not what the program's help gives: run `npm run openapi` and commit it");
  process.exitCode = 1;
}
