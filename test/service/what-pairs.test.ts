/** What may be paired and what may not, from files to the comparison. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { Plan } from "@evenmatch/contract/plan";
import { compareFiles } from "@evenmatch/service/compare-files";
import { describe, expect, it } from "vitest";
import { rowsSource, textSource } from "../formats/sources.ts";

const plan = Plan.parse({ replicates: 2000 });
const isEven = (at: number) => at % 2 === 0;

interface Said {
  harness?: string;
  task?: string;
  version?: string;
  grader?: string;
  promptHash?: string;
  items?: number;
  metric?: string;
  hash?: (item: number) => string;
  passes?: (item: number) => boolean;
}

/** Native rows with a header line: what another harness said of its task. */
function log(said: Said) {
  const { harness = "inspect", task = "bedside", version = "1", metric = "acc", items = 60, passes = isEven } = said;
  const header = {
    harness,
    task,
    taskVersion: version,
    grader: said.grader ?? null,
    promptHash: said.promptHash ?? null,
    metrics: { [metric]: { direction: "higher", mean: null, headline: "other" } },
  };
  const rows = Array.from({ length: items }, (_, at) => ({
    suite: task,
    suiteVersion: version,
    metric,
    item: `i${at}`,
    score: passes(at) ? 1 : 0,
    ...(said.hash && { itemHash: said.hash(at) }),
  }));
  return rowsSource("log.ndjson", [{ header }, ...rows]);
}

async function compared(treatment: Said, baseline: Said): Promise<Comparison> {
  const third = (at: number) => at % 3 === 0;
  const { comparison } = await compareFiles({
    treatment: [log(treatment)],
    baseline: [log({ passes: third, ...baseline })],
    plan,
  });
  return comparison;
}

const only = ({ suites }: Comparison) => {
  const [row, ...others] = suites;
  if (row === undefined || others.length > 0) throw new Error(`needed one row, found ${suites.length}`);
  return row;
};

describe("results that may not be paired", { timeout: 60_000 }, () => {
  it("are those of different harnesses, and the comparison says so", async () => {
    const { suites, missingSuites, warnings } = await compared({ harness: "inspect" }, { harness: "helm" });
    expect(suites).toEqual([]);
    expect(missingSuites).toMatchObject([
      {
        suite: "bedside",
        absentFrom: "both",
        reason: "run by different harnesses: inspect and helm are never paired",
      },
    ]);
    expect(warnings).toContain("missing_suites");
  });

  it("are those of different variants of one suite", async () => {
    const { suites, missingSuites } = await compared(
      { harness: "lm-eval", task: "truthfulqa_mc1" },
      { harness: "lm-eval", task: "truthfulqa_mc2" },
    );
    expect(suites).toEqual([]);
    const reasons = missingSuites.map(({ suite, variant, absentFrom, reason }) =>
      [suite, variant, absentFrom, reason].join(": "),
    );
    expect(reasons).toEqual([
      "truthfulqa: mc1: baseline: no result of the baseline",
      "truthfulqa: mc2: treatment: no result of the treatment",
    ]);
  });

  it("are those under another metric alone", async () => {
    const { suites, missingSuites } = await compared({ metric: "acc" }, { metric: "kindness" });
    expect(suites).toEqual([]);
    expect(missingSuites).toMatchObject([{ reason: "no metric acc in every result; found acc, kindness" }]);
  });

  it("are items whose contents differ under one id", async () => {
    const row = only(
      await compared({ hash: (at) => `h${at}` }, { hash: (at) => (at < 10 ? `changed${at}` : `h${at}`) }),
    );
    expect(row).toMatchObject({ design: "paired-binary", n: 50 });
    expect(row.alignment).toMatchObject({ treatmentItems: 60, baselineItems: 60, paired: 50, contentMismatch: 10 });
    expect(row.warnings).toEqual(expect.arrayContaining(["content_mismatch", "low_coverage"]));
  });

  it("are two arms that share no item: independent samples, and it says so", async () => {
    const renamed = Array.from({ length: 60 }, (_, at) => ({
      suite: "s",
      item: `other-${at}`,
      score: at % 3 === 0 ? 1 : 0,
    }));
    const own = Array.from({ length: 60 }, (_, at) => ({ suite: "s", item: `i${at}`, score: at % 2 }));
    const { comparison } = await compareFiles({
      treatment: [rowsSource("a.ndjson", own)],
      baseline: [rowsSource("b.ndjson", renamed)],
      plan,
    });
    const row = only(comparison);
    expect(row.design).toBe("unpaired");
    expect(row.alignment).toMatchObject({ paired: 0, onlyTreatment: 60, onlyBaseline: 60 });
    expect(row.warnings).toContain("pairing_lost");
  });
});

describe("results that are paired with a warning", { timeout: 60_000 }, () => {
  it("came from different versions of the task", async () => {
    const row = only(await compared({ version: "1" }, { version: "2" }));
    expect(row.warnings).toContain("version_mismatch");
    expect(row).toMatchObject({ design: "paired-binary", noVerdict: null });
  });

  it("came from different prompts", async () => {
    expect(only(await compared({ promptHash: "p1" }, { promptHash: "p2" })).warnings).toContain("prompt_mismatch");
    // one arm says nothing of its prompt: nothing is known to differ
    expect(only(await compared({ promptHash: "p1" }, {})).warnings).not.toContain("prompt_mismatch");
  });

  it("were graded by different models: shown, without a verdict, and not counted", async () => {
    const comparison = await compared({ grader: "judge-2" }, { grader: "judge-1" });
    const row = only(comparison);
    expect(row.warnings).toContain("grader_mismatch");
    expect(row).toMatchObject({ noVerdict: "grader_mismatch", verdict: "noVerdict" });
    expect(row.difference.interval).not.toBeNull();
    expect(comparison.headline).toMatchObject({ gains: 0, regressions: 0 });
  });

  it("have fewer items in one arm", async () => {
    const row = only(await compared({ items: 60 }, { items: 40 }));
    expect(row.alignment).toMatchObject({ treatmentItems: 60, baselineItems: 40, paired: 40, onlyTreatment: 20 });
    expect(row.warnings).toContain("low_coverage");
  });

  it("have another number of items than the suite was published with", async () => {
    const of = { harness: "lm-eval", task: "truthfulqa_mc1" };
    expect(only(await compared({ ...of, items: 60 }, { ...of, items: 60 })).warnings).toContain("n_unlike_catalogue");
  });
});

describe("files that are not what they seem", () => {
  it("are refused with the reason of each", async () => {
    const empty = textSource("notes.txt", "hello\n");
    await expect(compareFiles({ treatment: [log({})], baseline: [empty], plan })).rejects.toMatchObject({
      code: "invalid_file",
      errors: [{ place: "notes.txt", code: "unknown_format" }],
    });
  });
});
