/** The built bundles, given the events that AWS sends, against a table of DynamoDB's protocol. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { APIGatewayProxyEventV2Schema, SqsSchema } from "@aws-lambda-powertools/parser/schemas";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Comparison } from "@evenmatch/contract/comparison";
import { ProblemSchema } from "@evenmatch/contract/parse";
import { defaultPlan } from "@evenmatch/contract/plan";
import { makeApiKey } from "@evenmatch/service/access";
import { incomingBlob } from "@evenmatch/service/blob-places";
import { writeCheckpoint } from "@evenmatch/service/checkpoints";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { writeExperiment } from "@evenmatch/service/experiments";
import { makeUpload, requireUpload } from "@evenmatch/service/ingest/uploads";
import { connect, fileBlobs, makeTable } from "@evenmatch/store";
import dynalite from "dynalite";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleOptions, type FunctionName, functionNames } from "../../functions/bundle.ts";
import { rowsOf } from "../service/running-service.ts";

type Handler = (event: unknown, context?: unknown) => Promise<never>;
interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
}

const context = { awsRequestId: "1", functionName: "test", callbackWaitsForEmptyEventLoop: false };
const handlers: Partial<Record<FunctionName, Handler>> = {};
const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
let folder = "";
let key = "";
let deps: Dependencies;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-functions-"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("needed an address");
  Object.assign(process.env, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${address.port}`,
    EVENMATCH_TABLE: "evenmatch",
    EVENMATCH_BLOBS: pathToFileURL(path.join(folder, "blobs")).href,
    EVENMATCH_INGEST_QUEUE: "http://127.0.0.1:1/ingest",
    EVENMATCH_COMPARE_QUEUE: "http://127.0.0.1:1/compare",
  });
  const table = connect({ table: "evenmatch", client: new DynamoDBClient({}) });
  await makeTable(table);
  deps = {
    table,
    blobs: await fileBlobs({ root: path.join(folder, "blobs") }),
    jobs: { send: async () => undefined },
    computeRow: async () => {
      throw new Error("the bundle computes rows, not this");
    },
    computePersistence: async () => {
      throw new Error("the bundle follows rows, not this");
    },
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  };
  key = await makeApiKey(table, {
    id: "k",
    project: "p",
    scopes: ["write"],
    name: "test",
    createdAt: "2026-01-01T00:00:00.000Z",
  });
  for (const name of functionNames) {
    await build(bundleOptions(name, folder));
    const bundle = (await import(pathToFileURL(path.join(folder, `${name}.mjs`)).href)) as { handler: Handler };
    handlers[name] = bundle.handler;
  }
}, 120_000);

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

function httpEvent(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath: target,
    rawQueryString: "",
    headers: {
      authorization: `Bearer ${key}`,
      host: "api.example.org",
      "content-type": "application/json",
      ...headers,
    },
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "api.example.org",
      domainPrefix: "api",
      http: { method, path: target, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "request",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 1767225600000,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  APIGatewayProxyEventV2Schema.parse(event);
  return event;
}

function queueEvent(...bodies: unknown[]) {
  const event = {
    Records: bodies.map((body, index) => ({
      messageId: `00000000-0000-4000-8000-00000000000${index}`,
      receiptHandle: "handle",
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "1767225600000",
        SenderId: "AIDA",
        ApproximateFirstReceiveTimestamp: "1767225600000",
      },
      messageAttributes: {},
      md5OfBody: "d41d8cd98f00b204e9800998ecf8427e",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:queue",
      awsRegion: "eu-west-1",
    })),
  };
  SqsSchema.parse(event);
  return event;
}

/** S3's own message when an object has landed. */
function landed(objectKey: string) {
  return {
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "eu-west-1",
        eventTime: "2026-01-01T00:00:00.000Z",
        eventName: "ObjectCreated:Put",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: "bucket" },
          object: { key: encodeURIComponent(objectKey).replace(/%2F/g, "/") },
        },
      },
    ],
  };
}

const http = async (name: "read" | "api", ...event: Parameters<typeof httpEvent>) =>
  (await handlers[name]?.(httpEvent(...event), context)) as unknown as HttpAnswer;
const queue = async (name: "ingest" | "compare", ...bodies: unknown[]) =>
  (await handlers[name]?.(queueEvent(...bodies), context)) as unknown as {
    batchItemFailures: { itemIdentifier: string }[];
  };

async function landUpload(checkpoint: string, rows: object[]): Promise<string> {
  const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const { upload } = await makeUpload(deps, "p", { checkpoint, files: [{ name: "rows.ndjson", bytes: bytes.length }] });
  await deps.blobs.put(incomingBlob("p", upload, 0), bytes);
  return upload;
}

describe("the bundles", () => {
  it("declare and answer through api", async () => {
    const put = await http("api", "PUT", "/v1/checkpoints/new", { step: 3 });
    expect(put.statusCode).toBe(201);
    const got = await http("api", "GET", "/v1/checkpoints/new");
    expect(JSON.parse(got.body)).toMatchObject({ checkpoint: "new", step: 3 });
    const refused = await http("api", "GET", "/v1/checkpoints/new", undefined, { authorization: "" });
    expect(refused.statusCode).toBe(401);
    expect(ProblemSchema.parse(JSON.parse(refused.body)).code).toBe("unauthorized");
  });

  it("read what has landed, compare it, and serve it", async () => {
    const treatment = await landUpload("after", rowsOf("own", "1110111101111011110111101111"));
    const baseline = await landUpload("before", rowsOf("own", "1010110100101010110100101101"));
    for (const checkpoint of ["after", "before"]) await writeCheckpoint(deps, { project: "p", checkpoint, body: {} });
    const events = [treatment, baseline].map((upload) => landed(incomingBlob("p", upload, 0)));
    expect(await queue("ingest", ...events, { Event: "s3:TestEvent" })).toEqual({ batchItemFailures: [] });
    expect((await requireUpload(deps, "p", treatment)).state).toBe("counted");
    await writeExperiment(deps, {
      project: "p",
      experiment: "e",
      body: { treatment: ["after"], baseline: ["before"], plan: defaultPlan },
    });
    const pending = await http("read", "GET", "/v1/experiments/e/comparison");
    expect(ProblemSchema.parse(JSON.parse(pending.body)).code).toBe("comparison_pending");
    expect(await queue("compare", { kind: "compare", project: "p", experiment: "e" })).toEqual({
      batchItemFailures: [],
    });
    const served = await http("read", "GET", "/v1/experiments/e/comparison");
    const comparison = Comparison.parse(JSON.parse(served.body));
    expect(comparison.headline).toMatchObject({ suites: 1, ahead: 1 });
    const held = await http("read", "GET", "/v1/experiments/e/comparison", undefined, {
      "if-none-match": served.headers.etag ?? "",
    });
    expect(held.statusCode).toBe(304);
  });

  it("give back only the messages that failed", async () => {
    const answer = await queue("compare", "not a job", { kind: "compare", project: "p", experiment: "not-there" });
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: "00000000-0000-4000-8000-000000000000" }]);
  });

  it("keep the function that answers reads small", async () => {
    const { size } = await stat(path.join(folder, "read.mjs"));
    expect(size).toBeLessThan(400 * 1024);
    const { metafile } = await build({ ...bundleOptions("read", folder), metafile: true, write: false });
    // what it was made of, and how much of each is left
    const left = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const kept = left.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
    expect(kept.filter((file) => file.includes("client-dynamodb")).length).toBeGreaterThan(0);
    expect(kept.filter((file) => /node_modules\/zod\/|client-s3/.test(file))).toEqual([]);
  });
});
