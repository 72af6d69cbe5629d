/** The whole service as it would stand in an account, on this machine: built functions, local engines, real events. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { makeApiKey } from "@evenmatch/service/access";
import { type Blobs, connect, makeTable, s3Blobs, type Table } from "@evenmatch/store";
import dynalite from "dynalite";
import { buildFunctions } from "../../../functions/built.ts";
import type { FunctionName } from "../../../stacks/permissions.ts";
import { type EventSource, eventSource, type QueueHandler } from "../event-source.ts";
import { localCaller, startMoto } from "../moto.ts";
import { makeQueues, type QueuePair } from "../queues.ts";
import { type FunctionProcess, startFunction } from "./function-process.ts";
import { httpApi } from "./http-api.ts";
import { type Gateway, listening, recordingGateway } from "./recorded-calls.ts";

export const project = "default";
const bucket = "blobs";

export interface Cloud {
  url: string;
  key: string;
  table: Table;
  blobs: Blobs;
  sqs: SQSClient;
  queues: { ingest: QueuePair; compare: QueuePair };
  functions: Record<FunctionName, FunctionProcess>;
  /** what each function asked of AWS so far */
  calls: Record<FunctionName, Gateway["calls"]>;
  bytes: Record<FunctionName, number>;
  stop(): Promise<void>;
}

async function makeBucket(client: S3Client, queueArn: string): Promise<void> {
  await client.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            QueueArn: queueArn,
            Events: ["s3:ObjectCreated:*"],
            Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "incoming/" }] } },
          },
        ],
      },
    }),
  );
}

/** Builds and starts everything; the table is dynalite's, buckets and queues are moto's. */
export async function startCloud(): Promise<Cloud> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-cloud-"));
  const built = await buildFunctions(folder);
  const moto = await startMoto();
  const dynamodb = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const dynamodbUrl = await listening(dynamodb);
  const sqs = moto.sqs();
  const s3 = moto.s3();
  const ingest = await makeQueues(sqs, { name: "ingest", attempts: 3, visibilitySeconds: 60 });
  const compare = await makeQueues(sqs, { name: "compare", attempts: 3, visibilitySeconds: 60 });
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: ingest.url, AttributeNames: ["QueueArn"] }),
  );
  await makeBucket(s3, Attributes?.QueueArn ?? "");
  const table = connect({
    table: "evenmatch",
    client: new DynamoDBClient({ ...localCaller, endpoint: dynamodbUrl }),
  });
  await makeTable(table);
  const key = await makeApiKey(table, {
    id: "owner",
    project,
    scopes: ["admin"],
    name: "test",
    createdAt: new Date().toISOString(),
  });

  const gateways = {} as Record<FunctionName, Gateway>;
  const functions = {} as Record<FunctionName, FunctionProcess>;
  for (const { name } of built) {
    const gateway = await recordingGateway({ dynamodb: dynamodbUrl, moto: moto.url });
    gateways[name] = gateway;
    const through = (queue: QueuePair) => new URL(new URL(queue.url).pathname, gateway.sqs).href;
    functions[name] = await startFunction({
      name,
      folder: path.join(folder, name),
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: gateway.dynamodb,
        AWS_ENDPOINT_URL_S3: gateway.s3,
        AWS_ENDPOINT_URL_SQS: gateway.sqs,
        EVENMATCH_TABLE: "evenmatch",
        ...(name === "read"
          ? {}
          : {
              EVENMATCH_BLOBS: `s3://${bucket}`,
              EVENMATCH_INGEST_QUEUE: through(ingest),
              EVENMATCH_COMPARE_QUEUE: through(compare),
            }),
      },
    });
  }
  const worked = (name: "ingest" | "compare", { url }: QueuePair): EventSource =>
    eventSource({ client: sqs, queue: url, batch: 1, handler: functions[name].invoke as QueueHandler });
  const sources = [worked("ingest", ingest), worked("compare", compare)];
  const api = await httpApi({ read: functions.read.invoke, api: functions.api.invoke });
  return {
    url: api.url,
    key,
    table,
    blobs: s3Blobs({ client: s3, bucket }),
    sqs,
    queues: { ingest, compare },
    functions,
    calls: Object.fromEntries(Object.entries(gateways).map(([name, { calls }]) => [name, calls])) as Cloud["calls"],
    bytes: Object.fromEntries(built.map(({ name, bytes }) => [name, bytes])) as Cloud["bytes"],
    stop: async () => {
      await api.stop();
      await Promise.all(sources.map((source) => source.stop()));
      for (const each of Object.values(functions)) await each.stop();
      for (const gateway of Object.values(gateways)) await gateway.stop();
      table.client.destroy();
      dynamodb.closeAllConnections();
      await new Promise<void>((resolve) => dynamodb.close(() => resolve()));
      await moto.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
