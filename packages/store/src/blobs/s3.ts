/** Blobs in an S3 bucket. */
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { checkBlobKey } from "./blob-key.ts";
import { checkedChunks } from "./checked-chunks.ts";
import type { BlobEntry, Blobs } from "./port.ts";
import { s3Parts } from "./s3-parts.ts";
import { presignedLink, presignedPlace } from "./s3-place.ts";

/** tries of a conditional write that meets another one on its way */
const conflictTries = 5;

const statusOf = (error: unknown) => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/**
 * Blobs in one bucket. The client must be made with `requestChecksumCalculation: "WHEN_REQUIRED"`: otherwise a presigned
 * place signs the checksum of an empty body.
 */
export function s3Blobs({ client, bucket }: { client: S3Client; bucket: string }): Blobs {
  const at = (key: string) => {
    checkBlobKey(key);
    return { Bucket: bucket, Key: key };
  };

  async function bytesOf(answer: Promise<GetObjectCommandOutput>): Promise<Uint8Array | undefined> {
    return (await unlessAbsent(answer))?.Body?.transformToByteArray();
  }

  async function putIfAbsent(key: string, bytes: Uint8Array): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        await client.send(new PutObjectCommand({ ...at(key), Body: bytes, IfNoneMatch: "*" }));
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        // 409: another write of the key is on its way. It may still fail, so its being there can't be taken for granted.
        if (statusOf(error) !== 409 || tries === conflictTries) throw error;
        await delay(50 * tries);
      }
    }
  }

  return {
    put: async (key, bytes, { ifAbsent = false } = {}) => {
      if (ifAbsent) return putIfAbsent(key, bytes);
      await client.send(new PutObjectCommand({ ...at(key), Body: bytes }));
      return true;
    },
    putStream: async (key, source, options) => {
      const { chunks, passed } = checkedChunks(source, options);
      const upload = new Upload({ client, params: { ...at(key), Body: Readable.from(chunks) }, queueSize: 2 });
      try {
        await upload.done();
      } catch (error) {
        await upload.abort().catch(() => undefined);
        throw error;
      }
      return passed();
    },
    get: (key) => bytesOf(client.send(new GetObjectCommand(at(key)))),
    getRange: async (key, start, end) => {
      if (end <= start) return (await unlessAbsent(client.send(new HeadObjectCommand(at(key))))) && new Uint8Array(0);
      try {
        return await bytesOf(client.send(new GetObjectCommand({ ...at(key), Range: `bytes=${start}-${end - 1}` })));
      } catch (error) {
        if (statusOf(error) === 416) return new Uint8Array(0);
        throw error;
      }
    },
    size: async (key) => (await unlessAbsent(client.send(new HeadObjectCommand(at(key)))))?.ContentLength,
    stream: async (key) => {
      const answer = await unlessAbsent(client.send(new GetObjectCommand(at(key))));
      return answer?.Body as AsyncIterable<Uint8Array> | undefined;
    },
    delete: async (key) => {
      await client.send(new DeleteObjectCommand(at(key)));
    },
    list: (prefix) => listObjects(client, bucket, prefix),
    placeFor: async (key, { bytes, sha256 }) => {
      const checksum = sha256 === undefined ? undefined : Buffer.from(sha256, "hex").toString("base64");
      const command = new PutObjectCommand({
        ...at(key),
        ContentLength: bytes,
        ...(checksum === undefined ? {} : { ChecksumSHA256: checksum }),
      });
      return presignedPlace(client, command, {
        "content-length": String(bytes),
        ...(checksum === undefined ? {} : { "x-amz-checksum-sha256": checksum }),
      });
    },
    linkFor: (key, { contentType, contentEncoding }) => {
      const told = { ...at(key), ResponseContentType: contentType, ResponseContentEncoding: contentEncoding };
      return presignedLink(client, new GetObjectCommand(told));
    },
    ...s3Parts({ client, bucket }),
  };
}

async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncIterable<BlobEntry> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      yield { key: Key, bytes: Size ?? 0, modifiedAt: LastModified?.getTime() ?? 0 };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
