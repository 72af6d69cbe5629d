/** What is on its way while something is deleted, step by step: on a table and blobs of their own. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { defaultPlan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import { incomingBlobs, resultsOf } from "@evenmatch/service/blob-places";
import { compareExperiment } from "@evenmatch/service/compare/compare-experiment";
import { comparisonByDigest } from "@evenmatch/service/comparison-body";
import { deleteTarget, type Target } from "@evenmatch/service/deletion/deletion";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { writeExperiment } from "@evenmatch/service/experiments";
import { sendRows } from "@evenmatch/service/ingest/send-rows";
import { requireUpload } from "@evenmatch/service/ingest/uploads";
import { handleJob } from "@evenmatch/service/jobs";
import { forgetOriginals, originalsKeptMs, readAgain } from "@evenmatch/service/originals";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import {
  type Blobs,
  currentResults,
  fileBlobs,
  getHead,
  getSuiteRow,
  type Job,
  linkedComparisons,
  startEmbedded,
} from "@evenmatch/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "./running-service.ts";

const project = "p";
let home = "";
let stop = async (): Promise<void> => {};
let deps: Dependencies;
const sent: Job[] = [];
let skew = 0;
/** run once, when the next row is computed, or the next result is written */
let meanwhile: { computing?: () => Promise<void>; writing?: () => Promise<void> } = {};

/** what is happening; whatever else goes on at the same time waits for its end */
let happening: Promise<void> | undefined;

async function once(name: keyof typeof meanwhile): Promise<void> {
  const due = meanwhile[name];
  meanwhile = {};
  if (due !== undefined) happening = due();
  await happening;
}

function watched(blobs: Blobs): Blobs {
  return {
    ...blobs,
    put: async (key, bytes, options) => {
      const written = await blobs.put(key, bytes, options);
      if (key.startsWith("results/")) await once("writing");
      return written;
    },
  };
}

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "in-flight-"));
  const engine = await startEmbedded({ home });
  stop = () => engine.stop();
  let ids = 0;
  deps = {
    table: engine,
    blobs: watched(await fileBlobs({ root: path.join(home, "blobs") })),
    jobs: {
      send: async (job) => {
        sent.push(job);
      },
    },
    computeRow: async (input, plan) => {
      await once("computing");
      return analyseRow(input, plan);
    },
    computePersistence: async (input, plan) => analysePersistence(input, plan),
    now: () => Date.now() + skew,
    newId: () => `u${ids++}`,
  };
});
afterAll(async () => {
  await stop();
  await rm(home, { recursive: true, force: true });
});

const scores = { t: "1101110111", b: "1001010110" };

async function declared(name: string): Promise<void> {
  for (const arm of ["t", "b"] as const) {
    const rows = rowsOf("alpha", scores[arm], { direction: "higher" });
    await sendRows(deps, project, { checkpoint: `${name}-${arm}`, rows });
  }
  const plan = { ...defaultPlan, replicates: 2000, seed: name };
  const body = { treatment: [`${name}-t`], baseline: [`${name}-b`], plan };
  await writeExperiment(deps, { project, experiment: name, body });
}

async function deleted(target: Target): Promise<void> {
  const refusal = await deleteTarget(deps, { project, target, confirm: undefined }).catch((error: unknown) => error);
  const confirm = (refusal as Problem).errors.find(({ place }) => place === "confirm")?.text;
  await deleteTarget(deps, { project, target, confirm });
}

async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of deps.blobs.list(prefix)) keys.push(key);
  return keys;
}

