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
import { scoreRows } from "./scores.ts";
import { startSoakService } from "./service.ts";
import { growthPerMinute, type Sample } from "./slope.ts";

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

/**
 * A process has met everything it will meet once it is so old, s, and has made a comparison: what it holds from then on may
 * not grow. A comparison is its own if nobody saw it in its first seconds, when everybody reads those of the process before.
 */
const warmSeconds = 20;
const ownSeconds = 10;
/** how long the last process is watched after that, and how much longer than was said the load goes on for it at most, s */
const watchSeconds = 25;
const mostLonger = 180;
/** between two measurements of what is in use, ms: each costs a collection */
const measureEveryMs = 5000;
/** what the memory in use may grow in a minute of load: the bounded memories of rows and bodies fill, and requests are in flight */
const mostGrowth = 15;
/** what it may be above that of a process that has only just been started, when all is at rest, MB */
const mostLeft = 20;
/** resident memory of any process, MB */
const mostResident = 450;

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

/** A process of the service under load. */
interface Watched {
  /** most resident memory, MB */
  peak: number;
  since: number;
  /** what was in use as it grew older */
  live: Sample[];
  /** its age when a comparison of its own was first seen, s */
  warm?: number;
}

const processes: Watched[] = [];
const begin = () => processes.push({ peak: 0, since: performance.now(), live: [] });
const secondsOf = ({ since }: Watched) => (performance.now() - since) / 1000;
const whenWarm = ({ warm = Number.POSITIVE_INFINITY }: Watched) => Math.max(warmSeconds, warm);
const digests = new Set<string>();

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
  onComparison: ({ digest }) => {
    const current = processes.at(-1);
    if (current === undefined || digests.has(digest)) return;
    digests.add(digest);
    if (secondsOf(current) >= ownSeconds) current.warm ??= secondsOf(current);
  },
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

/** Waits until an experiment's comparison is of its last results; its status, when it is or never will be. */
async function atItsResults(experiment: string): Promise<string> {
  const began = performance.now();
  for (;;) {
    const { status } = await call<ExperimentAnswer>("GET", `/v1/experiments/${experiment}`);
    if (status === "current" || performance.now() - began > settleMs) return status;
    await delay(100);
  }
}

console.log(
  `${minutes} minutes: ${uploaders} uploaders, ${readers} readers, ${experiments.length} experiments; kill -9 every ${killEveryMs / 1000} s`,
);
begin();
const sampling = setInterval(() => {
  const current = processes.at(-1);
  void service.memory().then((megabytes) => {
    if (current !== undefined && megabytes !== undefined) current.peak = Math.max(current.peak, megabytes);
  });
}, 1000);
const measuring = setInterval(() => {
  const current = processes.at(-1);
  void service.live().then((megabytes) => {
    if (current === undefined || megabytes === undefined || current !== processes.at(-1)) return;
    current.live.push({ seconds: secondsOf(current), megabytes });
  });
}, measureEveryMs);
const workers = [
  ...lanes.map((lane, index) => upload(load, lane, Math.floor(index / 2) % 2 === 0)),
  ...Array.from({ length: readers }, () => read(load, experiments)),
];
const end = Date.now() + minutes * 60_000;
while (Date.now() + killEveryMs / 2 < end) {
  await delay(killEveryMs);
  await service.killAndRestart();
  begin();
}
await delay(Math.max(0, end - Date.now()));
// a slow machine needs longer until the last process can be judged
const last = processes.at(-1);
while (last && secondsOf(last) < whenWarm(last) + watchSeconds && Date.now() < end + mostLonger * 1000)
  await delay(1000);
over = true;
clearInterval(measuring);
await Promise.all(workers);

const settling = performance.now();
const unsettled: string[] = [];
for (const experiment of experiments) {
  const status = await atItsResults(experiment);
  if (status !== "current") unsettled.push(`${experiment}: ${status}`);
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
const slopes = processes.flatMap((each) => {
  const slope = growthPerMinute(each.live.filter(({ seconds }) => seconds >= whenWarm(each)));
  return slope === undefined ? [] : [slope];
});
const growth = [...slopes].sort((one, other) => one - other)[Math.floor(slopes.length / 2)] ?? Number.NaN;
check(
  `memory in use is flat: ${growth.toFixed(1)} MB a minute in the median of ${slopes.length} processes after their warm-up`,
  growth <= mostGrowth ? [] : [`needed at most ${mostGrowth} MB a minute`],
);
const atRest = (await service.live()) ?? Number.NaN;
await service.killAndRestart();
// a fresh process that has done each kind of work once
for (const experiment of experiments) {
  const lane = lanes.find((each) => each.experiment === experiment);
  if (lane === undefined) continue;
  const rows = scoreRows(lane.suite, lane.sent + 1);
  await call("POST", "/v1/results", { checkpoint: `${experiment}-${lane.arm}`, rows });
  await atItsResults(experiment);
  const { digest } = await call<Comparison>("GET", `/v1/experiments/${experiment}/comparison`);
  await call("GET", `/v1/comparisons/${digest}/verify`);
}
const fresh = (await service.live()) ?? Number.NaN;
check(
  `nothing stays behind: at rest ${atRest.toFixed(0)} MB in use, in a fresh process ${fresh.toFixed(0)} MB`,
  atRest - fresh <= mostLeft ? [] : [`needed at most ${mostLeft} MB more than in a fresh process`],
);
const resident = Math.max(...processes.map(({ peak }) => peak));
check(
  `no process takes more than ${resident.toFixed(0)} MB`,
  resident <= mostResident ? [] : [`needed at most ${mostResident} MB`],
);
const code = await service.stop();
check("it ends by itself when asked", code === 0 ? [] : [`needed exit code 0, found ${code}`]);

console.log(`reads      ${percentiles(load.reads)}; ${load.broken.reads} met a service that was down`);
console.log(`uploads    ${percentiles(load.uploads)}, from the first try to the acknowledgement, restarts included`);
console.log(`restarts   ${service.starts.length - 1}; a start takes ${percentiles(service.starts)}`);
const whole = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(", ");
console.log(`resident   ${whole(processes.map(({ peak }) => peak))} MB at most, process by process`);
console.log(`in use     ${processes.map(({ live }) => whole(live.map(({ megabytes }) => megabytes))).join(" | ")} MB`);
console.log(`warm       after ${whole(processes.map(whenWarm))} s`);
console.log(`growth     ${slopes.map((slope) => slope.toFixed(1)).join(", ")} MB a minute, process by process`);
console.log(`rest       ${(settled / 1000).toFixed(1)} s after the last upload`);
await rm(home, { recursive: true, force: true });
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
