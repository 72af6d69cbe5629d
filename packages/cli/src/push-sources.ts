/** Result files on their way to the service. */
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { FileReportBody, Provenance, UploadAnswer, UploadRequest } from "@evenmatch/contract/upload";
import type { Source } from "@evenmatch/formats/source";
import { prepareUpload } from "@evenmatch/service/prepare-upload";
import { type ReadingOptions, readingOf } from "@evenmatch/service/read-files";
import type { Body, Client } from "./client.ts";
import { CommandError } from "./failure.ts";
import { isLost, reportLines } from "./problem-lines.ts";

export interface PushOptions extends ReadingOptions {
  client: Client;
  sources: readonly Source[];
  checkpoint: string;
  /** send the files as they are, for the service to read; else their scores alone leave this machine */
  raw?: boolean;
  /** longest wait for the report */
  waitMs: number;
  onProgress?: (done: number, total: number, what: string) => void;
}

export interface Pushed {
  answer: UploadAnswer;
  /** of the files as the trainer has them */
  reports: FileReportBody[];
}

/** One file of an upload, whose bytes can be given more than once. */
interface Outgoing {
  name: string;
  bytes: number;
  sha256: string;
  body: () => Body;
}

const parallel = 4;
const isFinished = ({ status }: UploadAnswer) => status === "counted" || status === "rejected";

/**
 * Sends result files to a checkpoint and waits until the service has counted or rejected them.
 *
 * The logs are read here, and native rows with their provenance are sent; with `raw`, the files themselves.
 *
 * @throws {CommandError} where a file can't be read at all (nothing is sent), and where the report does not come in time
 * @throws {ServiceError} where the service refuses
 */
export async function pushSources(options: PushOptions): Promise<Pushed> {
  const { client, checkpoint } = options;
  const prepared = options.raw === true ? await rawFiles(options) : await nativeFiles(options);
  const request: UploadRequest = {
    checkpoint,
    files: prepared.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    ...prepared.request,
  };
  const made = await client.post<UploadAnswer>("/v1/uploads", request, randomUUID());
  await sendAll(options, prepared.files, made);
  const path = `/v1/uploads/${encodeURIComponent(made.upload)}`;
  await client.post<UploadAnswer>(`${path}/complete`, {}, randomUUID());
  const answer = await finished(options, path);
  return { answer: { ...answer, checkpointMade: made.checkpointMade }, reports: prepared.reports ?? answer.reports };
}

interface Prepared {
  files: Outgoing[];
  request: Partial<UploadRequest>;
  reports?: FileReportBody[];
}

async function nativeFiles(options: PushOptions): Promise<Prepared> {
  const { sources, onProgress } = options;
  onProgress?.(0, 1, "reading");
  const { reports, files, provenance } = await prepareUpload(sources, readingOf(options));
  const lost = reports.filter(isLost);
  if (lost.length > 0) throw new CommandError([...reportLines(lost), "nothing was sent"]);
  return {
    reports,
    files: files.map(({ name, bytes }) => ({
      name,
      bytes: bytes.length,
      sha256: sha256Of(bytes),
      body: () => bytes as Body,
    })),
    request: { provenance: distinct(provenance) },
  };
}

async function rawFiles(options: PushOptions): Promise<Prepared> {
  const files: Outgoing[] = [];
  for (const [index, source] of options.sources.entries()) {
    options.onProgress?.(index, options.sources.length, source.name);
    const hash = createHash("sha256");
    for await (const chunk of source.stream()) hash.update(chunk);
    files.push({
      name: source.name,
      bytes: source.size,
      sha256: hash.digest("hex"),
      body: () => ReadableStream.from(source.stream()) as Body,
    });
  }
  return { files, request: readingOf(options) };
}

async function sendAll(
  { client, onProgress }: PushOptions,
  files: readonly Outgoing[],
  made: UploadAnswer,
): Promise<void> {
  const places = new Map(made.files.map((file) => [file.name, file]));
  const waiting = [...files];
  let sent = 0;
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const place = places.get(file.name);
      if (place?.put === undefined)
        throw new CommandError(`${file.name}: needed a place to send it to, found none (no_place)`);
      onProgress?.(sent, files.length, `sending ${file.name}`);
      const headers = {
        "content-type": "application/octet-stream",
        "content-length": String(file.bytes),
        ...place.headers,
      };
      await client.send(place.put, file.body, headers);
      sent += 1;
      onProgress?.(sent, files.length, `sent ${file.name}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

async function finished({ client, waitMs, onProgress }: PushOptions, path: string): Promise<UploadAnswer> {
  const deadline = Date.now() + waitMs;
  for (let pause = 25; ; pause = Math.min(1000, pause * 1.5)) {
    const answer = await client.get<UploadAnswer>(path);
    if (isFinished(answer)) return answer;
    onProgress?.(0, 1, answer.status);
    if (Date.now() > deadline) {
      throw new CommandError(
        `${answer.upload}: needed its report within ${waitMs / 1000} s, found it ${answer.status}: it will be counted, look again later (still_reading)`,
      );
    }
    await delay(pause);
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function distinct(provenance: readonly Provenance[]): Provenance[] {
  return [...new Map(provenance.map((entry) => [`${entry.file}\n${entry.sha256}`, entry])).values()];
}
