import { type ReadReport, readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { textSource } from "./sources.ts";

interface Instance {
  id: string;
  score: number;
  trial?: number;
  split?: string;
  perturbation?: Record<string, unknown>;
}

function stat(name: string, value: number, more: Record<string, unknown> = {}) {
  return { name: { name, split: "test", ...more }, count: 1, sum: value, mean: value };
}

function instance({ id, score, trial = 0, split = "test", perturbation }: Instance) {
  const context = { split, ...(perturbation !== undefined && { perturbation }) };
  return {
    instance_id: id,
    ...(perturbation !== undefined && { perturbation }),
    train_trial_index: trial,
    stats: [stat("exact_match", score, context), stat("num_prompt_tokens", 300, context)],
  };
}

const spec = {
  name: "boolq:only_contrast=False,model=acme_a,model_deployment=acme_b",
  scenario_spec: { class_name: "helm.BoolQ", args: { only_contrast: false } },
  adapter_spec: { method: "generation", instructions: "", model: "acme/a", model_deployment: "acme/b" },
  metric_specs: [],
};

function run(folder: string, files: Record<string, unknown>) {
  return Object.entries(files).map(([name, content]) => textSource(`${folder}/${name}.json`, JSON.stringify(content)));
}

function codes(report: ReadReport): string[] {
  return report.files.flatMap((file) => file.problems.map((problem) => problem.code));
}

describe("a HELM run", () => {
  it("has trials as epochs, perturbations as conditions, no bookkeeping among its metrics", async () => {
    const typos = { name: "typos", robustness: true, fairness: false, prob: 0.1 };
    const report = await readSources(
      run("r", {
        run_spec: spec,
        per_instance_stats: [
          instance({ id: "a", score: 1 }),
          instance({ id: "a", score: 0, trial: 1 }),
          instance({ id: "a", score: 0, perturbation: typos }),
          instance({ id: "b", score: 1 }),
          instance({ id: "v", score: 1, split: "valid" }),
        ],
        stats: [
          stat("exact_match", 0.75),
          {
            ...stat("exact_match", 0),
            name: { name: "exact_match", split: "test", perturbation: { ...typos, computed_on: "worst" } },
          },
        ],
      }),
    );
    expect(
      report.results.map(({ condition, table }) => [condition, table?.items, Object.keys(table?.scores ?? {})]),
    ).toEqual([
      ["", ["a", "b"], ["exact_match"]],
      ["typos(prob=0.1)", ["a"], ["exact_match"]],
    ]);
    const [plain] = report.results;
    expect([...(plain?.table?.epoch ?? [])]).toEqual([1, 2, 1]);
    expect(plain?.header).toMatchObject({ task: "boolq", variant: "only_contrast=False", model: "acme/a" });
    expect(report.files.map((file) => file.headerMatches)).toEqual(["not_comparable", true, true]);
  });

  it("has the same prompt hash for two models", async () => {
    const one = { run_spec: spec, per_instance_stats: [instance({ id: "a", score: 1 })] };
    const other = { ...one, run_spec: { ...spec, adapter_spec: { ...spec.adapter_spec, model: "acme/z" } } };
    const [left, right] = await Promise.all([one, other].map(async (files) => readSources(run("r", files))));
    expect(left?.results[0]?.header.promptHash).toBe(right?.results[0]?.header.promptHash);
    expect(left?.results[0]?.header.model).not.toBe(right?.results[0]?.header.model);
  });

  it("gives its means as aggregates where the instances are missing", async () => {
    const report = await readSources(
      run("r", {
        run_spec: spec,
        stats: [stat("exact_match", 0.25), stat("num_instances", 40), stat("inference_runtime", 2)],
      }),
    );
    expect(report.results[0]?.summaries).toEqual({
      exact_match: { kind: "aggregate", mean: 0.25, standardError: null, n: 40 },
    });
  });

  it("hashes what stood in the instances, and lives without", async () => {
    const files = { run_spec: spec, per_instance_stats: [instance({ id: "a", score: 1 })] };
    const states = {
      adapter_spec: spec.adapter_spec,
      request_states: [{ instance: { id: "a", input: { text: "?" } }, request: { prompt: "…" } }],
    };
    const hashed = await readSources(run("r", { ...files, scenario_state: states }));
    expect(hashed.results[0]?.table?.itemHash?.[0]).toMatch(/^[0-9a-f]{64}$/);
    const broken = [...run("r", files), textSource("r/scenario_state.json", JSON.stringify(states).slice(0, -3))];
    const report = await readSources(broken);
    expect(report.results[0]?.table?.items).toEqual(["a"]);
    expect(report.files[2]?.notes.map((note) => note.code)).toEqual(["no_item_hashes"]);
  });

  it("is refused without its spec, with two of a kind, or without anything that scores", async () => {
    const rows = { per_instance_stats: [instance({ id: "a", score: 1 })] };
    expect(codes(await readSources(run("r", rows)))).toEqual(["missing_file"]);
    const twice = [...run("r", { run_spec: spec, ...rows }), ...run("r", { other: rows.per_instance_stats })];
    const report = await readSources(twice);
    expect(codes(report)).toEqual(["ambiguous_run"]);
    expect(report.results).toEqual([]);
    expect(codes(await readSources(run("r", { run_spec: spec })))).toEqual(["missing_file"]);
  });

  it("rejects rows, not files: a mean that isn't sum over count, a missing id, an impossible trial", async () => {
    const good = instance({ id: "a", score: 1 });
    const wrong = instance({ id: "b", score: 1 });
    const report = await readSources(
      run("r", {
        run_spec: spec,
        per_instance_stats: [
          good,
          { ...wrong, stats: [{ ...stat("exact_match", 1), mean: 0 }] },
          { ...wrong, instance_id: 7 },
          { ...wrong, train_trial_index: -1 },
          { ...wrong, stats: [stat("num_prompt_tokens", 1)] },
          { ...wrong, stats: [stat("exact_match", 1), stat("exact_match", 0)] },
        ],
      }),
    );
    expect(report.results[0]?.table?.items).toEqual(["a"]);
    expect(report.files[1]).toMatchObject({ rows: 1, rejected: 5 });
    expect(report.files[1]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "/1 bad_row",
      "/2 bad_row",
      "/3 bad_row",
      "/4 bad_row",
      "/5 bad_row",
    ]);
  });
});
