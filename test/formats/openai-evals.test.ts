import { readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { rowsSource } from "./sources.ts";

function spec(runId = "r1") {
  return {
    spec: {
      completion_fns: ["acme"],
      eval_name: "sandbagging.all.v0",
      base_eval: "sandbagging",
      split: "all",
      run_config: { eval_spec: { args: { target: 0.5 } } },
      run_id: runId,
      created_at: "2026-11-20 10:00:00",
    },
  };
}

let events = 0;

function event(sample: string, type: string, data: object, runId = "r1") {
  events += 1;
  return { run_id: runId, event_id: events, sample_id: sample, type, data, created_by: "", created_at: "" };
}

describe("openai/evals", () => {
  it("reads matches and metrics of a sample as one row, truth values as numbers", async () => {
    const report = await readSources([
      rowsSource("log.jsonl", [
        { final_report: { accuracy: 0.5, f1_score: 0.25 } },
        spec(),
        event("s.1", "sampling", {}),
        event("s.1", "match", { correct: true }),
        event("s.1", "metrics", { f1_score: 0.5, passed: true, choice: "Y" }),
        event("s.2", "match", { correct: false }),
        event("s.2", "metrics", { f1_score: 0, passed: false }),
      ]),
    ]);
    const [result] = report.results;
    expect(result?.header).toMatchObject({
      task: "sandbagging",
      variant: "all",
      taskVersion: "v0",
      taskArgs: { target: 0.5 },
    });
    expect(
      Object.fromEntries(Object.entries(result?.table?.scores ?? {}).map(([key, column]) => [key, [...column]])),
    ).toEqual({
      accuracy: [1, 0],
      f1_score: [0.5, 0],
      passed: [1, 0],
    });
    expect(report.files[0]?.headerMatches).toBe(true);
    expect(report.files[0]?.notes.map((note) => note.code)).toEqual(["text_metrics"]);
  });

  it("takes several events of a sample as epochs and compares no headline then", async () => {
    const report = await readSources([
      rowsSource("log.jsonl", [
        spec(),
        event("s.1", "match", { correct: true }),
        event("s.1", "match", { correct: false }),
        event("s.2", "match", { correct: true }),
        { final_report: { accuracy: 2 / 3 } },
      ]),
    ]);
    expect([...(report.results[0]?.table?.epoch ?? [])]).toEqual([1, 2, 1]);
    expect(report.files[0]?.headerMatches).toBe("not_comparable");
  });

  it("leaves samples that failed or were never scored without a score", async () => {
    const report = await readSources([
      rowsSource("log.jsonl", [
        spec(),
        event("s.1", "match", { correct: true }),
        event("s.2", "error", { type: "Timeout" }),
        event("s.3", "sampling", {}),
      ]),
    ]);
    expect([...(report.results[0]?.table?.status ?? [])]).toEqual([0, 1, 2]);
  });

  it("calls the match `match` where metrics have an accuracy of their own", async () => {
    const report = await readSources([
      rowsSource("log.jsonl", [
        spec(),
        event("s.1", "match", { correct: false }),
        event("s.1", "metrics", { accuracy: 1 }),
      ]),
    ]);
    expect(Object.keys(report.results[0]?.table?.scores ?? {}).sort()).toEqual(["accuracy", "match"]);
  });

  it("tells the runs of one file apart", async () => {
    const rows = ["r1", "r2"].flatMap((run) => [spec(run), event("s.1", "match", { correct: run === "r1" }, run)]);
    const apart = await readSources([rowsSource("log.jsonl", rows)]);
    expect(apart.files[0]?.problems.map((problem) => problem.code)).toEqual(["several_runs"]);
    const epochs = await readSources([rowsSource("log.jsonl", rows)], { runs: "epochs" });
    expect([...(epochs.results[0]?.table?.epoch ?? [])]).toEqual([1, 2]);
  });

  it("needs the spec, and something that scores", async () => {
    const orphan = await readSources([rowsSource("log.jsonl", [event("s.1", "match", { correct: true })])]);
    expect(orphan.files[0]?.problems.map((problem) => problem.code)).toEqual(["missing_spec"]);
    const silent = await readSources([rowsSource("log.jsonl", [spec(), event("s.1", "sampling", {})])]);
    expect(silent.files[0]?.problems.map((problem) => problem.code)).toEqual(["no_scores"]);
    const wrong = await readSources([
      rowsSource("log.jsonl", [
        spec(),
        event("s.1", "match", { correct: "yes" }),
        event("s.2", "match", { correct: true }),
        { type: "match" },
      ]),
    ]);
    expect(wrong.files[0]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "line 2 bad_row",
      "line 4 bad_row",
    ]);
  });
});
