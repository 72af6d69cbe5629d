/** Blobs in S3, as moto has it. */
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Part, Place } from "../../../packages/store/src/blobs/port.ts";
import { s3Blobs } from "../../../packages/store/src/blobs/s3.ts";
import { repoRoot } from "../../shared-files.ts";
import { blobsSuite } from "../../store/blobs-suite.ts";
import { installed } from "../cache.ts";
import { localCaller, type Moto, startMoto } from "../moto.ts";

async function emptyBucket(client: S3Client): Promise<string> {
  const bucket = `b-${randomUUID()}`;
  await client.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  return bucket;
}

blobsSuite("S3 (moto)", async () => {
  const moto = await startMoto();
  const client = moto.s3();
  return { blobs: s3Blobs({ client, bucket: await emptyBucket(client) }), links: true, close: () => moto.stop() };
});

const megabyte = 1024 * 1024;
const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** PUTs bytes as a sender would who was told the place. */
const putTo = ({ url, headers }: Place, bytes: Uint8Array) =>
  fetch(url, { method: "PUT", headers, body: bytes as NonNullable<RequestInit["body"]> });

/** Asks AWS's own Python library which signature the address should have. */
function awsSignature(place: Place, method = "PUT"): { signed: string; expected: string; found: string } {
  const script = path.join(repoRoot, "test/aws/engines/presigned.py");
  const input = JSON.stringify({ method, ...place, ...localCaller });
  return JSON.parse(execFileSync(installed("venv/bin/python"), [script], { input, encoding: "utf8" }));
}

