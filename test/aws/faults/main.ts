/**
 * A bad day of the cloud, on this machine: 53 suites in three versions at once, two experiments that share a checkpoint,
 * throttles, late and lost answers, events that come twice, late, out of order or never, files that are no results,
 * messages that are none, machines that are killed and whose clocks are wrong. At rest, everything must be as if the day
 * had been a good one. `npm run test:faults -- --seed NAME`; `--short` is the same day with fewer suites.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { randomStream } from "@evenmatch/cli/demo/random";
import { defaultPlan } from "@evenmatch/contract/plan";
import type { Suite } from "@evenmatch/contract/suite";
import { memorySource } from "@evenmatch/formats/source";
import { incomingBlob } from "@evenmatch/service/blob-places";
import { compareArms } from "@evenmatch/service/compare-files";
import { currentComparison } from "@evenmatch/service/comparison-body";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { writeExperiment } from "@evenmatch/service/experiments";
import { makeUpload } from "@evenmatch/service/ingest/uploads";
import { makeProof } from "@evenmatch/service/verify/make-proof";
import { verifyProof } from "@evenmatch/service/verify/verify-proof";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import {
  connect,
  currentResults,
  getExperiment,
  getHead,
  getUpload,
  makeTable,
  openExperiments,
  openUploads,
  s3Blobs,
  sqsJobs,
} from "@evenmatch/store";
import dynalite from "dynalite";
import { build } from "esbuild";
import { ulid } from "ulid";
import { bundleOptions } from "../../../functions/bundle.ts";
import { listening } from "../lambda/recorded-calls.ts";
import { localCaller, startMoto } from "../moto.ts";
import { makeQueues, redrive, waitingBodies, waitingMessages } from "../queues.ts";
import { checks } from "./checks.ts";

const { values: options } = parseArgs({
  options: { seed: { type: "string", default: "a bad day" }, short: { type: "boolean", default: false } },
});
const { seed, short } = options;
const project = "p";
const suites = short ? 12 : 53;
const versions = 3;
const items = 24;
const poisonFiles = 4;
const poisonMessages = ["", "not JSON", '{"kind":"compare"', "[]{}"].map((text) => `${text} poison`).sort();
const workers = 3;
const kills = short ? 4 : 9;
/** the schedule's five minutes, and the age from which a sweep takes an upload up, in this test's time */
const sweeping = short ? { everyMs: 4000, youngestMs: 8000 } : { everyMs: 10_000, youngestMs: 30_000 };
const faults = { throttles: 0.15, ambiguous: 0.08, latencyMs: 5 };
/** for a machine that has much else to do; a quiet one needs a fifth */
const longestMs = 900_000;
const replayMs = 120_000;

const random = randomStream(seed, "day");
const say = (text: string) => console.log(text);
const suiteName = (index: number) => `own-${String(index + 1).padStart(2, "0")}`;

/** Rows of one suite of one checkpoint in one version: what counts in the end is the last. */
function fileOf(checkpoint: string, index: number, version: number): { name: string; bytes: Buffer } {
  const scores = randomStream(seed, `${checkpoint} ${index} ${version}`);
  const lines = Array.from({ length: items }, (_, item) =>
    JSON.stringify({ suite: suiteName(index), item: `q${item}`, score: scores.uniform() < 0.55 ? 1 : 0 }),
  );
  return { name: `${suiteName(index)}.ndjson`, bytes: Buffer.from(`${lines.join("\n")}\n`) };
}

const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-faults-"));
const moto = await startMoto();
const dynamodb = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
const dynamodbUrl = await listening(dynamodb);
const table = connect({
  table: "evenmatch",
  client: new DynamoDBClient({ ...localCaller, endpoint: dynamodbUrl }),
});
await makeTable(table);
const s3 = moto.s3();
const sqs = moto.sqs();
const bucket = "blobs";
await s3.send(
  new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
);
// as many tries as a machine may be killed in: what is set aside are messages that nobody can ever read
const queues = {
  ingest: await makeQueues(sqs, { name: "ingest", attempts: 10, visibilitySeconds: 40 }),
  compare: await makeQueues(sqs, { name: "compare", attempts: 10, visibilitySeconds: 40 }),
};
const urls = { ingest: queues.ingest.url, compare: queues.compare.url };
/** the workers compute; these verify at the end what they did */
const computeRow: Dependencies["computeRow"] = async (input, plan) => analyseRow(input, plan);
const computePersistence: Dependencies["computePersistence"] = async (input, plan) => analysePersistence(input, plan);
const deps: Dependencies = {
  table,
  blobs: s3Blobs({ client: s3, bucket }),
  jobs: sqsJobs({ client: sqs, queues: urls }),
  computeRow,
  computePersistence,
  now: Date.now,
  newId: () => ulid().toLowerCase(),
};

