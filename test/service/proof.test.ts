import type { Comparison } from "@evenmatch/contract/comparison";
import { ComparisonDiff } from "@evenmatch/contract/comparison-diff";
import { Proof } from "@evenmatch/contract/proof";
import { ComparisonRecord } from "@evenmatch/contract/record";
import { verifyProof } from "@evenmatch/service/verify/verify-proof";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { resultHash } from "@evenmatch/store";
import { hashOfResult, partsOf, scoresOfParts } from "@evenmatch/store/result-parts";
import { beforeAll, describe, expect, it } from "vitest";
import { smallResult, suiteOf } from "../store/stored-results.ts";
import { currentComparison, declareArms, sendRows } from "./experiments.ts";
import { rowsOf, runningService } from "./running-service.ts";

const service = runningService();
const plan = { replicates: 2000, anytimeValid: true };

const verify = (proof: Proof, tolerance = 0) =>
  verifyProof(proof, {
    computeRow: async (input, rowPlan) => analyseRow(input, rowPlan),
    computePersistence: async (input, persistencePlan) => analysePersistence(input, persistencePlan),
    tolerance,
  });

const clone = (proof: Proof): Proof => structuredClone(proof);
const paths = (found: { different: readonly { path: string }[] }) => found.different.map(({ path }) => path);

async function fetchJson(path: string): Promise<unknown> {
  const response = await service.call("GET", path);
  expect(response.status, path).toBe(200);
  return response.json();
}

let first: Comparison;
let second: Comparison;
let proof: Proof;

beforeAll(async () => {
  await declareArms(service, { experiment: "proof", plan });
  for (const [suite, after, before] of [
    ["alpha", "1111011101", "0110011001"],
    ["beta", "1010101010", "1011101110"],
  ] as const) {
    const extra = { direction: "higher", cluster: "c" };
    const rows = (scores: string) =>
      rowsOf(suite, scores.repeat(3), suite === "beta" ? { direction: "higher" } : extra).map((row, index) => ({
        ...row,
        ...(suite === "alpha" ? { cluster: `c${index % 5}` } : {}),
      }));
    await sendRows(service, "proof-t", rows(after));
    await sendRows(service, "proof-b", rows(before));
  }
  await sendRows(
    service,
    "proof-t",
    rowsOf("gamma", "110110", { direction: "higher" }).flatMap((row) => [
      { ...row, condition: "" },
      { ...row, condition: "noise" },
    ]),
  );
  await sendRows(
    service,
    "proof-b",
    rowsOf("gamma", "010100", { direction: "higher" }).flatMap((row) => [
      { ...row, condition: "" },
      { ...row, condition: "noise" },
    ]),
  );
  first = await currentComparison(service, "proof");
  proof = Proof.parse(await fetchJson(`/v1/comparisons/${first.digest}/verify`));
  await sendRows(service, "proof-t", rowsOf("beta", "1111111111".repeat(3), { direction: "higher" }));
  second = await currentComparison(service, "proof");
}, 120_000);

describe("a result in parts", () => {
  it("has the hash of the whole, and the same scores", () => {
    for (const result of [smallResult(), suiteOf(40), { ...smallResult(), table: null }]) {
      const parts = partsOf(result);
      expect(hashOfResult(parts)).toBe(resultHash(result));
      const { table, summaries, judgements } = scoresOfParts(parts);
      expect({ table, summaries }).toEqual({ table: result.table, summaries: result.summaries });
      expect(judgements).toHaveLength(result.judgements.length);
    }
  });
});

