/** The ingest job: reads an upload's files and makes its results current. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import { limits } from "@evenmatch/contract/limits";
import type { ProblemDetail } from "@evenmatch/contract/problem";
import type { Suite } from "@evenmatch/contract/suite";
import type { FileReportBody, UploadRequest } from "@evenmatch/contract/upload";
import {
  blobSource,
  currentResults,
  encodeResult,
  experimentsOfCheckpoint,
  getCheckpoint,
  getUpload,
  moveUpload,
  raiseResultsVersion,
  resultHash,
  type StoredResult,
  setCurrentResult,
  type UploadItem,
  type UploadState,
} from "@evenmatch/store";
import pMap from "p-map";
import { incomingBlob, reportBlob, resultBlob } from "../blob-places.ts";
import { finishUploadDeletion, isDeletedUpload, removeUploadTraces } from "../deletion/delete-upload.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { readFiles } from "../read-files.ts";
import { currentResult } from "./current-result.ts";
import type { NamedResult } from "./recognise-results.ts";

/** What an upload's report blob holds. */
export interface UploadReport {
  results: { suite: string; variant: string; condition: string; resultHash: string }[];
  reports: FileReportBody[];
  problems: ProblemDetail[];
  warnings: string[];
}

/** Files from this size on come in parts, where the place for blobs takes parts; a sender that breaks off can go on. */
export const partsFrom = 100_000_000;

/** results of an upload that are written at once */
const atOnce = 8;

/**
 * Reads an upload and makes its results current; then raises the results version of every experiment that uses the
 * checkpoint, and queues their comparisons. Any part may run again: the end is the same.
 */
export async function ingestUpload(
  deps: Dependencies,
  project: string,
  upload: string,
): Promise<UploadReport | undefined> {
  const entry = await getUpload(deps.table, project, upload);
  if (entry === undefined) {
    await finishUploadDeletion(deps, project, upload);
    return undefined;
  }
  if (entry.state === "awaiting_files") return undefined;
  if (entry.state === "counted" || entry.state === "rejected") return undefined;
  const { begun = 0 } = entry;
  await moveUpload(deps.table, { ...entry, state: "reading", begun: begun + 1 }, ["queued", "reading"]);
  const report = await readUpload(deps, entry);
  const touched = await experimentsOfCheckpoint(deps.table, project, entry.checkpoint);
  if (report.results.length > 0) {
    for (const experiment of touched) await raiseResultsVersion(deps.table, project, experiment);
  }
  await finish(deps, entry, report);
  if (await isDeletedUpload(deps, entry)) {
    await removeUploadTraces(deps, entry);
    return undefined;
  }
  if (report.results.length > 0) {
    for (const experiment of touched) await deps.jobs.send({ kind: "compare", project, experiment });
  }
  return report;
}

/** Writes the report, then moves the upload to its end. */
async function finish(
  deps: Dependencies,
  entry: UploadItem,
  report: UploadReport,
  from: readonly UploadState[] = ["queued", "reading"],
): Promise<boolean> {
  const blob = reportBlob(entry.project, entry.upload);
  await deps.blobs.put(blob, gzipSync(JSON.stringify(report)));
  const done: UploadItem = {
    ...entry,
    state: report.results.length > 0 ? "counted" : "rejected",
    finishedAt: isoTime(deps.now()),
    report: blob,
    outcome: {
      results: report.results.length,
      rows: report.reports.reduce((sum, { rows }) => sum + rows, 0),
      problems: report.problems.length + report.reports.reduce((sum, { problems }) => sum + problems.length, 0),
    },
  };
  return moveUpload(deps.table, done, from);
}

async function readUpload(deps: Dependencies, entry: UploadItem): Promise<UploadReport> {
  const { project, upload, checkpoint } = entry;
  const request = entry.request as UploadRequest;
  const damaged = await damagedParts(deps, entry);
  if (damaged.length > 0) return { results: [], reports: [], problems: damaged, warnings: [] };
  const sources = await Promise.all(
    request.files.map(({ name }, index) => blobSource(deps.blobs, incomingBlob(project, upload, index), name)),
  );
  // what was announced was checked when it came
  const sha256 = new Map(request.files.flatMap(({ name, sha256 }) => (sha256 === undefined ? [] : [[name, sha256]])));
  const { named, reports } = await readFiles(sources, request, { sha256 });
  const declared = await getCheckpoint<Checkpoint>(deps.table, project, checkpoint);
  const { accepted, problems } = acceptable(named, declared?.body.seed);
  const before = await currentResults<Suite>(deps.table, project, checkpoint);
  const kept = await pMap(accepted, (result) => keepResult(deps, { entry, before, result }), { concurrency: atOnce });
  return {
    results: kept.flatMap(({ result }) => result ?? []),
    reports,
    problems: [...problems, ...kept.flatMap(({ problem }) => problem ?? [])],
    warnings: kept.flatMap((each) => each.warnings),
  };
}

