import { nativeParquetBytes, readSources, type TaskResult } from "@evenmatch/formats";
import { memorySource } from "@evenmatch/formats/source";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableSource } from "./parquet-files.ts";
import { rowsSource } from "./sources.ts";

const rows = [
  {
    suite: "bench",
    suiteVersion: "2",
    metric: "acc",
    item: "a",
    epoch: 1,
    score: 1,
    cluster: "x",
    direction: "higher",
    itemHash: "h1",
    tp: 1,
    fp: 0,
    fn: 2,
  },
  { suite: "bench", suiteVersion: "2", metric: "acc", item: "a", epoch: 2, score: 0.1 },
  {
    suite: "bench",
    suiteVersion: "2",
    metric: "acc",
    item: "b",
    epoch: 1,
    score: null,
    status: "refused",
    weight: 2,
    strata: "s",
  },
  {
    suite: "bench",
    suiteVersion: "2",
    metric: "toxicity",
    direction: "lower",
    item: "b",
    epoch: 1,
    score: -1e-9,
    condition: "",
  },
  {
    suite: "bench",
    suiteVersion: "2",
    metric: "acc",
    item: "a",
    score: 0,
    condition: "typos",
    subscores: { tone: 0.5, __proto__x: 1 },
  },
  { suite: "other", metric: "score", item: "é 🙂", score: 3, seed: "7" },
  { suite: "means", metric: "acc", mean: 0.5, standardError: 0.1, n: 10 },
  { suite: "counts", metric: "acc", successes: 3, n: 4 },
  { suite: "duels", item: "i", preferred: "tie", rater: "r1", cluster: "c" },
];

/** What stays the same: everything but where it was read. */
function essence(results: readonly TaskResult[]) {
  return results.map(({ files: _files, ...rest }) => rest);
}

describe("native Parquet", () => {
  it("gives back what was written", async () => {
    const original = await readSources([rowsSource("rows.ndjson", rows)]);
    expect(original.files[0]?.problems).toEqual([]);
    const bytes = nativeParquetBytes(original.results);
    const report = await readSources([memorySource("rows.parquet", bytes)]);
    expect(report.files[0]).toMatchObject({ format: "native-parquet", problems: [] });
    expect(essence(report.results)).toEqual(essence(original.results));
    expect(nativeParquetBytes(report.results)).toEqual(bytes);
  });

  it("gives back any scores, over row groups and pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({
            item: fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }),
            epoch: fc.integer({ min: 0, max: 3 }),
            score: fc.double({ noNaN: true, noDefaultInfinity: true }),
          }),
          {
            minLength: 1,
            maxLength: 60,
            selector: ({ item, epoch }) => `${item} ${epoch}`,
          },
        ),
        async (scores) => {
          const lines = scores.map((row) => ({ suite: "s", ...row }));
          const original = await readSources([rowsSource("rows.ndjson", lines)]);
          const report = await readSources([memorySource("rows.parquet", nativeParquetBytes(original.results))]);
          expect(essence(report.results)).toEqual(essence(original.results));
        },
      ),
      { numRuns: 20 },
    );
  });

  it("reads many row groups in order", async () => {
    const count = 5000;
    const item = Array.from({ length: count }, (_, at) => `i${String(at).padStart(5, "0")}`);
    const score = item.map((_, at) => (at % 7 === 3 ? null : at / 4));
    const status = score.map((value) => (value === null ? "error" : "ok"));
    const report = await readSources([
      tableSource("t.parquet", { suite: item.map(() => "s"), item, score, status }, 700),
    ]);
    expect(report.files[0]?.problems).toEqual([]);
    const { table } = report.results[0] ?? {};
    expect(table?.items).toEqual(item);
    expect([...(table?.scores.score ?? [])]).toEqual(score.map((value) => value ?? Number.NaN));
  });

  it("rejects rows in their place, and tables with columns it doesn't know", async () => {
    const report = await readSources([
      tableSource("t.parquet", { suite: ["s", null, "s"], item: ["a", "b", "c"], score: [1, 1, null] }),
    ]);
    expect(report.files[0]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "row 2 /suite missing_field",
      "row 3 /status missing_status",
    ]);
    expect(report.results[0]?.table?.items).toEqual(["a"]);
    const unknown = await readSources([
      tableSource("t.parquet", { suite: ["s"], item: ["a"], score: [1], prompt: ["secret"] }),
    ]);
    expect(unknown.files[0]?.problems.map((problem) => problem.code)).toEqual(["unknown_field"]);
    const bare = await readSources([tableSource("t.parquet", { item: ["a"], score: [1] })]);
    expect(bare.files[0]?.problems.map((problem) => problem.code)).toEqual(["missing_field"]);
  });

  it("keeps what another harness said of its task: it comes back as what it was", async () => {
    const spec = (task: string) => ({
      spec: { completion_fns: ["acme"], eval_name: `${task}.s1.v0`, base_eval: task, split: "s1", run_id: "r1" },
    });
    const match = (id: string, correct: boolean) => ({
      run_id: "r1",
      event_id: 0,
      sample_id: id,
      type: "match",
      data: { correct },
    });
    const logs = ["one", "two"].map((task) =>
      rowsSource(`${task}.jsonl`, [
        spec(task),
        match("a", true),
        match("b", task === "one"),
        { final_report: { accuracy: 1 } },
      ]),
    );
    const original = await readSources(logs);
    expect(original.results.map((result) => result.header.harness)).toEqual(["openai-evals", "openai-evals"]);
    const report = await readSources([memorySource("rows.parquet", nativeParquetBytes(original.results))]);
    expect(report.files[0]?.problems).toEqual([]);
    expect(essence(report.results)).toEqual(essence(original.results));
    expect(report.files[0]?.headerMatches).toBe(false);
  });

  it("has nothing to write of nothing", () => {
    expect(() => nativeParquetBytes([])).toThrow(RangeError);
  });
});
