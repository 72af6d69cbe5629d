/** Answers that Lambda does not let through: who asks is sent to the bucket, with whichever client. */
import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Client, outgoingFile } from "@evenmatch/client";
import { defaultPlan } from "@evenmatch/contract/plan";
import { putBody, putComparison, putExperiment, setHead } from "@evenmatch/store";
import { expect, it } from "vitest";
import { run } from "../../cli/run-command.ts";
import { type Cloud, project } from "./cloud.ts";

const lambdaTakes = 6 * 1024 * 1024;
const items = 90_000;

/** Rows of one suite with ids that no compression makes shorter. */
function rows(every: number): Uint8Array {
  const line = (item: number) =>
    JSON.stringify({
      suite: "long",
      item: createHash("sha256").update(String(item)).digest("hex"),
      score: item % every === 0 ? 0 : 1,
    });
  return Buffer.from(Array.from({ length: items }, (_, item) => `${line(item)}\n`).join(""));
}

/** To be run within a `describe` whose cloud has started. */
export function longAnswers(of: () => { cloud: Cloud; client: Client }): void {
  const ask = (path: string, init: RequestInit = {}) => {
    const { cloud } = of();
    const headers = { authorization: `Bearer ${cloud.key}`, ...(init.headers as Record<string, string>) };
    return fetch(new URL(path, cloud.url), { ...init, headers });
  };
  /** Where one request is sent, without going there. */
  const sentTo = async (path: string) => {
    const answer = await ask(path, { redirect: "manual", headers: { "accept-encoding": "identity" } });
    return [answer.status, answer.headers.get("location")?.replace(/\?.*/, "")];
  };
  const inBucket = expect.stringMatching(/\/blobs\/answers\/[0-9a-f]{64}$/);

  it("gives proofs, scores and tables that are longer than Lambda lets through", async () => {
    const { cloud, client } = of();
    for (const [checkpoint, every] of Object.entries({ "long-after": 5, "long-before": 4 })) {
      const files = [await outgoingFile("rows.ndjson", rows(every))];
      expect((await client.pushFiles({ checkpoint, files })).status).toBe("counted");
    }
    await client.declareExperiment("long", {
      treatment: ["long-after"],
      baseline: ["long-before"],
      plan: { replicates: 2000 },
    });
    const { digest } = await client.settled("long", { waitMs: 240_000 });
    const proof = `/v1/comparisons/${digest}/verify`;
    expect(await sentTo(proof)).toEqual([303, inBucket]);
    const text = await (await ask(proof, { headers: { "accept-encoding": "identity" } })).text();
    expect(text.length).toBeGreaterThan(lambdaTakes);
    expect(await client.get(proof)).toEqual(JSON.parse(text));

    const { results } = await client.get<{ results: { resultHash: string }[] }>("/v1/checkpoints/long-after/results");
    const scores = `/v1/checkpoints/long-after/results/${results[0]?.resultHash}`;
    expect(await sentTo(`${scores}.ndjson`)).toEqual([303, inBucket]);
    expect((await client.fetchText(`${scores}.ndjson`)).text.split("\n").length).toBeGreaterThan(items);
    expect(await sentTo(`${scores}.parquet`)).toEqual([303, inBucket]);
    const parquet = Buffer.from(await (await ask(`${scores}.parquet`)).arrayBuffer());
    expect([parquet.subarray(0, 4), parquet.subarray(-4)].map(String)).toEqual(["PAR1", "PAR1"]);

    // the page's script is sent there too, and may go
    const page = await ask(`/comparisons/${digest}/verify`);
    const [, link] = await sentTo(`/comparisons/${digest}/proof.json`);
    expect(page.headers.get("content-security-policy")).toContain(
      `connect-src 'self' ${new URL(String(link)).origin};`,
    );

    const verified = await run(["verify", String(digest), "--server", cloud.url, "--key", cloud.key]);
    expect([verified.code, verified.stderr]).toEqual([0, ""]);
  }, 400_000);

  it("gives tables that are too long for the light function, which has no bucket", async () => {
    const { cloud } = of();
    const digest = "a".repeat(64);
    const at = new Date().toISOString();
    const arms = { treatment: ["long-after"], baseline: ["long-before"] };
    const plan = { plan: defaultPlan, planVersion: 1, planFixed: "before" as const };
    await putExperiment(cloud.table, { project, experiment: "many", name: null, ...arms, ...plan, updatedAt: at }, 0);
    const body = JSON.stringify({ digest, rows: randomBytes(4_000_000).toString("hex") });
    const entry = { digest, specVersion: "1", createdAt: at, experiment: "many", body: "json#0" };
    await putBody(cloud.table, { project, digest, body: entry.body, bytes: gzipSync(body, { level: 1 }) });
    await putComparison(cloud.table, project, entry);
    const head = { digest, body: entry.body, failure: null, planVersion: 1, treatment: arms.treatment };
    await setHead(cloud.table, project, "many", { ...head, basedOn: 1 });
    const path = "/v1/experiments/many/comparison";
    expect(await sentTo(path)).toEqual([303, `/whole${path}`]);
    expect(await sentTo(`/whole${path}`)).toEqual([303, inBucket]);
    for (const encoding of ["identity", "gzip"]) {
      const text = await (await ask(path, { headers: { "accept-encoding": encoding } })).text();
      expect([text.length > lambdaTakes, text === body]).toEqual([true, true]);
    }
  }, 60_000);
}
