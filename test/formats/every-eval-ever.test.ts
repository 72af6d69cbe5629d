import { readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { rowsSource, textSource } from "./sources.ts";

function figure(name: string, score: number, config: object, more: object = {}) {
  return { evaluation_name: name, source_data: {}, metric_config: config, score_details: { score }, ...more };
}

function aggregate(results: readonly object[], id = "e/1") {
  return {
    schema_version: "0.3.0",
    evaluation_id: id,
    retrieved_timestamp: "1",
    source_metadata: { source_type: "evaluation_run" },
    model_info: { name: "m", id: "acme/m", additional_details: {} },
    evaluation_results: results,
  };
}

function sample(name: string, id: string, score: unknown, more: object = {}) {
  return {
    schema_version: "0.3.0",
    evaluation_id: "e/1",
    model_id: "acme/m",
    evaluation_name: name,
    sample_id: id,
    interaction_type: "single_turn",
    input: { raw: "q", reference: [] },
    evaluation: { score, is_correct: score === 1 },
    ...more,
  };
}

function file(document: object, name = "a.json") {
  return textSource(name, JSON.stringify(document, null, 2));
}

describe("Every Eval Ever", () => {
  it("joins instances to their aggregate by id, whatever the files are called", async () => {
    const report = await readSources([
      rowsSource("x.jsonl", [sample("bench", "1", 1), sample("bench", "2", 0)]),
      file(aggregate([figure("bench", 0.5, { metric_id: "accuracy", lower_is_better: false })])),
    ]);
    expect(report.results[0]?.header).toMatchObject({
      task: "bench",
      model: "acme/m",
      metrics: { accuracy: { direction: "higher", mean: 0.5 } },
    });
    expect(report.files.map((one) => one.headerMatches)).toEqual([true, true]);
  });

  it("takes repeats as epochs, with a warning", async () => {
    const report = await readSources([rowsSource("x.jsonl", [sample("bench", "1", 1), sample("bench", "1", 1)])]);
    expect([...(report.results[0]?.table?.epoch ?? [])]).toEqual([1, 2]);
    expect(report.files[0]?.notes.map((note) => note.code)).toEqual(["repeated_samples"]);
  });

  it("numbers repeats as their metadata do, where they do", async () => {
    const rows = ["3", "2"].map((epoch) => sample("bench", "1", Number(epoch), { metadata: { epoch } }));
    const report = await readSources([rowsSource("x.jsonl", rows)]);
    expect([...(report.results[0]?.table?.epoch ?? [])]).toEqual([2, 3]);
    expect([...(report.results[0]?.table?.scores.score ?? [])]).toEqual([2, 3]);
  });

  it("finds the metric of the rows by result id, or says that it can't", async () => {
    const two = [
      figure("bench", 0.5, { metric_id: "acc" }, { evaluation_result_id: "bench:acc" }),
      figure("bench", 0.25, { metric_id: "f1" }, { evaluation_result_id: "bench:f1" }),
    ];
    const clear = await readSources([
      file(aggregate(two)),
      rowsSource("x.jsonl", [
        sample("bench", "1", 0.5, { evaluation_result_id: "bench:acc" }),
        sample("bench", "1", 0.25, { evaluation_result_id: "bench:f1" }),
      ]),
    ]);
    expect(Object.keys(clear.results[0]?.table?.scores ?? {}).sort()).toEqual(["acc", "f1"]);
    expect(clear.files.map((one) => one.headerMatches)).toEqual([true, true]);
    const unclear = await readSources([file(aggregate(two)), rowsSource("x.jsonl", [sample("bench", "1", 0.5)])]);
    expect(Object.keys(unclear.results[0]?.table?.scores ?? {})).toEqual(["score"]);
    expect(Object.keys(unclear.results[0]?.summaries ?? {})).toEqual(["acc", "f1"]);
    expect(unclear.files.flatMap((one) => one.notes.map((note) => note.code))).toEqual(["unclear_metric"]);
  });

  it("leaves errors and unknown levels without a score", async () => {
    const levels = { metric_id: "grade", score_type: "levels", has_unknown_level: true, level_names: ["a", "b"] };
    const report = await readSources([
      file(aggregate([figure("bench", 1, levels)])),
      rowsSource("x.jsonl", [
        sample("bench", "1", 1),
        sample("bench", "2", -1),
        sample("bench", "3", 0, { error: "timeout" }),
      ]),
    ]);
    expect([...(report.results[0]?.table?.status ?? [])]).toEqual([0, 2, 1]);
    expect(report.files[0]?.headerMatches).toBe(true);
  });

  it("reads aggregates as lines, each with its own model and id", async () => {
    const lines = ["e/1", "e/2"].map((id) =>
      aggregate([figure(`bench ${id}`, 0.5, { metric_id: "acc", lower_is_better: true })], id),
    );
    const report = await readSources([rowsSource("aggregates.jsonl", lines)]);
    expect(report.results.map((result) => [result.header.task, result.header.runId])).toEqual([
      ["bench e/1", "e/1"],
      ["bench e/2", "e/2"],
    ]);
    expect(report.results[0]?.header.metrics.acc?.direction).toBe("lower");
  });

  it("rejects what has no number, and one of two aggregates of one id", async () => {
    const report = await readSources([
      rowsSource("x.jsonl", [
        sample("bench", "1", "good"),
        sample("bench", "2", 1),
        { ...sample("bench", "3", 1), sample_id: 3 },
      ]),
    ]);
    expect(report.files[0]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "line 1 bad_row",
      "line 3 bad_row",
    ]);
    const one = aggregate([figure("bench", 0.5, { metric_id: "acc" })]);
    const twice = await readSources([file(one, "a.json"), file(one, "b.json")]);
    expect(twice.files.flatMap((found) => found.problems.map((problem) => problem.code))).toEqual(["ambiguous_run"]);
    expect(twice.results).toEqual([]);
  });
});
