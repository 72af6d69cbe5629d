import { readFileSync } from "node:fs";
import path from "node:path";
import { expandSources, type ReadReport, readSources, type TaskResult } from "@evenmatch/formats";
import { expect, it } from "vitest";
import { describeWithShared } from "../shared-files.ts";
import { fileSource, folderSources } from "./sources.ts";

/** The mean over items of their means over epochs, of the rows that have a score. */
function meanOf(result: TaskResult, metric: string): number {
  const { table } = result;
  if (table === null) return Number.NaN;
  const scores = table.scores[metric] as Float64Array;
  const means = table.items.flatMap((_item, index) => {
    const own = [...scores.subarray(table.offsets[index], table.offsets[index + 1])].filter(
      (score) => !Number.isNaN(score),
    );
    return own.length === 0 ? [] : own.reduce((sum, score) => sum + score, 0) / own.length;
  });
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

function only(report: ReadReport): TaskResult {
  expect(report.results).toHaveLength(1);
  return report.results[0] as TaskResult;
}

function verdicts(report: ReadReport): Record<string, unknown> {
  return Object.fromEntries(report.files.map((file) => [path.posix.basename(file.file), file.headerMatches]));
}

describeWithShared("real files of HELM", (shared) => {
  const root = path.join(shared, "fixtures/helm");
  const oracles = JSON.parse(readFileSync(path.join(shared, "fixtures/ORACLES.json"), "utf8"));

  it.each([
    [
      "commonsense-dataset=hellaswag,method=multiple_choice_joint,model=eleutherai_pythia-1b-v0",
      "commonsense",
      10,
      0.3,
    ],
    ["mmlu-subject=philosophy,method=multiple_choice_joint,model=openai_gpt2", "mmlu", 9, 1 / 9],
  ])("%s", async (folder, task, items, mean) => {
    const report = await readSources(folderSources(root, folder));
    const result = only(report);
    expect(result.header).toMatchObject({ harness: "helm", task });
    expect(result.table?.items).toHaveLength(items);
    expect(meanOf(result, "exact_match")).toBe(mean);
    expect(report.files.flatMap((file) => file.problems)).toEqual([]);
    expect(verdicts(report)).toMatchObject({ "per_instance_stats.json": true, "stats.json": true });
    const kept = task === "mmlu" ? "test" : "valid";
    const own = oracles[`helm/${folder}`].stats_json.find(
      ([name]: [Record<string, unknown>]) => name.split === kept && name.perturbation === undefined,
    );
    expect(meanOf(result, "exact_match")).toBe(own[1]);
    expect(result.table?.itemHash?.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  it("keeps the test split and says what it left", async () => {
    const report = await readSources(
      folderSources(root, "mmlu-subject=philosophy,method=multiple_choice_joint,model=openai_gpt2"),
    );
    expect(report.files.flatMap((file) => file.notes.map((note) => note.code))).toEqual(["other_split"]);
    expect(report.results[0]?.header.variant).toBe("subject=philosophy,method=multiple_choice_joint");
    expect(report.results[0]?.header.model).toBe("openai/gpt2");
  });
});

describeWithShared("real files of simple-evals", (shared) => {
  const root = path.join(shared, "fixtures/simple_evals_healthbench/generated");
  const oracles = JSON.parse(readFileSync(path.join(shared, "fixtures/ORACLES.json"), "utf8"));

  it.each([
    ["baseline", "healthbench_baseline-step1000_20261121_120000"],
    ["treatment", "healthbench_treatment-step1000_20261122_120000"],
  ])("HealthBench, %s", async (arm, stem) => {
    const names = [`${stem}.json`, `${stem}_allresults.json`, "healthbench_dataset_synthetic.jsonl"];
    const report = await readSources(names.map((name) => fileSource(root, name)));
    const result = only(report);
    const oracle = oracles[`healthbench/${arm}`];
    expect(result.header).toMatchObject({ task: "healthbench", model: `${arm}-step1000` });
    expect(result.table?.epoch).toHaveLength(oracle.rows);
    expect(result.table?.items).toHaveLength(oracle.items);
    expect(meanOf(result, "score")).toBeCloseTo(oracle.recomputed_clipped_mean, 14);
    expect(verdicts(report)[`${stem}_allresults.json`]).toBe(true);
    const negative = [...(result.table?.scores.score ?? [])].filter((score) => score < 0);
    expect(negative.length).toBe(oracle.negative_items);
  });

  it("has the sub-scores that the file itself averages, axes and themes", async () => {
    const stem = "healthbench_baseline-step1000_20261121_120000";
    const names = [`${stem}_allresults.json`, "healthbench_dataset_synthetic.jsonl"];
    const report = await readSources(names.map((name) => fileSource(root, name)));
    const { metrics } = JSON.parse(readFileSync(path.join(root, names[0] as string), "utf8"));
    const columns = only(report).table?.subscores ?? {};
    const means = Object.entries(columns).map(([name, column]) => {
      const scores = [...column].filter((score) => !Number.isNaN(score));
      expect(scores).toHaveLength(metrics[`${name}:n_samples`]);
      return [name, scores.reduce((sum, score) => sum + score, 0) / scores.length] as const;
    });
    expect(means.map(([name]) => name)).toEqual(expect.arrayContaining(["axis:accuracy", "theme:hedging"]));
    for (const [name, mean] of means) expect(mean).toBeCloseTo(metrics[name], 12);
  });

  it("are aggregates where only the means are there", async () => {
    const report = await readSources([fileSource(root, "healthbench_baseline-step1000_20261121_120000.json")]);
    const { summaries, table } = only(report);
    expect(table).toBeNull();
    expect(summaries.score).toEqual({
      kind: "aggregate",
      mean: 0.3365777086197396,
      standardError: 0.050750611974440966,
      n: 48,
    });
  });
});

describeWithShared("real files of Every Eval Ever", (shared) => {
  const root = path.join(shared, "fixtures/every_eval_ever");
  const oracles = JSON.parse(readFileSync(path.join(shared, "fixtures/ORACLES.json"), "utf8"));

  it("made by its converter from lm-evaluation-harness have the means of the original", async () => {
    const report = await readSources(folderSources(root, "generated"));
    expect(report.files.flatMap((file) => file.problems)).toEqual([]);
    const means = new Map(
      report.results.flatMap((result) =>
        Object.keys(result.table?.scores ?? {}).map(
          (metric) => [`${result.header.task} ${metric}`, meanOf(result, metric)] as const,
        ),
      ),
    );
    const { samples_gsmini, samples_mini_anatomy, samples_mini_astronomy, samples_mini_virology } =
      oracles["lm_eval/baseline"];
    expect(Object.fromEntries(means)).toEqual({
      "gsmini/strict-match exact_match (filter: strict-match)": samples_gsmini["exact_match,strict-match"].mean,
      "gsmini/flexible-extract exact_match (filter: flexible-extract)":
        samples_gsmini["exact_match,flexible-extract"].mean,
      "gsmini/maj@3 exact_match (filter: maj@3)": samples_gsmini["exact_match,maj@3"].mean,
      "mini_anatomy acc": samples_mini_anatomy["acc,none"].mean,
      "mini_astronomy acc": samples_mini_astronomy["acc,none"].mean,
      "mini_virology acc": samples_mini_virology["acc,none"].mean,
    });
    const instances = report.files.filter((file) => file.file.endsWith("_samples.jsonl"));
    expect(instances.map((file) => file.headerMatches)).toEqual([true, true, true, true]);
    const unscored = report.results.find((result) => result.header.task === "mini_astronomy");
    expect(unscored?.summaries.acc_norm).toMatchObject({ mean: samples_mini_astronomy["acc_norm,none"].mean, n: 30 });
  });

  it("from leaderboards are aggregates; the index of a datastore has no figures", async () => {
    const names = [
      "676f4465-ce78-411a-9f5a-c97b3d2eac4f.json",
      "98ea850e-7019-4728-a558-8b1819ec47c2.json",
      "aggregate.jsonl",
    ];
    const report = await readSources(names.map((name) => fileSource(root, name)));
    const byTask = new Map(report.results.map((result) => [result.header.task, result]));
    expect(byTask.get("IFEval")?.summaries).toEqual({
      "Accuracy on IFEval": { kind: "aggregate", mean: 0.4486, standardError: null, n: null },
    });
    expect(byTask.get("MMLU-Pro (overall)")?.summaries["mmlu_pro/overall"]).toMatchObject({ mean: 0.5229 });
    expect(report.results).toHaveLength(21);
    expect(report.files[2]?.problems.map((problem) => problem.code)).toEqual(["index_only"]);
  });

  it("says where a headline isn't the mean of its rows", async () => {
    const stem = "f3a1c0de-4b2e-4c1a-9f6d-1b7e5a2c8d40";
    const report = await readSources([fileSource(root, `${stem}.json`), fileSource(root, `${stem}_samples.jsonl`)]);
    expect(report.files.map((file) => file.headerMatches)).toEqual([false, false]);
    expect(report.files[1]?.checks).toEqual([
      { task: "demo-source.demo_bench", metric: "accuracy", header: 0.75, recomputed: 1, matches: false },
    ]);
  });
});

describeWithShared("real files of openai/evals, promptfoo, LightEval, DeepEval", (shared) => {
  const root = path.join(shared, "fixtures");
  const oracles = JSON.parse(readFileSync(path.join(root, "ORACLES.json"), "utf8"));

  it("an openai/evals recording whose report stands before its events", async () => {
    const report = await readSources(folderSources(root, "openai_evals"));
    const result = only(report);
    expect(result.header).toMatchObject({ task: "test-match", variant: "s1", taskVersion: "simple-v0" });
    expect(result.table?.items).toEqual(["test-match.s1.0", "test-match.s1.1", "test-match.s1.2"]);
    expect(meanOf(result, "accuracy")).toBe(1 / 3);
    expect(report.files[0]?.headerMatches).toBe(true);
  });

  it("promptfoo's JSON, one provider at a time", async () => {
    const file = () => fileSource(root, "promptfoo/generated_v0.121.20_repeat2.json");
    const undecided = await readSources([file()]);
    expect(undecided.files[0]?.problems.map((problem) => problem.code)).toEqual(["several_models"]);
    let rows = 0;
    const counts = { passed: 0, failed: 0, errors: 0 };
    for (const model of ["baseline", "treatment"]) {
      const report = await readSources([file()], { model });
      expect(report.files[0]?.headerMatches).toBe(true);
      expect(report.results.map((result) => result.table?.items.length)).toEqual([2, 2]);
      for (const { table } of report.results) {
        rows += table?.epoch.length ?? 0;
        const [scores, status] = [table?.scores.pass ?? [], table?.status ?? []];
        for (const [row, passed] of [...scores].entries()) {
          if (status[row] === 1) counts.errors += 1;
          else if (passed === 1) counts.passed += 1;
          else counts.failed += 1;
        }
      }
    }
    expect(rows).toBe(oracles.promptfoo.rows);
    const { successes, failures, errors } = oracles.promptfoo.stats;
    expect(counts).toEqual({ passed: successes, failed: failures, errors });
  });

  it("promptfoo's CSV is refused", async () => {
    const report = await readSources([fileSource(root, "promptfoo/generated_v0.121.20_repeat2.csv")]);
    expect(report.results).toEqual([]);
    expect(report.files[0]).toMatchObject({ format: "promptfoo", rows: 0, problems: [{ code: "table_output" }] });
  });

  it("LightEval's details, from names with a bar in them", async () => {
    const report = await readSources(folderSources(root, "lighteval/synthetic/details/acme/baseline-step1000"));
    const result = only(report);
    expect(result.header).toMatchObject({ harness: "lighteval", task: "gsm8k", taskArgs: { fewshot: 0 } });
    expect(result.table?.items).toHaveLength(30);
    expect(meanOf(result, "extractive_match")).toBe(0.4);
  });

  it("a DeepEval run is unpaired, but where a key names its items", async () => {
    const unpaired = await readSources(folderSources(root, "deepeval"));
    expect(only(unpaired).table).toBeNull();
    expect(only(unpaired).summaries["Answer Relevancy"]).toEqual({
      kind: "aggregate",
      mean: 0.92,
      standardError: null,
      n: 1,
    });
    const paired = await readSources(folderSources(root, "deepeval"), { itemKey: "name" });
    expect(only(paired).table?.items).toEqual(["sample_test_case"]);
    expect(meanOf(only(paired), "Faithfulness")).toBe(0.45);
  });
});

describeWithShared("all real files together", (shared) => {
  const root = path.join(shared, "fixtures");

  it("each finds its reader", async () => {
    const sources = await expandSources(folderSources(root, ".").filter(({ name }) => /\//.test(name)));
    const report = await readSources(sources, { model: "baseline" });
    const known: Record<string, RegExp> = {
      helm: /^helm/,
      "simple-evals": /^simple-evals/,
      every_eval_ever: /^every-eval-ever/,
      openai_evals: /^openai-evals/,
      promptfoo: /^promptfoo/,
      lighteval: /^lighteval/,
      deepeval: /^deepeval/,
      inspect: /^inspect-/,
      lm_eval: /^lm-eval/,
      simple_evals_healthbench: /^simple-evals/,
    };
    for (const { file, format } of report.files.filter(({ file }) => !file.endsWith("schema.json"))) {
      const folder = file.split("/")[0] as string;
      expect(`${file}: ${format}`).toMatch(new RegExp(`: ${(known[folder] as RegExp).source.slice(1)}`));
    }
  });
});
