import { gzipSync } from "node:zlib";
import { memorySource, nativeLines, type ReadReport, readSources, type Source } from "@evenmatch/formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsSource, textSource, zstdFrame } from "./sources.ts";

async function read(...sources: Source[]): Promise<ReadReport> {
  return await readSources(sources);
}

function codes(report: ReadReport, file = 0): string[] {
  return (report.files[file]?.problems ?? []).map((problem) => problem.code);
}

const row = { suite: "arc", metric: "acc", item: "q1", score: 1 };

describe("native rows", () => {
  it("become columns in the order of items' bytes and epochs", async () => {
    const report = await read(
      rowsSource("a.ndjson", [
        { ...row, item: "ü", epoch: 2, score: 0.5, cluster: "k" },
        { ...row, item: "b", score: null, status: "refused", weight: 2 },
        { ...row, item: "ü", epoch: 1, score: 1, tp: 1, fp: 0, fn: 2 },
        { ...row, item: "\u{1f600}", score: 0, itemHash: "h" },
        { ...row, item: "\uff21", score: 1, strata: "s", subscores: { tone: 0.25 } },
      ]),
    );
    expect(report.files[0]).toMatchObject({ format: "native-ndjson", rows: 5, rejected: 0, problems: [], notes: [] });
    expect(report.results).toHaveLength(1);
    const result = report.results[0];
    expect(result?.header).toMatchObject({ harness: "native", task: "arc", variant: null, taskVersion: null });
    expect(result?.header.metrics).toEqual({ acc: { direction: "higher", mean: null, headline: "other" } });
    const nan = Number.NaN;
    expect(result?.table).toEqual({
      items: ["b", "ü", "\uff21", "\u{1f600}"],
      offsets: Int32Array.of(0, 1, 3, 4, 5),
      epoch: Int32Array.of(1, 1, 2, 1, 1),
      status: Uint8Array.of(3, 0, 0, 0, 0),
      scores: { acc: Float64Array.of(nan, 1, 0.5, 1, 0) },
      itemHash: ["", "", "", "h"],
      cluster: ["", "k", "", ""],
      stratum: ["", "", "s", ""],
      weight: Float64Array.of(2, 1, 1, 1),
      tp: Float64Array.of(nan, 1, nan, nan, nan),
      fp: Float64Array.of(nan, 0, nan, nan, nan),
      fn: Float64Array.of(nan, 2, nan, nan, nan),
      subscores: { tone: Float64Array.of(nan, nan, nan, 0.25, nan) },
    });
  });

  it("are told apart by suite, version, variant, condition and seed, and share a table over metrics", async () => {
    const report = await read(
      rowsSource("a.ndjson", [
        row,
        { ...row, metric: "f1", score: 0.5, direction: "lower" },
        { ...row, suiteVersion: 2 },
        { ...row, variant: "mc1" },
        { ...row, condition: "typos" },
        { ...row, seed: 7 },
        { suite: "other", item: "q1", score: 1, direction: "unknown" },
      ]),
    );
    const named = report.results.map((result) => [
      result.header.task,
      result.header.taskVersion,
      result.header.variant,
      result.condition,
      result.seed,
      Object.keys(result.table?.scores ?? {}).join(" "),
    ]);
    expect(named).toEqual([
      ["arc", null, "mc1", "", null, "acc"],
      ["arc", "2", null, "", null, "acc"],
      ["arc", null, null, "", "7", "acc"],
      ["arc", null, null, "", null, "acc f1"],
      ["arc", null, null, "typos", null, "acc"],
      ["other", null, null, "", null, "score"],
    ]);
    const metrics = report.results[3]?.header.metrics;
    expect(metrics?.acc?.direction).toBe("higher");
    expect(metrics?.f1?.direction).toBe("lower");
    expect(report.results[5]?.header.metrics.score?.direction).toBeNull();
  });

  it("say what is wrong with each line, and the others count", async () => {
    const lines = [
      JSON.stringify(row),
      '{"suite":"arc","metric":"acc","item":"q2","score":NaN}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1e999}',
      '{"suite":"arc","metric":"acc","item":"q2","score":null}',
      '{"suite":"arc","metric":"acc","item":"q2","score":"1"}',
      '{"suite":"arc","metric":"acc","item":"q2"}',
      '{"suite":"arc","metric":"acc","score":1}',
      '{"suite":"arc","metric":"acc","item":1.5,"score":1}',
      '{"suite":"arc","metric":"acc","item":9007199254740993,"score":1}',
      '{"suite":"arc","metric":"acc","item":"","score":1}',
      '{"suite":"arc","metric":"acc","item":"\\ud800","score":1}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"prompt":"secret"}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"__proto__":{"x":1}}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"score":1}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"status":"fine"}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"epoch":1.5}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"epoch":-1}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"weight":-1}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"direction":"lower"}',
      '{"suite":"arc","metric":"acc","item":"q2","score":1,"subscores":{"a":"b"}}',
      '{"metric":"acc","item":"q2","score":1}',
      '{"suite":"","item":"q2","score":1}',
      "[1, 2]",
      "null",
      "not json",
      "",
      '{"suite":"arc","metric":"acc","item":"q3","score":0}',
    ];
    const report = await read(textSource("a.ndjson", lines.join("\r\n")));
    expect(codes(report)).toEqual([
      "invalid_score",
      "invalid_score",
      "missing_status",
      "invalid_score",
      "missing_field",
      "invalid_item",
      "invalid_item",
      "invalid_item",
      "invalid_item",
      "invalid_item",
      "unknown_field",
      "unknown_field",
      "duplicate_key",
      "invalid_value",
      "invalid_epoch",
      "invalid_epoch",
      "invalid_value",
      "conflicting_direction",
      "invalid_value",
      "missing_field",
      "invalid_value",
      "invalid_row",
      "invalid_row",
      "invalid_json",
    ]);
    const places = report.files[0]?.problems.map((problem) => problem.place);
    expect(places?.slice(0, 3)).toEqual(["line 2 /score", "line 3 /score", "line 4 /status"]);
    expect(places?.at(-1)).toBe("line 25");
    expect(report.files[0]).toMatchObject({ rows: 2, rejected: 24 });
    expect(report.results[0]?.table?.items).toEqual(["q1", "q3"]);
  });

  it('reject `1` and `"1"` in one task', async () => {
    const report = await read(
      rowsSource("a.ndjson", [
        { ...row, item: 1 },
        { ...row, item: "1", epoch: 2 },
      ]),
    );
    expect(report.files[0]).toMatchObject({ rows: 1, rejected: 1 });
    expect(report.files[0]?.problems[0]).toMatchObject({ place: "line 2", code: "item_collision" });
  });

  it("note equal duplicates and reject different ones, within a file and across files", async () => {
    const report = await read(
      rowsSource("a.ndjson", [row, row, { ...row, epoch: 2, score: 0.1 }]),
      rowsSource("b.ndjson", [row, { ...row, epoch: 2, score: 0.2 }, { ...row, item: "q2" }]),
    );
    expect(report.files[0]).toMatchObject({
      rows: 3,
      rejected: 0,
      problems: [],
      notes: [{ code: "equal_duplicates" }],
    });
    expect(report.files[1]).toMatchObject({ rows: 2, rejected: 1, notes: [{ code: "equal_duplicates" }] });
    expect(report.files[1]?.problems).toEqual([
      {
        place: "line 2",
        code: "conflicting_duplicate",
        text: "needed one score for item q1, epoch 2, metric acc, found 0.1 and 0.2",
      },
    ]);
    expect(report.results[0]?.table?.scores.acc).toEqual(Float64Array.of(1, 0.1, 1));
    expect(report.results[0]?.files).toEqual(["a.ndjson", "b.ndjson"]);
  });

  it("reject an item whose cluster, weight or content changes", async () => {
    const report = await read(
      rowsSource("a.ndjson", [
        { ...row, cluster: "a", weight: 1, itemHash: "x" },
        { ...row, epoch: 2, cluster: "b" },
        { ...row, epoch: 3, weight: 2 },
      ]),
      rowsSource("b.ndjson", [{ ...row, epoch: 4, itemHash: "y" }]),
    );
    expect([...codes(report, 0), ...codes(report, 1)]).toEqual([
      "conflicting_item",
      "conflicting_item",
      "conflicting_item",
    ]);
    expect(report.results[0]?.table?.epoch).toEqual(Int32Array.of(1));
  });

  it("carry summaries and judgements", async () => {
    const report = await read(
      rowsSource("a.ndjson", [
        { suite: "s", metric: "acc", mean: 0.5, standardError: null },
        { suite: "s", metric: "f1", mean: 0.25, standardError: 0.1, n: 40 },
        { suite: "s", metric: "pass", successes: 3, n: 4 },
        { suite: "s", metric: "pass", successes: 3, n: 4 },
        { suite: "s", metric: "pass", successes: 2, n: 4 },
        { suite: "s", metric: "bad", successes: 5, n: 4 },
        { suite: "s", metric: "bad", mean: 1, n: 0 },
        { suite: "j", item: 1, preferred: "tie", rater: "r1", cluster: "c" },
        { suite: "j", item: 1, preferred: "treatment", rater: "r2" },
        { suite: "j", item: 1, preferred: "baseline", rater: "r2" },
        { suite: "j", item: 1, preferred: "worse" },
      ]),
    );
    expect(codes(report)).toEqual([
      "invalid_summary",
      "invalid_summary",
      "invalid_value",
      "conflicting_duplicate",
      "conflicting_duplicate",
    ]);
    expect(report.files[0]).toMatchObject({ rows: 6, rejected: 5 });
    const [judged, suite] = report.results;
    expect(judged?.judgements).toEqual([
      { item: "1", preferred: "tie", rater: "r1", cluster: "c" },
      { item: "1", preferred: "treatment", rater: "r2", cluster: "" },
    ]);
    expect(suite?.table).toBeNull();
    expect(suite?.summaries).toEqual({
      acc: { kind: "aggregate", mean: 0.5, standardError: null, n: null },
      f1: { kind: "aggregate", mean: 0.25, standardError: 0.1, n: 40 },
      pass: { kind: "counts", successes: 3, n: 4 },
    });
  });

  it("read the same plain, gzip, zstd, with BOM and CRLF, and from CSV", async () => {
    const text =
      '{"suite":"a","metric":"m","item":"x,1","score":0.5,"cluster":"c"}\n{"suite":"a","metric":"m","item":"é","score":null,"status":"error"}\n';
    const csv = 'suite,metric,item,score,status,cluster\na,m,"x,1",0.5,,c\na,m,é,,error,\n';
    const tables = [];
    for (const source of [
      textSource("a.ndjson", text),
      memorySource("a.ndjson.gz", gzipSync(text)),
      memorySource("a.ndjson.zst", zstdFrame(Buffer.from(text))),
      textSource("a.ndjson", `\ufeff${text.replaceAll("\n", "\r\n")}`),
      textSource("a.csv", csv),
      textSource("a.csv", `\ufeff${csv.replaceAll("\n", "\r\n")}`),
      memorySource("a.csv.gz", gzipSync(csv)),
    ]) {
      const report = await read(source);
      expect(report.files[0]?.problems).toEqual([]);
      tables.push(report.results[0]?.table);
    }
    expect(tables[0]?.items).toEqual(["x,1", "é"]);
    for (const table of tables) expect(table).toEqual(tables[0]);
  });
});

