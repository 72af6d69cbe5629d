import { catalogueSuite, recogniseTask, suites } from "@evenmatch/catalogue";
import { Id } from "@evenmatch/contract/ids";
import { Suite } from "@evenmatch/contract/suite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logged, onlyRow } from "./logged.ts";

const everyTask = suites.flatMap((suite) =>
  Object.entries(suite.tasks).flatMap(([harness, tasks]) =>
    Object.entries(tasks).map(([task, variant]) => ({ suite, harness, task, variant })),
  ),
);

function keysOf(suite: (typeof suites)[number]): string[] {
  const listed = suite.metric.keys.map((entry) => (typeof entry === "string" ? entry : entry.key));
  return listed.length > 0 ? listed : ["score"];
}

describe("every task name of every suite", () => {
  it("leads back to its suite and variant", () => {
    for (const { suite, harness, task, variant } of everyTask) {
      if (harness === "lighteval" && task === "aime") continue;
      const colon = task.includes("=") ? task.indexOf(":") : task.length;
      const rows = recogniseTask(
        logged(harness, task.slice(0, colon), keysOf(suite), {
          taskArgs: suite.match?.args ?? {},
          variant: colon < task.length ? task.slice(colon + 1) : null,
        }),
      );
      const row = rows.find((found) => found.suite === suite.id);
      expect(row, `${harness} ${task}: ${rows.map(({ why }) => why).join("; ")}`).toBeDefined();
      expect(row?.variant, `${harness} ${task}`).toBe(variant);
      expect(row?.recognised).toBe(true);
      expect(row?.suiteDefinition.role).toBe(suite.role);
    }
    expect(everyTask.length).toBeGreaterThan(600);
  });

  it("is the same whatever its case, separators and package", () => {
    for (const { suite, harness, task } of everyTask) {
      if (harness !== "inspect") continue;
      const written = `inspect_evals/${task.toUpperCase().replaceAll("_", "-")}`;
      const more = { taskArgs: suite.match?.args ?? {} };
      const rows = recogniseTask(logged(harness, written, keysOf(suite), more));
      expect(
        rows.map((row) => row.suite),
        written,
      ).toContain(suite.id);
    }
    expect(onlyRow(logged("lm-eval", "MMLU-Anatomy", ["acc"])).variant).toBe("anatomy");
  });

  it("stays the same row when its scores come again as native rows", () => {
    for (const { suite, harness, task } of everyTask) {
      const first = recogniseTask(logged(harness, task, keysOf(suite), { taskArgs: suite.match?.args ?? {} }));
      for (const row of first) {
        const metrics = [row.metric, ...row.secondaryMetrics];
        const again = onlyRow(
          logged("native", row.suite, metrics, { variant: row.variant === "" ? null : row.variant }),
        );
        expect({ ...again, why: "", name: "" }, `${harness} ${task}`).toEqual({ ...row, why: "", name: "" });
      }
    }
  });
});

describe("one task, several suites", () => {
  it("reads SimpleQA's correct and incorrect as two suites, each metric once", () => {
    const rows = recogniseTask(logged("simple-evals", "simpleqa", ["incorrect", "correct", "not_attempted"]));
    expect(rows.map(({ suite, metric, suiteDefinition }) => [suite, metric, suiteDefinition.metric.direction])).toEqual(
      [
        ["simpleqa", "correct", "higher"],
        ["simpleqa-hallucination", "incorrect", "lower"],
      ],
    );
    expect(rows.map(({ secondaryMetrics }) => secondaryMetrics)).toEqual([["not_attempted"], []]);
    expect(rows.map(({ suiteDefinition }) => suiteDefinition.family)).toEqual(["simpleqa", "simpleqa"]);
  });

  it("takes a SimpleQA log with one score as SimpleQA", () => {
    expect(onlyRow(logged("inspect", "simpleqa", ["simpleqa_scorer"])).suite).toBe("simpleqa");
  });

  it("counts AgentDojo's security as successful attacks: lower is better", () => {
    const metrics = ["agentdojo_scorer/security", "agentdojo_scorer/utility"];
    const rows = recogniseTask(logged("inspect", "inspect_evals/agentdojo", metrics));
    expect(rows.map(({ suite, metric }) => [suite, metric])).toEqual([
      ["agentdojo-security", "agentdojo_scorer/security"],
      ["agentdojo-utility", "agentdojo_scorer/utility"],
    ]);
    expect(rows.map(({ suiteDefinition: { metric, role } }) => [metric.direction, role])).toEqual([
      ["lower", "outcome"],
      ["higher", "control"],
    ]);
    expect(rows[0]?.caution).toContain("attacks that succeeded");
  });

  it("guesses nothing of an AgentDojo log with neither metric", () => {
    const row = onlyRow(logged("inspect", "agentdojo", ["agentdojo_scorer"]));
    expect(row).toMatchObject({ suite: "agentdojo", recognised: false });
    expect(row.suiteDefinition.metric.direction).toBe("unknown");
    expect(row.why).toContain("agentdojo-security");
  });

  it("reads BBQ's accuracy and bias as two suites of one family", () => {
    const metrics = [
      "acc,none",
      "accuracy_amb,none",
      "amb_bias_score,none",
      "disamb_bias_score,none",
      "acc_stderr,none",
    ];
    const rows = recogniseTask(logged("lm-eval", "bbq", metrics));
    expect(rows.map(({ suite, metric, secondaryMetrics }) => [suite, metric, secondaryMetrics])).toEqual([
      ["bbq", "acc,none", ["accuracy_amb,none"]],
      ["bbq-bias", "amb_bias_score,none", ["disamb_bias_score,none"]],
    ]);
    expect(rows[1]?.suiteDefinition.metric).toMatchObject({ direction: "target", ideal: 0, range: [-1, 1] });
  });

  it("leaves a name that can't be told apart alone", () => {
    const row = onlyRow(logged("lighteval", "aime|0", ["acc"]));
    expect(row.recognised).toBe(false);
    expect(row.why).toContain("aime-2024 or aime-2025");
  });
});

