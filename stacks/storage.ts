/** What remembers: the table, the bucket, the queues. */
/// <reference path="../.sst/platform/config.d.ts" />
import { stageSettings } from "./stage";

export interface Storage {
  table: sst.aws.Dynamo;
  blobs: sst.aws.Bucket;
  ingestQueue: WatchedQueue;
  compareQueue: WatchedQueue;
}

/** A queue, and the one where messages go that failed in every try. */
export interface WatchedQueue {
  name: string;
  queue: sst.aws.Queue;
  dead: sst.aws.Queue;
}

/** tries of a message before it is set aside */
const tries = 3;
const fortnightSeconds = 14 * 24 * 3600;

export function makeStorage(): Storage {
  const stage = stageSettings($app.stage);
  const table = new sst.aws.Dynamo("Table", {
    fields: { PK: "string", SK: "string", GPK: "string", GSK: "string" },
    primaryIndex: { hashKey: "PK", rangeKey: "SK" },
    globalIndexes: { open: { hashKey: "GPK", rangeKey: "GSK", projection: "keys-only" } },
    // remembered answers and the audit log
    ttl: "expires",
    deletionProtection: stage.deletionProtection,
  });
  const blobs = new sst.aws.Bucket("Blobs", {
    // pages and scripts are sent here for long answers, by links that say who may
    cors: { allowMethods: ["GET"], allowOrigins: ["*"], allowHeaders: ["*"], maxAge: "1 day" },
    lifecycle: [
      { id: "raw files", prefix: "incoming/", expiresIn: "30 days" },
      { id: "long answers", prefix: "answers/", expiresIn: "1 day" },
    ],
    transform: {
      bucket: (args) => {
        args.forceDestroy = !stage.keepsData;
      },
      lifecycle: (args) => {
        // parts of uploads that were never finished cost as much as whole ones
        args.rules = $output(args.rules ?? []).apply((rules) => [
          ...rules,
          {
            id: "unfinished uploads",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ]);
      },
    },
  });
  const ingestQueue = makeQueue("Ingest");
  const compareQueue = makeQueue("Compare");
  notifyOfFiles(blobs, ingestQueue.queue);
  return { table, blobs, ingestQueue, compareQueue };
}

/** The visibility timeout is six times the functions' five minutes, as Lambda's poller wants it. */
function makeQueue(name: string): WatchedQueue {
  const dead = new sst.aws.Queue(`${name}Dead`, {
    transform: {
      queue: (args) => {
        args.messageRetentionSeconds = fortnightSeconds;
      },
    },
  });
  const queue = new sst.aws.Queue(`${name}Queue`, {
    visibilityTimeout: "30 minutes",
    dlq: { queue: dead.arn, retry: tries },
  });
  return { name, queue, dead };
}

/**
 * Every file that lands tells the queue. Written out, for the component's own queue policy lets any bucket of any account
 * write to the queue.
 */
function notifyOfFiles(blobs: sst.aws.Bucket, queue: sst.aws.Queue): void {
  const policy = new aws.sqs.QueuePolicy("IngestQueuePolicy", {
    queueUrl: queue.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sqs:SendMessage"],
          resources: [queue.arn],
          principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }],
          conditions: [
            { test: "ArnEquals", variable: "aws:SourceArn", values: [blobs.arn] },
            {
              test: "StringEquals",
              variable: "aws:SourceAccount",
              values: [aws.getCallerIdentityOutput({}).accountId],
            },
          ],
        },
      ],
    }).json,
  });
  new aws.s3.BucketNotification(
    "BlobsNotification",
    {
      bucket: blobs.name,
      queues: [{ id: "landed", queueArn: queue.arn, events: ["s3:ObjectCreated:*"], filterPrefix: "incoming/" }],
    },
    { dependsOn: [policy] },
  );
}
