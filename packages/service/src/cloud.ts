/** What the functions work with, from their environment. */
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { analyseRow } from "@evenmatch/stats";
import { connect, s3Blobs, sqsJobs } from "@evenmatch/store";
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
 * Table, bucket and queues as named by EVENMATCH_TABLE, EVENMATCH_BUCKET, EVENMATCH_INGEST_QUEUE and
 * EVENMATCH_COMPARE_QUEUE; region, credentials and endpoints are the SDK's own business.
 */
export function cloudDependencies(environment: Environment): Dependencies {
  const now = () => Date.now();
  return {
    table: connect({ table: needed(environment, "EVENMATCH_TABLE") }),
    blobs: s3Blobs({
      client: new S3Client({
        requestChecksumCalculation: "WHEN_REQUIRED",
        forcePathStyle: environment.AWS_ENDPOINT_URL_S3 !== undefined,
      }),
      bucket: needed(environment, "EVENMATCH_BUCKET"),
    }),
    jobs: sqsJobs({
      client: new SQSClient({}),
      queues: {
        ingest: needed(environment, "EVENMATCH_INGEST_QUEUE"),
        compare: needed(environment, "EVENMATCH_COMPARE_QUEUE"),
      },
    }),
    computeRow: async (input, plan) => analyseRow(input, plan),
    now,
    newId: () => ulid(now()).toLowerCase(),
  };
}
