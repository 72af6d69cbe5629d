/**
 * Many uploaders and readers on one machine, whose service is killed with SIGKILL every minute and started again:
 * `npm run soak`, `npm run soak -- --minutes 2`. Ends with `N passed, N failed`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import { Proof } from "@evenmatch/contract/proof";
import { verifyProof } from "@evenmatch/service/verify/verify-proof";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { type Lane, soakLedger } from "./ledger.ts";
import { type Load, read, upload } from "./load.ts";
import { startSoakService } from "./service.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    uploaders: { type: "string", default: "50" },
    readers: { type: "string", default: "200" },
  },
});
const minutes = Number(values.minutes);
const uploaders = Number(values.uploaders);
const readers = Number(values.readers);
if (!(minutes > 0 && uploaders >= 2 && readers >= 1))
  throw new Error("needed minutes, 2 uploaders and a reader at least");

const killEveryMs = Math.min(60_000, (minutes * 60_000) / 2);
/** longest that the service may take to have compared everything once the load is over */
const settleMs = 120_000;

/** what any process may come to, however short the one before lived */
const warmMegabytes = 320;

const experiments = Array.from({ length: Math.ceil(uploaders / 10) }, (_, index) => `soak-${index}`);
const lanes = Array.from({ length: uploaders }, (_, index): Lane => {
  const pair = Math.floor(index / 2);
  return {
    experiment: experiments[pair % experiments.length] ?? "",
    arm: index % 2 === 0 ? "treatment" : "baseline",
    suite: `suite-${Math.floor(pair / experiments.length)}`,
    sent: 0,
    acknowledged: 0,
  };
});
const ledger = soakLedger(lanes);
const failures: string[] = [];
let passed = 0;

function check(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed += 1;
  else failures.push(name);
  console.log(`${problems.length === 0 ? "passed" : "FAILED"}  ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`          ${problem}`);
  if (problems.length > 10) console.log(`          and ${problems.length - 10} more`);
}

function percentiles(latencies: readonly number[]): string {
  const sorted = [...latencies].sort((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0);
  return `median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, longest ${at(1)} ms`;
}

const home = await mkdtemp(path.join(os.tmpdir(), "evenmatch-soak-"));
const service = await startSoakService(home);
let over = false;
const load: Load = {
  url: service.url,
  key: service.key,
  ledger,
  reads: [],
  uploads: [],
  broken: { reads: 0, uploads: 0 },
  completed: new Set(),
  refused: [],
  isOver: () => over,
};

async function call<T>(method: string, target: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(target, service.url), {
    method,
    headers: { authorization: `Bearer ${service.key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

for (const experiment of experiments) {
  const arms = { treatment: [`${experiment}-treatment`], baseline: [`${experiment}-baseline`] };
  for (const checkpoint of [...arms.treatment, ...arms.baseline])
    await call("PUT", `/v1/checkpoints/${checkpoint}`, {});
  await call("PUT", `/v1/experiments/${experiment}`, { ...arms, plan: { replicates: 2000 } });
}

console.log(
  `${minutes} minutes: ${uploaders} uploaders, ${readers} readers, ${experiments.length} experiments; kill -9 every ${killEveryMs / 1000} s`,
);
/** the most memory of each process, MB */
const peaks = [0];
const sampling = setInterval(() => {
  void service.memory().then((megabytes) => {
    const last = peaks.length - 1;
    if (megabytes !== undefined) peaks[last] = Math.max(peaks[last] ?? 0, megabytes);
  });
}, 1000);
const workers = [
  ...lanes.map((lane, index) => upload(load, lane, Math.floor(index / 2) % 2 === 0)),
  ...Array.from({ length: readers }, () => read(load, experiments)),
];
const end = Date.now() + minutes * 60_000;
while (Date.now() + killEveryMs / 2 < end) {
  await delay(killEveryMs);
  await service.killAndRestart();
  peaks.push(0);
}
await delay(Math.max(0, end - Date.now()));
over = true;
await Promise.all(workers);

const settling = performance.now();
const unsettled: string[] = [];
for (const experiment of experiments) {
  for (;;) {
    const { status } = await call<ExperimentAnswer>("GET", `/v1/experiments/${experiment}`);
    if (status === "current") break;
    if (performance.now() - settling > settleMs) {
      unsettled.push(`${experiment}: ${status}`);
      break;
    }
    await delay(100);
  }
}
const settled = performance.now() - settling;
clearInterval(sampling);

const versions = lanes.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
check("every experiment comes to rest", unsettled);
const lost: string[] = [];
const unproved: string[] = [];
for (const experiment of experiments) {
  const comparison = await call<Comparison>("GET", `/v1/experiments/${experiment}/comparison`);
  lost.push(...ledger.lost(comparison, experiment));
  const proof = Proof.parse(await call("GET", `/v1/comparisons/${comparison.digest}/verify`));
  const { different } = await verifyProof(proof, {
    computeRow: async (input, plan) => analyseRow(input, plan),
    computePersistence: async (input, plan) => analysePersistence(input, plan),
    tolerance: 0,
  });
  unproved.push(...different.map((difference) => `${experiment} ${difference.path}`));
}
check(`nothing acknowledged is lost: ${versions} versions of ${uploaders} suites`, lost);
const uncounted: string[] = [];
for (const id of load.completed) {
  const { status } = await call<{ status: string }>("GET", `/v1/uploads/${id}`);
  if (status !== "counted") uncounted.push(`upload ${id}: ${status}`);
}
check(`every completed upload is counted: ${load.completed.size}`, uncounted);
check(`no wrong answer in ${load.reads.length} reads`, ledger.wrong);
check("no answer but of the kinds that are due", load.refused);
check("the comparisons at rest follow from their scores, to the bit", unproved);
const half = Math.ceil(peaks.length / 2);
const early = Math.max(...peaks.slice(0, half));
const late = Math.max(...peaks.slice(half));
check(
  `memory is flat: at most ${early.toFixed(0)} MB in the first ${half} processes, ${late.toFixed(0)} MB after`,
  late > Math.max(1.3 * early, warmMegabytes) ? [`needed at most 1.3 times as much, or ${warmMegabytes} MB`] : [],
);
const code = await service.stop();
check("it ends by itself when asked", code === 0 ? [] : [`needed exit code 0, found ${code}`]);

console.log(`reads      ${percentiles(load.reads)}; ${load.broken.reads} met a service that was down`);
console.log(`uploads    ${percentiles(load.uploads)}, from the first try to the acknowledgement, restarts included`);
console.log(`restarts   ${service.starts.length - 1}; a start takes ${percentiles(service.starts)}`);
console.log(`memory     ${peaks.map((megabytes) => megabytes.toFixed(0)).join(", ")} MB at most, process by process`);
console.log(`rest       ${(settled / 1000).toFixed(1)} s after the last upload`);
await rm(home, { recursive: true, force: true });
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
