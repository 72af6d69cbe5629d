/** moto's server as a process of its own: an opinion on S3, SQS and DynamoDB that is not ours. */
import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { repoRoot } from "../shared-files.ts";
import { installed } from "./cache.ts";

/** What every client of a local engine is made with. */
export const localCaller = {
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
} as const;

export interface Moto {
  url: string;
  s3(): S3Client;
  sqs(): SQSClient;
  dynamodb(): DynamoDBClient;
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1; it ends with `stop`, or when this process does. */
export async function startMoto(): Promise<Moto> {
  const child = spawn(installed("venv/bin/python"), [path.join(repoRoot, "test/aws/moto_server.py")], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => {
    errors = (errors + data.toString()).slice(-4000);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`needed moto to start, found it ended with ${code}: ${errors}`)));
  });
  const clients: { destroy(): void }[] = [];
  function kept<T extends { destroy(): void }>(client: T): T {
    clients.push(client);
    return client;
  }
  return {
    url,
    s3: () =>
      kept(
        new S3Client({
          ...localCaller,
          endpoint: url,
          forcePathStyle: true,
          requestChecksumCalculation: "WHEN_REQUIRED",
        }),
      ),
    sqs: () => kept(new SQSClient({ ...localCaller, endpoint: url })),
    dynamodb: () => kept(new DynamoDBClient({ ...localCaller, endpoint: url })),
    stop: async () => {
      for (const client of clients) client.destroy();
      child.stdin.end();
      // its server waits for connections that are kept alive
      const timer = setTimeout(() => child.kill("SIGKILL"), 2000);
      await ended;
      clearTimeout(timer);
    },
  };
}
