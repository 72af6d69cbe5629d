/** Runs every command of the documentation, page by page, in a folder that looks like a clone to its reader. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { repoRoot } from "../shared-files.ts";
import { type Block, blocksOf, filesOf, firstMissing } from "./blocks.ts";
import { commandPages } from "./command-pages.ts";
import { writeLogs } from "./harness-logs.ts";

const shim = path.join(repoRoot, "packages/cli/bin/evenmatch.mjs");
/** `npx` as it answers in a clone, without npm's own start; a service takes any free port. */
const prelude = `set -euo pipefail
npx() {
  local command=$1; shift
  case $command in
    evenmatch) if [ "\${1:-}" = serve ]; then exec node ${shim} "$@" --port 0; fi; node ${shim} "$@" ;;
    *) "${repoRoot}/node_modules/.bin/$command" "$@" ;;
  esac
}
`;

interface Page {
  name: string;
  file: string;
}

/** Every page that has a command to run. */
function pages(): Page[] {
  return commandPages().flatMap((file) => {
    const name = path.basename(file, ".md");
    return blocksOf(readFileSync(file, "utf8")).length === 0 ? [] : [{ name, file }];
  });
}

function environment(): NodeJS.ProcessEnv {
  const { EVENMATCH_URL: _, EVENMATCH_KEY: __, EVENMATCH_HOME: ___, FORCE_COLOR: ____, ...rest } = process.env;
  return { ...rest, COLUMNS: "132" };
}

/** longest wait for a block, ms */
const blockMs = 300_000;

interface Ended {
  code: number;
  output: string;
}

function run(commands: string, cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: environment(), maxBuffer: 16 * 1024 * 1024, timeout: blockMs };
    execFile("bash", ["-c", `${prelude}exec 2>&1\n${commands}`], options, (error, output) => {
      const ended = error?.killed === true ? `${output}\nand did not end within ${blockMs / 1000} s` : output;
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, output: ended });
    });
  });
}

interface Service {
  child: ChildProcess;
  url: string;
}

async function startService(commands: string, cwd: string): Promise<Service> {
  const child = spawn("bash", ["-c", prelude + commands], {
    cwd,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`needed a service, found it ended with ${code}`)));
  });
  return { child, url };
}

async function stopService({ child }: Service): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

/** What is wrong with a block; undefined: it did what the page says. */
async function wrongOf(block: Block, cwd: string, service: Service | undefined): Promise<string | undefined> {
  const there =
    service === undefined ? block.commands : block.commands.replaceAll("http://127.0.0.1:7345", service.url);
  const { code, output } = await run(there, cwd);
  if (code !== 0) return `ended with ${code}:\n${output}`;
  const missing = block.printed === undefined ? undefined : firstMissing(block.printed, output);
  return missing === undefined ? undefined : `did not print, where the page says so:\n${missing}\nbut:\n${output}`;
}

async function runPage({ name, file }: Page): Promise<{ passed: number; failed: number }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-docs-"));
  const count = { passed: 0, failed: 0 };
  let service: Service | undefined;
  try {
    for (const link of ["node_modules", "package.json", "packages"])
      await symlink(path.join(repoRoot, link), path.join(folder, link));
    await writeLogs(name, folder);
    const page = readFileSync(file, "utf8");
    for (const [shown, content] of filesOf(page)) await writeFile(path.join(folder, shown), content);
    for (const block of blocksOf(page)) {
      if (block.serves) {
        service = await startService(block.commands, folder);
        continue;
      }
      const wrong = await wrongOf(block, folder, service);
      if (wrong === undefined) count.passed += 1;
      else {
        count.failed += 1;
        console.log(`${path.relative(repoRoot, file)}:${block.line}: ${wrong}`);
      }
    }
  } finally {
    if (service !== undefined) await stopService(service);
    await rm(folder, { recursive: true, force: true });
  }
  return count;
}

const chosen = process.argv.slice(2);
const total = { passed: 0, failed: 0 };
for (const page of pages()) {
  if (chosen.length > 0 && !chosen.includes(page.name)) continue;
  const started = performance.now();
  const { passed, failed } = await runPage(page);
  total.passed += passed;
  total.failed += failed;
  console.log(
    `${page.name}: ${passed} of ${passed + failed} as written (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
