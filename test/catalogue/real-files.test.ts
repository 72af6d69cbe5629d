import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { recogniseTask } from "@evenmatch/catalogue";
import { expect, it } from "vitest";
import { describeWithShared } from "../shared-files.ts";
import { logged } from "./logged.ts";

interface LegacyResults {
  results: Record<string, Record<string, number>>;
}

describeWithShared("a real study of 87 suites", (shared) => {
  const folder = path.join(shared, "studies/pythia");
  const files = ["treatment", "baseline"].flatMap((arm) =>
    readdirSync(path.join(folder, arm)).map((name) => path.join(folder, arm, name)),
  );
  const rowsOf = (file: string) => {
    const { results } = JSON.parse(readFileSync(file, "utf8")) as LegacyResults;
    return Object.entries(results).flatMap(([task, metrics]) =>
      recogniseTask(logged("lm-eval", task, Object.keys(metrics))).map((row) => ({ task, metrics, ...row })),
    );
  };

  it("gives 87 distinct rows from each file, the same in all", () => {
    expect(files.length).toBe(6);
    const keys = files.map((file) =>
      rowsOf(file)
        .map(({ suite, variant }) => `${suite}/${variant}`)
        .sort(),
    );
    for (const rows of keys) {
      expect(rows).toHaveLength(87);
      expect(new Set(rows).size).toBe(87);
      expect(rows).toEqual(keys[0]);
    }
  });

  it("has MMLU's 57 as controls of one family, CrowS-Pairs by language and kind, and its own suites", () => {
    const rows = rowsOf(path.join(folder, "treatment/step143000.json"));
    const mmlu = rows.filter(({ suite }) => suite === "mmlu");
    expect(mmlu).toHaveLength(57);
    expect(mmlu.every(({ suiteDefinition: { family, role } }) => family === "mmlu" && role === "control")).toBe(true);
    const crows = rows.filter(({ suite }) => suite === "crows-pairs");
    expect(crows).toHaveLength(22);
    expect(
      crows.every(({ metric, suiteDefinition }) => metric === "pct_stereotype" && suiteDefinition.metric.ideal === 0.5),
    ).toBe(true);
    expect(
      crows
        .filter(({ contains }) => contains !== null)
        .map(({ variant }) => variant)
        .sort(),
    ).toEqual(["english", "french"]);
    const own = rows.filter(({ recognised }) => !recognised);
    expect(own.map(({ suite }) => suite).sort()).toEqual([
      "arc_easy",
      "lambada_openai",
      "logiqa",
      "piqa",
      "sciq",
      "wsc",
    ]);
    expect(
      own.every(({ metric, suiteDefinition }) => metric === "acc" && suiteDefinition.metric.direction === "higher"),
    ).toBe(true);
  });

  it("has the item counts that its standard errors imply", () => {
    for (const { task, metric, metrics, catalogueItems } of rowsOf(path.join(folder, "baseline/step143000.json"))) {
      const [mean, error] = [metrics[metric] ?? Number.NaN, metrics[`${metric}_stderr`] ?? Number.NaN];
      if (catalogueItems !== null)
        expect(Math.round((mean * (1 - mean)) / (error * error) + 1), task).toBe(catalogueItems);
    }
  });
});

describeWithShared("real logs", (shared) => {
  const inspect = path.join(shared, "fixtures/inspect");
  const rowOf = (file: string, metric: string) => {
    const log = JSON.parse(readFileSync(path.join(inspect, file), "utf8")) as {
      eval: { task: string; task_args: Record<string, unknown> };
    };
    return recogniseTask(logged("inspect", log.eval.task, [metric], { taskArgs: log.eval.task_args }))[0];
  };

  it("of Inspect find their suites", () => {
    expect(rowOf("data_with_llm_scoring.json", "simpleqa_scorer")).toMatchObject({
      suite: "simpleqa-verified",
      variant: "",
      recognised: true,
      catalogueItems: 1000,
    });
    expect(rowOf("data_arc_qwen.json", "choice")).toMatchObject({ suite: "inspect_evals-arc_easy", recognised: false });
    const cve = rowOf("data_cvebench_empty_choices.json", "check_exploit");
    expect(cve?.recognised).toBe(false);
    expect(cve?.why).toContain("cve-bench");
  });
});
