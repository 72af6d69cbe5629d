import { access, readdir } from "node:fs/promises";
import path from "node:path";
import type { ProblemBody } from "@evenmatch/contract/problem";
import { beforeAll, describe, expect, it } from "vitest";
import { currentComparison, declare, declareArms, sendRows } from "./experiments.ts";
import { rowsOf, runningService, until } from "./running-service.ts";

const service = runningService();
const plan = { replicates: 2000 };
const higher = { direction: "higher" };

async function refused(method: string, target: string, status: number): Promise<ProblemBody> {
  const response = await service.call(method, target);
  expect(response.status, target).toBe(status);
  return (await response.json()) as ProblemBody;
}

const tokenOf = ({ errors }: ProblemBody) => errors?.find(({ place }) => place === "confirm")?.text ?? "";

async function deleted(target: string): Promise<{ sequence: number | null; affected: Record<string, unknown> }> {
  const token = tokenOf(await refused("DELETE", target, 409));
  const response = await service.call("DELETE", `${target}?confirm=${token}`);
  expect(response.status, target).toBe(200);
  return (await response.json()) as { sequence: number | null; affected: Record<string, unknown> };
}

/** Files of blobs of a kind: results, reports, incoming. */
async function blobFiles(kind: string): Promise<string[]> {
  const root = path.join(service.home, "blobs", "blobs", kind);
  const found = await access(root).then(
    () => readdir(root, { recursive: true, withFileTypes: true }),
    () => [],
  );
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function declareAndSend(experiment: string, scores: { treatment: string; baseline: string }) {
  await declareArms(service, { experiment, plan });
  await sendRows(service, `${experiment}-t`, rowsOf("alpha", scores.treatment, higher));
  await sendRows(service, `${experiment}-b`, rowsOf("alpha", scores.baseline, higher));
  return currentComparison(service, experiment);
}

describe("deleting a checkpoint", () => {
  let digest: string;
  let hash: string;

  beforeAll(async () => {
    const comparison = await declareAndSend("one", { treatment: "1111011111", baseline: "1010101011" });
    digest = comparison.digest;
    hash = comparison.suites[0]?.results.treatment[0] ?? "";
  });

  it("first says what would go, and does nothing", async () => {
    const problem = await refused("DELETE", "/v1/checkpoints/one-t", 409);
    expect(problem.code).toBe("confirmation_needed");
    expect(problem.errors?.map(({ place }) => place)).toEqual([
      "confirm",
      "checkpoint one-t",
      "experiment one",
      `comparison ${digest}`,
    ]);
    expect((await refused("DELETE", "/v1/checkpoints/one-t?confirm=wrong", 409)).code).toBe("confirmation_needed");
    expect((await service.call("GET", `/v1/comparisons/${digest}`)).status).toBe(200);
    await refused("DELETE", "/v1/checkpoints/never", 404);
  });

  it("refuses a token of another state of things", async () => {
    const token = tokenOf(await refused("DELETE", "/v1/checkpoints/one-t", 409));
    await sendRows(service, "one-t", rowsOf("beta", "110", higher));
    await refused("DELETE", `/v1/checkpoints/one-t?confirm=${token}`, 409);
    // the comparison that is on its way would be another state of things again
    await currentComparison(service, "one");
  });

  it("then takes scores, uploads and comparisons; the digest answers 410 with the hashes of what went", async () => {
    const uploads = (await (await service.call("GET", "/v1/uploads")).json()) as {
      items: { upload: string; checkpoint: string }[];
    };
    const own = uploads.items.filter(({ checkpoint }) => checkpoint === "one-t");
    expect((await blobFiles("results")).some((file) => file.includes("one-t"))).toBe(true);
    const { sequence, affected } = await deleted("/v1/checkpoints/one-t");
    expect(sequence).toBe(3);
    expect(affected).toMatchObject({ uploads: 2, results: 2, experiments: ["one"] });
    expect((await blobFiles("results")).filter((file) => file.includes("one-t"))).toEqual([]);
    for (const { upload } of own) await refused("GET", `/v1/uploads/${upload}`, 404);
    for (const file of [...(await blobFiles("incoming")), ...(await blobFiles("reports"))]) {
      expect(own.some(({ upload }) => file.includes(upload))).toBe(false);
    }
    const gone = await refused("GET", `/v1/comparisons/${digest}`, 410);
    expect(gone.detail).toContain("with checkpoint one-t");
    expect(gone.errors).toContainEqual({ place: "one-t/alpha", code: "deleted", text: hash });
    for (const suffix of ["/verify", "/record", ".csv", ".svg"]) {
      await refused("GET", `/v1/comparisons/${digest}${suffix}`, 410);
    }
    await refused("GET", "/v1/checkpoints/one-t", 404);
  });

  it("leaves the experiment, which waits for results", async () => {
    const state = await until(async () => {
      const answer = (await (await service.call("GET", "/v1/experiments/one")).json()) as { status: string };
      return answer.status === "waiting" ? answer : undefined;
    });
    expect(state.status).toBe("waiting");
    await refused("GET", "/v1/experiments/one/comparison", 409);
  });

  it("takes the same scores anew, as a later upload, and the same digest comes back", async () => {
    await sendRows(service, "one-t", rowsOf("alpha", "1111011111", higher));
    const again = await currentComparison(service, "one");
    expect(again.suites.map(({ suite }) => suite)).toEqual(["alpha"]);
    expect(again.digest).toBe(digest);
    expect((await service.call("GET", `/v1/comparisons/${digest}/verify`)).status).toBe(200);
  });
});

describe("an upload that is on its way when its checkpoint is deleted", () => {
  it("does not bring anything back", async () => {
    await declareAndSend("flight", { treatment: "11110", baseline: "10101" });
    const bytes = new TextEncoder().encode(
      rowsOf("late", "1100", higher)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(""),
    );
    const files = [{ name: "late.ndjson", bytes: bytes.length }];
    const made = await service.call("POST", "/v1/uploads", { checkpoint: "flight-t", files });
    const { upload } = (await made.json()) as { upload: string };
    await service.call("PUT", `/v1/uploads/${upload}/files/0`, bytes);
    const complete = service.call("POST", `/v1/uploads/${upload}/complete`);
    const token = tokenOf(await refused("DELETE", "/v1/checkpoints/flight-t", 409));
    const [, removal] = await Promise.all([
      complete,
      service.call("DELETE", `/v1/checkpoints/flight-t?confirm=${token}`),
    ]);
    // what was counted in between changed what would go: asked again
    if (removal.status === 409) await deleted("/v1/checkpoints/flight-t");
    await until(async () => {
      const left = [...(await blobFiles("results")), ...(await blobFiles("incoming"))];
      return left.some((file) => file.includes("flight-t") || file.includes(upload)) ? undefined : true;
    });
    await service.call("PUT", "/v1/checkpoints/flight-t", {});
    await until(async () => {
      const answer = (await (await service.call("GET", "/v1/experiments/flight")).json()) as { status: string };
      return answer.status === "waiting" ? answer : undefined;
    });
    await refused("GET", `/v1/uploads/${upload}`, 404);
  });
});

describe("deleting an experiment", () => {
  it("takes its comparison and its looks, and leaves the scores; one of its name starts anew", async () => {
    const before = await declareAndSend("two", { treatment: "1110111", baseline: "1010101" });
    const { affected } = await deleted("/v1/experiments/two");
    expect(affected).toMatchObject({ comparisons: [before.digest], results: 0 });
    await refused("GET", "/v1/experiments/two", 404);
    await refused("GET", `/v1/comparisons/${before.digest}`, 410);
    const list = (await (await service.call("GET", "/v1/experiments")).json()) as { items: { experiment: string }[] };
    expect(list.items.map(({ experiment }) => experiment)).not.toContain("two");
    const answer = await declare(service, "two", { treatment: ["two-t"], baseline: ["two-b"], plan });
    expect([answer.planVersion, answer.resultsVersion > 2]).toEqual([1, true]);
    const after = await currentComparison(service, "two");
    expect([after.digest, after.looks, after.planFixed]).toEqual([before.digest, 1, "after"]);
  });

  it("leaves a comparison of the same scores that stands under another name", async () => {
    const shared = await declareAndSend("three", { treatment: "110011", baseline: "100111" });
    await declare(service, "four", { treatment: ["three-t"], baseline: ["three-b"], plan });
    const other = await currentComparison(service, "four");
    expect(other.digest).toBe(shared.digest);
    await deleted("/v1/experiments/three");
    expect((await service.call("GET", "/v1/experiments/four/comparison")).status).toBe(200);
    const left = (await (await service.call("GET", `/v1/comparisons/${shared.digest}`)).json()) as {
      experiment: string;
    };
    expect(left.experiment).toBe("four");
  });
});

describe("who may delete", () => {
  it("needs a key of scope admin", async () => {
    const made = await service.call("POST", "/v1/keys", { name: "writer", scopes: ["write"] });
    const { key } = (await made.json()) as { key: string };
    const response = await fetch(new URL("/v1/project", service.url), {
      method: "DELETE",
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(403);
    expect((await fetch(new URL("/v1/checkpoints/one-t", service.url), { method: "DELETE" })).status).toBe(401);
  });
});

describe("deleting the project", () => {
  it("leaves nothing but keys, audit and tombstones", async () => {
    await service.call("PUT", "/v1/suites/own", { role: "outcome" });
    const { digest } = await currentComparison(service, "four");
    await deleted("/v1/project");
    for (const list of ["/v1/checkpoints", "/v1/experiments", "/v1/uploads"]) {
      expect(await (await service.call("GET", list)).json(), list).toMatchObject({ items: [] });
    }
    for (const kind of ["results", "reports", "incoming"]) expect(await blobFiles(kind), kind).toEqual([]);
    await refused("GET", `/v1/comparisons/${digest}`, 410);
    expect(await (await service.call("GET", "/v1/suites")).json()).not.toMatchObject({ items: [{ suite: "own" }] });
    expect((await service.call("GET", "/v1/keys")).status).toBe(200);
  });
});
