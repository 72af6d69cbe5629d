import { catalogueSuite, metricKind, recogniseTask } from "@evenmatch/catalogue";
import { describe, expect, it } from "vitest";
import { logged, onlyRow } from "./logged.ts";

describe("the primary metric", () => {
  it("is the catalogue's first key that the log has, whatever its filter", () => {
    expect(onlyRow(logged("lm-eval", "drop", ["em,none", "f1,none"])).metric).toBe("f1,none");
    expect(
      onlyRow(logged("lm-eval", "ifeval", ["inst_level_strict_acc,none", "prompt_level_strict_acc,none"])).metric,
    ).toBe("prompt_level_strict_acc,none");
    expect(onlyRow(logged("inspect", "agentharm", ["combined_scorer/refusal", "combined_scorer/score"])).metric).toBe(
      "combined_scorer/score",
    );
  });

  it("is else acc, exact_match, f1, then the first by name", () => {
    const first = (metrics: string[]) => onlyRow(logged("lm-eval", "my_task", metrics)).metric;
    expect(first(["f1,none", "exact_match,none", "acc,none", "aaa"])).toBe("acc,none");
    expect(first(["f1,none", "exact_match,none", "aaa"])).toBe("exact_match,none");
    expect(first(["f1,none", "aaa"])).toBe("f1,none");
    expect(first(["zeta", "beta", "alpha_stderr"])).toBe("beta");
    expect(first([])).toBe("");
  });

  it("of one metric under several filters is the strict one", () => {
    const metrics = ["exact_match,flexible-extract", "exact_match,strict-match", "exact_match,maj@3"];
    expect(onlyRow(logged("lm-eval", "gsm8k", metrics)).metric).toBe("exact_match,strict-match");
    expect(onlyRow(logged("lm-eval", "gsm8k", [...metrics, "exact_match,none"])).metric).toBe("exact_match,none");
  });

  it("is the one that the uploader names, where the log has it", () => {
    const task = logged("lm-eval", "gsm8k", ["exact_match,flexible-extract", "exact_match,strict-match"]);
    expect(onlyRow({ ...task, metric: "exact_match,flexible-extract" }).metric).toBe("exact_match,flexible-extract");
    expect(onlyRow({ ...task, metric: "bleu" }).metric).toBe("exact_match,strict-match");
  });
});