describe("a direction that turns with a task argument", () => {
  const subset = (task: string, metric: string, value?: string) =>
    onlyRow(logged("inspect", task, [metric], value === undefined ? {} : { taskArgs: { subset: value } }));

  it("CoCoNot: complying is wrong in the original set, right in the contrast set", () => {
    expect(subset("coconot", "compliance_rate").suite).toBe("coconot");
    expect(subset("coconot", "compliance_rate", "original").suiteDefinition.metric.direction).toBe("lower");
    expect(subset("coconot", "compliance_rate", "contrast").suite).toBe("coconot-contrast");
    expect(subset("coconot", "compliance_rate", "contrast").suiteDefinition.metric.direction).toBe("higher");
  });

  it("XSTest: refusing is wrong for safe prompts, right for unsafe ones", () => {
    expect(subset("xstest", "refusal_rate")).toMatchObject({ suite: "xstest", catalogueItems: 250 });
    expect(subset("xstest", "refusal_rate", "safe").suiteDefinition.metric.direction).toBe("lower");
    expect(subset("xstest", "refusal_rate", "unsafe")).toMatchObject({ suite: "xstest-unsafe", catalogueItems: 200 });
    expect(subset("xstest", "refusal_rate", "unsafe").suiteDefinition.metric.direction).toBe("higher");
    expect(subset("xstest", "refusal_rate", "unsafe").why).toContain("subset=unsafe");
  });

  it("XSTest: Inspect's item scores count answers, which turns it again", () => {
    expect(subset("xstest", "model_graded_qa", "safe").suiteDefinition.metric.direction).toBe("higher");
    expect(subset("xstest", "model_graded_qa", "unsafe").suiteDefinition.metric.direction).toBe("lower");
  });

  it("an argument that the catalogue doesn't know makes a suite of its own", () => {
    const row = subset("xstest", "refusal_rate", "both");
    expect(row).toMatchObject({ suite: "xstest:subset-both", recognised: false });
    expect(row.suiteDefinition.role).toBe("unassigned");
    expect(row.why).toContain("subset=both");
  });
});

