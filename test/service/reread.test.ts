/** A reader that was mended reads an upload again: a new comparison, the old one beside it, and what moved between them. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { ComparisonDiff } from "@evenmatch/contract/comparison-diff";
import { ComparisonRecord } from "@evenmatch/contract/record";
import { resultBlob } from "@evenmatch/service/blob-places";
import {
  currentResults,
  decodeResult,
  encodeResult,
  raiseResultsVersion,
  removeResults,
  resultHash,
  setCurrentResult,
} from "@evenmatch/store";
import { beforeAll, describe, expect, it } from "vitest";
import { inProcess } from "../http/in-process.ts";
import { rowsOf } from "./running-service.ts";

const service = inProcess();
const project = "a";
const oldReader = 1;
let key = "";
let upload = "";
let before: Comparison;
let after: Comparison;

async function json<T>(path: string): Promise<T> {
  const response = await service.ask(key, "GET", path);
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

/** Puts in a result's place what a reader of old would have made of the same file: its first score wrong. */
async function asReadOfOld(checkpoint: string): Promise<void> {
  const { table, blobs, jobs } = service.deps;
  const [result] = await currentResults(table, project, checkpoint);
  const bytes = result === undefined ? undefined : await blobs.get(result.blob);
  if (result === undefined || bytes === undefined) throw new Error("needed a result, found none");
  const read = decodeResult(bytes);
  const score = read.table?.scores.score;
  if (score?.[0] === undefined) throw new Error("needed scores, found none");
  score[0] = 1 - score[0];
  const { sequence } = result;
  const blob = resultBlob({ project, checkpoint, sequence, resultHash: resultHash(read) });
  await blobs.put(blob, encodeResult(read));
  await removeResults(table, { project, checkpoint, upTo: sequence });
  const old = { ...result, readerVersion: oldReader, resultHash: resultHash(read), blob };
  await setCurrentResult(table, { project, checkpoint, result: old });
  await raiseResultsVersion(table, project, "e");
  await jobs.send({ kind: "compare", project, experiment: "e" });
}

beforeAll(async () => {
  ({ key } = await service.key(project, ["admin"]));
  for (const [checkpoint, scores] of [
    ["t", "1110111101"],
    ["b", "1010110100"],
  ] as const) {
    const rows = rowsOf("own", scores, { direction: "higher" });
    const sent = await service.ask(key, "POST", "/v1/results", { body: { checkpoint, rows } });
    if (checkpoint === "t") ({ upload } = (await sent.json()) as { upload: string });
  }
  await service.ask(key, "PUT", "/v1/experiments/e", { body: { treatment: ["t"], baseline: ["b"] } });
  await asReadOfOld("t");
  before = await json<Comparison>("/v1/experiments/e/comparison");
  expect((await service.ask(key, "POST", `/v1/uploads/${upload}/read-again`)).status).toBe(202);
  after = await json<Comparison>("/v1/experiments/e/comparison");
}, 60_000);

describe("an upload that is read again by a later reader", () => {
  it("makes a new comparison, of what the file says; the old one stays readable, with the reader that made it", async () => {
    expect([before, after].map(({ suites }) => suites[0]?.treatment.mean)).toEqual([0.7, 0.8]);
    expect(after.digest).not.toBe(before.digest);
    expect((await json<Comparison>(`/v1/comparisons/${before.digest}`)).suites).toEqual(before.suites);
    const recordOf = async (digest: string) =>
      ComparisonRecord.parse(await json(`/v1/comparisons/${digest}/record`)).arms.treatment[0]?.results[0];
    const [old, fresh] = [await recordOf(before.digest), await recordOf(after.digest)];
    expect([old?.readerVersion, old?.upload, old?.sequence]).toEqual([oldReader, upload, 1]);
    expect([fresh?.upload, fresh?.sequence]).toEqual([upload, 1]);
    expect(fresh?.readerVersion).toBeGreaterThan(oldReader);
    for (const digest of [before.digest, after.digest]) await json(`/v1/comparisons/${digest}/verify`);
  });

  it("is told apart from a result that was sent anew", async () => {
    const diff = async () => ComparisonDiff.parse(await json(`/v1/comparisons/${before.digest}/diff/${after.digest}`));
    const { results, rows, plan, suites } = await diff();
    expect([plan, suites]).toEqual([[], []]);
    expect(results).toEqual([
      expect.objectContaining({
        change: "reread",
        arm: "treatment",
        checkpoint: "t",
        suite: "own",
        before: expect.objectContaining({ upload, sequence: 1, readerVersion: oldReader }),
        after: expect.objectContaining({ upload, sequence: 1 }),
      }),
    ]);
    expect(results[0]?.after?.readerVersion).toBeGreaterThan(oldReader);
    expect(rows.map(({ suite, why }) => [suite, why])).toEqual([["own", ["results"]]]);

    const rows2 = rowsOf("own", "1111111111", { direction: "higher" });
    await service.ask(key, "POST", "/v1/results", { body: { checkpoint: "t", rows: rows2 } });
    after = await json<Comparison>("/v1/experiments/e/comparison");
    expect((await diff()).results.map(({ change }) => change)).toEqual(["replaced"]);
  });

  it("changes nothing where the same reader reads it", async () => {
    expect((await service.ask(key, "POST", `/v1/uploads/${upload}/read-again`)).status).toBe(202);
    expect((await json<Comparison>("/v1/experiments/e/comparison")).digest).toBe(after.digest);
  });
});