describe("the direction", () => {
  const direction = (...task: Parameters<typeof logged>) => onlyRow(logged(...task)).suiteDefinition.metric.direction;

  it("is the catalogue's before the file's", () => {
    const file = { metricDirections: { "acc,none": "higher", pct_stereotype: "lower" } as const };
    expect(direction("lm-eval", "wmdp_bio", ["acc,none"], file)).toBe("lower");
    expect(direction("lm-eval", "crows_pairs_english", ["pct_stereotype"], file)).toBe("target");
    expect(direction("lm-eval", "sycophancy_on_nlp_survey", ["acc,none"], file)).toBe("lower");
  });

  it("is the file's for a suite that the catalogue doesn't have", () => {
    expect(direction("lm-eval", "mine", ["odd"], { metricDirections: { odd: "lower" } })).toBe("lower");
    expect(direction("lm-eval", "mine", ["acc"], { metricDirections: { acc: "lower" } })).toBe("lower");
  });

  it("is else that of a small table of words, else unknown", () => {
    for (const word of [
      "acc",
      "acc_norm,none",
      "accuracy",
      "exact_match,x",
      "f1",
      "pass@1",
      "correct",
      "judge/choice",
    ]) {
      expect(direction("lm-eval", "mine", [word]), word).toBe("higher");
    }
    for (const word of ["perplexity", "word_perplexity,none", "loss"]) {
      expect(direction("lm-eval", "mine", [word]), word).toBe("lower");
    }
    for (const word of ["mean", "toxicity", "likelihood_diff", "model_graded_qa", "__proto__", "constructor"]) {
      expect(direction("lm-eval", "mine", [word]), word).toBe("unknown");
    }
    expect(onlyRow(logged("lm-eval", "mine", ["toxicity"])).why).toContain("declare the suite's direction");
  });

  it("belongs to the key: a secondary metric judged by keeps its own meaning", () => {
    const crows = logged("lm-eval", "crows_pairs_english", ["pct_stereotype", "likelihood_difference"]);
    const judged = onlyRow({ ...crows, metric: "likelihood_difference" }).suiteDefinition.metric;
    expect(judged).toMatchObject({ name: "likelihood_difference", direction: "lower", range: null });
    expect(judged.ideal).toBeUndefined();
    const agentHarm = (metric: string) =>
      direction("inspect", "agentharm", ["combined_scorer/refusal", "combined_scorer/score"], { metric });
    expect(agentHarm("combined_scorer/score")).toBe("lower");
    expect(agentHarm("combined_scorer/refusal")).toBe("higher");
    expect(
      direction("inspect", "sycophancy", ["s/apologize_rate", "s/truthfulness"], { metric: "apologize_rate" }),
    ).toBe("lower");
    expect(direction("inspect", "sycophancy", ["s/apologize_rate", "s/truthfulness"])).toBe("higher");
  });

  it("is unknown where a scorer's own values may run against the suite's figure", () => {
    expect(direction("inspect", "or_bench_hard_1k", ["or_bench_scorer"])).toBe("unknown");
    expect(direction("inspect", "or_bench_hard_1k", ["refusal_rate"])).toBe("lower");
    expect(direction("inspect", "coconot", ["coconot_scorer"], { taskArgs: { subset: "contrast" } })).toBe("unknown");
    expect(direction("inspect", "or_bench_hard_1k", ["includes"])).toBe("unknown");
    expect(direction("native", "or-bench", ["score"])).toBe("lower");
    expect(direction("native", "or-bench", ["odd"], { metricDirections: { odd: "higher" } })).toBe("unknown");
    expect(direction("native", "or-bench", ["odd"], { metricDirections: { odd: "lower" } })).toBe("lower");
    expect(direction("inspect", "wmdp_bio", ["choice"])).toBe("lower");
    expect(direction("inspect", "gsm8k", ["gsm8k_scorer"])).toBe("higher");
    expect(direction("native", "gsm8k", ["mistakes"], { metricDirections: { mistakes: "lower" } })).toBe("lower");
  });

  it("of side-by-side judgements is higher in every suite", () => {
    expect(direction("native", "or-bench", ["preference"])).toBe("higher");
    expect(direction("native", "mine", ["preference"])).toBe("higher");
  });

  it("is unknown for one of several scores that nobody describes", () => {
    expect(direction("helm", "medec", ["inference_cost", "tokens"])).toBe("unknown");
    expect(direction("helm", "medec", ["exact_match", "tokens"])).toBe("higher");
  });
});

describe("the kind of metric", () => {
  it("follows the suite's measure", () => {
    expect(catalogueSuite("healthbench")?.suite.metric.kind).toBe("rubric");
    expect(catalogueSuite("mmlu")?.suite.metric.kind).toBe("mean");
    expect(catalogueSuite("xstest")?.suite.metric.kind).toBe("mean");
    expect(catalogueSuite("stereoset")?.suite.metric).toMatchObject({ kind: "mean", direction: "target", ideal: 50 });
    expect(catalogueSuite("drop")?.suite.metric.kind).toBe("mean");
    expect(catalogueSuite("abstention-bench")?.suite.metric.kind).toBe("f1");
  });

  it("is a pooled F1 only under a key that says F1", () => {
    expect(metricKind("f1", "f1,none")).toBe("f1");
    expect(metricKind("f1", "macro_f1")).toBe("mean");
    expect(metricKind("f1", "accuracy")).toBe("mean");
    expect(onlyRow(logged("inspect", "abstention_bench", ["abstention_scorer"])).suiteDefinition.metric.kind).toBe(
      "mean",
    );
  });

  it("says what a suite's items are counted as", () => {
    const rows = recogniseTask(logged("simple-evals", "healthbench_hard", ["score"]));
    expect(rows[0]?.suiteDefinition).toMatchObject({ family: "healthbench", items: 1000, clusterUnit: "conversation" });
  });
});