const worker = path.join(folder, "worker.mjs");
await build({
  ...bundleOptions("compare", folder),
  entryPoints: [new URL("worker.ts", import.meta.url).pathname],
  outfile: worker,
});

const totals = { requests: 0, throttled: 0, ambiguous: 0, computed: 0 };
const running = new Set<ChildProcess>();
let started = 0;
let ending = false;

/** Each place has its own clock; the one at the first place is right and sweeps, as one function does in the cloud. */
function startWorker(place: number): void {
  const name = started++;
  const skewMs = [0, 3 * 24 * 3_600_000, -20 * 60_000][place] ?? 0;
  const settings = {
    seed: `${seed} ${name}`,
    dynamodb: dynamodbUrl,
    moto: moto.url,
    bucket,
    queues: urls,
    faults,
    skewMs,
    sweeping: place === 0 ? sweeping : null,
  };
  const child = spawn(process.execPath, [worker, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "inherit"] });
  running.add(child);
  let last = { requests: 0, throttled: 0, ambiguous: 0, computed: 0 };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("{")) last = JSON.parse(line);
  });
  child.once("exit", () => {
    running.delete(child);
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += last[key];
    if (started > workers + kills + 5) ending = true;
    if (!ending) startWorker(place);
  });
}

const event = (upload: string, files: number) =>
  JSON.stringify({
    Records: Array.from({ length: files }, (_, file) => ({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: { object: { key: incomingBlob(project, upload, file) } },
    })),
  });
const sendEvent = (body: string) => sqs.send(new SendMessageCommand({ QueueUrl: urls.ingest, MessageBody: body }));

/** Makes an upload and puts its files; the event is somebody else's business. */
async function land(
  checkpoint: string,
  files: { name: string; bytes: Buffer }[],
): Promise<{ upload: string; body: string }> {
  const request = { checkpoint, files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })) };
  const { upload } = await makeUpload(deps, project, request);
  for (const [index, { bytes }] of files.entries()) await deps.blobs.put(incomingBlob(project, upload, index), bytes);
  return { upload, body: event(upload, files.length) };
}

async function settled(): Promise<boolean> {
  const [uploads, experiments] = await Promise.all([openUploads(table), openExperiments(table)]);
  return uploads.length === 0 && experiments.length === 0;
}

/** No message waits or is being worked on. */
async function idle(): Promise<boolean> {
  const waiting = await Promise.all(Object.values(urls).map((url) => waitingMessages(sqs, url)));
  return waiting.every((count) => count === 0);
}

/**
 * Until all is settled and both queues have been idle for a second, or the time is over. Settled alone is not at rest: of two
 * workers that read one upload, the slower may raise the results version after the other's comparison.
 */
async function rest(until: number): Promise<void> {
  for (let quiet = 0; quiet < 4 && Date.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    quiet = (await idle()) && (await settled()) ? quiet + 1 : 0;
  }
}

