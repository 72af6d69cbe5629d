import { readFileSync } from "node:fs";
import path from "node:path";
import { type EveryEvalEverOptions, everyEvalEverFiles, readSources, type TaskResult } from "@evenmatch/formats";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { describeWithShared } from "../shared-files.ts";
import { folderSources, rowsSource, textSource } from "./sources.ts";

const options: EveryEvalEverOptions = {
  model: { id: "acme/m-7b", developer: "acme" },
  organization: "Acme",
  retrievedAt: "1795189727",
  place: { collection: "house", developer: "acme", model: "m-7b", uuid: "11111111-2222-4333-8444-555555555555" },
  figures: (_result, metric) => ({
    direction: metric === "toxicity" ? "lower" : null,
    standardError: { value: 0.125, method: "jackknife" },
    interval: { lower: 0.25, upper: 0.75, level: 0.95, method: "bca", replicates: 10_000 },
  }),
};

async function resultsOf(rows: readonly object[]): Promise<readonly TaskResult[]> {
  return (await readSources([rowsSource("rows.ndjson", rows)])).results;
}

const rows = [
  { suite: "bench", metric: "acc", direction: "higher", item: "a", epoch: 1, score: 1, cluster: "x", itemHash: "h" },
  { suite: "bench", metric: "acc", item: "a", epoch: 2, score: 0 },
  { suite: "bench", metric: "acc", item: "b", score: 1 },
  { suite: "bench", metric: "acc", item: "c", score: null, status: "error" },
  { suite: "bench", metric: "toxicity", direction: "unknown", item: "b", score: 0.25 },
  { suite: "bench", variant: "hard", metric: "acc", item: "a", score: 0, condition: "typos" },
  { suite: "means", metric: "acc", mean: 0.5, standardError: 0.1, n: 10 },
  { suite: "counts", metric: "acc", successes: 3, n: 4 },
];

describe("Every Eval Ever, written", () => {
  it("holds the mean of means, our interval, and what has no score", async () => {
    const { aggregate } = everyEvalEverFiles(await resultsOf(rows), options);
    const results = aggregate.evaluation_results as Record<string, never>[];
    const acc = results.find((one) => one.evaluation_result_id === "bench:acc") as unknown as Record<string, object>;
    expect(acc.metric_config).toEqual({ metric_id: "acc", lower_is_better: false, score_type: "binary" });
    expect(acc.score_details).toEqual({
      score: 0.75,
      details: { rows_without_score: "1" },
      uncertainty: {
        standard_error: { value: 0.125, method: "jackknife" },
        confidence_interval: { lower: 0.25, upper: 0.75, confidence_level: 0.95, method: "bca" },
        num_bootstrap_samples: 10_000,
        num_samples: 2,
      },
    });
    const names = results.map((one) => one.evaluation_name as unknown as string);
    expect(names.toSorted()).toEqual(["bench", "bench", "bench/hard [typos]", "counts", "means"]);
  });

  it("is read back with the same scores, epochs, clusters and headlines", async () => {
    const original = await resultsOf(rows);
    const { aggregate, instances } = everyEvalEverFiles(original, options);
    const report = await readSources([
      textSource("e.json", JSON.stringify(aggregate)),
      textSource("e_samples.jsonl", [...instances()].join("\n")),
    ]);
    expect(report.files.map((file) => [file.headerMatches, file.problems])).toEqual([
      [true, []],
      [true, []],
    ]);
    const bench = report.results.find((result) => result.header.task === "bench")?.table;
    const before = original.find((result) => result.header.task === "bench" && result.condition === "")?.table;
    expect(bench?.items).toEqual(["a", "b"]);
    expect([...(bench?.scores.acc ?? [])]).toEqual([1, 0, 1]);
    expect([...(bench?.epoch ?? [])]).toEqual([1, 2, 1]);
    expect(before?.items).toEqual(["a", "b", "c"]);
    expect(bench?.itemHash?.[0]).toBe("h");
  });

  it("gives the same lines each time, and their checksum", async () => {
    const { aggregate, instances } = everyEvalEverFiles(await resultsOf(rows), options);
    expect([...instances()]).toEqual([...instances()]);
    expect(aggregate.detailed_evaluation_results).toMatchObject({ total_rows: 5, hash_algorithm: "sha256" });
  });

  it("has no prompts, no outputs, and no place where none is named", async () => {
    const { place: _place, ...without } = options;
    const { aggregate, instances } = everyEvalEverFiles(await resultsOf(rows), without);
    expect(aggregate.detailed_evaluation_results).toBeUndefined();
    for (const line of instances()) expect(JSON.parse(line)).toMatchObject({ input: { raw: "" }, output: { raw: [] } });
  });

  it("is of one harness", async () => {
    const [one] = await resultsOf(rows);
    const other = { ...(one as TaskResult), header: { ...(one as TaskResult).header, harness: "helm" as const } };
    expect(() => everyEvalEverFiles([one as TaskResult, other], options)).toThrow(RangeError);
    expect(() => everyEvalEverFiles([], options)).toThrow(RangeError);
  });
});

describeWithShared("the schemas of Every Eval Ever", (shared) => {
  const schemas = path.join(shared, "fixtures/every_eval_ever");
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = {
    aggregate: ajv.compile(JSON.parse(readFileSync(path.join(schemas, "eval.schema.json"), "utf8"))),
    instance: ajv.compile(JSON.parse(readFileSync(path.join(schemas, "instance_level_eval.schema.json"), "utf8"))),
  };

  function assertValid(results: readonly TaskResult[]): void {
    const { aggregate, instances } = everyEvalEverFiles(results, options);
    validate.aggregate(JSON.parse(JSON.stringify(aggregate)));
    expect(validate.aggregate.errors ?? []).toEqual([]);
    for (const line of instances()) {
      validate.instance(JSON.parse(line));
      expect(validate.instance.errors ?? []).toEqual([]);
    }
  }

  it("accept what is written of rows, means and counts", async () => {
    assertValid(await resultsOf(rows));
  });

  it.each([
    ["helm/mmlu-subject=philosophy,method=multiple_choice_joint,model=openai_gpt2"],
    ["lm_eval/generated_lm_eval_0.4.13/acme__baseline-step1000"],
    ["every_eval_ever/generated"],
    ["openai_evals"],
    ["deepeval"],
  ])("accept what is written of %s", async (folder) => {
    const report = await readSources(folderSources(path.join(shared, "fixtures"), folder));
    expect(report.results.length).toBeGreaterThan(0);
    assertValid(report.results);
  });
});
