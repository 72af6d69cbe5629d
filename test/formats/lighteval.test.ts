import { readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { detailsSource, tableSource } from "./parquet-files.ts";
import { countingSource, textSource } from "./sources.ts";

const date = "2026-11-20T12-00-00.000000";

function results(figures: Record<string, object>) {
  const document = {
    config_general: { lighteval_sha: "abc", num_fewshot_seeds: 1, model_name: "acme/m" },
    results: figures,
    versions: Object.fromEntries(Object.keys(figures).map((task) => [task, 2])),
  };
  return textSource(`out/results/acme/m/results_${date}.json`, JSON.stringify(document));
}

function details(task: string, scores: readonly (number | null)[]) {
  const rows = scores.map((em, at) => ({ id: String(at), task, metric: { em, f1: 0.5 }, topic: `t${at % 2}` }));
  return detailsSource(`out/details/acme/m/${date}/details_${task}_${date}.parquet`, rows);
}

describe("LightEval", () => {
  it("joins details with the results of their run, and gives the rest as aggregates", async () => {
    const report = await readSources([
      details("gsm8k|5", [1, 0, 1, 1]),
      results({
        "gsm8k|5": { em: 0.75, em_stderr: 0.25, f1: 0.5 },
        "mmlu:anatomy|5": { acc: 0.25, acc_stderr: 0.1 },
        "mmlu:_average|5": { acc: 0.25 },
        all: { acc: 0.25, em: 0.75 },
      }),
    ]);
    expect(
      report.results.map(({ header }) => [header.task, header.taskArgs, header.taskVersion, header.model]),
    ).toEqual([
      ["gsm8k", { fewshot: 5 }, "2", "acme/m"],
      ["mmlu:anatomy", { fewshot: 5 }, "2", "acme/m"],
    ]);
    expect(report.files.map((file) => file.headerMatches)).toEqual([true, true]);
    expect(report.results[1]?.summaries).toEqual({
      acc: { kind: "aggregate", mean: 0.25, standardError: 0.1, n: null },
    });
    expect(report.results[0]?.summaries).toEqual({});
  });

  it("reads the columns it needs, not the answers", async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => ({
      id: String(at),
      task: "t|0",
      query: "q",
      metric: { em: at % 2 },
    }));
    const counted = countingSource(detailsSource("d.parquet", rows, 1000));
    const report = await readSources([counted], { sha256: new Map([["d.parquet", "0".repeat(64)]]) });
    expect(report.results[0]?.table?.items).toHaveLength(3000);
    expect(counted.streams()).toBe(0);
    // head and tail, then a range for each of four columns in each of three row groups
    expect(counted.reads()).toBe(2 + 4 * 3);
  });

  it("takes truth values for numbers, null for no score, and clusters from doc.specific", async () => {
    const rows = [
      { id: "a", task: "t|0", metric: { ok: true }, topic: "x" },
      { id: "b", task: "t|0", metric: { ok: false }, topic: "y" },
      { id: "c", task: "t|0", metric: { ok: null }, topic: "y" },
    ];
    const report = await readSources([detailsSource("d.parquet", rows)], { clusterKey: "topic" });
    const { table } = report.results[0] ?? {};
    expect([...(table?.scores.ok ?? [])]).toEqual([1, 0, Number.NaN]);
    expect([...(table?.status ?? [])]).toEqual([0, 0, 2]);
    expect(table?.cluster).toEqual(["x", "y", "y"]);
    expect(table?.itemHash?.[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("refuses details of before 0.10, which have no ids", async () => {
    const report = await readSources([
      tableSource("d.parquet", { example: ["q"], gold: ["a"], predictions: ["a"], metrics: ["{'em': 1}"] }),
    ]);
    expect(report.files[0]).toMatchObject({ format: "lighteval", problems: [{ code: "unsupported_version" }] });
  });

  it("keeps the runs of two models apart though they share a date", async () => {
    const [one, two] = ["m1", "m2"].map((model) => {
      const rows = [{ id: "a", task: "t|0", metric: { em: model === "m1" ? 1 : 0 } }];
      return detailsSource(`details/acme/${model}/${date}/details_t|0_${date}.parquet`, rows);
    });
    const report = await readSources([one, two].flatMap((source) => source ?? []));
    expect(report.files.map((file) => file.problems.map((problem) => problem.code))).toEqual([
      ["several_runs"],
      ["several_runs"],
    ]);
  });
});