const begun = Date.now();
const uploads: string[] = [];
const events: string[] = [];
try {
  const all = Array.from({ length: suites }, (_, index) => index);
  // the order of versions is the order in which uploads are made
  for (let version = 0; version < versions; version += 1) {
    const landed = await Promise.all(all.map((index) => land("shared", [fileOf("shared", index, version)])));
    for (const { upload, body } of landed) {
      uploads.push(upload);
      events.push(body);
    }
  }
  for (const baseline of ["first", "second"]) {
    const { upload, body } = await land(
      baseline,
      all.map((index) => fileOf(baseline, index, 0)),
    );
    uploads.push(upload);
    events.push(body);
  }
  const poison: string[] = [];
  for (let index = 0; index < poisonFiles; index += 1) {
    const garbage = Buffer.from(Array.from({ length: 3000 }, () => random.below(256)));
    const { upload, body } = await land("shared", [{ name: `poison-${index}.eval`, bytes: garbage }]);
    poison.push(upload);
    events.push(body);
  }
  for (const baseline of ["first", "second"]) {
    const body = { treatment: ["shared"], baseline: [baseline], plan: defaultPlan };
    await writeExperiment(deps, { project, experiment: `e-${baseline}`, body });
  }
  for (let place = 0; place < workers; place += 1) startWorker(place);

  // three in twenty events are lost, one in five comes twice, all come out of order
  const sent = events.filter((_, index) => randomStream(seed, `lost ${index}`).uniform() >= 0.15);
  const twice = sent.filter(() => random.uniform() < 0.2);
  const order = [...sent, ...twice, ...poisonMessages]
    .map((body) => ({ body, at: random.uniform() }))
    .sort((left, right) => left.at - right.at);
  for (const { body } of order) await sendEvent(body);

  let killed = 0;
  let nextKill = Date.now() + 3000;
  while (killed < kills) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (Date.now() < nextKill) continue;
    const victims = [...running];
    victims[random.below(victims.length)]?.kill("SIGKILL");
    killed += 1;
    nextKill = Date.now() + 500 + random.uniform() * 2500;
  }
  await rest(begun + longestMs);
  const restMs = Date.now() - begun;

  const states = await Promise.all(uploads.map(async (upload) => (await getUpload(table, project, upload))?.state));
  const poisoned = await Promise.all(poison.map((upload) => getUpload(table, project, upload)));
  checks.equal(
    "every upload is counted",
    states.filter((state) => state !== "counted"),
    [],
  );
  checks.equal(
    "every poison file is rejected",
    poisoned.map((entry) => entry?.state),
    Array(poisonFiles).fill("rejected"),
  );
  checks.equal(
    "with a reason",
    poisoned.every((entry) => (entry?.outcome?.problems ?? 0) > 0),
    true,
  );
  checks.equal("nothing is unfinished", await settled(), true);

  const sequences = await Promise.all(
    uploads.slice(0, suites * versions).map(async (upload) => (await getUpload(table, project, upload))?.sequence ?? 0),
  );
  const newest = all.map((index) => Math.max(...sequences.filter((_, at) => at % suites === index)));
  const current = await currentResults<Suite>(table, project, "shared");
  const found = all.map((index) => current.find(({ suite }) => suite === suiteName(index))?.sequence);
  checks.equal("every suite's newest version is current", found, newest);

  const heads: Record<string, unknown> = {};
  for (const baseline of ["first", "second"]) {
    const arm = (checkpoint: string, version: number) => [
      {
        checkpoint,
        sources: all.map((index) => {
          const { name, bytes } = fileOf(checkpoint, index, version);
          return memorySource(name, bytes);
        }),
        reading: {},
      },
    ];
    const local = await compareArms({
      treatment: arm("shared", versions - 1),
      baseline: arm(baseline, 0),
      plan: defaultPlan,
    });
    const head = await getHead(table, project, `e-${baseline}`);
    const entry = await getExperiment(table, project, `e-${baseline}`);
    checks.equal(
      `e-${baseline} is the comparison of the same files on a good day`,
      head?.digest,
      local.comparison.digest,
    );
    checks.equal(`e-${baseline} is based on its last results`, head?.basedOn, entry?.rv);
    const found = await currentComparison({ table }, project, `e-${baseline}`);
    const { different } = await verifyProof(await makeProof(deps, project, found), {
      computeRow,
      computePersistence,
      tolerance: 0,
    });
    checks.equal(`e-${baseline} follows from what is stored, to the bit`, different, []);
    heads[baseline] = head;
  }

  const nothingChanged = async (what: string) => {
    for (const baseline of ["first", "second"]) {
      const head = await getHead(table, project, `e-${baseline}`);
      checks.equal(`${what} changes nothing of e-${baseline}`, head, heads[baseline]);
    }
    const bodies = await Promise.all(Object.values(queues).map(({ dead }) => waitingBodies(sqs, dead)));
    checks.equal("set aside are the messages that are none, and no others", bodies.flat().sort(), poisonMessages);
  };
  for (const body of events) await sendEvent(body);
  await rest(Date.now() + replayMs);
  await nothingChanged("replaying every event");
  // what a person does after mending the cause; good messages that were set aside meanwhile come back with the others
  for (const body of events.slice(0, 10)) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queues.ingest.dead, MessageBody: body }));
  }
  const redriven = (await redrive(sqs, queues.ingest)) + (await redrive(sqs, queues.compare));
  checks.equal("redriven are all that were set aside", redriven, 10 + poisonMessages.length);
  await rest(Date.now() + replayMs);
  await nothingChanged("redriving what was set aside");

  ending = true;
  for (const child of running) child.stdin?.end();
  await Promise.all([...running].map((child) => new Promise((resolve) => child.once("exit", resolve))));
  say(
    `${uploads.length + poison.length} uploads, ${events.length - sent.length} of ${events.length} events lost, ${twice.length} sent twice; ` +
      `${totals.requests} requests of the workers: ${totals.throttled} throttled, ${totals.ambiguous} carried out and answered with an error; ` +
      `${killed} workers killed, clocks wrong by 3 days and −20 minutes; ${totals.computed} rows computed for ${2 * suites}; at rest after ${(restMs / 1000).toFixed(0)} s`,
  );
} finally {
  ending = true;
  for (const child of running) child.kill("SIGKILL");
  table.client.destroy();
  dynamodb.closeAllConnections();
  await new Promise<void>((resolve) => dynamodb.close(() => resolve()));
  await moto.stop();
  await rm(folder, { recursive: true, force: true });
}
checks.end();
