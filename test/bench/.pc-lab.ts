// starts a service with one experiment, prints env, keeps running
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";

const { writeArms } = await import("/work/main/test/bench/w-files.ts");
const { suites } = await import("/work/main/test/bench/workload-w.ts");
const home = mkdtempSync("/tmp/pC/home-");
const extra = (process.env.NODE_EXTRA ?? "").split(" ").filter(Boolean);
const child = spawn(
  process.execPath,
  [...extra, "/work/main/packages/cli/bin/evenmatch.mjs", "serve", "--port", "0", "--home", home],
  { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, EVENMATCH_READS_PER_MINUTE: "1000000000" } },
);
const url: string = await new Promise((r) => child.stdout.once("data", (d) => r(String(d).trim())));
const key = readFileSync(`${home}/owner-key`, "utf8").trim();
const call = async (method: string, target: string, body?: object) => {
  const a = await fetch(new URL(target, url), {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!a.ok) throw new Error(await a.text());
  return a;
};
const files = writeArms(home, { suites: suites.map((_: unknown, i: number) => i), items: 200 });
for (const arm of ["treatment", "baseline"] as const) {
  await call("PUT", `/v1/checkpoints/${arm}`, {});
  const rows = readFileSync(files[arm], "utf8")
    .trim()
    .split("\n")
    .map((l) => JSON.parse(l));
  await call("POST", "/v1/results", { checkpoint: arm, rows });
}
await call("PUT", "/v1/experiments/bench", { treatment: ["treatment"], baseline: ["baseline"], plan: {} });
let digest = null;
while (digest === null) {
  const s = (await (await call("GET", "/v1/experiments/bench")).json()) as { status: string; digest: string };
  if (s.status === "current") digest = s.digest;
  else await new Promise((r) => setTimeout(r, 300));
}
const headers = { authorization: `Bearer ${key}`, "accept-encoding": "gzip" };
const got: { bytes: Buffer; raw: string[] } = await new Promise((r) =>
  http.get(`${url}/v1/comparisons/${digest}`, { headers }, async (res) => {
    const c: Buffer[] = [];
    for await (const x of res) c.push(x as Buffer);
    r({ bytes: Buffer.concat(c), raw: res.rawHeaders });
  }),
);
writeFileSync("/tmp/pC/body.gz", got.bytes);
const skip = ["date", "connection", "keep-alive"];
const all = got.raw.filter((_, i) => !skip.includes(got.raw[i - (i % 2)]!.toLowerCase()));
console.error(all.join("|"));
const bare = async (h: string[]) => {
  const c = spawn(process.execPath, ["/work/main/test/bench/bare-handler.mjs", "/tmp/pC/body.gz", JSON.stringify(h)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port: string = await new Promise((r) => c.stdout.once("data", (d) => r(String(d).trim())));
  return { pid: c.pid, url: `http://127.0.0.1:${port}/` };
};
const b1 = await bare(all),
  b2 = await bare([
    "content-type",
    "application/json",
    "content-encoding",
    "gzip",
    "content-length",
    String(got.bytes.length),
  ]);
const etag = got.raw[got.raw.findIndex((x) => x.toLowerCase() === "etag") + 1]!;
const targets = [
  { name: "bare", ...b1, headers },
  { name: "digest", pid: child.pid, url: `${url}/v1/comparisons/${digest}`, headers },
  { name: "barest", ...b2, headers },
  {
    name: "304",
    pid: child.pid,
    url: `${url}/v1/comparisons/${digest}`,
    headers: { ...headers, "if-none-match": etag },
  },
  { name: "experiment", pid: child.pid, url: `${url}/v1/experiments/bench/comparison`, headers },
  { name: "hono304", pid: child.pid, url: `${url}/v1/comparisons/${digest}?`, headers },
];
writeFileSync("/tmp/pC/targets.json", JSON.stringify(targets));
console.log("ready", child.pid);
process.on("SIGTERM", () => {
  for (const t of targets)
    try {
      process.kill(t.pid!, "SIGTERM");
    } catch {}
  setTimeout(() => process.exit(0), 2000);
});
setTimeout(() => process.kill(process.pid, "SIGTERM"), 15 * 60_000);
