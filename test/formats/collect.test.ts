import { createHash } from "node:crypto";
import { memorySource, readSources, type Source } from "@evenmatch/formats";
import { compareBytes, sortByBytes } from "@evenmatch/formats/byte-order";
import { headlineAgrees } from "@evenmatch/formats/header-check";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsSource, textSource } from "./sources.ts";

const row = { suite: "s", item: "a", score: 1 };

describe("readSources", () => {
  it("reports every file once, in the order given, with its hash and size", async () => {
    const sources = [
      rowsSource("b", [row]),
      textSource("a", "what is this?"),
      memorySource("empty", new Uint8Array(0)),
    ];
    const report = await readSources(sources);
    expect(report.files.map((file) => [file.file, file.format, file.bytes])).toEqual([
      ["b", "native-ndjson", 35],
      ["a", null, 13],
      ["empty", null, 0],
    ]);
    const hash = createHash("sha256").update("what is this?").digest("hex");
    expect(report.files[1]?.sha256).toBe(hash);
    expect(report.files[1]?.problems).toEqual([
      {
        place: "",
        code: "unknown_format",
        text: expect.stringMatching(/^needed one of native-ndjson, .*, found a file that begins "what is this\?"$/),
      },
    ]);
    expect(report.files[2]?.problems[0]?.text).toMatch(/found an empty file$/);
    expect(await readSources([])).toEqual({ files: [], results: [] });
  });

  it("tells formats by content, not by name", async () => {
    const report = await readSources([
      rowsSource("results_2026.json", [row]),
      textSource("x.eval", "suite,item,score\ns,a,1\n"),
    ]);
    expect(report.files.map((file) => file.format)).toEqual(["native-ndjson", "native-csv"]);
  });

  it("reads as what it is told to, and then says what doesn't fit", async () => {
    const report = await readSources([textSource("a", "what is this?\n"), rowsSource("b", [row])], {
      format: "native-ndjson",
    });
    expect(report.files.map((file) => [file.format, file.problems[0]?.code])).toEqual([
      ["native-ndjson", "invalid_json"],
      ["native-ndjson", undefined],
    ]);
    const csv = await readSources([rowsSource("b", [row])], { format: "native-csv" });
    expect(csv.files[0]?.problems[0]?.code).toBe("invalid_csv");
    expect(csv.results).toEqual([]);
  });

  it("lists a thousand problems and counts the rest", async () => {
    const report = await readSources([
      rowsSource("a", [row, ...Array.from({ length: 1500 }, () => ({ ...row, score: "x" }))]),
    ]);
    expect(report.files[0]?.problems).toHaveLength(1001);
    expect(report.files[0]?.problems.at(-1)).toMatchObject({
      code: "more_problems",
      text: expect.stringContaining("500"),
    });
    expect(report.files[0]).toMatchObject({ rows: 1, rejected: 1500 });
  });

  it("gives up a file that is wrong throughout, a reading with too many tasks, and says so first", async () => {
    const wrong = rowsSource("a", [row, ...Array.from({ length: 100_001 }, () => ({ suite: "s" }))]);
    const report = await readSources([wrong, rowsSource("b", [row])]);
    expect(report.files[0]).toMatchObject({ rows: 0, problems: { 0: { code: "too_many_problems" } } });
    expect(report.results[0]?.files).toEqual(["b"]);
    const tasks = await readSources([
      rowsSource(
        "a",
        Array.from({ length: 10_001 }, (_, at) => ({ ...row, suite: `s${at}` })),
      ),
    ]);
    expect(tasks.files[0]).toMatchObject({ rows: 0, problems: [{ code: "too_many_tasks" }] });
    expect(tasks.results).toEqual([]);
  });

  it("gives the same results whatever the order of rows and files", async () => {
    const rows = fc.uniqueArray(
      fc.record({
        suite: fc.constantFrom("s", "t"),
        metric: fc.constant("m"),
        item: fc
          .string({ unit: "grapheme", minLength: 1, maxLength: 3 })
          .filter((text) => !/[\ud800-\udfff]/u.test(text)),
        epoch: fc.integer({ min: 1, max: 4 }),
        score: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      { selector: (one) => `${one.suite} ${one.epoch} ${one.item}`, minLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(), async (list, cut) => {
        const at = cut % list.length;
        const forward = await readSources([rowsSource("a", list)]);
        const backward = await readSources([
          rowsSource("a", list.slice(at).reverse()),
          rowsSource("b", list.slice(0, at).reverse()),
        ]);
        expect(backward.results.map((result) => result.table)).toEqual(forward.results.map((result) => result.table));
      }),
      { numRuns: 50 },
    );
  });

  it("counts nothing of a source that fails: the failure is the caller's", async () => {
    const failing: Source = {
      ...rowsSource("a", [row]),
      async *stream() {
        yield Buffer.from("{");
        throw new Error("the disk is gone");
      },
    };
    await expect(readSources([failing])).rejects.toThrow("the disk is gone");
  });
});

describe("order of items", () => {
  const sorted = (ids: readonly string[]): (string | undefined)[] => {
    const encoded = ids.map((id) => Buffer.from(id));
    const starts = Int32Array.from([0, ...encoded].keys());
    for (const [at, bytes] of encoded.entries()) starts[at + 1] = (starts[at] as number) + bytes.length;
    const order = sortByBytes({ bytes: Buffer.concat(encoded), starts }, Int32Array.from(ids.keys()));
    return Array.from(order, (index) => ids[index]);
  };
  const byBytes = (ids: readonly string[]): string[] =>
    [...ids].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

  it("is that of their UTF-8 bytes", () => {
    const piece = fc.oneof(fc.constantFrom("", "item-", "a\0", "\0", "ÿ"), fc.string({ unit: "binary", maxLength: 8 }));
    const ids = fc.array(
      fc.tuple(piece, piece).map(([one, two]) => one + two),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(ids, (strings) => {
        expect(sorted(strings)).toEqual(byBytes(strings));
        expect([...strings].sort(compareBytes)).toEqual(byBytes(strings));
      }),
    );
    const narrow = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\0", "é"), maxLength: 12 }), {
      minLength: 30,
      maxLength: 200,
    });
    fc.assert(
      fc.property(narrow, (strings) => {
        expect(sorted(strings)).toEqual(byBytes(strings));
      }),
    );
  });

  it("holds for many numbered ids", () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `question-${(at * 7919) % 5000}`);
    expect(sorted(ids)).toEqual(byBytes(ids));
    const long = ids.map((id) => `${"x".repeat(300)}${id}`);
    expect(sorted(long)).toEqual(byBytes(long));
    const alike = [...ids.slice(0, 100), ...Array.from({ length: 100 }, () => "question-")];
    expect(sorted(alike)).toEqual(byBytes(alike));
  });
});

describe("a file's headline", () => {
  it("agrees to a relative 1e-9, or once rounded to its own three to six decimals", () => {
    expect(headlineAgrees(0.3365777086197396, 0.33657770861973946)).toBe(true);
    expect(headlineAgrees(0.333, 1 / 3)).toBe(true);
    expect(headlineAgrees(0.431, 0.4314)).toBe(true);
    expect(headlineAgrees(0.431, 0.4316)).toBe(false);
    expect(headlineAgrees(0.5, 0.46)).toBe(false);
    expect(headlineAgrees(1, 0.999999)).toBe(false);
    expect(headlineAgrees(0, 0)).toBe(true);
    expect(headlineAgrees(0.33, 1 / 3)).toBe(false);
  });
});
