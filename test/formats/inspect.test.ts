import { crc32, deflateRawSync } from "node:zlib";
import { memorySource, type ReadReport, readSources, type Source } from "@evenmatch/formats";
import { inspectScores } from "@evenmatch/formats/readers/inspect-value";
import { describe, expect, it } from "vitest";
import { chunkedSource, countingSource, rawZip, textSource, zipBytes, zstdFrame } from "./sources.ts";

const spec = {
  task: "ethics",
  task_version: "1-A",
  task_args: { subset: "hard" },
  model: "org/model",
  run_id: "run1",
  eval_id: "eval1",
  created: "2026-05-01T00:00:00+00:00",
  config: { epochs: 2, epochs_reducer: ["mean"] },
};
const samples = [
  { id: 1, epoch: 1, input: "q1", scores: { match: { value: "C" } }, metadata: { passage: "p1" } },
  { id: 1, epoch: 2, input: "q1", scores: { match: { value: "I" } }, metadata: { passage: "p1" } },
  {
    id: 2,
    epoch: 1,
    input: [{ id: "x1", role: "user", content: "q2" }],
    scores: { match: { value: "P" } },
    metadata: { passage: "p1" },
  },
  {
    id: 2,
    epoch: 2,
    input: [{ id: "x2", role: "user", content: "q2" }],
    error: { message: "boom" },
    scores: {},
    metadata: { passage: "p1" },
  },
  {
    id: 3,
    epoch: 1,
    input: "q3",
    scores: { match: { value: "N" } },
    metadata: { passage: "Key removed from summary (> 1k)" },
  },
  { id: 3, epoch: 2, input: "q3", scores: {}, limit: { type: "time", limit: 3 } },
];
// item means 0.5, 0.5, 0
const results = {
  total_samples: 6,
  completed_samples: 5,
  scores: [
    {
      name: "match",
      scorer: "match",
      metrics: { accuracy: { name: "accuracy", value: 1 / 3 }, stderr: { value: 0.1 } },
    },
  ],
};
const log = { version: 2, status: "success", eval: spec, plan: {}, results, stats: {}, samples };

async function read(source: Source, options: Parameters<typeof readSources>[1] = {}): Promise<ReadReport> {
  return await readSources([source], options);
}

async function evalSource(members: Readonly<Record<string, unknown>>, name = "a.eval"): Promise<Source> {
  const texts = Object.fromEntries(Object.entries(members).map(([key, value]) => [key, JSON.stringify(value)]));
  return memorySource(name, await zipBytes(texts));
}

describe("inspect values", () => {
  it("are worth what Inspect's own conversion says", () => {
    const cases: [unknown, number | null][] = [
      ["C", 1],
      ["I", 0],
      ["P", 0.5],
      ["N", 0],
      ["yes", 1],
      ["True", 1],
      ["no", 0],
      ["FALSE", 0],
      [true, 1],
      [false, 0],
      ["0.25", 0.25],
      ["-1e2", -100],
      [3, 3],
      [Number.NaN, null],
      [null, null],
    ];
    for (const [value, score] of cases)
      expect(inspectScores("s", value as never), String(value)).toEqual([{ metric: "s", score }]);
    for (const value of ["c", "maybe", "", " ", "0x10", "nan", "1_000", Number.POSITIVE_INFINITY]) {
      expect(inspectScores("s", value as never)[0], String(value)).toHaveProperty("wrong");
    }
  });

  it("of a dict or a list are a metric each", () => {
    expect(inspectScores("s", { a: "C", b: 0.5 })).toEqual([
      { metric: "s/a", score: 1 },
      { metric: "s/b", score: 0.5 },
    ]);
    expect(inspectScores("s", [1, "x"])).toMatchObject([
      { metric: "s/0", score: 1 },
      { metric: "s/1", wrong: expect.any(String) },
    ]);
  });
});

