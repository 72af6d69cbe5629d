/** What works in the background: uploads are read, comparisons computed, what got lost is found again. */
/// <reference path="../.sst/platform/config.d.ts" />
import { functionArgs } from "./functions";
import type { Storage, WatchedQueue } from "./storage";

export interface Ingest {
  queues: WatchedQueue[];
  functions: { name: string; function: sst.aws.Function }[];
}

/** files read at a time, whatever waits: as many as the table and one account's Lambda quota take without throttling */
const readAtATime = 20;

export function makeIngest(storage: Storage): Ingest {
  const { ingestQueue, compareQueue } = storage;
  const ingest = new sst.aws.Function(
    "Ingest",
    functionArgs("ingest", storage, { memory: "1769 MB", timeout: "5 minutes" }),
  );
  const compare = new sst.aws.Function(
    "Compare",
    functionArgs("compare", storage, { memory: "1769 MB", timeout: "5 minutes" }),
  );
  const sweep = new sst.aws.Function(
    "Sweep",
    functionArgs("sweep", storage, { memory: "512 MB", timeout: "5 minutes" }),
  );
  // one at a time: an upload of many files, or a comparison of many suites, fills the five minutes by itself
  work("Ingest", ingestQueue, ingest);
  work("Compare", compareQueue, compare);
  new sst.aws.CronV2("SweepSchedule", { schedule: "rate(5 minutes)", function: sweep.arn });
  return {
    queues: [ingestQueue, compareQueue],
    functions: [
      { name: "Ingest", function: ingest },
      { name: "Compare", function: compare },
      { name: "Sweep", function: sweep },
    ],
  };
}

/** Hands a queue's messages to a function. Written out: the component would give the function its permissions itself. */
function work(name: string, { queue }: WatchedQueue, worker: sst.aws.Function): void {
  const policy = new aws.iam.RolePolicy(`${name}WorkPolicy`, {
    role: worker.nodes.role.name,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
          resources: [queue.arn],
        },
      ],
    }).json,
  });
  new aws.lambda.EventSourceMapping(
    `${name}Source`,
    {
      eventSourceArn: queue.arn,
      functionName: worker.arn,
      batchSize: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: readAtATime },
    },
    { dependsOn: [policy] },
  );
}
