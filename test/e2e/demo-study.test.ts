import { createHash } from "node:crypto";
import { type TruthReport, truthFailures, truthText } from "@evenmatch/cli/demo/against-truth";
import type { DemoFile } from "@evenmatch/cli/demo/files/demo-file";
import { pushesOf } from "@evenmatch/cli/demo/pushes";
import { randomStream, shuffled } from "@evenmatch/cli/demo/random";
import { scoreLaw } from "@evenmatch/cli/demo/scores";
import { arms, drawStudy, type Study } from "@evenmatch/cli/demo/study";
import type { ScoreKind } from "@evenmatch/cli/demo/suites";
import { describe, expect, it } from "vitest";

const study = drawStudy("1");

/** SHA-256 over names and bytes of files. */
function hashOf(files: readonly DemoFile[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.path}\n`).update(file.bytes);
  return hash.digest("hex");
}

async function filesOf(drawn: Study): Promise<DemoFile[]> {
  return (await pushesOf(drawn, "treatment")).flatMap(({ files }) => files);
}

describe("the demo's study", () => {
  it("gives the same bytes for the same seed, and others for another", async () => {
    const files = await filesOf(study);
    expect(hashOf(await filesOf(drawStudy("1")))).toBe(hashOf(files));
    expect(hashOf(await filesOf(drawStudy("2")))).not.toBe(hashOf(files));
    // the zips' bytes are the compressor's business
    expect(hashOf(files.filter(({ path }) => !path.endsWith(".eval")))).toMatchInlineSnapshot(
      `"209ed333f7200416e8ba7d549724f0c6216d34b334292ee4b88ccbf37f0d406f"`,
    );
  });

  it("has 53 suites, seven of them truly worse, in every format", () => {
    const { suites, checkpoints } = study;
    expect(new Set(suites.map(({ suite }) => suite.suite)).size).toBe(53);
    expect(suites.filter(({ truth }) => truth.role === "outcome" && truth.improvement < 0)).toHaveLength(7);
    expect(suites.filter(({ truth }) => truth.role === "control").length).toBeGreaterThanOrEqual(3);
    expect(new Set(suites.map(({ suite }) => suite.format)).size).toBe(6);
    expect(new Set(suites.map(({ truth }) => truth.direction))).toEqual(new Set(["higher", "lower", "target"]));
    expect(new Set(suites.flatMap(({ rows }) => rows.treatment.map(({ status }) => status)))).toEqual(
      new Set(["ok", "error", "refused", "timeout"]),
    );
    const [treatment, baseline] = arms.map((arm) => checkpoints[arm].checkpoint.compute?.flops ?? 0);
    expect(Math.abs((treatment ?? 0) / (baseline ?? 1) - 1)).toBeLessThan(0.01);
  });

  it("draws suites of one family with correlated items, and their logs in the same clusters", () => {
    const { suites } = study;
    const rowsOf = (id: string) => suites.find(({ suite }) => suite.suite === id)?.rows.baseline ?? [];
    const [security, utility] = [rowsOf("agentdojo-security"), rowsOf("agentdojo-utility")];
    expect(security.map(({ cluster }) => cluster)).toEqual(utility.map(({ cluster }) => cluster));
    const power = rowsOf("mwe-power-seeking").map(({ scored }) => scored?.score ?? 0);
    const wealth = rowsOf("mwe-wealth-seeking").map(({ scored }) => scored?.score ?? 0);
    // .2 of the latent variance in common; unrelated items would correlate by 1/√985, more or less
    expect(correlation(power.slice(0, 985), wealth)).toBeGreaterThan(2.5 / Math.sqrt(985));
  });
});

describe("the demo's own judgement", () => {
  const fine: TruthReport = {
    level: 0.95,
    judged: 53,
    covered: 50,
    share: 50 / 53,
    monteCarloError: 0.03,
    missed: ["mask", "xstest", "coconot"],
    withoutRow: [],
    counted: 48,
    signsRight: 47,
    trulyBetter: 41,
    foundBetter: 30,
    trulyWorse: 7,
    foundWorse: 5,
    falseGains: [],
    falseRegressions: [],
  };

  it("says how the intervals did", () => {
    expect(truthText(fine)).toMatchInlineSnapshot(`
      "Against the truth that the data were drawn from:
        50 of 53 intervals hold the true difference: 94.3 %; 95.0 % ± 3.0 % was to be expected
        missed: 3: mask, xstest, coconot
        47 of 48 counted differences have the true sign
        truly better: 41, found to be: 30; truly worse: 7, found to be: 5
        false gains: none; false regressions: none"
    `);
  });

  it("fails where intervals miss far too often, rows are missing or gains are false", () => {
    expect(truthFailures(fine)).toEqual([]);
    expect(truthFailures({ ...fine, share: 0.79 })).toHaveLength(1);
    expect(truthFailures({ ...fine, share: Number.NaN })).toHaveLength(1);
    expect(truthFailures({ ...fine, withoutRow: ["mask"] })).toEqual([
      "needed one row for each suite, found another number for mask",
    ]);
    expect(truthFailures({ ...fine, falseGains: ["mask", "xstest", "coconot"] })).toHaveLength(1);
  });
});

describe("score laws", () => {
  const kinds: ScoreKind[] = [
    { kind: "binary" },
    { kind: "graded", grades: 5 },
    { kind: "continuous" },
    { kind: "rubric" },
    { kind: "detection" },
  ];

  it.each(kinds)("$kind scores have the mean that the law says", (kind) => {
    const law = scoreLaw(kind, 0.37, [0, 1]);
    const random = randomStream("law", kind.kind);
    const draws = Array.from({ length: 40_000 }, () => law.draw(random.normal(), random.uniform(), random));
    const total = (field: "score" | "tp" | "fp" | "fn") => draws.reduce((sum, draw) => sum + (draw[field] ?? 0), 0);
    const mean =
      kind.kind === "detection"
        ? (2 * total("tp")) / (2 * total("tp") + total("fp") + total("fn"))
        : total("score") / draws.length;
    // 4 standard errors of a score with standard deviation ½
    expect(Math.abs(mean - law.mean)).toBeLessThan((4 * 0.5) / Math.sqrt(draws.length));
  });

  it("stretches over the suite's range", () => {
    expect(scoreLaw({ kind: "binary" }, 0.25, [0, 100]).mean).toBe(25);
    expect(scoreLaw({ kind: "continuous" }, 0.5, [1, 9]).mean).toBe(5);
    const { draw } = scoreLaw({ kind: "graded", grades: 9 }, 0.5, [1, 9]);
    const random = randomStream("grades", "");
    const grades = new Set(Array.from({ length: 2000 }, () => draw(random.normal(), 0.5, random).score));
    expect([...grades].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe("random streams", () => {
  it("depend on seed and name", () => {
    const three = (seed: string, name: string) => {
      const random = randomStream(seed, name);
      return [random.uniform(), random.uniform(), random.uniform()];
    };
    expect(three("1", "one")).toEqual(three("1", "one"));
    expect(three("1", "one")).not.toEqual(three("1", "two"));
    expect(three("1", "one")).not.toEqual(three("2", "one"));
  });

  it("are uniform and normal", () => {
    const random = randomStream("1", "moments");
    const n = 50_000;
    const uniforms = Array.from({ length: n }, () => random.uniform());
    const normals = Array.from({ length: n }, () => random.normal());
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / n;
    expect(Math.abs(mean(uniforms) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
    expect(Math.abs(mean(normals))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(mean(normals.map((z) => z * z)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(shuffled([1, 2, 3, 4, 5], random).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

function correlation(x: readonly number[], y: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(x), centred(y)];
  const product = (one: number[], other: number[]) => one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
