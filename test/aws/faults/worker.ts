/**
 * One machine of the cloud on a bad day: works through both queues with faulty clients and a wrong clock, and is killed.
 * What it does with a message is what the functions do.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { randomStream } from "@evenmatch/cli/demo/random";
import { requestTries } from "@evenmatch/service/cloud";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { ingestUpload } from "@evenmatch/service/ingest/ingest-upload";
import { completeIfWhole } from "@evenmatch/service/ingest/uploads";
import { handleJob } from "@evenmatch/service/jobs";
import { type QueueRecord, readIngestMessage, workThrough } from "@evenmatch/service/queue-events";
import { sweep } from "@evenmatch/service/sweep";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { type Job, s3Blobs, sqsJobs } from "@evenmatch/store";
import { ulid } from "ulid";
import { eventSource } from "../event-source.ts";
import { localCaller } from "../moto.ts";
import { addFaults, type FaultCounts, type Faults, type Stacked } from "./faulty-client.ts";

interface Settings {
  seed: string;
  dynamodb: string;
  moto: string;
  bucket: string;
  queues: { ingest: string; compare: string };
  faults: Faults;
  /** added to the time, ms */
  skewMs: number;
  sweeping: { everyMs: number; youngestMs: number } | null;
}

const settings = JSON.parse(process.argv[2] ?? "") as Settings;
const random = randomStream(settings.seed, "worker");
const counts: FaultCounts = { requests: 0, throttled: 0, ambiguous: 0 };
let computed = 0;

const tried = { ...localCaller, maxAttempts: requestTries };
const table = new DynamoDBClient({ ...tried, endpoint: settings.dynamodb });
const s3 = new S3Client({
  ...tried,
  endpoint: settings.moto,
  forcePathStyle: true,
  requestChecksumCalculation: "WHEN_REQUIRED",
});
const sqs = new SQSClient({ ...tried, endpoint: settings.moto });
for (const client of [table, s3, sqs]) addFaults(client as unknown as Stacked, settings.faults, random, counts);

const now = () => Date.now() + settings.skewMs;
const deps: Dependencies = {
  table: { client: table, table: "evenmatch" },
  blobs: s3Blobs({ client: s3, bucket: settings.bucket }),
  jobs: sqsJobs({ client: sqs, queues: settings.queues }),
  computeRow: async (input, plan) => {
    computed += 1;
    return analyseRow(input, plan);
  },
  computePersistence: async (input, plan) => analysePersistence(input, plan),
  now,
  newId: () => ulid(now()).toLowerCase(),
};

/** Twice, in another order, or the first half alone: what a queue may do. */
function rearranged<T>(messages: T[]): T[] {
  const found = [...messages, ...messages.filter(() => random.uniform() < 0.15)];
  for (let at = found.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [found[at], found[other]] = [found[other]!, found[at]!];
  }
  return random.uniform() < 0.2 ? found.slice(0, Math.ceil(found.length / 2)) : found;
}

const clean = new SQSClient({ ...localCaller, endpoint: settings.moto });
const quiet = () => undefined;
const common = { client: clean, rearrange: rearranged, batch: 2, againAfterSeconds: 2 };
eventSource({
  ...common,
  queue: settings.queues.ingest,
  concurrency: 2,
  handler: ({ Records }) =>
    workThrough(
      Records as QueueRecord[],
      async (body) => {
        const { jobs, landed } = readIngestMessage(body);
        for (const job of jobs) await handleJob(deps, job);
        for (const { project, upload } of landed) {
          if (await completeIfWhole(deps, project, upload)) await ingestUpload(deps, project, upload);
        }
      },
      quiet,
    ),
});
eventSource({
  ...common,
  queue: settings.queues.compare,
  handler: ({ Records }) =>
    workThrough(Records as QueueRecord[], (body) => handleJob(deps, JSON.parse(body) as Job), quiet),
});
if (settings.sweeping !== null) {
  const { everyMs, youngestMs } = settings.sweeping;
  setInterval(() => void sweep(deps, { youngestMs }).catch(quiet), everyMs);
}
setInterval(() => process.stdout.write(`${JSON.stringify({ ...counts, computed })}\n`), 200);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
process.stdout.write("ready\n");
