import { type CollectOptions, readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { textSource } from "./sources.ts";

function testCase(name: string, scores: Record<string, number | null>, more: Record<string, unknown> = {}) {
  const metricsData = Object.entries(scores).map(([metric, score]) => ({
    name: metric,
    score,
    success: score !== null && score >= 0.5,
    evaluationModel: "judge-1",
    ...(score === null && { error: "rate limit" }),
  }));
  return { name, input: `ask ${name}`, success: true, metricsData, trace: { llmSpans: [{ metricsData }] }, ...more };
}

async function read(testCases: readonly object[], options: CollectOptions = {}, about: object = {}) {
  const run = { testFile: "test_house.py", testCases, conversationalTestCases: [], metricsScores: [], ...about };
  return readSources([textSource("run.json", JSON.stringify(run))], options);
}

describe("DeepEval", () => {
  const cases = [
    testCase("a", { Faithfulness: 0.5, Tone: 1 }, { metadata: { golden: "g1", topic: "x" } }),
    testCase("b", { Faithfulness: 1, Tone: null }, { success: false, metadata: { golden: "g2", topic: "y" } }),
    testCase("a", { Faithfulness: 0 }, { metadata: { golden: "g1", topic: "x" } }),
  ];

  it("is unpaired: means with their standard errors, without what a judge failed at", async () => {
    const report = await read(cases);
    const [result] = report.results;
    expect(result?.table).toBeNull();
    expect(result?.header).toMatchObject({ task: "test_house.py", grader: "judge-1" });
    expect(result?.summaries).toEqual({
      Faithfulness: { kind: "aggregate", mean: 0.5, standardError: Math.sqrt(0.25 / 3), n: 3 },
      Tone: { kind: "aggregate", mean: 1, standardError: null, n: 1 },
      success: { kind: "aggregate", mean: 1, standardError: 0, n: 2 },
    });
    expect(report.files[0]?.notes.map((note) => note.code)).toEqual(["no_item_ids"]);
  });

  it("pairs by a key that names the items", async () => {
    const report = await read(cases, { itemKey: "golden", clusterKey: "topic" });
    const { table } = report.results[0] ?? {};
    expect(table?.items).toEqual(["g1", "g2"]);
    expect([...(table?.epoch ?? [])]).toEqual([1, 2, 1]);
    expect([...(table?.scores.Faithfulness ?? [])]).toEqual([0.5, 0, 1]);
    expect(table?.cluster).toEqual(["x", "y"]);
  });

  it("keeps inputs at home: as an item's id they are a hash", async () => {
    const report = await read(cases, { itemKey: "input" });
    expect(report.results[0]?.table?.items.every((item) => /^[0-9a-f]{32}$/.test(item))).toBe(true);
  });

  it("rejects a case without the key, with a metric twice, or without any score", async () => {
    const [first] = cases as [ReturnType<typeof testCase>];
    const twice = { ...first, metricsData: [...first.metricsData, ...first.metricsData] };
    const report = await read([first, testCase("c", { Tone: 1 }), twice, { name: "d", metadata: { golden: "g" } }], {
      itemKey: "golden",
    });
    expect(report.results[0]?.table?.items).toEqual(["g1"]);
    expect(report.files[0]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "/testCases/1 bad_row",
      "/testCases/2 bad_row",
      "/testCases/3 bad_row",
    ]);
  });

  it("reads conversations too, and says where a run is unnamed", async () => {
    const report = await read(
      [],
      {},
      { testFile: null, conversationalTestCases: [testCase("a", { Relevancy: 0.25 })] },
    );
    expect(report.results[0]?.header.task).toBe("deepeval");
    expect(report.results[0]?.summaries.Relevancy).toMatchObject({ mean: 0.25, n: 1 });
    expect(report.files[0]?.notes.map((note) => note.code)).toContain("task_unnamed");
  });
});