async function workThrough(): Promise<void> {
  for (let job = sent.shift(); job !== undefined; job = sent.shift()) await handleJob(deps, job);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe("a comparison that is being computed", () => {
  it("comes to nothing when its checkpoint is deleted: no body, no row, not even in memory", async () => {
    await declared("one");
    meanwhile = { computing: () => deleted({ kind: "checkpoint", checkpoint: "one-t" }) };
    await compareExperiment(deps, { project, experiment: "one" });
    const head = await getHead(deps.table, project, "one");
    expect([head?.digest, head?.failure?.code]).toEqual([null, "no_results"]);
    expect(await linkedComparisons(deps.table, project, { checkpoint: "one-t" })).toEqual([]);
    expect(await keysOf(resultsOf(project, "one-t"))).toEqual([]);
    const [link] = await linkedComparisons(deps.table, project, { experiment: "one" });
    expect(await codeOf(comparisonByDigest(deps, project, link?.digest ?? ""))).toBe("deleted");
  });

  it("forgets the rows of a comparison that is deleted, in this process too", async () => {
    await declared("rows");
    await compareExperiment(deps, { project, experiment: "rows" });
    const [link] = await linkedComparisons(deps.table, project, { experiment: "rows" });
    const found = await comparisonByDigest(deps, project, link?.digest ?? "");
    const { readRecord } = await import("@evenmatch/service/record");
    const { rows } = await readRecord(deps, project, found);
    expect(await Promise.all(rows.map((row) => getSuiteRow(deps.table, project, row)))).not.toContain(undefined);
    await deleted({ kind: "checkpoint", checkpoint: "rows-b" });
    for (const row of rows) expect(await getSuiteRow(deps.table, project, row)).toBeUndefined();
  });

  it("comes to nothing when its experiment is deleted", async () => {
    await declared("two");
    meanwhile = { computing: () => deleted({ kind: "experiment", experiment: "two" }) };
    expect(await compareExperiment(deps, { project, experiment: "two" })).toBe(false);
    expect(await getHead(deps.table, project, "two")).toBeUndefined();
    expect(await linkedComparisons(deps.table, project, { experiment: "two" })).toEqual([]);
    expect(await currentResults(deps.table, project, "two-t")).toHaveLength(1);
  });
});

describe("an upload that is being read", () => {
  it("leaves nothing when its checkpoint is deleted between its first result and its end", async () => {
    await declared("three");
    meanwhile = { writing: () => deleted({ kind: "checkpoint", checkpoint: "three-t" }) };
    const rows = [...rowsOf("beta", "110", { direction: "higher" }), ...rowsOf("gamma", "10", { direction: "higher" })];
    const sending = sendRows(deps, project, { checkpoint: "three-t", rows });
    expect(await codeOf(sending)).toBe("not_found");
    await workThrough();
    expect(await keysOf(resultsOf(project, "three-t"))).toEqual([]);
    expect(await currentResults(deps.table, project, "three-t")).toEqual([]);
    // what is sent after the deletion counts
    await sendRows(deps, project, { checkpoint: "three-t", rows: rowsOf("beta", "111", { direction: "higher" }) });
    const [only] = await currentResults(deps.table, project, "three-t");
    expect([only?.suite, only?.sequence]).toEqual(["beta", 4]);
  });
});

describe("originals", () => {
  it("can be read again, which changes nothing by the same reader, and are forgotten after thirty days", async () => {
    const rows = rowsOf("alpha", "1100", { direction: "higher" });
    const { upload, results } = await sendRows(deps, project, { checkpoint: "four", rows });
    expect((await readAgain(deps, await requireUpload(deps, project, upload))).state).toBe("queued");
    await workThrough();
    expect((await requireUpload(deps, project, upload)).state).toBe("counted");
    expect((await currentResults(deps.table, project, "four"))[0]?.resultHash).toBe(results[0]?.resultHash);

    skew = originalsKeptMs - 60_000;
    expect(await forgetOriginals(deps)).toBe(0);
    skew = originalsKeptMs + 60_000;
    expect(await forgetOriginals(deps)).toBeGreaterThan(0);
    expect(await keysOf(incomingBlobs)).toEqual([]);
    expect(await currentResults(deps.table, project, "four")).toHaveLength(1);
    expect(await codeOf(readAgain(deps, await requireUpload(deps, project, upload)))).toBe("originals_gone");
  });
});