describe("GET …/verify", () => {
  it("is enough to compute every value again, to the bit", async () => {
    const found = await verify(proof);
    expect(found.different).toEqual([]);
    expect(found.close).toEqual([]);
    expect(found.digest.recomputed).toBe(first.digest);
    expect(found.same).toBeGreaterThan(400);
    expect(proof.persistence).not.toBeNull();
    expect(found.told.experiment).toBe("proof");
  });

  it("shares columns that both arms have, and holds nothing of what was asked or answered", () => {
    const [alpha] = Object.values(proof.results).filter(({ suite }) => suite === "alpha");
    const items = Object.values(proof.results)
      .filter(({ suite }) => suite === "alpha")
      .map(({ columns }) => columns.items);
    expect(items).toHaveLength(2);
    expect(new Set(items).size).toBe(1);
    expect(Object.keys(alpha?.columns ?? {}).sort()).toEqual([
      "cluster",
      "epoch",
      "items",
      "rowsOfItem",
      "score:score",
      "status",
    ]);
  });

  it("names a changed score by its vector, and everything that follows from it", async () => {
    const tampered = clone(proof);
    const row = first.suites.findIndex(({ suite }) => suite === "alpha");
    const hash = first.suites[row]?.results.treatment[0] ?? "";
    const column = tampered.columns[tampered.results[hash]?.columns["score:score"] ?? ""];
    if (column?.kind !== "number") throw new Error("needed a column of scores");
    column.values[0] = 0;
    const found = await verify(tampered);
    expect(paths(found).slice(0, 2)).toEqual([`results.${hash}.columns.score:score`, `results.${hash}`]);
    expect(paths(found)).toEqual(expect.arrayContaining(["digest", `suites[${row}].difference.value`]));
    expect(found.digest.recomputed).not.toBe(first.digest);
  });

  it("names a changed number, and that alone", async () => {
    const tampered = clone(proof);
    const row = tampered.comparison.suites[1];
    if (row === undefined) throw new Error("needed a row");
    const { value } = row.difference;
    row.difference.value = 0.25;
    const found = await verify(tampered);
    expect(found.different).toEqual([{ path: "suites[1].difference.value", stored: 0.25, recomputed: value }]);
    expect(found.digest.recomputed).toBe(first.digest);
  });

  it("names a changed field of the plan, and the digest that it gives", async () => {
    const tampered = clone(proof);
    tampered.record.plan.level = 0.9;
    const found = await verify(tampered);
    expect(found.different).toContainEqual({ path: "plan.level", stored: 0.95, recomputed: 0.9 });
    expect(paths(found)).toContain("digest");
    tampered.comparison.plan.level = 0.9;
    expect(paths(await verify(tampered))).toContain("digest");
  });

  it("names declared compute, a definition and a record's row that were changed", async () => {
    const compute = clone(proof);
    const declared = compute.record.arms.treatment[0]?.declared;
    if (declared !== undefined) declared.compute = { flops: 1 };
    expect(paths(await verify(compute))).toEqual(
      expect.arrayContaining(["digest", "arms.treatment.checkpoints[0].compute"]),
    );
    const definition = clone(proof);
    const alpha = definition.record.suites.rows["alpha///score"];
    if (alpha !== undefined) alpha.metric.direction = "lower";
    expect(paths(await verify(definition))).toEqual(expect.arrayContaining(["digest", "suites[0].direction"]));
    const rows = clone(proof);
    rows.record.rows[0] = "0".repeat(64);
    expect(paths(await verify(rows))).toEqual(["record.rows[0]"]);
  });

  it("lets only numbers that are no counts differ, and only by the tolerance", async () => {
    const tampered = clone(proof);
    const [row] = tampered.comparison.suites;
    if (row === undefined || row.difference.value === null || row.n === null) throw new Error("needed a row");
    row.difference.value += 1e-14;
    row.n += 1;
    const found = await verify(tampered, 1e-12);
    expect(found.close.map(({ path }) => path)).toEqual(["suites[0].difference.value"]);
    expect(paths(found)).toEqual(["suites[0].n"]);
  });

  it("refuses what it can't compute: another specification, a missing column", async () => {
    await expect(verify({ ...clone(proof), specVersion: "em0" })).rejects.toMatchObject({
      code: "other_specification",
    });
    const holed = clone(proof);
    const [name = ""] = Object.keys(holed.columns);
    delete holed.columns[name];
    await expect(verify(holed)).rejects.toMatchObject({ code: "invalid_proof" });
  });

  it("refuses who may not read, and digests that are none", async () => {
    const path = `/v1/comparisons/${first.digest}/verify`;
    expect((await fetch(new URL(path, service.url))).status).toBe(401);
    expect((await service.call("GET", "/v1/comparisons/xyz/verify")).status).toBe(400);
    expect((await service.call("GET", `/v1/comparisons/${"0".repeat(64)}/verify`)).status).toBe(404);
  });
});

describe("the record", () => {
  it("says which uploads and readers made a comparison, and stays when newer ones come", async () => {
    const record = ComparisonRecord.parse(await fetchJson(`/v1/comparisons/${first.digest}/record`));
    const results = record.arms.treatment[0]?.results ?? [];
    expect(results.map(({ suite, condition }) => `${suite}/${condition}`)).toEqual([
      "alpha/",
      "beta/",
      "gamma/",
      "gamma/noise",
    ]);
    expect(results.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 3]);
    const upload = await fetchJson(`/v1/uploads/${results[0]?.upload}`);
    expect(upload).toMatchObject({ checkpoint: "proof-t", sequence: 1, status: "counted" });
    expect(record.rows).toEqual(expect.arrayContaining(first.suites.map(({ suiteDigest }) => suiteDigest)));
  });

  it("tells apart what moved between two comparisons, and why", async () => {
    const path = `/v1/comparisons/${first.digest}/diff/${second.digest}`;
    const diff = ComparisonDiff.parse(await fetchJson(path));
    expect(diff.plan).toEqual([]);
    expect(diff.results.map(({ change, suite, arm }) => [change, arm, suite])).toEqual([
      ["replaced", "treatment", "beta"],
    ]);
    const beta = diff.rows.find(({ suite }) => suite === "beta");
    expect(beta?.why).toEqual(["results"]);
    expect(beta?.before?.difference).toBeCloseTo(-0.2, 12);
    expect(beta?.after?.difference).toBeCloseTo(0.3, 12);
    expect(diff.headline.map(({ path: at }) => at)).toContain("headline.ahead");
    const same = ComparisonDiff.parse(await fetchJson(`/v1/comparisons/${first.digest}/diff/${first.digest}`));
    expect([same.rows, same.results, same.headline, same.plan]).toEqual([[], [], [], []]);
  });
});
