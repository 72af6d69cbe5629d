/** 53 suites of two checkpoints over HTTP: nothing acknowledged is lost, nothing unchanged is computed again. */

import { settled } from "@evenmatch/cli/current-comparison";
import { nativeNdjson } from "@evenmatch/cli/demo/files/native";
import { type Arm, arms, type DrawnRow, type DrawnSuite, drawStudy, type Study } from "@evenmatch/cli/demo/study";
import { pushSources } from "@evenmatch/cli/push-sources";
import { type Client, pushFiles } from "@evenmatch/client";
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { memorySource } from "@evenmatch/formats/source";
import { afterAll, describe, expect, it } from "vitest";
import { type ServiceProcess, startService, temporaryFolders } from "./service-process.ts";

const folders = temporaryFolders();
const study = shortened(drawStudy("2"));
const waitMs = 120_000;
const services: ServiceProcess[] = [];

afterAll(async () => {
  for (const service of services) await service.stop();
  await folders.removeAll();
});

/** The study with the first 120 items of each suite: what is tested here does not depend on how many there are. */
function shortened(whole: Study): Study {
  const first = (rows: readonly DrawnRow[]) => rows.filter(({ item }) => item < 120);
  const suites = whole.suites.map((suite) => ({
    ...suite,
    rows: { treatment: first(suite.rows.treatment), baseline: first(suite.rows.baseline) },
  }));
  return { ...whole, suites };
}

async function started(home: string): Promise<ServiceProcess> {
  const service = await startService(home);
  services.push(service);
  return service;
}

async function declare(client: Client): Promise<void> {
  for (const arm of arms) await client.put(`/v1/checkpoints/${arm}`, study.checkpoints[arm].checkpoint);
  await client.put("/v1/experiments/e2e", {
    treatment: ["treatment"],
    baseline: ["baseline"],
    plan: { replicates: 2000 },
  });
}

/** One upload with the native rows of these suites. */
async function push(client: Client, arm: Arm, suites: readonly DrawnSuite[]): Promise<UploadAnswer> {
  const sources = suites.map((suite) => nativeNdjson(suite, arm)).map(({ path, bytes }) => memorySource(path, bytes));
  return (await pushSources({ client, sources, checkpoint: arm, waitMs })).answer;
}

/** The bytes of the comparison once it covers everything. */
async function comparisonText(client: Client): Promise<string> {
  expect((await settled(client, "e2e", waitMs)).status).toBe("current");
  return (await client.fetchText("/v1/experiments/e2e/comparison.json")).text;
}

/** Runs `work` over `values`, `width` at a time, in order. */
async function inParallel<T>(values: readonly T[], width: number, work: (value: T) => Promise<void>): Promise<void> {
  const waiting = [...values];
  const worker = async () => {
    for (let value = waiting.shift(); value !== undefined; value = waiting.shift()) await work(value);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** A client that notes each upload whose completion the service acknowledged. */
function noting(client: Client, acknowledged: (upload: string) => void): Client {
  const noted: Client = {
    ...client,
    post: async <T>(path: string, body: unknown, idempotencyKey?: string) => {
      const answer = await client.post<T>(path, body, idempotencyKey);
      const upload = /^\/v1\/uploads\/(.+)\/complete$/.exec(path)?.[1];
      if (upload !== undefined) acknowledged(upload);
      return answer;
    },
    pushFiles: (options) => pushFiles(noted, options),
  };
  return noted;
}

const digestsOf = (comparison: Comparison) =>
  new Map(comparison.suites.map((row: SuiteRow) => [row.suite, row.suiteDigest]));

describe("53 suites over HTTP", () => {
  /** the comparison of the service that was killed */
  let interrupted = "";

  it("survives kill -9 in the middle of the uploads", async () => {
    const home = await folders.make();
    const first = await started(home);
    await declare(first.client);
    expect((await push(first.client, "baseline", study.suites)).results).toHaveLength(53);

    const acknowledged: string[] = [];
    const pushed = new Set<DrawnSuite>();
    let killed: Promise<void> | undefined;
    const client = noting(first.client, (upload) => {
      acknowledged.push(upload);
      if (acknowledged.length === 20) killed = first.kill();
    });
    await inParallel(study.suites, 4, async (suite) => {
      try {
        await push(client, "treatment", [suite]);
        pushed.add(suite);
      } catch (error) {
        // the service is gone: what it did not acknowledge is sent again below
        if (killed === undefined) throw error;
      }
    });
    await killed;
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);
    expect(pushed.size).toBeLessThan(53);

    const second = await started(home);
    for (const upload of acknowledged) {
      const answer = await finished(second.client, upload);
      expect(answer.status).toBe("counted");
      expect(answer.results).toHaveLength(1);
    }
    await inParallel(
      study.suites.filter((suite) => !pushed.has(suite)),
      4,
      async (suite) => {
        expect((await push(second.client, "treatment", [suite])).status).toBe("counted");
      },
    );
    interrupted = await comparisonText(second.client);
    expect((JSON.parse(interrupted) as Comparison).suites).toHaveLength(53);
    expect((JSON.parse(interrupted) as Comparison).missingSuites).toEqual([]);
  }, 300_000);

  it("gives the same bytes for the same inputs, however they came, and computes one row after one changed", async () => {
    const { client } = await started(await folders.make());
    await declare(client);
    for (const arm of [...arms].reverse()) {
      expect((await push(client, arm, [...study.suites].reverse())).results).toHaveLength(53);
    }
    const whole = await comparisonText(client);
    expect(whole).toBe(interrupted);

    const changed = shortened(drawStudy("3")).suites.find(({ suite }) => suite.suite === "privacylens") as DrawnSuite;
    await push(client, "treatment", [changed]);
    const before = JSON.parse(whole) as Comparison;
    const after = JSON.parse(await comparisonText(client)) as Comparison;
    expect(after.digest).not.toBe(before.digest);
    const [old, now] = [digestsOf(before), digestsOf(after)];
    expect([...now].filter(([suite, digest]) => old.get(suite) !== digest).map(([suite]) => suite)).toEqual([
      "privacylens",
    ]);
    const others = (comparison: Comparison) => comparison.suites.filter(({ suite }) => suite !== "privacylens");
    expect(others(after).map(({ bootstrap }) => bootstrap)).toEqual(others(before).map(({ bootstrap }) => bootstrap));

    // the scores as they were: the comparison as it was, read once more
    await push(client, "treatment", [study.suites.find(({ suite }) => suite.suite === "privacylens") as DrawnSuite]);
    const again = JSON.parse(await comparisonText(client)) as Comparison;
    expect(again.digest).toBe(before.digest);
    expect({ ...again, looks: before.looks }).toEqual(before);
  }, 300_000);
});

async function finished(client: Client, upload: string): Promise<UploadAnswer> {
  for (const deadline = Date.now() + waitMs; ; ) {
    const answer = await client.get<UploadAnswer>(`/v1/uploads/${upload}`);
    if (answer.status === "counted" || answer.status === "rejected" || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
