/** One service that is killed and started again on the same port, in the same home. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { repoRoot } from "../shared-files.ts";

export interface SoakService {
  url: string;
  key: string;
  /** ms of each start, from the process to the line that says where it listens */
  starts: number[];
  /** resident memory now, MB; undefined while it is down */
  memory(): Promise<number | undefined>;
  /** memory that is in use now, after a collection, MB; undefined while it is down */
  live(): Promise<number | undefined>;
  /** SIGKILL, and a new process in its place */
  killAndRestart(): Promise<void>;
  /** SIGTERM; its exit code */
  stop(): Promise<number | null>;
  /** what every process wrote to stderr */
  errors(): string;
}

/** More than this load can be: what is looked for is what breaks, not what is refused. */
const generousLimits = { EVENMATCH_READS_PER_MINUTE: "10000000", EVENMATCH_WRITES_PER_MINUTE: "10000000" };

const reporter = pathToFileURL(path.join(import.meta.dirname, "report-memory.mjs")).href;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("needed a port, found none");
  return address.port;
}

/** The command's bundle, made once: every start is one of the same code. */
async function commandFile(): Promise<string> {
  const bundler = pathToFileURL(path.join(repoRoot, "packages/cli/bin/bundle.mjs")).href;
  const { bundledCommand } = (await import(bundler)) as { bundledCommand(): Promise<string> };
  return bundledCommand();
}

export async function startSoakService(home: string): Promise<SoakService> {
  const command = await commandFile();
  const port = await freePort();
  const starts: number[] = [];
  let stderr = "";
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const began = performance.now();
    const arguments_ = ["--expose-gc", "--import", reporter, command, "serve", "--port", String(port), "--home", home];
    const started = spawn(process.execPath, arguments_, {
      env: { ...process.env, ...generousLimits },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    started.stderr?.on("data", (data: Buffer) => {
      stderr += data.toString();
    });
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stdout as Readable }).once("line", () => resolve());
      started.once("exit", (code) => reject(new Error(`needed a service, found it ended with ${code}: ${stderr}`)));
    });
    starts.push(performance.now() - began);
    child = started;
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    child = undefined;
    if (ending === undefined) return null;
    const ended = new Promise<number | null>((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    return ended;
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    key: (await readFile(path.join(home, "owner-key"), "utf8")).trim(),
    starts,
    memory: async () => {
      if (child?.pid === undefined) return undefined;
      const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
      const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
      return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
    },
    live: async () => {
      const asked = child;
      if (asked?.connected !== true) return undefined;
      const ended = new AbortController();
      const { signal } = ended;
      asked.send("memory", () => undefined);
      const answer = once(asked, "message", { signal }).then(([value]) => value as unknown);
      const exit = once(asked, "exit", { signal }).then(() => undefined);
      const bytes = await Promise.race([answer, exit]);
      for (const waiting of [answer, exit]) waiting.catch(() => undefined);
      ended.abort();
      return typeof bytes === "number" ? bytes / 2 ** 20 : undefined;
    },
    killAndRestart: async () => {
      await end("SIGKILL");
      await start();
    },
    stop: () => end("SIGTERM"),
    errors: () => stderr,
  };
}
