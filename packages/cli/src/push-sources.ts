/** Result files on their way to the service. */
import { createHash } from "node:crypto";
import type { Body, Client, OutgoingFile } from "@evenmatch/client";
import type { FileReportBody, Provenance, UploadAnswer, UploadRequest } from "@evenmatch/contract/upload";
import type { Source } from "@evenmatch/formats/source";
import { prepareUpload } from "@evenmatch/service/prepare-upload";
import { namingOf, type ReadingOptions, readingOf } from "@evenmatch/service/read-files";
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

/** read of a file at a time */
const rangeBytes = 1024 * 1024;

export interface Pushed {
  answer: UploadAnswer;
  /** of the files as the trainer has them */
  reports: FileReportBody[];
}

/**
 * Sends result files to a checkpoint and waits until the service has counted or rejected them.
 *
 * The logs are read here, and native rows with their provenance are sent; with `raw`, the files themselves.
 *
 * @throws {CommandError} where a file can't be read at all: nothing is sent
 * @throws {ServiceError} where the service refuses, and where the report does not come in time
 */
export async function pushSources(options: PushOptions): Promise<Pushed> {
  const { client, checkpoint } = options;
  const prepared = options.raw === true ? await rawFiles(options) : await nativeFiles(options);
  const answer = await client.pushFiles({
    checkpoint,
    files: prepared.files,
    reading: prepared.reading,
    waitMs: options.waitMs,
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  return { answer, reports: prepared.reports ?? answer.reports };
}

interface Prepared {
  files: OutgoingFile[];
  reading: Partial<UploadRequest>;
  reports?: FileReportBody[];
}

async function nativeFiles(options: PushOptions): Promise<Prepared> {
  const { sources, onProgress } = options;
  onProgress?.(0, 1, "reading");
  const { reports, files, provenance } = await prepareUpload(sources, options);
  const lost = reports.filter(isLost);
  if (lost.length > 0) throw new CommandError([...reportLines(lost), "nothing was sent"]);
  return {
    reports,
    files: files.map(({ name, bytes }) => ({
      name,
      bytes: bytes.length,
      sha256: sha256Of(bytes),
      body: () => bytes as Body,
      part: (start, end) => bytes.subarray(start, end) as Body,
    })),
    // the rows are read: what remains to be said is what they are called
    reading: { ...namingOf(options), provenance: distinct(provenance) },
  };
}

async function rawFiles(options: PushOptions): Promise<Prepared> {
  const files: OutgoingFile[] = [];
  const readings = new Map(options.files?.map(({ name, reading }) => [name, reading]));
  for (const [index, source] of options.sources.entries()) {
    options.onProgress?.(index, options.sources.length, source.name);
    const reading = readings.get(source.name);
    const hash = createHash("sha256");
    for await (const chunk of source.stream()) hash.update(chunk);
    files.push({
      name: source.name,
      bytes: source.size,
      sha256: hash.digest("hex"),
      ...(reading && { reading }),
      body: () => ReadableStream.from(source.stream()) as Body,
      part: (start, end) => ReadableStream.from(rangeOf(source, start, end)) as Body,
    });
  }
  return { files, reading: readingOf(options) };
}

async function* rangeOf(source: Source, start: number, end: number): AsyncIterable<Uint8Array> {
  for (let at = start; at < end; at += rangeBytes) yield await source.read(at, Math.min(end, at + rangeBytes));
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function distinct(provenance: readonly Provenance[]): Provenance[] {
  return [...new Map(provenance.map((entry) => [`${entry.file}\n${entry.sha256}`, entry])).values()];
}