describe("native CSV", () => {
  it("says what is wrong with its header and its records", async () => {
    const report = await read(
      textSource(
        "a.csv",
        'suite,metric,item,score,status,subscores.tone\na,m,1,0.5,,0.1\na,m,2,NaN,,\na,m,3,,,\na,m,4,1,,,,\n"a",m,5,1e-3,,\n',
      ),
      textSource("b.csv", "suite,item,score,prompt\na,1,1,secret\n"),
      textSource("c.csv", "suite,item,score,score\na,1,1,1\n"),
      textSource("d.csv", 'suite,item,score\na,"1,1\n'),
      memorySource(
        "e.csv",
        Buffer.concat([Buffer.from("suite,item,score\na,"), Buffer.from([0xff, 0xfe]), Buffer.from(",1\n")]),
      ),
    );
    expect(report.files.map((file) => file.problems.map((problem) => problem.code))).toEqual([
      ["invalid_score", "missing_status", "invalid_row"],
      ["unknown_field"],
      ["duplicate_key"],
      ["invalid_csv"],
      ["invalid_utf8"],
    ]);
    expect(report.files[0]?.problems[0]?.place).toBe("line 3 /score");
    expect(report.results).toHaveLength(1);
    expect(report.results[0]?.table?.items).toEqual(["1", "5"]);
    expect(report.results[0]?.table?.scores.m).toEqual(Float64Array.of(0.5, 0.001));
  });
});

