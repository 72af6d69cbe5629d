/** Answers that a function may not give as they are: the caller is sent to a bucket, and gets the same bytes there. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { fullApp } from "@evenmatch/service/http/app";
import { readApp } from "@evenmatch/service/http/read-app";
import { sendRows } from "@evenmatch/service/ingest/send-rows";
import { s3Blobs } from "@evenmatch/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";

/** What S3 does here: keeps what is PUT, gives it back as the address says. */
async function startBucket(): Promise<{ server: Server; objects: Map<string, Buffer>; url: string }> {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://bucket");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "PUT") objects.set(pathname, Buffer.concat(chunks));
    const encoding = searchParams.get("response-content-encoding");
    response.writeHead(objects.has(pathname) ? 200 : 404, {
      "content-type": searchParams.get("response-content-type") ?? "application/octet-stream",
      ...(encoding === null ? {} : { "content-encoding": encoding }),
      connection: "close",
    });
    response.end(request.method === "PUT" ? "" : objects.get(pathname));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, objects, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("long answers", () => {
  const service = inProcess();
  let bucket: Awaited<ReturnType<typeof startBucket>>;
  let linked: ReturnType<typeof fullApp>;
  let client: S3Client;
  let authorization = "";
  let scores = "";
  const ask = (app: ReturnType<typeof fullApp>, target: string, headers: Record<string, string> = {}) =>
    app.request(target, { headers: { authorization, ...headers } });

  beforeAll(async () => {
    bucket = await startBucket();
    client = new S3Client({
      region: "eu-west-1",
      endpoint: bucket.url,
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { put, linkFor } = s3Blobs({ client, bucket: "blobs" });
    const options = { log: () => undefined, newRequestId: () => crypto.randomUUID() };
    linked = fullApp({ ...service.deps, blobs: { ...service.deps.blobs, put, linkFor } }, options);
    const { key } = await service.key("p", ["write"]);
    authorization = `Bearer ${key}`;
    const rows = Array.from({ length: 40_000 }, (_, item) => ({
      suite: "own",
      item: `${item}-${"long".repeat(15)}`,
      score: item % 2,
    }));
    const entry = await sendRows(service.deps, "p", { checkpoint: "c", rows });
    expect(entry.status).toBe("counted");
    const results = (await (await ask(service.app, "/v1/checkpoints/c/results")).json()) as {
      results: { resultHash: string }[];
    };
    scores = `/v1/checkpoints/c/results/${results.results[0]?.resultHash}`;
  });
  afterAll(() => {
    client.destroy();
    bucket.server.close();
  });

  it("are given as they are where blobs have no links", async () => {
    const answer = await ask(service.app, `${scores}.ndjson`);
    expect([answer.status, (await answer.arrayBuffer()).byteLength > 3_000_000]).toEqual([200, true]);
  });

  it("are fetched by a link that says what they are, and are the same bytes", async () => {
    const sent = await ask(linked, `${scores}.ndjson`);
    expect([sent.status, await sent.text()]).toEqual([303, ""]);
    for (const name of ["content-type", "content-encoding", "etag"]) expect(sent.headers.get(name)).toBeNull();
    expect(sent.headers.get("cache-control")).toBe("private, no-store");
    expect(sent.headers.get("access-control-allow-origin")).toBe("*");
    const link = new URL(sent.headers.get("location") ?? "");
    expect(link.pathname).toMatch(/^\/blobs\/answers\/[0-9a-f]{64}$/);
    expect(link.searchParams.get("X-Amz-Expires")).toBe("300");
    const there = await fetch(link);
    expect([there.status, there.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    expect(await there.text()).toBe(await (await ask(service.app, `${scores}.ndjson`)).text());
  });

  it("stay where they are if they are short once compressed", async () => {
    const answer = await ask(linked, `${scores}.ndjson`, { "accept-encoding": "gzip" });
    expect([answer.status, answer.headers.get("content-encoding")]).toEqual([200, "gzip"]);
    const text = gunzipSync(new Uint8Array(await answer.arrayBuffer())).toString("utf8");
    expect(text.length).toBeGreaterThan(3_000_000);
    const before = bucket.objects.size;
    expect((await ask(linked, "/v1/checkpoints")).status).toBe(200);
    expect((await ask(linked, "/v1/checkpoints/none")).status).toBe(404);
    expect(bucket.objects.size).toBe(before);
  });

  it("are for those alone who may read them", async () => {
    const before = bucket.objects.size;
    const refused = await linked.request(`${scores}.ndjson`);
    expect([refused.status, bucket.objects.size]).toEqual([401, before]);
  });

  it("send the callers of the light function to the one that has the bucket, drawings by Accept too", async () => {
    const light = readApp(service.deps, { log: () => undefined, newRequestId: () => "r" });
    const drawn = await ask(light, "/v1/experiments/e/comparison?suite=own", { accept: "image/svg+xml" });
    expect([drawn.status, drawn.headers.get("location")]).toEqual([
      303,
      "/whole/v1/experiments/e/comparison?suite=own",
    ]);
    const plain = await ask(light, "/v1/experiments/e/comparison", { accept: "*/*" });
    expect(plain.status).toBe(404);
    const whole = await ask(linked, `/whole${scores}.ndjson`);
    expect(whole.status).toBe(303);
    expect((await ask(linked, "/whole/v1/nothing")).status).toBe(404);
    expect((await ask(linked, "/wholesome")).status).toBe(404);
  });
});
