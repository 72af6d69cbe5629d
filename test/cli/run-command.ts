/** The command as people run it: a process of its own, through the checked-in shim. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { repoRoot } from "../shared-files.ts";

export const shim = path.join(repoRoot, "packages/cli/bin/evenmatch.mjs");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
}

/** Without the variables by which a person may have set the command up. */
function cleanEnvironment(env: RunOptions["env"]): NodeJS.ProcessEnv {
  const { EVENMATCH_URL: _, EVENMATCH_KEY: __, EVENMATCH_HOME: ___, FORCE_COLOR: ____, ...rest } = process.env;
  return { ...rest, ...env };
}

export function start(args: readonly string[], { cwd = os.tmpdir(), env }: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [shim, ...args], {
    cwd,
    env: cleanEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What a started command writes until it ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

export function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return ended(start(args, options));
}

/**
 * The same in this process: a fraction of the time, for tests of what a command says. One at a time, for there is one
 * stdout; names of files must be whole paths.
 */
export async function runHere(args: readonly string[], env: RunOptions["env"] = {}): Promise<Ended> {
  const { runProgram } = await import("@evenmatch/cli/run-program");
  const written = { stdout: "", stderr: "" };
  const streams = ["stdout", "stderr"] as const;
  const own = streams.map((name) => process[name].write);
  const before = { ...process.env };
  for (const name of streams) {
    process[name].write = (text: string | Uint8Array) => {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
      return true;
    };
  }
  process.env = { ...cleanEnvironment(env) };
  try {
    const code = await runProgram(args);
    return { code, ...written };
  } finally {
    process.env = before;
    for (const [at, name] of streams.entries()) process[name].write = own[at] as typeof process.stdout.write;
  }
}

/** A folder for one test file, gone after it. */
export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-cli-test-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Native rows of one suite, `n` items, of which those pass whose number `passes` accepts. */
export function nativeRows(suite: string, n: number, passes: (item: number) => boolean): string {
  const line = (item: number) =>
    JSON.stringify({ suite, direction: "higher", item: `item-${item}`, score: passes(item) ? 1 : 0 });
  return Array.from({ length: n }, (_, item) => `${line(item)}\n`).join("");
}

/** Two arms of two suites each, in `folder`: on `wins` the treatment is ahead, on `even` each wins as often as it loses. */
export async function writeArms(folder: string): Promise<{ treatment: string; baseline: string }> {
  const isEven = (item: number) => item % 2 === 0;
  // of eight items, one passes in the treatment alone and one in the baseline alone
  const evenBaseline = (item: number) => (item % 8 < 2 ? !isEven(item) : isEven(item));
  const treatment = path.join(folder, "treatment.ndjson");
  const baseline = path.join(folder, "baseline.ndjson");
  await writeFile(treatment, nativeRows("wins", 120, (item) => item % 3 < 2) + nativeRows("even", 80, isEven));
  await writeFile(baseline, nativeRows("wins", 120, (item) => item % 3 === 0) + nativeRows("even", 80, evenBaseline));
  return { treatment, baseline };
}