describe("header lines", () => {
  const header = {
    harness: "inspect",
    task: "ethics",
    variant: null,
    taskVersion: "2",
    taskArgs: { subset: "hard" },
    model: "org/model",
    runId: "run1",
    created: null,
    grader: "org/judge",
    promptHash: null,
    metrics: {
      match: { direction: null, mean: 0.5, headline: "mean" },
      f1: { direction: "lower", mean: 1, headline: "other" },
    },
    expectedRows: 2,
  };
  const scores = [
    { suite: "ethics", suiteVersion: "2", metric: "match", item: "1", score: 1 },
    { suite: "ethics", suiteVersion: "2", metric: "f1", item: "1", score: 0.25 },
    { suite: "ethics", suiteVersion: "2", metric: "match", item: "2", score: 0 },
  ];

  it("make the rows after them what the log was, its headline checked", async () => {
    const report = await read(rowsSource("a", [{ header }, ...scores, { ...row, suite: "other" }]));
    expect(report.files[0]).toMatchObject({ problems: [], headerMatches: true });
    expect(report.files[0]?.checks).toEqual([
      { task: "ethics", metric: "match", header: 0.5, recomputed: 0.5, matches: true },
      { task: "ethics", metric: "f1", header: 1, recomputed: 0.25, matches: "not_comparable" },
    ]);
    expect(report.results.map((result) => [result.header.harness, result.header.task])).toEqual([
      ["inspect", "ethics"],
      ["native", "other"],
    ]);
    expect(report.results[0]?.header).toEqual(header);
    const again = await read(textSource("b", report.results.flatMap((result) => [...nativeLines(result)]).join("\n")));
    expect(again.results.map(({ files: _files, ...result }) => result)).toEqual(
      report.results.map(({ files: _files, ...result }) => result),
    );
  });

  it("tell runs apart, and clash with rows that say another direction", async () => {
    const other = { ...header, runId: "run2" };
    const zeros = scores.map((score) => ({ ...score, score: 0.125 }));
    const report = await read(rowsSource("a", [{ header }, ...scores, { header: other }, ...zeros]));
    expect(report.files[0]?.problems.map((problem) => problem.code)).toEqual(["several_runs"]);
    const clash = await read(
      rowsSource("a", [{ header }, { ...scores[1], direction: "higher" }, { ...scores[0], direction: "unknown" }]),
    );
    expect(clash.files[0]?.problems).toMatchObject([{ place: "line 2 /direction", code: "conflicting_direction" }]);
  });

  it("that are wrong are problems", async () => {
    const wrong = [
      { header: 1 },
      { header: { ...header, harness: "none" } },
      { header: { ...header, expectedRows: "2" } },
    ];
    const report = await read(rowsSource("a", [row, ...wrong]));
    expect(codes(report)).toEqual(["invalid_header", "invalid_header", "invalid_header"]);
  });
});

