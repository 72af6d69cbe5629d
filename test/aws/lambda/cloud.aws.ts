/** Fifty-three suites through the built functions, from the first request to the table. */
import { createHash } from "node:crypto";
import { nativeNdjson } from "@evenmatch/cli/demo/files/native";
import { type Arm, arms, drawStudy } from "@evenmatch/cli/demo/study";
import { type Client, outgoingFile, serviceClient } from "@evenmatch/client";
import { Comparison } from "@evenmatch/contract/comparison";
import { defaultPlan } from "@evenmatch/contract/plan";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { memorySource } from "@evenmatch/formats/source";
import { incomingBlob } from "@evenmatch/service/blob-places";
import { compareArms } from "@evenmatch/service/compare-files";
import { createUpload, getHead, getUpload, putExperiment } from "@evenmatch/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FunctionName, type Permissions, permissions } from "../../../stacks/permissions.ts";
import { until } from "../../service/running-service.ts";
import { waitingBodies, waitingMessages } from "../queues.ts";
import { type Cloud, project, startCloud } from "./cloud.ts";
import { longAnswers } from "./long-answers.ts";

const study = drawStudy("cloud");
const minute = 60_000;

describe("the service in the cloud", () => {
  let cloud: Cloud;
  let client: Client;
  const filesOf = (arm: Arm) => study.suites.map((suite) => nativeNdjson(suite, arm));
  const checkpointOf = (arm: Arm) => study.checkpoints[arm];

  async function answerOf(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(new URL(path, cloud.url), { headers: { authorization: `Bearer ${cloud.key}`, ...headers } });
  }

  beforeAll(async () => {
    cloud = await startCloud();
    client = serviceClient({ url: cloud.url, key: cloud.key });
  });
  afterAll(() => cloud.stop());

  it("counts 53 suites that come one by one, and 53 that come together", async () => {
    for (const arm of arms) {
      const { id, checkpoint } = checkpointOf(arm);
      await client.put(`/v1/checkpoints/${id}`, checkpoint);
    }
    await client.put("/v1/experiments/e", {
      treatment: [checkpointOf("treatment").id],
      baseline: [checkpointOf("baseline").id],
      plan: {},
    });
    const together = await Promise.all(filesOf("baseline").map(({ path, bytes }) => outgoingFile(path, bytes)));
    const baseline = client.pushFiles({ checkpoint: checkpointOf("baseline").id, files: together });
    const waiting = filesOf("treatment");
    const counted: UploadAnswer[] = [];
    const worker = async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        const files = [await outgoingFile(file.path, file.bytes)];
        counted.push(await client.pushFiles({ checkpoint: checkpointOf("treatment").id, files }));
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect((await baseline).status).toBe("counted");
    expect((await baseline).results).toHaveLength(study.suites.length);
    expect(counted.map(({ status }) => status)).toEqual(Array(53).fill("counted"));
  }, 240_000);

  it("comes to the comparison that the same files give without a server", async () => {
    const state = await client.settled("e", { waitMs: 2 * minute });
    expect(state.status).toBe("current");
    const served = Comparison.parse(await (await answerOf("/v1/experiments/e/comparison")).json());
    const arm = (name: Arm) => {
      const { id, checkpoint } = checkpointOf(name);
      const sources = filesOf(name).map(({ path, bytes }) => memorySource(path, bytes));
      return [{ checkpoint: id, body: checkpoint, sources, reading: {} }];
    };
    const local = await compareArms({ treatment: arm("treatment"), baseline: arm("baseline"), plan: defaultPlan });
    expect(served.suites).toHaveLength(53);
    expect(served.digest).toBe(local.comparison.digest);
    expect(served.headline).toEqual(local.comparison.headline);
  }, 180_000);

  it("answers every format, from the light function and from the other, and 304 where nothing is new", async () => {
    const json = await answerOf("/v1/experiments/e/comparison");
    const etag = json.headers.get("etag") ?? "";
    expect((await answerOf("/v1/experiments/e/comparison", { "if-none-match": etag })).status).toBe(304);
    const heads: Record<string, string> = {
      "comparison.json": "{",
      "comparison.csv": "digest,",
      "comparison.md": "",
      "comparison.svg": "<?xml",
      "comparison.html": "<!DOCTYPE html>",
      "win-rates": "{",
      methods: "",
    };
    for (const [name, head] of Object.entries(heads)) {
      const answer = await answerOf(`/v1/experiments/e/${name}`);
      const text = await answer.text();
      expect([name, answer.status, text.length > 200]).toEqual([name, 200, true]);
      expect([name, text.slice(0, head.length).toLowerCase()]).toEqual([name, head.toLowerCase()]);
    }
    const suite = study.suites[0]?.suite.suite ?? "";
    expect((await answerOf(`/v1/experiments/e/suites/${suite}`)).status).toBe(200);
    expect((await answerOf(`/v1/experiments/e/suites/${suite}/items?limit=3`)).status).toBe(200);
    expect((await answerOf("/v1/experiments/none/comparison")).status).toBe(404);
  });

  it("draws pages with their own typeface", async () => {
    const page = await (await answerOf("/v1/experiments/e/comparison.html")).text();
    const faces = [...page.matchAll(/@font-face\{[^}]*base64,([A-Za-z0-9+/=]+)/g)].map(([, data = ""]) =>
      Buffer.from(data, "base64").subarray(0, 4).toString("latin1"),
    );
    expect(faces).toEqual(["wOF2", "wOF2"]);
  });

  it("serves what lies beside its bundle", async () => {
    const script = await (await answerOf("/verify.js")).text();
    expect(script.length).toBeGreaterThan(100_000);
    expect((await answerOf("/docs")).status).toBe(200);
    expect((await answerOf("/openapi.json")).status).toBe(200);
  });

  it("proves a comparison, and deletes a checkpoint with all that is of it", async () => {
    const { digest } = await client.settled("e");
    expect((await answerOf(`/v1/comparisons/${digest}/verify`)).status).toBe(200);
    const rows = [{ suite: "own", item: "1", score: 1 }];
    await client.post("/v1/results", { checkpoint: "going", rows });
    const remove = (query: string) =>
      fetch(new URL(`/v1/checkpoints/going${query}`, cloud.url), {
        method: "DELETE",
        headers: { authorization: `Bearer ${cloud.key}` },
      });
    const asked = await remove("");
    expect(asked.status).toBe(409);
    const token = /[0-9a-f]{32}/.exec(await asked.text())?.[0];
    expect((await remove(`?confirm=${token}`)).status).toBe(200);
    expect((await answerOf("/v1/checkpoints/going")).status).toBe(404);
    expect((await answerOf("/v1/keys")).status).toBe(200);
  });

  it("refuses bytes that are not what was announced, where it can see them", async () => {
    const content = Buffer.from('{"suite":"own","item":"1","score":1}\n');
    const sha256 = createHash("sha256").update(content).digest("hex");
    const made = await client.post<UploadAnswer>("/v1/uploads", {
      checkpoint: "c",
      files: [{ name: "rows.ndjson", bytes: content.length, sha256 }],
    });
    const [file] = made.files;
    expect(file?.headers).toMatchObject({ "content-length": String(content.length) });
    const early = await client.post(`/v1/uploads/${made.upload}/complete`, {}).catch((error: unknown) => error);
    expect(early).toMatchObject({ code: "upload_incomplete" });
    await client.send(file?.put ?? "", () => content as NonNullable<RequestInit["body"]>, file?.headers);
    // the event alone is enough: nobody says that it is complete
    await until(async () => {
      const { status } = await client.get<UploadAnswer>(`/v1/uploads/${made.upload}`);
      return status === "counted" ? true : undefined;
    }, 60);
  }, 90_000);

  it("gives large files places for their parts", async () => {
    const made = await client.post<UploadAnswer>("/v1/uploads", {
      checkpoint: "c",
      files: [{ name: "large.eval", bytes: 150_000_000 }],
    });
    expect(made.files[0]?.parts?.map(({ start, end }) => [start, end])).toEqual([
      [0, 67_108_864],
      [67_108_864, 134_217_728],
      [134_217_728, 150_000_000],
    ]);
    const last = made.files[0]?.parts?.[2];
    await client.send(last?.put ?? "", () => Buffer.alloc(150_000_000 - 134_217_728), last?.headers);
    const again = await client.get<UploadAnswer>(`/v1/uploads/${made.upload}`);
    expect(again.files[0]?.parts?.map(({ start }) => start)).toEqual([0, 67_108_864]);
    const early = await client.post(`/v1/uploads/${made.upload}/complete`, {}).catch((error: unknown) => error);
    expect(early).toMatchObject({ code: "upload_incomplete" });
  });

  it("refuses bodies over its limits with a problem, and those over Lambda's as the HTTP API does", async () => {
    const send = (rows: object[]) =>
      client.post("/v1/results", { checkpoint: "c", rows }).catch((error: unknown) => error);
    const longItems = Array.from({ length: 6000 }, (_, item) => ({
      suite: "own",
      item: `${item}-${"x".repeat(850)}`,
      score: 1,
    }));
    expect(await send(longItems)).toMatchObject({ status: 413, code: "payload_too_large" });
    const manyRows = Array.from({ length: 120_000 }, (_, item) => ({
      suite: "own",
      item: `question-${item}`,
      score: 1,
    }));
    expect(await send(manyRows)).toMatchObject({ status: 413, code: "http_413" });
  });

  longAnswers(() => ({ cloud, client }));

  it("sweeps up what lost its event, and what nobody finished", async () => {
    const content = Buffer.from('{"suite":"own","item":"1","score":1}\n');
    const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
    const entry = (upload: string, createdAt: string, state: "awaiting_files" | "queued") => ({
      project,
      upload,
      checkpoint: "swept",
      checkpointMade: false,
      sequence: 1,
      state,
      request: { checkpoint: "swept", files: [{ name: "a.ndjson", bytes: content.length }] },
      createdAt,
      finishedAt: null,
      report: null,
      outcome: null,
    });
    await cloud.blobs.put(incomingBlob(project, "lost", 0), content);
    // its event finds no upload, and is gone
    await until(async () => ((await waitingMessages(cloud.sqs, cloud.queues.ingest.url)) === 0 ? true : undefined), 60);
    await createUpload(cloud.table, entry("lost", ago(60 * minute), "queued"));
    await cloud.blobs.partsFor(incomingBlob(project, "never", 0), { bytes: 150_000_000 });
    await createUpload(cloud.table, entry("never", ago(8 * 24 * 60 * minute), "awaiting_files"));
    const arms = {
      treatment: ["swept"],
      baseline: ["c"],
      plan: defaultPlan,
      planVersion: 1,
      planFixed: "before" as const,
    };
    const behind = { project, experiment: "behind", name: null, ...arms, updatedAt: ago(0) };
    await putExperiment(cloud.table, behind, 0);
    const swept = await cloud.functions.sweep.invoke({});
    expect(swept).toEqual({ requeued: 1, abandoned: 1, experiments: 1 });
    await until(
      async () => ((await getUpload(cloud.table, project, "lost"))?.state === "counted" ? true : undefined),
      60,
    );
    expect((await getUpload(cloud.table, project, "never"))?.state).toBe("rejected");
    await until(async () => ((await getHead(cloud.table, project, "behind")) === undefined ? undefined : true), 60);
  });

  it("leaves nothing aside", async () => {
    for (const { dead } of Object.values(cloud.queues)) expect(await waitingBodies(cloud.sqs, dead)).toEqual([]);
  });

  it("makes no call that its permissions do not name, and has no permission that nothing needs", async () => {
    const names = Object.keys(permissions) as FunctionName[];
    const made = Object.fromEntries(names.map((name) => [name, [...cloud.calls[name]].sort()]));
    expect(made).toEqual(Object.fromEntries(names.map((name) => [name, namedCalls(permissions[name]).sort()])));
  });

  it("keeps the function that answers reads small", () => {
    expect(cloud.bytes.read).toBeLessThanOrEqual(400 * 1024);
  });
});

/** The calls that permissions allow, written as they are recorded. */
function namedCalls({ table, index, bucket, objects, ingestQueue, compareQueue }: Permissions): string[] {
  return [
    ...table.map((action) => `${action} table`),
    ...index.map((action) => `${action} index`),
    ...bucket.map((action) => `${action} bucket`),
    ...Object.entries(objects).flatMap(([prefix, actions]) => actions.map((action) => `${action} objects/${prefix}`)),
    ...ingestQueue.map((action) => `${action} ingest`),
    ...compareQueue.map((action) => `${action} compare`),
  ];
}
