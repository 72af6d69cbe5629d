/** Files of one checkpoint on their way to the service. */
import type { FileReading, UploadAnswer, UploadRequest } from "@evenmatch/contract/upload";
import { ServiceError } from "./service-error.ts";
import { type Body, pause, type Transport } from "./transport.ts";

/** One file of an upload, whose bytes can be given more than once. */
export interface OutgoingFile {
  name: string;
  bytes: number;
  /** checked on arrival */
  sha256?: string;
  /** how it is to be read, where that is not as the others are */
  reading?: FileReading;
  body: () => Body;
  /** bytes `start` … `end`−1: a service in the cloud takes large files in parts */
  part: (start: number, end: number) => Body;
}

export interface PushOptions {
  checkpoint: string;
  files: readonly OutgoingFile[];
  /** how the files are to be read, and where their rows came from */
  reading?: Omit<UploadRequest, "checkpoint" | "files">;
  /** longest wait for the report, ms; 600,000 unless said */
  waitMs?: number;
  /** is told how many of `total` files are there, and what happens now */
  onProgress?: (done: number, total: number, what: string) => void;
}

const parallel = 4;

/** A file of an upload, made of bytes that are there. */
export async function outgoingFile(name: string, content: string | Uint8Array | Blob): Promise<OutgoingFile> {
  const blob = content instanceof Blob ? content : new Blob([content as string | Uint8Array<ArrayBuffer>]);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name, bytes: blob.size, sha256, body: () => blob, part: (start, end) => blob.slice(start, end) };
}

/**
 * Sends files to a checkpoint and waits until the service has counted or rejected them.
 *
 * Files of any format that the service reads, four at a time. A rejected upload is an answer, not an error: its
 * `problems` and `reports` say why.
 *
 * @throws {ServiceError} where the service refuses, and `still_reading` where the report does not come in time
 */
export async function pushFiles(service: Transport, options: PushOptions): Promise<UploadAnswer> {
  const { checkpoint, files, reading = {}, onProgress } = options;
  const request: UploadRequest = {
    checkpoint,
    files: files.map(({ name, bytes, sha256, reading: own }) => ({
      name,
      bytes,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(own === undefined ? {} : { reading: own }),
    })),
    ...reading,
  };
  const made = await service.post<UploadAnswer>("/v1/uploads", request, crypto.randomUUID());
  const places = new Map(made.files.map((file) => [file.name, file]));
  const waiting = [...files];
  let sent = 0;
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const place = places.get(file.name);
      onProgress?.(sent, files.length, `sending ${file.name}`);
      if (place?.parts !== undefined) {
        await sendParts(service, file, place.parts);
        sent += 1;
        onProgress?.(sent, files.length, `sent ${file.name}`);
        continue;
      }
      if (place?.put === undefined) throw noPlace(file.name);
      const headers = { "content-type": "application/octet-stream", "content-length": String(file.bytes) };
      await service.send(place.put, file.body, { ...headers, ...place.headers });
      sent += 1;
      onProgress?.(sent, files.length, `sent ${file.name}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const path = `/v1/uploads/${encodeURIComponent(made.upload)}`;
  await service.post<UploadAnswer>(`${path}/complete`, {}, crypto.randomUUID());
  return { ...(await finishedUpload(service, path, options)), checkpointMade: made.checkpointMade };
}

/** A large file, part by part: a connection that breaks costs one part. */
async function sendParts(
  service: Transport,
  file: OutgoingFile,
  parts: NonNullable<UploadAnswer["files"][number]["parts"]>,
): Promise<void> {
  for (const { start, end, put, headers } of parts) await service.send(put, () => file.part(start, end), headers);
}

async function finishedUpload(
  service: Transport,
  path: string,
  { waitMs = 600_000, onProgress }: PushOptions,
): Promise<UploadAnswer> {
  const deadline = Date.now() + waitMs;
  for (let wait = 25; ; wait = Math.min(1000, wait * 1.5)) {
    const answer = await service.get<UploadAnswer>(path);
    if (answer.status === "counted" || answer.status === "rejected") return answer;
    onProgress?.(0, 1, answer.status);
    if (Date.now() > deadline) {
      const detail = `${answer.upload}: needed its report within ${waitMs / 1000} s, found it ${answer.status}: it will be counted, look again later`;
      throw new ServiceError({ status: 0, code: "still_reading", detail });
    }
    await pause(wait);
  }
}

function noPlace(name: string): ServiceError {
  const detail = `${name}: needed a place to send it to, found none`;
  return new ServiceError({ status: 0, code: "no_place", detail });
}
