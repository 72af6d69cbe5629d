/** The real command and the real service, as processes of their own. */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Client, serviceClient } from "@evenmatch/client";
import { repoRoot } from "../shared-files.ts";

export const shim = path.join(repoRoot, "packages/cli/bin/evenmatch.mjs");

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script to its end; `env` is added to this process' own. */
export function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs the command in a shell of a trainer who has a service in `home`. */
export function evenmatch(args: readonly string[], home?: string): Promise<Ended> {
  return runNode([shim, ...args], home === undefined ? {} : { EVENMATCH_HOME: home });
}

export interface ServiceProcess {
  url: string;
  home: string;
  client: Client;
  /** what it wrote to stderr so far */
  errors(): string;
  /** SIGKILL: no handler runs */
  kill(): Promise<void>;
  /** SIGTERM */
  stop(): Promise<void>;
}

/** `evenmatch serve` in `home` on a free port, once it says where it listens. */
export async function startService(home: string): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [shim, "serve", "--port", "0", "--home", home]);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`needed a service, found it ended with ${code}: ${stderr}`)));
  });
  const key = (await readFile(path.join(home, "owner-key"), "utf8")).trim();
  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await ended;
  }
  return {
    url,
    home,
    client: serviceClient({ url, key }),
    errors: () => stderr,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/** Folders that a test file makes and removes. */
export function temporaryFolders(): { make(): Promise<string>; removeAll(): Promise<void> } {
  const made: string[] = [];
  return {
    make: async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-e2e-"));
      made.push(folder);
      return folder;
    },
    removeAll: async () => {
      for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
    },
  };
}