describe("variants", () => {
  it("keeps TruthfulQA's three ways of asking apart", () => {
    const variants = ["truthfulqa_mc1", "truthfulqa_mc2", "truthfulqa_gen"].map(
      (task) => onlyRow(logged("lm-eval", task, ["acc,none"])).variant,
    );
    expect(variants).toEqual(["mc1", "mc2", "gen"]);
    const inspect = onlyRow(logged("inspect", "truthfulqa", ["choice"], { taskArgs: { target: "mc2" } }));
    expect(inspect).toMatchObject({ suite: "truthfulqa", variant: "mc2", catalogueItems: 817 });
  });

  it("knows legacy names", () => {
    const legacy = onlyRow(logged("lm-eval", "hendrycksTest-high_school_physics", ["acc", "acc_norm", "acc_stderr"]));
    const current = onlyRow(logged("lm-eval", "mmlu_high_school_physics", ["acc,none"]));
    expect(legacy).toMatchObject({ suite: "mmlu", variant: "high-school-physics", metric: "acc", catalogueItems: 151 });
    expect(legacy.suiteDefinition).toMatchObject({ family: "mmlu", role: "control", items: 151 });
    expect(current).toMatchObject({ suite: "mmlu", variant: "high-school-physics" });
    expect(onlyRow(logged("inspect", "gdm_read_logs", ["includes"])).variant).toBe("read-logs");
    expect(onlyRow(logged("inspect", "inspect_evals/ahb", ["overall"])).suite).toBe("anima");
    expect(onlyRow(logged("inspect", "makemesay", ["score"])).suite).toBe("make-me-say");
  });

  it("says which rows a whole-language or group row repeats", () => {
    const english = onlyRow(logged("lm-eval", "crows_pairs_english", ["pct_stereotype"]));
    expect(english.contains).toHaveLength(10);
    expect(english.contains).toContain("english-gender");
    const gender = onlyRow(logged("lm-eval", "crows_pairs_english_gender", ["pct_stereotype"]));
    expect(gender).toMatchObject({
      suite: "crows-pairs",
      variant: "english-gender",
      contains: null,
      catalogueItems: 320,
    });
    expect(onlyRow(logged("lm-eval", "mmlu_stem", ["acc,none"])).contains).toHaveLength(19);
    expect(onlyRow(logged("lm-eval", "mmlu", ["acc,none"])).contains).toHaveLength(61);
    expect(onlyRow(logged("lighteval", "mmlu|5", ["acc"])).contains).toContain("anatomy-5-shot");
  });

  it("does not guess a sub-task from the start of its name", () => {
    for (const task of ["mmlu_redux", "gsm8k_platinum_cot", "truthfulqa_mc1_ja", "crows_pairs_german", "bbq_ambig_2"]) {
      const row = onlyRow(logged("lm-eval", task, ["acc,none"]));
      expect(row, task).toMatchObject({ suite: task, variant: "", recognised: false, contains: null });
    }
  });

  it("reads HELM's run arguments", () => {
    const helm = (task: string, variant: string) => onlyRow(logged("helm", task, ["exact_match"], { variant }));
    expect(helm("mmlu", "subject=philosophy,method=multiple_choice_joint")).toMatchObject({
      suite: "mmlu",
      variant: "philosophy",
      catalogueItems: 311,
    });
    expect(helm("mmlu", "subject=philosophy,method=multiple_choice_separate_original").variant).not.toBe("philosophy");
    expect(helm("commonsense", "dataset=hellaswag,method=multiple_choice_joint")).toMatchObject({
      suite: "hellaswag",
      variant: "",
    });
    expect(helm("commonsense", "dataset=openbookqa,method=multiple_choice_joint").recognised).toBe(false);
    expect(helm("gpqa", "subset=gpqa_diamond")).toMatchObject({ suite: "gpqa-diamond", variant: "" });
    expect(helm("gpqa", "subset=gpqa_main").recognised).toBe(false);
  });

  it("reads LightEval's names, and never mixes numbers of examples", () => {
    const lighteval = (task: string) => onlyRow(logged("lighteval", task, ["acc"]));
    expect(lighteval("gsm8k|0")).toMatchObject({ suite: "gsm8k", variant: "0-shot", catalogueItems: 1319 });
    expect(lighteval("leaderboard|gsm8k|5|0")).toMatchObject({ suite: "gsm8k", variant: "5-shot" });
    expect(lighteval("leaderboard|mmlu:abstract_algebra|5|0")).toMatchObject({
      suite: "mmlu",
      variant: "abstract-algebra-5-shot",
      catalogueItems: 100,
    });
    expect(lighteval("gpqa:main|0").recognised).toBe(false);
    const args = { taskArgs: { fewshot: 5 } };
    expect(onlyRow(logged("lighteval", "gsm8k", ["acc"], args))).toMatchObject({ suite: "gsm8k", variant: "5-shot" });
    expect(onlyRow(logged("lighteval", "mine", ["acc"], args))).toMatchObject({ suite: "mine", variant: "5-shot" });
  });

  it("gives a part no count that is the whole's", () => {
    expect(onlyRow(logged("inspect", "swe_bench_verified_mini", ["accuracy"])).catalogueItems).toBe(50);
    expect(onlyRow(logged("inspect", "lab_bench_litqa", ["accuracy"])).catalogueItems).toBeNull();
    const some = onlyRow(
      logged("inspect", "mmlu_0_shot", ["choice"], { taskArgs: { subjects: ["anatomy", "virology"] } }),
    );
    expect(some).toMatchObject({ variant: "0-shot-anatomy-virology", catalogueItems: null });
  });
});