describe("S3's own", () => {
  let moto: Moto;
  let client: S3Client;
  let bucket = "";
  let blobs: ReturnType<typeof s3Blobs>;
  beforeAll(async () => {
    moto = await startMoto();
    client = moto.s3();
    bucket = await emptyBucket(client);
    blobs = s3Blobs({ client, bucket });
  });
  afterAll(() => moto.stop());

  const unfinished = async () =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0;

  it("places take what was announced, with a signature that AWS's own library makes", async () => {
    const bytes = Buffer.from("seven b");
    const place = await blobs.placeFor("incoming/p/u/0", { bytes: bytes.length, sha256: sha256Of(bytes) });
    if (place === undefined) throw new Error("needed a place");
    expect(place.headers).toEqual({
      "content-length": "7",
      "x-amz-checksum-sha256": createHash("sha256").update(bytes).digest("base64"),
    });
    const url = new URL(place.url);
    expect(url.searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;host;x-amz-checksum-sha256");
    // the checksum of an empty body would stand here
    expect([...url.searchParams.keys()].filter((name) => /checksum|crc/i.test(name))).toEqual([]);
    const { expected, found, signed } = awsSignature(place);
    expect(found).toBe(expected);
    expect(signed).toContain("content-length:7");
    expect((await putTo(place, bytes)).status).toBe(200);
    expect(await blobs.get("incoming/p/u/0")).toEqual(new Uint8Array(bytes));
  });

  it("links are signed as AWS's own library signs them, for five minutes, with what they tell of their bytes", async () => {
    const said = { contentType: "application/json", contentEncoding: "gzip" };
    const url = (await blobs.linkFor("answers/x", said)) ?? "";
    const { expected, found, signed } = awsSignature({ url, headers: {} }, "GET");
    expect(found).toBe(expected);
    expect(signed).toContain("response-content-encoding=gzip&response-content-type=application%2Fjson");
    expect(new URL(url).searchParams.get("X-Amz-Expires")).toBe("300");
  });

  it("signs another length and another checksum otherwise", async () => {
    const signatureOf = async (content: { bytes: number; sha256?: string }) =>
      new URL((await blobs.placeFor("k", content))?.url ?? "").searchParams.get("X-Amz-Signature");
    const all = await Promise.all(
      [{ bytes: 1 }, { bytes: 2 }, { bytes: 1, sha256: "0".repeat(64) }, { bytes: 1, sha256: "1".repeat(64) }].map(
        signatureOf,
      ),
    );
    expect(new Set(all).size).toBe(4);
  });

  it("streams what is longer than a part, and leaves no parts behind where it refuses", async () => {
    const content = Buffer.alloc(12 * megabyte + 5, "evenmatch ");
    async function* chunks() {
      for (let at = 0; at < content.length; at += 777_777) yield content.subarray(at, at + 777_777);
    }
    const limit = content.length;
    const stored = await blobs.putStream("long", chunks(), { limit, bytes: limit, sha256: sha256Of(content) });
    expect(stored).toEqual({ bytes: limit, sha256: sha256Of(content) });
    expect(sha256Of((await blobs.get("long")) ?? new Uint8Array())).toBe(stored.sha256);
    await expect(blobs.putStream("refused", chunks(), { limit, sha256: "0".repeat(64) })).rejects.toThrow(/SHA-256/);
    async function* breaking() {
      yield content.subarray(0, 11 * megabyte);
      throw new Error("the sender went away");
    }
    await expect(blobs.putStream("refused", breaking(), { limit })).rejects.toThrow("the sender went away");
    expect(await blobs.size("refused")).toBeUndefined();
    expect(await unfinished()).toBe(0);
  });

  it("takes a large blob in parts; a sender that broke off goes on with those that are missing", async () => {
    const content = Buffer.alloc(129 * megabyte);
    for (let at = 0; at < content.length; at += 4096) content.writeUInt32LE(at, at);
    const bytes = content.length;
    const first = (await blobs.partsFor("large", { bytes })) ?? [];
    expect(first.map(({ start, end }) => [start / megabyte, end / megabyte])).toEqual([
      [0, 64],
      [64, 128],
      [128, 129],
    ]);
    expect(awsSignature(first[2]?.place as Place)).toMatchObject({
      signed: expect.stringContaining(`content-length:${megabyte}`),
    });
    const send = async ({ start, end, place }: Part) =>
      expect((await putTo(place, content.subarray(start, end))).status).toBe(200);
    await send(first[1] as Part);
    expect(await blobs.finishParts("large", { bytes })).toBe(false);
    expect(await blobs.size("large")).toBeUndefined();

    const rest = (await blobs.partsFor("large", { bytes })) ?? [];
    expect(rest.map(({ start }) => start / megabyte)).toEqual([0, 128]);
    for (const part of rest) await send(part);
    expect(await blobs.partsFor("large", { bytes })).toEqual([]);
    expect(await blobs.finishParts("large", { bytes })).toBe(true);
    expect(await blobs.size("large")).toBe(bytes);
    expect(sha256Of((await blobs.get("large")) ?? new Uint8Array())).toBe(sha256Of(content));
    expect(await unfinished()).toBe(0);
    expect(await blobs.finishParts("large", { bytes })).toBe(false);
  });

  it("throws parts away that nobody finished, those of this blob alone", async () => {
    await blobs.partsFor("given-up", { bytes: megabyte });
    await blobs.partsFor("given-up-not", { bytes: megabyte });
    expect(await unfinished()).toBe(2);
    await blobs.abandonParts("given-up");
    await blobs.abandonParts("given-up");
    expect(await unfinished()).toBe(1);
    expect(await blobs.finishParts("given-up", { bytes: megabyte })).toBe(false);
    await blobs.abandonParts("given-up-not");
  });

  it("tries again where another conditional write is on its way, and takes nothing for granted", async () => {
    const conflicting = new S3Client({ ...localCaller, endpoint: moto.url, forcePathStyle: true, maxAttempts: 1 });
    let conflicts = 2;
    conflicting.middlewareStack.add(
      (next) => async (args) => {
        if (conflicts-- <= 0) return next(args);
        throw new S3ServiceException({
          name: "ConditionalRequestConflict",
          $fault: "client",
          $metadata: { httpStatusCode: 409 },
        });
      },
      { step: "finalizeRequest", priority: "low", name: "conflicts" },
    );
    const meeting = s3Blobs({ client: conflicting, bucket });
    expect(await meeting.put("met", new Uint8Array([1]), { ifAbsent: true })).toBe(true);
    expect(await meeting.size("met")).toBe(1);
    conflicts = 1000;
    await expect(meeting.put("met-again", new Uint8Array([1]), { ifAbsent: true })).rejects.toThrow();
    conflicting.destroy();
  });
});
