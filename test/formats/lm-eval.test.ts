import { gzipSync } from "node:zlib";
import { memorySource, readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { rowsSource, textSource } from "./sources.ts";

const time = "2026-05-01T10-00-00.000000";
const results = {
  results: {
    gsm: {
      alias: "gsm",
      "exact_match,strict": 0.5,
      "exact_match_stderr,strict": 0.1,
      "exact_match,loose": 1,
      "exact_match_stderr,loose": "N/A",
    },
    wiki: { alias: "wiki", "word_perplexity,none": 12.5, "word_perplexity_stderr,none": "N/A" },
    all: { alias: "all", "exact_match,strict": 0.5 },
  },
  groups: { all: { alias: "all", "exact_match,strict": 0.5 } },
  group_subtasks: { all: ["gsm"], gsm: [] },
  configs: { gsm: { doc_to_text: "Q: {{question}}" }, wiki: { doc_to_text: "<function f at 0x7f00>" } },
  versions: { gsm: 3, wiki: "2" },
  "n-shot": { gsm: 5 },
  higher_is_better: { gsm: { exact_match: true }, wiki: { word_perplexity: false } },
  "n-samples": { gsm: { original: 2, effective: 2 }, wiki: { original: 9, effective: 9 } },
  date: 1777629600,
  model_name: "org/model",
};
const line = (doc: number, filter: string, score: unknown) => ({
  doc_id: doc,
  doc: { question: "?" },
  filter,
  metrics: ["exact_match"],
  doc_hash: `hash${doc}`,
  exact_match: score,
});
const samples = [line(0, "strict", 1), line(1, "strict", 0), line(0, "loose", true), line(1, "loose", 1)];
const resultsSource = (folder = "") => textSource(`${folder}results_${time}.json`, JSON.stringify(results));
const samplesSource = (rows: readonly object[] = samples, folder = "") =>
  rowsSource(`${folder}samples_gsm_${time}.jsonl`, rows);

describe("lm-eval", () => {
  it("pairs samples with their results: rows with filters as metrics, the rest as aggregates, no group", async () => {
    const report = await readSources([samplesSource(), resultsSource()]);
    expect(report.files.map((file) => [file.headerMatches, file.problems])).toEqual([
      [true, []],
      [true, []],
    ]);
    expect(report.files[1]?.notes).toMatchObject([{ code: "group_left_out" }]);
    const [gsm, wiki] = report.results;
    expect(report.results).toHaveLength(2);
    expect(gsm?.header).toMatchObject({
      harness: "lm-eval",
      task: "gsm",
      taskVersion: "3",
      taskArgs: { num_fewshot: 5 },
      model: "org/model",
    });
    expect(gsm?.header.promptHash).toMatch(/^[0-9a-f]{64}$/);
    expect(gsm?.header.metrics["exact_match,loose"]).toEqual({ direction: "higher", mean: 1, headline: "mean" });
    expect(gsm?.table).toMatchObject({
      items: ["0", "1"],
      itemHash: ["hash0", "hash1"],
      scores: { "exact_match,strict": Float64Array.of(1, 0), "exact_match,loose": Float64Array.of(1, 1) },
    });
    expect(gsm?.summaries).toEqual({});
    expect(wiki?.summaries).toEqual({
      "word_perplexity,none": { kind: "aggregate", mean: 12.5, standardError: null, n: 9 },
    });
    expect(wiki?.header).toMatchObject({
      promptHash: null,
      metrics: { "word_perplexity,none": { direction: "lower" } },
    });
    expect(gsm?.files).toEqual([`samples_gsm_${time}.jsonl`, `results_${time}.json`]);
  });

  it("keeps the aggregate of a metric whose samples hold no score for each document", async () => {
    const rows = [{ doc_id: 0, doc: {}, filter: "none", metrics: ["word_perplexity"], word_perplexity: [-3.5, 7] }];
    const report = await readSources([rowsSource(`samples_wiki_${time}.jsonl`, rows), resultsSource()]);
    expect(report.files[0]).toMatchObject({ problems: [], notes: [{ code: "no_item_scores" }] });
    expect(report.results.find((result) => result.header.task === "wiki")).toMatchObject({
      table: null,
      summaries: { "word_perplexity,none": { mean: 12.5 } },
    });
  });

  it("finds a second run that was appended: an error, unless runs are epochs; the results file speaks of the last", async () => {
    const first = [line(0, "strict", 0), line(1, "strict", 0), line(0, "loose", 0), line(1, "loose", 0)];
    const sources = [samplesSource([...first, ...samples]), resultsSource()];
    const refused = await readSources(sources);
    expect(refused.files[0]).toMatchObject({ rows: 0, rejected: 8, problems: [{ code: "several_runs" }] });
    expect(refused.results.map((result) => result.header.task)).toEqual(["wiki"]);
    const epochs = await readSources(sources, { runs: "epochs" });
    expect(epochs.files[0]).toMatchObject({ headerMatches: true, problems: [] });
    expect(epochs.results[0]?.table).toMatchObject({
      epoch: Int32Array.of(1, 2, 1, 2),
      scores: { "exact_match,strict": Float64Array.of(0, 1, 0, 0) },
    });
  });

  it("counts a run that was appended to itself once", async () => {
    const report = await readSources([samplesSource([...samples, ...samples]), resultsSource()]);
    expect(report.files[0]).toMatchObject({ headerMatches: true, problems: [], notes: [{ code: "equal_duplicates" }] });
    expect(report.results[0]?.table?.epoch).toHaveLength(2);
  });

  it("tells two runs in one folder by the time in their names", async () => {
    const later = "2026-05-02T10-00-00.000000";
    const other = {
      ...results,
      date: results.date + 86400,
      results: { gsm: { "exact_match,strict": 0, "exact_match,loose": 0 } },
    };
    const zeros = samples.map((row) => ({ ...row, exact_match: 0 }));
    const sources = [
      textSource(`results_${later}.json`, JSON.stringify(other)),
      resultsSource(),
      samplesSource(),
      rowsSource(`samples_gsm_${later}.jsonl`, zeros),
    ];
    const report = await readSources(sources, { runs: "epochs" });
    expect(report.files.map((file) => file.headerMatches)).toEqual([true, true, true, true]);
    expect(report.results[0]?.table?.scores["exact_match,strict"]).toEqual(Float64Array.of(1, 0, 0, 0));
    expect((await readSources(sources)).files[0]?.problems).toMatchObject([]);
    expect((await readSources(sources)).files[2]?.problems).toMatchObject([{ code: "several_runs" }]);
  });

  it("reads folders apart, and samples without results", async () => {
    const report = await readSources(
      [resultsSource("a/"), samplesSource(samples, "a/"), samplesSource(samples, "b/")],
      { runs: "epochs" },
    );
    expect(report.files.map((file) => file.headerMatches)).toEqual([true, true, true]);
    const alone = await readSources([samplesSource()]);
    expect(alone.files[0]).toMatchObject({ headerMatches: "not_comparable", problems: [], rows: 4 });
    expect(alone.results[0]?.header).toMatchObject({ task: "gsm", runId: time });
  });

  it("drops a sample file that is cut, and keeps the file's own figure", async () => {
    const whole = gzipSync(samples.map((row) => JSON.stringify(row)).join("\n"));
    const cut = memorySource(`samples_gsm_${time}.jsonl.gz`, whole.subarray(0, whole.length - 10));
    const report = await readSources([cut, resultsSource()]);
    expect(report.files[0]).toMatchObject({ rows: 0, problems: [{ code: "truncated" }] });
    expect(report.results[0]).toMatchObject({
      table: null,
      summaries: { "exact_match,strict": { mean: 0.5, standardError: 0.1, n: 2 } },
    });
  });

  it("keeps unscored documents apart from wrong lines", async () => {
    const text = [
      JSON.stringify(line(0, "strict", 1)),
      '{"doc_id": 1, "doc": {}, "filter": "strict", "metrics": ["exact_match"], "exact_match": NaN}',
      '{"doc_id": 2.5, "doc": {}, "filter": "strict", "metrics": ["exact_match"], "exact_match": 1}',
      '{"doc_id": 3, "doc": {}, "filter": "strict", "metrics": ["exact_match"], "exact_match": Infinity}',
      '{"doc_id": 4',
    ].join("\n");
    const report = await readSources([textSource(`samples_gsm_${time}.jsonl`, text)]);
    expect(report.files[0]?.problems.map((problem) => [problem.place, problem.code])).toEqual([
      ["line 3 /doc_id", "invalid_item"],
      ["line 4 /exact_match", "invalid_score"],
      ["line 5", "invalid_json"],
    ]);
    expect(report.results[0]?.table).toMatchObject({ items: ["0", "1"], status: Uint8Array.of(0, 2) });
  });

  it("reads results of before 0.4, and older samples that don't list their metrics", async () => {
    const old = {
      results: { piqa: { acc: 0.7, acc_stderr: 0.01, acc_norm: 0.75, acc_norm_stderr: "N/A" } },
      versions: { piqa: 0 },
      config: { model: "hf", model_args: "dtype=half,pretrained=org/old", num_fewshot: 0 },
    };
    const report = await readSources([textSource("step1.json", JSON.stringify(old))]);
    expect(report.results[0]).toMatchObject({
      header: { task: "piqa", model: "org/old", taskVersion: "0", taskArgs: { num_fewshot: 0 } },
      summaries: {
        acc: { kind: "aggregate", mean: 0.7, standardError: 0.01, n: null },
        acc_norm: { kind: "aggregate", mean: 0.75, standardError: null, n: null },
      },
    });
    const early = samples.map(({ metrics: _metrics, ...row }) => row);
    const sampled = await readSources([samplesSource(early), resultsSource()]);
    expect(sampled.files.map((file) => file.headerMatches)).toEqual([true, true]);
  });

  it("rejects two results files that disagree on a figure", async () => {
    const old = (acc: number) =>
      JSON.stringify({ results: { piqa: { acc, acc_stderr: 0.01 } }, versions: { piqa: 0 } });
    const report = await readSources([textSource("a/1.json", old(0.7)), textSource("b/1.json", old(0.8))]);
    expect(report.results).toEqual([]);
    expect(report.files.map((file) => file.problems[0]?.code)).toEqual(["several_runs", "several_runs"]);
    const same = await readSources([textSource("a/1.json", old(0.7)), textSource("b/1.json", old(0.7))]);
    expect(same.results).toHaveLength(1);
  });
});
