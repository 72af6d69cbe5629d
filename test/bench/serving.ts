/** Served comparisons beside bare handlers that send the same bytes, over loopback, by autocannon. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { defaultPlan } from "@evenmatch/contract/plan";
import autocannon from "autocannon";
import { buildSync } from "esbuild";
import type { NoteGoal } from "./goals.ts";
import { median } from "./median.ts";
import { started } from "./started.ts";
import { writeArms } from "./w-files.ts";
import { suites } from "./workload-w.ts";

const here = import.meta.dirname;
const command = path.resolve(here, "../../packages/cli/bin/evenmatch.mjs");
const seconds = 1;
const connections = 10;

/** Requests a second. */
async function rate(url: string, headers: Record<string, string>, expected: number): Promise<number> {
  const result = await autocannon({ url, headers, connections, duration: seconds, pipelining: 1 });
  const wrong = result.errors + result.timeouts;
  const other = Object.entries(result.statusCodeStats ?? {}).filter(([code]) => Number(code) !== expected);
  if (wrong > 0 || other.length > 0)
    throw new Error(`${url}: needed ${expected} alone, found ${JSON.stringify(other)}`);
  return result.requests.average;
}

/** The compressed bytes and the headers as they come over the wire. */
function fetched(url: string, headers: Record<string, string>): Promise<{ bytes: Buffer; headers: string[] }> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ bytes: Buffer.concat(chunks), headers: response.rawHeaders });
      })
      .on("error", reject);
  });
}

/** Headers that Node adds by itself. */
const ofNode = ["date", "connection", "keep-alive"];

const withoutNodes = (headers: readonly string[]) =>
  headers.filter((_, index) => !ofNode.includes((headers[index - (index % 2)] ?? "").toLowerCase()));

function getItemsHandler(): string {
  const out = path.resolve(here, "../../.cache/bench/get-items-handler.mjs");
  buildSync({
    entryPoints: [path.join(here, "get-items-handler.ts")],
    outfile: out,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["classic-level", "dynalite"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
  return out;
}

/** The section of the page. */
export async function servingSection(rounds: number, note: NoteGoal): Promise<string> {
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
  const { bytes, headers: sent } = await fetched(byDigest, headers);
  const etag = sent[sent.findIndex((name) => name.toLowerCase() === "etag") + 1] ?? "";
  const raw = path.join(home, "body");
  writeFileSync(raw, bytes);
  const handler = path.join(here, "bare-handler.mjs");
  const few = ["content-type", "application/json", "content-encoding", "gzip", "content-length", String(bytes.length)];
  const bare = await started([handler, raw, JSON.stringify(withoutNodes(sent))]);
  const barest = await started([handler, raw, JSON.stringify(few)]);
  const itemsHome = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const items = await started([getItemsHandler(), itemsHome, raw]);
  const at = ({ line }: { line: string }) => `http://127.0.0.1:${line}/`;

  const names = ["bare", "barest", "digest", "notModified", "items", "experiment"] as const;
  const rates = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    (typeof names)[number],
    number[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`bench: serving, round ${round + 1} of ${rounds}\n`);
    rates.bare.push(await rate(at(bare), headers, 200));
    rates.digest.push(await rate(byDigest, headers, 200));
    rates.barest.push(await rate(at(barest), headers, 200));
    rates.notModified.push(await rate(byDigest, { ...headers, "if-none-match": etag }, 304));
    rates.items.push(await rate(at(items), headers, 200));
    rates.experiment.push(await rate(byExperiment, headers, 200));
  }
  for (const { child } of [bare, barest, items]) child.kill("SIGTERM");
  service.child.kill("SIGTERM");
  await new Promise((resolve) => service.child.once("exit", resolve));
  for (const folder of [home, itemsHome]) rmSync(folder, { recursive: true, force: true });
  const ratio = (name: keyof typeof rates, floor: keyof typeof rates) => {
    const ratios = rates[name].map((each, round) => each / (rates[floor][round] ?? Number.NaN));
    return `**${median(ratios).toFixed(2)}×** (${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)})`;
  };
  const medianRatio = (name: keyof typeof rates, floor: keyof typeof rates) =>
    median(rates[name].map((each, round) => each / (rates[floor][round] ?? Number.NaN)));
  note({
    what: "a comparison by its digest against a bare handler with the same bytes and headers",
    goal: 0.8,
    least: true,
    found: medianRatio("digest", "bare"),
    unit: "×",
    bound: "who asks, how often, and a line of the log are no part of the bare handler",
  });
  note({
    what: "time of an experiment's comparison against its own two GetItems",
    goal: 1.3,
    least: false,
    found: 1 / medianRatio("experiment", "items"),
    unit: "×",
    bound: "who asks, how often, and a line of the log are no part of the bare handler",
  });
  const line = (name: keyof typeof rates, what: string) => {
    const share = name === "bare" ? "1" : ratio(name, "bare");
    return `| ${what} | ${median(rates[name]).toFixed(0)} | ${share} |`;
  };
  return `Requests a second over loopback (autocannon, ${connections} connections, ${seconds} s each, ${rounds} rounds in turn); the load generator shares the
machine. 53 suites, ${bytes.length} bytes of gzip; the bare handlers send the same bytes from memory, and know nobody.

| what | requests/s | to the bare handler |
|---|---|---|
${line("bare", "a bare Node handler, the same bytes and headers")}
${line("barest", "the same with three headers instead of all")}
${line("digest", "`/v1/comparisons/{digest}`, with a key, from memory")}
${line("notModified", "the same, not modified (304)")}
${line("items", "a bare handler that reads two items of the table first")}
${line("experiment", "`/v1/experiments/{id}/comparison`, which reads the same two")}

The last to the one before it: ${ratio("experiment", "items")}. To the handler with three headers, the digest's route: ${ratio("digest", "barest")}.`;
}
