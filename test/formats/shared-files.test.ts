import { readFileSync } from "node:fs";
import path from "node:path";
import { readSources } from "@evenmatch/formats";
import { expect, it } from "vitest";
import { describeWithShared } from "../shared-files.ts";
import { fileSource, folderSources } from "./sources.ts";

describeWithShared("files of Inspect and lm-eval", (shared) => {
  const fixtures = path.join(shared, "fixtures");
  const oracles = JSON.parse(readFileSync(path.join(fixtures, "ORACLES.json"), "utf8"));

  it("Inspect logs, deflate and zstd: means as in the oracles, equal to the header's", async () => {
    const names = Object.keys(oracles).filter((name) => name.startsWith("inspect/"));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const oracle = oracles[name];
      const transcoded = path.posix.join("inspect", `zstd_${path.basename(name)}`);
      for (const file of [name, transcoded]) {
        if (file === transcoded && !/popularity|websearch/.test(name)) continue;
        const report = await readSources([fileSource(fixtures, file)]);
        expect(report.files[0]).toMatchObject({
          format: "inspect-eval",
          headerMatches: true,
          rows: oracle.summaries,
          problems: [],
        });
        const [result] = report.results;
        expect(result?.header).toMatchObject({ harness: "inspect", task: oracle.task, model: oracle.model });
        expect(result?.table?.items).toHaveLength(oracle.items);
        expect(result?.table?.itemHash?.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
        const recomputed = Object.fromEntries(
          report.files[0]?.checks.map((check) => [check.metric, check.recomputed]) ?? [],
        );
        expect(recomputed).toEqual(oracle.recomputed_mean);
      }
    }
  });

  it("Inspect JSON: with samples, with fewer than described, header alone, version 1 with a bare NaN", async () => {
    const read = async (name: string) => await readSources([fileSource(fixtures, `inspect/${name}`)]);
    for (const name of ["data_arc_qwen.json", "data_arc_sonnet.json"]) {
      expect((await read(name)).files[0]).toMatchObject({ headerMatches: true, problems: [] });
    }
    const fewer = await read("data_cyse2_vuln_exploit_challenges.json");
    expect(fewer.files[0]).toMatchObject({ headerMatches: "not_comparable", notes: [{ code: "fewer_rows" }] });
    expect(fewer.results[0]?.table?.scores.vul_exploit_scorer).toEqual(Float64Array.of(0.65));
    const errored = await read("data_cvebench_empty_choices.json");
    expect(errored.results[0]?.table?.status).toEqual(Uint8Array.of(1));
    expect(errored.results[0]?.table?.scores.check_exploit).toEqual(Float64Array.of(Number.NaN));
    const header = await read("data_with_llm_scoring.json");
    expect(header.results[0]).toMatchObject({
      table: null,
      header: { grader: "google/gemini-2.0-flash-001" },
      summaries: { simpleqa_scorer: { kind: "aggregate", mean: 0.431, standardError: 0.01566794448817344, n: 1000 } },
    });
    const old = await read("log_with_nan_v1.json");
    expect(old.results).toEqual([]);
    expect(old.files[0]?.problems).toMatchObject([{ code: "no_score" }]);
  });

  it("lm-eval: means as in the oracles; the two arms pair on items and content", async () => {
    const reports = new Map<string, Awaited<ReturnType<typeof readSources>>>();
    for (const arm of ["baseline", "treatment"]) {
      const report = await readSources(
        folderSources(fixtures, `lm_eval/generated_lm_eval_0.4.13/acme__${arm}-step1000`),
      );
      reports.set(arm, report);
      expect(report.files.map((file) => [file.format, file.headerMatches, file.problems.length])).toEqual(
        report.files.map(() => ["lm-eval", true, 0]),
      );
      expect(report.results.map((result) => result.header.task)).toEqual([
        "gsmini",
        "mini_anatomy",
        "mini_astronomy",
        "mini_virology",
      ]);
      for (const [samples, metrics] of Object.entries(oracles[`lm_eval/${arm}`])) {
        const task = samples.replace("samples_", "");
        const result = report.results.find((one) => one.header.task === task);
        const checks = report.files.find((file) => file.file.includes(samples))?.checks ?? [];
        for (const [metric, { n, mean }] of Object.entries(metrics as Record<string, { n: number; mean: number }>)) {
          expect(result?.table?.items).toHaveLength(n);
          expect(checks.find((check) => check.metric === metric)?.recomputed).toBeCloseTo(mean, 12);
          expect(result?.header.metrics[metric]?.direction).toBe("higher");
        }
        expect(result?.summaries).toEqual({});
      }
    }
    const [baseline, treatment] = [reports.get("baseline"), reports.get("treatment")];
    for (const [at, result] of (baseline?.results ?? []).entries()) {
      const other = treatment?.results[at];
      expect(other?.table?.items).toEqual(result.table?.items);
      expect(other?.table?.itemHash).toEqual(result.table?.itemHash);
      expect(other?.header.promptHash).toEqual(result.header.promptHash);
    }
  });

  it("lm-eval: ten samples of five thousand aren't compared, and a task without samples is an aggregate", async () => {
    const report = await readSources(folderSources(fixtures, "lm_eval/math_perturbed"));
    const [sampled, summed] = report.results;
    expect(sampled?.table?.items).toHaveLength(10);
    expect(sampled?.summaries).toEqual({});
    expect(report.files.every((file) => file.headerMatches === "not_comparable")).toBe(true);
    expect(summed?.table).toBeNull();
    expect(summed?.summaries["exact_match,none"]).toEqual({
      kind: "aggregate",
      mean: 0.0004,
      standardError: 0.0002828144211304471,
      n: 5000,
    });
  });

  it("lm-eval before 0.4: the Pythia study is 87 aggregates a file", async () => {
    for (const source of folderSources(shared, "studies/pythia")) {
      const report = await readSources([source]);
      expect(report.files[0]).toMatchObject({ format: "lm-eval", problems: [] });
      expect(report.results).toHaveLength(87);
      for (const result of report.results) {
        expect(result.table).toBeNull();
        for (const summary of Object.values(result.summaries))
          expect(summary).toMatchObject({ kind: "aggregate", n: null });
      }
    }
    const [step] = folderSources(shared, "studies/pythia/baseline");
    const report = await readSources(step === undefined ? [] : [step]);
    const religion = report.results.find((result) => result.header.task === "crows_pairs_english_sexual_orientation");
    expect(religion?.summaries).toEqual({
      likelihood_difference: { kind: "aggregate", mean: 4.558467741935484, standardError: 0.4719421041816662, n: null },
      pct_stereotype: { kind: "aggregate", mean: 0.7956989247311828, standardError: 0.04203545939892302, n: null },
    });
    expect(religion?.header).toMatchObject({
      taskVersion: "0",
      taskArgs: { num_fewshot: 0 },
      model: "EleutherAI/pythia-v1.1-1.4b-deduped",
    });
  });

  it("every Inspect file gives the same rows as when it is read alone", async () => {
    const sources = folderSources(fixtures, "inspect").filter((source) => !/zstd_|arc_/.test(source.name));
    const together = await readSources(sources);
    const apart = [];
    for (const source of sources) apart.push(...(await readSources([source])).results);
    expect(together.results.map((result) => result.header.task).sort()).toEqual(
      apart.map((result) => result.header.task).sort(),
    );
  });
});
