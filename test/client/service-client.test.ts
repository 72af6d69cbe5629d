/** The client against a real service: what a script or a notebook asks of it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { outgoingFile, ServiceError, serviceClient } from "@evenmatch/client";
import { Comparison, Items, Persistence, SuiteRows, UploadAnswer, WinRates } from "@evenmatch/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsOf, runningService } from "../service/running-service.ts";
import { repoRoot } from "../shared-files.ts";

const service = runningService();
const client = () => serviceClient({ url: service.url, key: service.key });
const manyItems = 700;
/** item i passes where `passes` accepts it */
const scores = (n: number, passes: (item: number) => boolean) =>
  Array.from({ length: n }, (_, item) => (passes(item) ? "1" : "0")).join("");

beforeAll(async () => {
  const { declareCheckpoint, declareExperiment, pushRows, pushFiles, settled } = client();
  await declareCheckpoint("before", { compute: { flops: 3e21 }, comparator: "compute-matched" });
  await declareCheckpoint("after", { compute: { flops: 3e21 }, trainedOn: { domains: ["health"], traits: [] } });
  await declareExperiment("trait", { treatment: ["after"], baseline: ["before"], plan: { replicates: 2000 } });
  const passes = scores(40, (item) => item < 20);
  const before = [
    ...rowsOf("few", passes, { condition: "0.5" }),
    ...rowsOf(
      "many",
      scores(manyItems, (item) => item % 2 === 0),
    ),
    ...rowsOf("few", passes),
  ];
  const answer = await pushRows("before", before as never, "once");
  expect(UploadAnswer.parse(answer)).toMatchObject({ status: "counted", checkpoint: "before" });
  expect((await pushRows("before", before as never, "once")).upload).toBe(answer.upload);

  const lines = (suite: string, text: string, extra = {}) =>
    rowsOf(suite, text, extra).map((row) => `${JSON.stringify(row)}\n`);
  const better = scores(40, (item) => item < 30);
  const files = [
    await outgoingFile(
      "many.ndjson",
      lines(
        "many",
        scores(manyItems, (item) => item % 3 !== 0),
      ).join(""),
    ),
    await outgoingFile(
      "few.ndjson",
      new Blob([...lines("few", better), ...lines("few", better, { condition: "0.5" })]),
    ),
  ];
  const told: string[] = [];
  const pushed = await pushFiles({ checkpoint: "after", files, onProgress: (_, __, what) => told.push(what) });
  expect(pushed).toMatchObject({ status: "counted", problems: [] });
  expect(pushed.results.map(({ suite, condition }) => `${suite}/${condition}`).sort()).toEqual([
    "few/",
    "few/0.5",
    "many/",
  ]);
  expect(told).toContain("sent many.ndjson");
  expect((await settled("trait")).status).toBe("current");
});

describe("the client", () => {
  it("answers what the contract says, for every method", async () => {
    const { comparison, comparisonByDigest, winRates, suite, items, persistence, methods, forest } = client();
    const found = Comparison.parse(await comparison("trait"));
    expect(found.suites.map((row) => row.suite).sort()).toEqual(["few", "few", "many"]);
    expect(found.suites.find((row) => row.suite === "few")?.difference.value).toBeCloseTo(0.25, 12);
    expect((await comparisonByDigest(found.digest)).digest).toBe(found.digest);
    expect(WinRates.parse(await winRates("trait", "role")).by).toBe("role");
    expect(SuiteRows.parse(await suite("trait", "few")).rows).toHaveLength(2);
    expect(Items.parse(await items("trait", "few", { flip: "won", condition: "0.5" })).total).toBe(10);
    expect(await methods("trait")).toContain(found.digest.slice(0, 12));
    expect(await forest("trait")).toMatch(/<svg[\s\S]*<\/svg>\s*$/);
    const followed = Persistence.parse(await persistence("trait"));
    expect(followed.rows.map((row) => [row.suite, row.points.map(({ label }) => label)])).toEqual([
      ["few", ["", "0.5"]],
    ]);
  });

  it("selects rows as it is told", async () => {
    const rows = async (filter: object) => (await client().comparison("trait", filter)).suites.map((row) => row.suite);
    expect(await rows({ suite: "few" })).toEqual(["few", "few"]);
    expect(await rows({ suite: ["few", "many"], sort: "suite" })).toEqual(["few", "few", "many"]);
    await expect(client().comparison("trait", { sort: "size" as never })).rejects.toMatchObject({
      code: "invalid_query",
    });
  });

  it("brings every item of a suite, however many pages that takes", async () => {
    const { items, total, next } = await client().items("trait", "many");
    expect([items.length, total, next]).toEqual([manyItems, manyItems, null]);
    expect(new Set(items.map(({ item }) => item)).size).toBe(manyItems);
    const improvements = items.map(({ improvement }) => improvement ?? 0);
    expect(improvements).toEqual([...improvements].sort((one, other) => one - other));
  });

  it("refuses a page of another comparison than the one before", async () => {
    const cursor = Buffer.from(`${"0".repeat(64)}:500`).toString("base64url");
    const path = "/v1/experiments/trait/suites/many/items?cursor=";
    await expect(client().get(path + cursor)).rejects.toMatchObject({ status: 412, code: "precondition_failed" });
    const broken = Buffer.from("anything").toString("base64url");
    await expect(client().get(path + broken)).rejects.toMatchObject({ status: 412, code: "precondition_failed" });
  });

  it("throws problems, with their code and their places", async () => {
    await expect(client().comparison("nothing")).rejects.toBeInstanceOf(ServiceError);
    await expect(client().comparison("nothing")).rejects.toMatchObject({ status: 404, code: "not_found" });
    const stranger = serviceClient({ url: service.url, key: "em_nobody" });
    await expect(stranger.comparison("trait")).rejects.toMatchObject({ status: 401, code: "unauthorized" });
    await expect(client().declareCheckpoint("x", { step: -1 })).rejects.toMatchObject({
      code: "invalid_body",
      errors: [{ place: "/step" }],
    });
  });

  it("says when a report does not come in time, and what was rejected", async () => {
    const rejected = await client().pushFiles({
      checkpoint: "other",
      files: [await outgoingFile("rows.ndjson", '{"suite":"s","item":"a","score":"high"}\n')],
    });
    expect(rejected.status).toBe("rejected");
    expect(rejected.reports[0]?.problems.length).toBeGreaterThan(0);
    const files = [await outgoingFile("rows.ndjson", '{"suite":"s","item":"a","score":1}\n')];
    await expect(client().pushFiles({ checkpoint: "other", files, waitMs: -1 })).rejects.toMatchObject({
      code: "still_reading",
    });
  });
});

describe("the client's package", () => {
  it("takes nothing but types from elsewhere, and nothing of Node", () => {
    const folder = path.join(repoRoot, "packages/client/src");
    const runtime = readdirSync(folder).flatMap((name) =>
      [
        ...readFileSync(path.join(folder, name), "utf8").matchAll(/^(?:import|export) (?!type\b).*from "([^"]+)"/gm),
      ].map((match) => match[1] ?? ""),
    );
    expect(runtime.length).toBeGreaterThan(0);
    expect(runtime.filter((specifier) => !specifier.startsWith("./"))).toEqual([]);
  });
});
