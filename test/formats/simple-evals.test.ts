import { readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { rowsSource, textSource } from "./sources.ts";

function rubric(points: number, met: boolean, ...tags: string[]) {
  return { criterion: "…", points, criteria_met: met, tags, explanation: "" };
}

function conversation(id: string, score: number, items: readonly object[]) {
  const prompt = [
    { role: "system", content: "the sampler's own" },
    { role: "user", content: `about ${id}` },
  ];
  return { prompt_id: id, score, rubric_items: items, prompt, completion: [], completion_id: "c", usage: {} };
}

function allResults(score: number, rows: readonly object[]) {
  return {
    score,
    metrics: { overall_score: score },
    htmls: ["<p>"],
    convos: [[]],
    metadata: { example_level_metadata: rows },
  };
}

const rows = [
  conversation("q1", 0.5, [rubric(2, true, "axis:accuracy"), rubric(2, false, "axis:completeness")]),
  conversation("q2", -0.5, [rubric(4, false, "axis:accuracy"), rubric(-2, true, "axis:tone")]),
  conversation("q1", 1, [rubric(2, true, "axis:accuracy"), rubric(2, true, "axis:completeness")]),
];

describe("HealthBench of simple-evals", () => {
  it("numbers repeats by their order and keeps negative scores", async () => {
    const report = await readSources([
      textSource(
        "out/healthbench_hard_acme-7b_20261120_101500_allresults.json",
        JSON.stringify(allResults(1 / 3, rows)),
      ),
      rowsSource("questions.jsonl", [
        { prompt_id: "q1", example_tags: ["theme:hedging"], rubrics: [], prompt: [] },
        { prompt_id: "q2", example_tags: ["theme:context"], rubrics: [], prompt: [] },
      ]),
    ]);
    const [result] = report.results;
    expect(result?.header).toMatchObject({ task: "healthbench_hard", model: "acme-7b", created: "20261120_101500" });
    const { table } = result ?? {};
    expect(table?.items).toEqual(["q1", "q2"]);
    expect([...(table?.epoch ?? [])]).toEqual([1, 2, 1]);
    expect([...(table?.scores.score ?? [])]).toEqual([0.5, 1, -0.5]);
    expect([...(table?.subscores?.["axis:accuracy"] ?? [])]).toEqual([1, 1, 0]);
    expect([...(table?.subscores?.["theme:hedging"] ?? [])]).toEqual([0.5, 1, Number.NaN]);
    expect(table?.subscores?.["axis:tone"]).toBeUndefined();
  });

  it("hashes the question without the sampler's own instructions", async () => {
    const [first] = rows as [ReturnType<typeof conversation>];
    const changed = { ...first, prompt: [{ role: "system", content: "others" }, ...first.prompt.slice(1)] };
    const hashes = await Promise.all(
      [first, changed].map(async (row) => {
        const report = await readSources([
          textSource("healthbench_m_allresults.json", JSON.stringify(allResults(0.5, [row]))),
        ]);
        return report.results[0]?.table?.itemHash?.[0];
      }),
    );
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]).toBe(hashes[1]);
  });

  it("rejects a score that its rubric doesn't give", async () => {
    const wrong = conversation("q3", 0.75, [rubric(2, true), rubric(2, false)]);
    const report = await readSources([
      textSource(
        "healthbench_m_allresults.json",
        JSON.stringify(allResults(0.5, [rows[0] as object, wrong, { prompt_id: "q4" }])),
      ),
    ]);
    expect(report.files[0]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "/metadata/example_level_metadata/1 score_mismatch",
      "/metadata/example_level_metadata/2 bad_row",
    ]);
    expect(report.results[0]?.table?.items).toEqual(["q1"]);
  });

  it("doesn't compare a headline that was clipped", async () => {
    const report = await readSources([
      textSource("healthbench_m_allresults.json", JSON.stringify(allResults(0, [rows[1] as object]))),
    ]);
    expect(report.files[0]?.checks).toMatchObject([{ header: 0, recomputed: -0.5, matches: "not_comparable" }]);
  });

  it("says so where the name doesn't tell the subset", async () => {
    const report = await readSources([
      textSource("results.json", JSON.stringify(allResults(0.5, [rows[0] as object]))),
    ]);
    expect(report.results[0]?.header.task).toBe("healthbench");
    expect(report.files[0]?.notes.map((note) => note.code)).toEqual(["task_from_content"]);
  });
});

describe("other evals of simple-evals", () => {
  const figures = { score: 0.5, "score:std": 0.5, "score:n_samples": 100, is_correct: 0.5 };

  it("are aggregates, with a standard error where one can be had", async () => {
    const report = await readSources([textSource("simpleqa_acme_20261120_101500.json", JSON.stringify(figures))]);
    expect(report.results[0]?.header.task).toBe("simpleqa");
    expect(report.results[0]?.summaries).toEqual({
      score: { kind: "aggregate", mean: 0.5, standardError: 0.05, n: 100 },
      is_correct: { kind: "aggregate", mean: 0.5, standardError: null, n: null },
    });
  });

  it("need their name, for nothing else says what they are", async () => {
    const report = await readSources([textSource("results.json", JSON.stringify(figures))]);
    expect(report.files[0]?.problems.map((problem) => problem.code)).toEqual(["unknown_task"]);
  });
});
