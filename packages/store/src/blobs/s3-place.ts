/** Presigned addresses: places that take one PUT of exactly what was announced, and links that give a blob for a while. */
import type { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Place } from "./port.ts";

/** how long a presigned place takes bytes */
const placeSeconds = 3600;
/** how long a presigned link gives its blob: a download that began in time goes on */
const linkSeconds = 300;

/**
 * Where may a command's bytes be PUT? The signature covers the host and every one of `headers`, which the sender must
 * send as they are: S3 refuses other lengths and other checksums.
 */
export async function presignedPlace(
  client: S3Client,
  command: PutObjectCommand | UploadPartCommand,
  headers: Readonly<Record<string, string>>,
): Promise<Place> {
  const signed = new Set(Object.keys(headers));
  const url = await getSignedUrl(client, command as PutObjectCommand, {
    expiresIn: placeSeconds,
    unhoistableHeaders: signed,
    signableHeaders: new Set([...signed, "host"]),
  });
  return { url, headers };
}

/** From where may a command's blob be fetched, for `linkSeconds`? What the answer says of it is under the signature. */
export function presignedLink(client: S3Client, command: GetObjectCommand): Promise<string> {
  return getSignedUrl(client, command as unknown as PutObjectCommand, { expiresIn: linkSeconds });
}
