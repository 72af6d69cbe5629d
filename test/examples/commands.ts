/**
 * Runs every command of every page of `examples/` in this clone, as a person would, against a service in a temporary folder:
 * `npx tsx test/examples/commands.ts [STUDY…]`. Each block of commands must end well, and what a page shows must be printed.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { serve } from "@evenmatch/service/serve";
import { repoRoot } from "../shared-files.ts";
import { blocksOf } from "./printed.ts";
import { studies } from "./studies.ts";
import { pageOf } from "./workshop.ts";

const named = process.argv.slice(2);
const home = await mkdtemp(path.join(os.tmpdir(), "evenmatch-commands-"));
const served = await serve({ home, port: 0 });
let passed = 0;
const failed: string[] = [];

function check(ok: boolean, what: string): void {
  if (ok) passed += 1;
  else failed.push(what);
}

function bash(code: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn("bash", ["-e", "-c", code], {
    cwd: repoRoot,
    env: { ...process.env, EVENMATCH_HOME: home, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  }
  return new Promise((resolve) => child.on("close", (ended) => resolve({ code: ended, ...said })));
}

/** Lines that the commands must have printed: rows of a table and what became of an improvement. */
function linesOf(page: string): string[] {
  const { table = "", transfer = "", persistence = "" } = blocksOf(page);
  const rows = `${table}\n${transfer}`.split("\n").filter((line) => line.startsWith("| ") && line.includes("`"));
  return [...rows, ...persistence.split("\n").filter((line) => line.startsWith("  from "))];
}

try {
  for (const { name } of studies.filter((study) => named.length === 0 || named.includes(study.name))) {
    const page = await pageOf(name);
    let printed = "";
    for (const [, code = ""] of page.matchAll(/```sh\n([\s\S]*?)```/g)) {
      const ended = await bash(code);
      printed += ended.stdout;
      check(ended.code === 0, `${name}: needed commands that end well, found ${ended.code}: ${ended.stderr.trim()}`);
    }
    for (const line of linesOf(page))
      check(printed.includes(line), `${name}: needed it printed, found it not: ${line}`);
  }
} finally {
  await served.stop();
  await rm(home, { recursive: true, force: true });
}
for (const what of failed) process.stderr.write(`${what}\n`);
process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