describe("inspect logs", () => {
  it("in JSON and as .eval, deflate and zstd, give the same", async () => {
    const header = { version: 2, status: "success", eval: spec, plan: {}, results, stats: {} };
    const summaries = Buffer.from(JSON.stringify(samples));
    const zstd = rawZip([
      { name: "_journal/start.json", data: Buffer.from("{}"), method: 0 },
      {
        name: "summaries.json",
        data: Buffer.concat([zstdFrame(summaries.subarray(0, 100)), zstdFrame(summaries.subarray(100))]),
        method: 93,
        size: summaries.length,
        crc: crc32(summaries),
      },
      {
        name: "header.json",
        data: deflateRawSync(Buffer.from(JSON.stringify(header))),
        method: 8,
        size: JSON.stringify(header).length,
        crc: crc32(JSON.stringify(header)),
      },
    ]);
    const sources = [
      textSource("a.json", JSON.stringify(log)),
      chunkedSource(textSource("a.json", JSON.stringify(log, undefined, 2)), 11),
      textSource("a.json", JSON.stringify({ samples, ...Object.fromEntries(Object.entries(log).reverse()) })),
      await evalSource({
        "_journal/start.json": {},
        "samples/1_epoch_1.json": samples[0],
        "summaries.json": samples,
        "header.json": header,
      }),
      memorySource("a.eval", zstd),
    ];
    for (const source of sources) {
      const report = await read(source, { clusterKey: "passage" });
      expect(report.files[0]).toMatchObject({ headerMatches: true, rows: 6, rejected: 0, problems: [] });
      expect(report.files[0]?.checks).toEqual([
        { task: "ethics", metric: "match", header: 1 / 3, recomputed: expect.closeTo(1 / 3, 12), matches: true },
      ]);
      expect(report.files[0]?.notes.map((note) => note.code)).toEqual(["missing_cluster"]);
      const [result] = report.results;
      expect(result?.header).toMatchObject({
        harness: "inspect",
        task: "ethics",
        taskVersion: "1-A",
        taskArgs: { subset: "hard" },
        model: "org/model",
        runId: "eval1",
        created: "2026-05-01T00:00:00+00:00",
      });
      expect(result?.table).toMatchObject({
        items: ["1", "2", "3"],
        epoch: Int32Array.of(1, 2, 1, 2, 1, 2),
        status: Uint8Array.of(0, 0, 0, 1, 0, 4),
        scores: { match: Float64Array.of(1, 0, 0.5, Number.NaN, 0, Number.NaN) },
        cluster: ["p1", "p1", ""],
      });
      // the ids of chat messages are new in every run
      expect(result?.table?.itemHash?.[1]).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it("of a run that crashed are read from the journal", async () => {
    const source = await evalSource({
      "_journal/start.json": { version: 2, eval: spec, plan: {} },
      "samples/1_epoch_1.json": samples[0],
      "_journal/summaries/2.json": samples.slice(1, 3),
      "_journal/summaries/10.json": samples.slice(3),
      "_journal/summaries/1.json": samples.slice(0, 1),
    });
    const report = await read(source);
    expect(report.files[0]).toMatchObject({
      headerMatches: "not_comparable",
      rows: 6,
      notes: [{ code: "partial_log" }],
    });
    expect(report.results[0]?.table?.items).toEqual(["1", "2", "3"]);
  });

  it("of before the first release are read", async () => {
    const source = await evalSource({
      "start.json": { version: 2, eval: spec, plan: {} },
      "results.json": { status: "success", results, stats: {} },
      "summary.json": samples,
    });
    expect((await read(source)).files[0]).toMatchObject({ headerMatches: true, rows: 6, notes: [] });
  });

  it("that repeat summary rows count each once", async () => {
    const source = await evalSource({
      "header.json": { ...log, samples: undefined },
      "summaries.json": [...samples, samples[0]],
    });
    const report = await read(source);
    expect(report.files[0]).toMatchObject({ headerMatches: true, notes: [{ code: "equal_duplicates" }] });
    expect(report.results[0]?.table?.epoch).toHaveLength(6);
  });

  it("of version 1 are read, with their one unnamed score", async () => {
    const old = {
      version: 1,
      status: "success",
      eval: { task: "old", task_version: 0, run_id: "r", model: "m", created: "2024-05-05T07:59:35" },
      results: { scorer: { name: "includes", params: {} }, metrics: { accuracy: { value: 0.5, options: {} } } },
      samples: [
        { id: "a", epoch: 1, score: { value: "C" } },
        { id: "b", epoch: 1, score: { value: "I" } },
      ],
    };
    const report = await read(textSource("a.json", JSON.stringify(old)));
    expect(report.files[0]).toMatchObject({ headerMatches: true });
    expect(report.results[0]?.header).toMatchObject({ taskVersion: "0", runId: "r" });
    expect(report.results[0]?.table?.scores).toEqual({ includes: Float64Array.of(1, 0) });
  });

  it("with dict scores have a metric for each key, checked against its own headline", async () => {
    const dict = {
      ...log,
      results: {
        total_samples: 2,
        scores: [
          { name: "helpful", scorer: "judge", metrics: { mean: { value: 0.5 } } },
          { name: "honest", scorer: "judge", metrics: { "inspect_ai/mean": { value: 0.9 } } },
        ],
      },
      samples: [
        { id: 1, epoch: 1, scores: { judge: { value: { helpful: 1, honest: 1 } } } },
        { id: 2, epoch: 1, scores: { judge: { value: { helpful: 0, honest: "?" } } } },
      ],
    };
    const report = await read(textSource("a.json", JSON.stringify(dict)));
    expect(report.files[0]?.checks.map((check) => [check.metric, check.matches])).toEqual([
      ["judge/helpful", true],
      ["judge/honest", false],
    ]);
    expect(report.files[0]).toMatchObject({
      headerMatches: false,
      problems: [{ place: "/samples/1/scores/judge/honest", code: "invalid_score" }],
    });
    expect(report.results[0]?.table?.scores).toEqual({
      "judge/helpful": Float64Array.of(1, 0),
      "judge/honest": Float64Array.of(1, Number.NaN),
    });
  });

  it("with another reducer than the mean aren't compared", async () => {
    const mode = { ...log, eval: { ...spec, config: { epochs: 2, epochs_reducer: ["mode"] } } };
    expect((await read(textSource("a.json", JSON.stringify(mode)))).files[0]?.headerMatches).toBe("not_comparable");
  });

  it("say which samples can't be read", async () => {
    const broken = {
      ...log,
      samples: [
        { id: 1.5, epoch: 1 },
        { epoch: 1 },
        { id: 1, epoch: "x" },
        "sample",
        { id: 2, epoch: 1, scores: { match: { value: "?" } } },
      ],
    };
    const report = await read(textSource("a.json", JSON.stringify(broken)));
    expect(report.files[0]?.problems.map((problem) => [problem.place, problem.code])).toEqual([
      ["/samples/0/id", "invalid_item"],
      ["/samples/1/id", "invalid_item"],
      ["/samples/2/epoch", "invalid_epoch"],
      ["/samples/3/id", "invalid_item"],
      ["/samples/4/scores/match", "invalid_score"],
    ]);
    expect(report.results).toEqual([]);
  });

  it("cut off in their samples count for nothing", async () => {
    const text = JSON.stringify(log);
    for (const end of [text.length - 1, text.indexOf('"id":3'), text.indexOf('"results"')]) {
      const report = await read(textSource("a.json", text.slice(0, end)));
      expect(report.files[0]).toMatchObject({ format: "inspect-json", rows: 0, problems: [{ code: "truncated" }] });
      expect(report.results).toEqual([]);
    }
  });

  it("as .eval cost three ranges, whatever the transcripts weigh", async () => {
    const noise = Buffer.alloc(4_000_000);
    for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
    const zip = rawZip([
      { name: "samples/1_epoch_1.json", data: noise, method: 0 },
      { name: "summaries.json", data: Buffer.from(JSON.stringify(samples)), method: 0 },
      { name: "header.json", data: Buffer.from(JSON.stringify({ ...log, samples: undefined })), method: 0 },
    ]);
    const source = countingSource(memorySource("a.eval", zip));
    const report = await read(source, { sha256: new Map([["a.eval", "known"]]) });
    expect(report.files[0]).toMatchObject({ headerMatches: true, rows: 6, sha256: "known" });
    expect(source.reads()).toBeLessThanOrEqual(3);
    expect(source.streams()).toBe(0);
    expect(source.bytesRead()).toBeLessThan(400_000);
  });

  it("of two runs of one task are an error, unless runs are epochs", async () => {
    const other = {
      ...log,
      eval: { ...spec, eval_id: "eval2", created: "2026-04-01T00:00:00+00:00" },
      samples: [{ ...samples[0], scores: { match: { value: "I" } } }],
    };
    const sources = [textSource("a.json", JSON.stringify(log)), textSource("b.json", JSON.stringify(other))];
    const refused = await readSources(sources);
    expect(refused.results).toEqual([]);
    expect(refused.files.map((file) => [file.rows, file.rejected, file.problems[0]?.code])).toEqual([
      [0, 6, "several_runs"],
      [0, 1, "several_runs"],
    ]);
    const epochs = await readSources(sources, { runs: "epochs" });
    // the run of April comes first
    expect(epochs.results[0]?.table?.epoch).toEqual(Int32Array.of(1, 2, 3, 2, 3, 2, 3));
    expect(epochs.results[0]?.table?.scores.match?.slice(0, 3)).toEqual(Float64Array.of(0, 1, 0));
    expect(epochs.results[0]?.header.runId).toBeNull();
    expect(await readSources(sources.reverse(), { runs: "epochs" })).toMatchObject({
      results: [{ table: { epoch: epochs.results[0]?.table?.epoch } }],
    });
  });

  it("given twice count once", async () => {
    const again = { ...log, eval: { ...spec, eval_id: "a copy" } };
    const report = await readSources([
      textSource("a.json", JSON.stringify(log)),
      textSource("b.json", JSON.stringify(again)),
    ]);
    expect(report.results).toHaveLength(1);
    expect(report.files[1]).toMatchObject({ problems: [], notes: [{ code: "equal_duplicates" }] });
  });
});