describe("a task that the catalogue doesn't have", () => {
  it("is a suite of its own, complete", () => {
    const row = onlyRow(logged("lm-eval", "arc_easy", ["acc,none", "acc_norm,none", "acc_stderr,none"]));
    expect(row).toMatchObject({
      suite: "arc_easy",
      variant: "",
      name: "arc_easy",
      recognised: false,
      metric: "acc,none",
      secondaryMetrics: ["acc_norm,none"],
      catalogueItems: null,
    });
    expect(row.suiteDefinition).toMatchObject({ family: "arc_easy", domain: "unassigned", role: "unassigned" });
    expect(row.suiteDefinition.metric).toMatchObject({ direction: "higher", range: [0, 1] });
    expect(row.why).toContain("pass a suite");
  });

  it("keeps its original name beside its id", () => {
    expect(onlyRow(logged("inspect", "my_pkg/quiz one", ["match"]))).toMatchObject({
      suite: "my_pkg-quiz-one",
      name: "my_pkg/quiz one",
    });
  });

  it("never stands under an id of the catalogue", () => {
    expect(onlyRow(logged("inspect", "pkg/mt-bench", ["match"])).suite).toBe("mt-bench");
    expect(onlyRow(logged("promptfoo", "mt/bench", ["match"]))).toMatchObject({
      suite: "own:mt-bench",
      recognised: false,
    });
  });

  it("may be named by the uploader", () => {
    const named = onlyRow(logged("promptfoo", "my prompts", ["score"], { suite: "xstest-unsafe", metric: "score" }));
    expect(named).toMatchObject({ suite: "xstest-unsafe", recognised: true });
    expect(named.suiteDefinition.role).toBe("outcome");
    const own = onlyRow(logged("promptfoo", "my prompts", ["score"], { suite: "house-rules" }));
    expect(own).toMatchObject({ suite: "house-rules", name: "house-rules", recognised: false });
    expect(own.suiteDefinition.family).toBe("house-rules");
  });

  it("is never a suite that nobody outside can run", () => {
    expect(onlyRow(logged("native", "deception-openai-cot", ["score"])).recognised).toBe(false);
    expect(catalogueSuite("deception-openai-cot")?.suite.audience).toBe("internal");
  });
});

describe("results that Every Eval Ever carries", () => {
  it("keep lm-eval's and Inspect's names, and no short name that may mean another set", () => {
    const carried = (task: string) => onlyRow(logged("every-eval-ever", task, ["acc"]));
    expect(carried("truthfulqa_mc2")).toMatchObject({ suite: "truthfulqa", variant: "mc2" });
    expect(carried("MMLU-PRO")).toMatchObject({ suite: "mmlu-pro", variant: "" });
    for (const task of ["GPQA", "arc", "MMLU-Pro (Biology)"]) expect(carried(task).recognised, task).toBe(false);
  });
});

describe("native rows", () => {
  it("are recognised by id or alias, not by a harness' task name", () => {
    expect(onlyRow(logged("native", "Arc_Challenge", ["score"])).suite).toBe("arc-challenge");
    expect(onlyRow(logged("native", "hendrycks-ethics", ["score"])).suite).toBe("ethics");
    expect(onlyRow(logged("native", "truthfulqa_mc1", ["score"])).recognised).toBe(false);
  });

  it("keep the variant they name", () => {
    const row = onlyRow(logged("native", "crows-pairs", ["pct_stereotype"], { variant: "English_Gender" }));
    expect(row).toMatchObject({ variant: "english-gender", catalogueItems: 320 });
    expect(onlyRow(logged("native", "crows-pairs", ["pct_stereotype"], { variant: "Klingon" })).variant).toBe(
      "Klingon",
    );
  });
});

describe("any text", () => {
  it("is recognised without throwing, and yields rows that the contract accepts", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.constantFrom(
        "__proto__",
        "constructor",
        "toString",
        "",
        " ",
        "/",
        "|",
        ":",
        "bbq",
        "xstest",
        "mmlu",
        "commonsense",
      ),
    );
    const harness = fc.oneof(
      name,
      fc.constantFrom("inspect", "lm-eval", "helm", "lighteval", "native", "every-eval-ever"),
    );
    const args = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    const given = fc.record({
      harness,
      task: name,
      variant: fc.option(name),
      taskArgs: args,
      metrics: fc.array(name, { maxLength: 4 }),
      metricDirections: fc.dictionary(name, fc.constantFrom("higher" as const, "lower" as const, null), { maxKeys: 2 }),
      suite: fc.option(name, { nil: undefined }),
      metric: fc.option(name, { nil: undefined }),
    });
    fc.assert(
      fc.property(given, (task) => {
        const rows = recogniseTask(task);
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) {
          expect(catalogueSuite(row.suite) !== undefined).toBe(row.recognised);
          expect(Id.safeParse(row.suite).success).toBe(true);
          expect(row.variant === "" || Id.safeParse(row.variant).success).toBe(true);
          expect(Suite.safeParse(row.suiteDefinition).error).toBeUndefined();
          expect(row.why.length).toBeGreaterThan(0);
        }
      }),
      { seed: 20261120, numRuns: 1000 },
    );
  });
});
