import { type CollectOptions, readSources } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { textSource } from "./sources.ts";

const prompts = [
  { id: "aaaaaaaaaaaaaaaa", raw: "Answer: {{q}}", label: "Answer: {{q}}", provider: "acme" },
  { id: "bbbbbbbbbbbbbbbb", raw: "Think: {{q}}", label: "thinking", provider: "acme" },
];

let tests = 0;

function result(q: string, score: number, more: Record<string, unknown> = {}) {
  tests += 1;
  return {
    promptIdx: 0,
    testIdx: tests,
    provider: { id: "openai:acme", label: "acme" },
    vars: { q },
    testCase: { vars: { q }, assert: [{ type: "contains", value: "x" }], metadata: { topic: `topic ${q}` } },
    score,
    success: score === 1,
    failureReason: score === 1 ? 0 : 1,
    namedScores: { tone: score },
    gradingResult: { pass: score === 1, score },
    response: { output: "a transcript that stays where it is" },
    ...more,
  };
}

function output(results: readonly object[], more: Record<string, unknown> = {}) {
  const document = {
    evalId: "eval-1",
    results: { version: 3, timestamp: "2026-11-20T10:00:00Z", prompts: prompts.slice(0, 1), results, stats: {} },
    config: { description: "house test", ...more },
  };
  return document;
}

async function read(document: object, options: CollectOptions = {}) {
  return readSources([textSource("out.json", JSON.stringify(document))], options);
}

describe("promptfoo", () => {
  it("knows a repeated test by its content, and a failed call by its reason", async () => {
    const failed = { failureReason: 2, success: false, namedScores: {}, gradingResult: null };
    const report = await read(
      output([result("one", 1), result("two", 0.5), result("one", 0.25), result("two", 0, failed)]),
    );
    const { table, header } = report.results[0] ?? {};
    expect(header).toMatchObject({
      task: "house test",
      variant: null,
      model: "acme",
      runId: "eval-1",
      promptHash: prompts[0]?.id,
    });
    expect(table?.items).toHaveLength(2);
    const epochs = [...(table?.epoch ?? [])];
    expect(epochs.toSorted()).toEqual([1, 1, 2, 2]);
    const rows = epochs.map((epoch, row) => [
      epoch,
      table?.scores.score?.[row],
      table?.scores.pass?.[row],
      table?.status[row],
    ]);
    expect(rows).toEqual(
      expect.arrayContaining([
        [1, 1, 1, 0],
        [2, 0.25, 0, 0],
        [1, 0.5, 0, 0],
        [2, Number.NaN, Number.NaN, 1],
      ]),
    );
    expect(table?.subscores?.tone?.filter((score) => !Number.isNaN(score))).toHaveLength(3);
  });

  it("tells tests apart that differ only in what they assert", async () => {
    const other = { testCase: { vars: { q: "one" }, assert: [{ type: "equals", value: "y" }] } };
    const report = await read(output([result("one", 1), result("one", 0, other)]));
    expect(report.results[0]?.table?.items).toHaveLength(2);
    expect(new Set(report.results[0]?.table?.itemHash)).toHaveLength(1);
  });

  it("ignores what a run adds to the variables", async () => {
    const items = await Promise.all(
      [{}, { testCase: { vars: { q: "one", _conversation: [] }, assert: [{ type: "contains", value: "x" }] } }].map(
        async (more) => (await read(output([result("one", 1, more)]))).results[0]?.table?.items[0],
      ),
    );
    expect(items[0]).toBe(items[1]);
  });

  it("has a variant for each of several prompts, by name or by hash, never by its text", async () => {
    const document = output([result("one", 1), result("one", 0, { promptIdx: 1 })]);
    document.results.prompts = prompts;
    const report = await read(document);
    expect(report.results.map(({ header }) => header.variant)).toEqual(["prompt-aaaaaaaaaaaa", "thinking"]);
  });

  it("takes clusters from the tests' metadata", async () => {
    const report = await read(output([result("one", 1), result("two", 0)]), { clusterKey: "topic" });
    expect([...(report.results[0]?.table?.cluster ?? [])].toSorted()).toEqual(["topic one", "topic two"]);
  });

  it("is named by its tests where its config has no description", async () => {
    const [first, second] = await Promise.all([
      read(output([result("one", 1)], { description: "" })),
      read(output([result("one", 0)], { description: null })),
    ]);
    expect(first?.results[0]?.header.task).toMatch(/^tests-[0-9a-f]{12}$/);
    expect(second?.results[0]?.header.task).toBe(first?.results[0]?.header.task);
    expect(first?.files[0]?.notes.map((note) => note.code)).toEqual(["task_from_content"]);
  });

  it("refuses other versions and models that aren't there", async () => {
    const old = output([result("one", 1)]);
    old.results.version = 2;
    expect((await read(old)).files[0]?.problems.map((problem) => problem.code)).toEqual(["unsupported_version"]);
    const absent = await read(output([result("one", 1)]), { model: "other" });
    expect(absent.files[0]?.problems.map((problem) => problem.code)).toEqual(["unknown_model"]);
  });

  it("rejects rows that contradict themselves", async () => {
    const report = await read(
      output([
        result("one", 1),
        result("two", 1, { gradingResult: { pass: true, score: 0.5 } }),
        result("three", 1, { provider: { id: "someone else" } }),
        result("four", 1, { score: "1" }),
        result("five", 1, { promptIdx: 9 }),
      ]),
    );
    expect(report.results[0]?.table?.items).toHaveLength(1);
    expect(report.files[0]?.problems.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "/results/results/1 score_mismatch",
      "/results/results/3 bad_row",
      "/results/results/2 bad_row",
      "/results/results/4 bad_row",
    ]);
  });
});
