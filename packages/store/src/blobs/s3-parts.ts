/** Large blobs in parts, by S3's multipart uploads. What has landed is asked of S3 itself: there is nothing to remember. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type MultipartUpload,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { checkBlobKey } from "./blob-key.ts";
import type { Blobs, Part } from "./port.ts";
import { presignedPlace } from "./s3-place.ts";

/** 5 GB make 75 of them; S3 takes parts of 5 MiB to 5 GiB, but for the last */
const partBytes = 64 * 1024 * 1024;

interface Landed {
  etag: string;
  bytes: number;
}

const gone = (error: unknown) => error instanceof S3ServiceException && error.name === "NoSuchUpload";

/** The part of the port that sends blobs in parts. */
export function s3Parts({
  client,
  bucket,
}: {
  client: S3Client;
  bucket: string;
}): Pick<Blobs, "partsFor" | "finishParts" | "abandonParts"> {
  const at = (key: string) => {
    checkBlobKey(key);
    return { Bucket: bucket, Key: key };
  };

  /** Unfinished multipart uploads of a key, the oldest first. */
  async function begun(key: string): Promise<string[]> {
    const found: MultipartUpload[] = [];
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (marker !== undefined) {
      const page: ListMultipartUploadsCommandOutput = await client.send(
        new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key, ...marker }),
      );
      found.push(...(page.Uploads ?? []).filter((upload) => upload.Key === key));
      const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
      marker =
        IsTruncated === true && NextKeyMarker !== undefined
          ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker ?? "" }
          : undefined;
    }
    const age = ({ Initiated, UploadId }: MultipartUpload) => `${Initiated?.toISOString() ?? ""} ${UploadId}`;
    return found.sort((left, right) => (age(left) < age(right) ? -1 : 1)).flatMap(({ UploadId }) => UploadId ?? []);
  }

  /** Parts of a multipart upload that have landed, by number. */
  async function landedParts(key: string, UploadId: string): Promise<Map<number, Landed>> {
    const found = new Map<number, Landed>();
    let marker: string | undefined;
    do {
      const page: ListPartsCommandOutput = await client.send(
        new ListPartsCommand({ ...at(key), UploadId, ...(marker === undefined ? {} : { PartNumberMarker: marker }) }),
      );
      for (const { PartNumber = 0, ETag = "", Size = 0 } of page.Parts ?? []) {
        found.set(PartNumber, { etag: ETag, bytes: Size });
      }
      // a marker alone says nothing: the last page has one too
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return found;
  }

  async function abort(key: string, UploadId: string): Promise<void> {
    try {
      await client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId }));
    } catch (error) {
      if (!gone(error)) throw error;
    }
  }

  async function finish(key: string, UploadId: string, bytes: number): Promise<boolean> {
    const landed = await landedParts(key, UploadId);
    const ranges = rangesOf(bytes);
    if (ranges.some(({ start, end }, index) => landed.get(index + 1)?.bytes !== end - start)) return false;
    const Parts = ranges.map((_, index) => ({ PartNumber: index + 1, ETag: landed.get(index + 1)?.etag }));
    await client.send(new CompleteMultipartUploadCommand({ ...at(key), UploadId, MultipartUpload: { Parts } }));
    return true;
  }

  return {
    partsFor: async (key, { bytes }) => {
      let [UploadId] = await begun(key);
      if (UploadId === undefined) {
        const made = await client.send(new CreateMultipartUploadCommand(at(key)));
        UploadId = made.UploadId ?? "";
      }
      const landed = await landedParts(key, UploadId);
      const parts: Part[] = [];
      for (const [index, { start, end }] of rangesOf(bytes).entries()) {
        if (landed.get(index + 1)?.bytes === end - start) continue;
        const part = { ...at(key), UploadId, PartNumber: index + 1, ContentLength: end - start };
        const headers = { "content-length": String(end - start) };
        parts.push({ start, end, place: await presignedPlace(client, new UploadPartCommand(part), headers) });
      }
      return parts;
    },
    finishParts: async (key, { bytes }) => {
      // two that asked at once may have begun two: the one that is whole counts, and the bucket's lifecycle ends the other
      for (const UploadId of await begun(key)) {
        try {
          if (await finish(key, UploadId, bytes)) return true;
        } catch (error) {
          // somebody else finished it, or threw it away
          if (!gone(error)) throw error;
        }
      }
      return false;
    },
    abandonParts: async (key) => {
      for (const UploadId of await begun(key)) await abort(key, UploadId);
    },
  };
}

function rangesOf(bytes: number): { start: number; end: number }[] {
  const count = Math.ceil(bytes / partBytes);
  return Array.from({ length: count }, (_, index) => ({
    start: index * partBytes,
    end: Math.min(bytes, (index + 1) * partBytes),
  }));
}
