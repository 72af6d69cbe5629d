/** What the functions work with, from their environment. */
import { fileURLToPath } from "node:url";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { type Blobs, connect, fileBlobs, s3Blobs, sqsJobs } from "@evenmatch/store";
import { ulid } from "ulid";
import type { Dependencies } from "./dependencies.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {Error} naming the variable that is missing */
export function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`needed the environment variable ${name}, found none`);
  return value;
}

/**
 * Tries of each request of a function that works through much. An upload of fifty files makes some five hundred requests:
 * with the SDK's three tries, a bad day that refuses one in five lets no such upload end.
 */
export const requestTries = 8;

/** Blobs at `s3://bucket`, or at `file:///folder` (a mounted file system, or a run on one machine). */
function blobsAt(place: string, environment: Environment): Promise<Blobs> {
  const url = new URL(place);
  if (url.protocol === "file:") return fileBlobs({ root: fileURLToPath(url) });
  if (url.protocol !== "s3:")
    throw new Error(`needed EVENMATCH_BLOBS to be s3://bucket or file:///folder, found ${place}`);
  const client = new S3Client({
    requestChecksumCalculation: "WHEN_REQUIRED",
    maxAttempts: requestTries,
    forcePathStyle: environment.AWS_ENDPOINT_URL_S3 !== undefined,
  });
  return Promise.resolve(s3Blobs({ client, bucket: url.hostname }));
}

/**
 * Table, blobs and queues as named by EVENMATCH_TABLE, EVENMATCH_BLOBS, EVENMATCH_INGEST_QUEUE and
 * EVENMATCH_COMPARE_QUEUE; region, credentials and endpoints are the SDK's own business.
 */
export async function cloudDependencies(environment: Environment): Promise<Dependencies> {
  const now = () => Date.now();
  return {
    table: connect({ table: needed(environment, "EVENMATCH_TABLE"), maxAttempts: requestTries }),
    blobs: await blobsAt(needed(environment, "EVENMATCH_BLOBS"), environment),
    jobs: sqsJobs({
      client: new SQSClient({ maxAttempts: requestTries }),
      queues: {
        ingest: needed(environment, "EVENMATCH_INGEST_QUEUE"),
        compare: needed(environment, "EVENMATCH_COMPARE_QUEUE"),
      },
    }),
    computeRow: async (input, plan) => analyseRow(input, plan),
    computePersistence: async (input, plan) => analysePersistence(input, plan),
    now,
    newId: () => ulid(now()).toLowerCase(),
  };
}