describe("scanned and careful lines", () => {
  it("say the same of any row, and of any line that is nearly one", async () => {
    const text = fc.constantFrom("a", "b c", "é", "\u{1f600}", "", "x".repeat(70), 'q"', "back\\slash");
    const number = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0.1, 1e21, 123456789012345680000, 0.000001),
    );
    const line = fc.record(
      {
        suite: fc.constantFrom("s", "t"),
        suiteVersion: fc.constantFrom("1", 2),
        variant: fc.constantFrom("v", "w"),
        metric: fc.constantFrom("m", "n", "o"),
        item: fc.oneof(text, fc.nat(), fc.integer()),
        epoch: fc.constantFrom(1, 2, 3, 1.5, "1"),
        score: fc.oneof(number, fc.constant(null)),
        status: fc.constantFrom("ok", "error", "fine"),
        cluster: fc.constantFrom("k", "", 3),
        condition: fc.constantFrom("c", ""),
        seed: fc.constantFrom("7", 7),
        strata: fc.constantFrom("st"),
        itemHash: fc.constantFrom("h", "i"),
        direction: fc.constantFrom("higher", "lower"),
        extra: fc.constant(1),
      },
      { requiredKeys: ["suite", "item", "score"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), fc.nat(), async (rows, salt) => {
        // a space before the first key is no different to a careful reader, and unusual enough for the scanner
        const plain = [JSON.stringify(row), ...rows.map((one) => JSON.stringify(one))];
        const odd = plain.map((one) => `\t${one}`);
        const cut = plain.map((one, at) => ((at + salt) % 11 === 5 ? one.slice(0, -1 - (salt % 5)) : one));
        const [scanned, careful] = [
          await read(textSource("a", plain.join("\n"))),
          await read(textSource("a", odd.join("\n"))),
        ];
        expect(scanned.results).toEqual(careful.results);
        expect(scanned.files[0]?.problems).toEqual(careful.files[0]?.problems);
        expect(scanned.files[0]?.rows).toBe(careful.files[0]?.rows);
        const broken = await read(textSource("a", cut.join("\r\n")));
        const same = await read(textSource("a", cut.map((one) => `\t${one}`).join("\n")));
        expect(broken.results).toEqual(same.results);
        expect(broken.files[0]?.problems.map((problem) => [problem.place, problem.code])).toEqual(
          same.files[0]?.problems.map((problem) => [problem.place, problem.code]),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe("nativeLines", () => {
  it("written and read again give the same results", async () => {
    const score = fc.record({
      suite: fc.constantFrom("a", "b"),
      suiteVersion: fc.constantFrom("1", undefined),
      variant: fc.constantFrom("v", undefined),
      metric: fc.constantFrom("m", "n,none", "o/p"),
      item: fc.constantFrom("1", "x y", "é\n", "\u{1f600}"),
      epoch: fc.integer({ min: 1, max: 3 }),
      score: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      status: fc.constantFrom("error", "refused", "timeout", "unscored"),
      condition: fc.constantFrom("", "dose 2"),
      seed: fc.constantFrom("7", undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(score, { minLength: 1, maxLength: 30 }), async (rows) => {
        const lines = rows.map(({ score: value, status, ...rest }) =>
          value === null
            ? { ...rest, score: null, status, tp: 1 }
            : { ...rest, score: Object.is(value, -0) ? 0 : value, cluster: `c${rest.item}` },
        );
        const first = await read(rowsSource("a", lines));
        const again = await read(
          textSource("b", first.results.flatMap((result) => [...nativeLines(result)]).join("\n")),
        );
        expect(again.files[0]?.problems).toEqual([]);
        const kept = (report: ReadReport) => report.results.map(({ files: _files, ...result }) => result);
        const plain = kept(first);
        for (const result of plain) if (result.table !== null) blankMixed(result.table);
        const back = kept(again);
        for (const result of back) if (result.table !== null) blankMixed(result.table);
        expect(back).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  it("carries directions, summaries and judgements, and says where a direction is not known", async () => {
    const rows = [
      { suite: "s", metric: "acc", mean: 0.5, standardError: 0.1, n: 10, direction: "lower" },
      { suite: "s", metric: "pass", successes: 3, n: 4, direction: "unknown" },
      { suite: "s", item: "1", preferred: "tie", rater: "r", cluster: "c" },
    ];
    const first = await read(rowsSource("a", rows));
    const again = await read(textSource("b", first.results.flatMap((result) => [...nativeLines(result)]).join("\n")));
    expect(again.results.map(({ summaries, judgements }) => ({ summaries, judgements }))).toEqual(
      first.results.map(({ summaries, judgements }) => ({ summaries, judgements })),
    );
    expect(again.results[0]?.header.metrics.acc?.direction).toBe("lower");
    expect(again.results[0]?.header.metrics.pass?.direction).toBeNull();
  });
});

/** Order of metrics is that of arrival, and no part of what a table says. */
function blankMixed(table: { scores: Readonly<Record<string, Float64Array>> }): void {
  const scores = table.scores as Record<string, Float64Array>;
  const sorted = Object.entries(scores).sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [name] of sorted) delete scores[name];
  for (const [name, column] of sorted) scores[name] = column;
}
