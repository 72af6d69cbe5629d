/** Served comparisons beside a bare handler that sends the same bytes, over loopback, by autocannon. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { defaultPlan } from "@evenmatch/contract/plan";
import autocannon from "autocannon";
import { median } from "./median.ts";
import { writeArms } from "./w-files.ts";
import { suites } from "./workload-w.ts";

const here = import.meta.dirname;
const command = path.resolve(here, "../../packages/cli/bin/evenmatch.mjs");
const seconds = 2;
const connections = 10;

function started(args: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", (line) => resolve({ child, line }));
    child.once("exit", (code) => reject(new Error(`needed a server, found it ended with ${code}`)));
  });
}

/** Requests a second. */
async function rate(url: string, headers: Record<string, string>, expected: number): Promise<number> {
  const result = await autocannon({ url, headers, connections, duration: seconds, pipelining: 1 });
  const wrong = result.errors + result.timeouts;
  const other = Object.entries(result.statusCodeStats ?? {}).filter(([code]) => Number(code) !== expected);
  if (wrong > 0 || other.length > 0)
    throw new Error(`${url}: needed ${expected} alone, found ${JSON.stringify(other)}`);
  return result.requests.average;
}

/** The section of the page. */
export async function servingSection(rounds: number): Promise<string> {
  const home = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const service = await started([command, "serve", "--port", "0", "--home", home]);
  const url = service.line;
  const key = readFileSync(path.join(home, "owner-key"), "utf8").trim();
  const authorization = `Bearer ${key}`;
  const files = writeArms(home, { suites: suites.map((_, suite) => suite), items: 200 });
  const call = async (method: string, target: string, body?: object) => {
    const answer = await fetch(new URL(target, url), {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${target}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  for (const arm of ["treatment", "baseline"] as const) {
    await call("PUT", `/v1/checkpoints/${arm}`, {});
    const rows = readFileSync(files[arm], "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    await call("POST", "/v1/results", { checkpoint: arm, rows });
  }
  await call("PUT", "/v1/experiments/bench", { treatment: ["treatment"], baseline: ["baseline"], plan: defaultPlan });
  const until = Date.now() + 120_000;
  for (;;) {
    const state = (await (await call("GET", "/v1/experiments/bench")).json()) as { status: string };
    if (state.status === "current") break;
    if (Date.now() > until) throw new Error(`needed a comparison, found ${JSON.stringify(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const answer = await call("GET", "/v1/experiments/bench/comparison");
  const { digest } = (await answer.json()) as { digest: string };
  const byDigest = new URL(`/v1/comparisons/${digest}`, url).href;
  const byExperiment = new URL("/v1/experiments/bench/comparison", url).href;
  const headers = { authorization, "accept-encoding": "gzip" };
  const fetched = await fetch(byDigest, { headers });
  const etag = fetched.headers.get("etag") ?? "";
  const raw = path.join(home, "body");
  writeFileSync(raw, gzipSync(Buffer.from(await fetched.arrayBuffer())));
  const bare = await started([path.join(here, "bare-handler.mjs"), raw]);
  const floor = `http://127.0.0.1:${bare.line}/`;

  const names = ["bare", "digest", "notModified", "experiment"] as const;
  const rates: Record<(typeof names)[number], number[]> = { bare: [], digest: [], notModified: [], experiment: [] };
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`bench: serving, round ${round + 1} of ${rounds}\n`);
    rates.bare.push(await rate(floor, {}, 200));
    rates.digest.push(await rate(byDigest, headers, 200));
    rates.notModified.push(await rate(byDigest, { ...headers, "if-none-match": etag }, 304));
    rates.experiment.push(await rate(byExperiment, headers, 200));
  }
  bare.child.kill("SIGTERM");
  service.child.kill("SIGTERM");
  await new Promise((resolve) => service.child.once("exit", resolve));
  rmSync(home, { recursive: true, force: true });
  const line = (name: keyof typeof rates, what: string) => {
    const ratios = rates[name].map((each, round) => each / (rates.bare[round] ?? Number.NaN));
    return `| ${what} | ${median(rates[name]).toFixed(0)} | **${median(ratios).toFixed(2)}×** (${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}) |`;
  };
  return `Requests a second over loopback (autocannon, ${connections} connections, ${seconds} s each, ${rounds} rounds in turn); the load generator shares the
machine. 53 suites; the bare handler sends the same gzip bytes.

| what | requests/s | to the bare handler |
|---|---|---|
| a bare Node handler | ${median(rates.bare).toFixed(0)} | 1 |
${line("digest", "`/v1/comparisons/{digest}`, with a key")}
${line("notModified", "the same, not modified (304)")}
${line("experiment", "`/v1/experiments/{id}/comparison`, which reads its HEAD from the table")}`;
}