/** A result kept as a blob and made current, unless a later upload of it is. */
async function keepResult(
  deps: Dependencies,
  of: { entry: UploadItem; before: Awaited<ReturnType<typeof currentResults<Suite>>>; result: NamedResult },
): Promise<{ result?: UploadReport["results"][number]; problem?: ProblemDetail; warnings: string[] }> {
  const { entry, before } = of;
  const { project, upload, checkpoint, sequence } = entry;
  const { stored, files } = of.result;
  const { suite, variant, condition } = stored;
  const packed = pack(stored);
  if ("problem" in packed) {
    return { problem: { place: files.join(", "), code: "unstorable_result", text: packed.problem }, warnings: [] };
  }
  const { hash } = packed;
  const blob = resultBlob({ project, checkpoint, sequence, resultHash: hash });
  await deps.blobs.put(blob, packed.bytes, { ifAbsent: true });
  const items = stored.table?.items.length ?? null;
  const replaced = before.find((old) => old.suite === suite && old.variant === variant && old.condition === condition);
  const warnings: string[] = [];
  const label = [suite, variant, condition].filter((part) => part !== "").join("/");
  if (replaced !== undefined && replaced.sequence < sequence) {
    if ((replaced.items ?? 0) > (items ?? 0)) {
      warnings.push(`fewer_items: ${label} had ${replaced.items ?? 0} items and has ${items ?? 0} now`);
    }
    if (replaced.harness !== stored.header.harness) {
      warnings.push(
        `harness_changed: ${label} came from ${replaced.harness} and comes from ${stored.header.harness} now`,
      );
    }
  }
  const result = currentResult(of.result, { upload, sequence, resultHash: hash, blob });
  const current = await setCurrentResult(deps.table, { project, checkpoint, result });
  if (!current && replaced !== undefined && replaced.sequence > sequence) {
    warnings.push(`superseded: a later upload of ${label} is current`);
  }
  return { result: { suite, variant, condition, resultHash: hash }, warnings };
}

/** Files that came in parts and are not what was announced: nobody saw such a file whole when it landed. */
async function damagedParts(deps: Dependencies, { project, upload, request }: UploadItem): Promise<ProblemDetail[]> {
  const problems: ProblemDetail[] = [];
  for (const [index, { name, bytes, sha256 }] of (request as UploadRequest).files.entries()) {
    if (bytes < partsFrom || sha256 === undefined) continue;
    const source = await blobSource(deps.blobs, incomingBlob(project, upload, index), name);
    const hash = createHash("sha256");
    for await (const chunk of source.stream()) hash.update(chunk);
    const found = hash.digest("hex");
    if (found === sha256) continue;
    const text = `needed bytes of the SHA-256 ${sha256} announced, found ${found}: send the file again`;
    problems.push({ place: name, code: "invalid_file", text });
  }
  return problems;
}

/** A result as stored bytes; what a file brought may hold numbers that no stored result can (NaN in its arguments). */
function pack(stored: StoredResult): { hash: string; bytes: Uint8Array } | { problem: string } {
  try {
    return { hash: resultHash(stored), bytes: encodeResult(stored) };
  } catch (error) {
    return { problem: `${stored.suite}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Gives an upload up that could not be read in any try: it is rejected, and says so. */
export async function giveUpUpload(deps: Dependencies, project: string, upload: string, reason: string): Promise<void> {
  const entry = await getUpload(deps.table, project, upload);
  if (entry === undefined || (entry.state !== "queued" && entry.state !== "reading")) return;
  const problems = [{ place: "", code: "internal", text: `reading it failed in every try: ${reason}` }];
  await finish(deps, entry, { results: [], reports: [], problems, warnings: [] });
}

/** Gives an upload up whose files never came: it is rejected, and what did come is thrown away. */
export async function abandonUpload(deps: Dependencies, entry: UploadItem, text: string): Promise<void> {
  const problems = [{ place: "", code: "abandoned", text }];
  if (!(await finish(deps, entry, { results: [], reports: [], problems, warnings: [] }, ["awaiting_files"]))) return;
  for (const index of (entry.request as UploadRequest).files.keys()) {
    const key = incomingBlob(entry.project, entry.upload, index);
    await deps.blobs.abandonParts(key);
    await deps.blobs.delete(key);
  }
}

/** Two results that claim one place, and rows of another training seed, are refused with their reason. */
export function acceptable(
  named: readonly NamedResult[],
  seed: string | undefined,
): { accepted: NamedResult[]; problems: ProblemDetail[] } {
  const problems: ProblemDetail[] = [];
  if (named.length > limits.suites) {
    const text = `needed at most ${limits.suites} suites in an upload, found ${named.length}: push them apart`;
    return { accepted: [], problems: [{ place: "", code: "too_many_suites", text }] };
  }
  const seeds = [...new Set(named.map(({ stored }) => stored.seed).filter((value) => value !== null))];
  if (seeds.length > 1) {
    const text = `needed rows of one training seed per checkpoint, found seeds ${seeds.join(", ")}: push each under a checkpoint of its own`;
    return { accepted: [], problems: [{ place: "", code: "several_seeds", text }] };
  }
  if (seed !== undefined && seeds[0] !== undefined && seeds[0] !== seed) {
    const text = `needed rows of the checkpoint's training seed ${seed}, found seed ${seeds[0]}`;
    return { accepted: [], problems: [{ place: "", code: "seed_mismatch", text }] };
  }
  const accepted: NamedResult[] = [];
  const places = new Map<string, NamedResult[]>();
  for (const result of named) {
    const { suite, variant, condition } = result.stored;
    const key = JSON.stringify([suite, variant, condition]);
    places.set(key, [...(places.get(key) ?? []), result]);
  }
  for (const results of places.values()) {
    const [first, ...others] = results;
    if (first === undefined) continue;
    if (others.length === 0) {
      accepted.push(first);
      continue;
    }
    const { suite, variant } = first.stored;
    const tasks = results.map(({ stored }) => `${stored.header.harness} ${stored.header.task}`).join(" and ");
    problems.push({
      place: results.flatMap(({ files }) => files).join(", "),
      code: "same_suite_twice",
      text: `needed one task for suite ${suite}${variant === "" ? "" : ` variant ${variant}`}, found ${tasks}: push them apart, or name one with --suite`,
    });
  }
  return { accepted, problems };
}
