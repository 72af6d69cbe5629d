import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../packages/store/src/canonical.ts";
import { decodeColumns, decodeResult, encodeResult, ResultBlobError } from "../../packages/store/src/result-blob.ts";
import { anyResult, smallResult, suiteOf } from "./stored-results.ts";

describe("a stored result in bytes", () => {
  it("comes back as it was, whatever it was", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        expect(decodeResult(encodeResult(result))).toEqual(result);
      }),
      { numRuns: 200 },
    );
  });

  it("comes back with every column, and without those it never had", () => {
    expect(decodeResult(encodeResult(smallResult()))).toEqual(smallResult());
    const bare = { ...smallResult(), table: null, judgements: [] };
    expect(decodeResult(encodeResult(bare))).toEqual(bare);
    const { cluster: _, ...table } = smallResult().table!;
    expect(Object.keys(decodeResult(encodeResult({ ...smallResult(), table })).table ?? {})).not.toContain("cluster");
  });

  it("is the same bytes on any machine, whatever order its keys were made in", () => {
    const result = smallResult();
    const { scores } = result.table!;
    const turned = {
      ...result,
      table: { ...result.table!, scores: { logprob: scores.logprob!, accuracy: scores.accuracy! } },
      header: Object.fromEntries(Object.entries(result.header).reverse()) as unknown as typeof result.header,
    };
    const bytes = encodeResult(result);
    expect(Buffer.compare(encodeResult(turned), bytes)).toBe(0);
    expect(sha256Hex(bytes)).toMatchInlineSnapshot(
      `"5958d4416c70d1fed92eb8422774c840fe1b229463c7c9c086da2eb58ea8a0e1"`,
    );
    expect(sha256Hex(encodeResult(suiteOf(2000)))).toMatchInlineSnapshot(
      `"1cf166722895c3d35dbc184a88d961f101caf59da8d292556ab95c8aa93de3e2"`,
    );
  });

  it("says nothing of time or system: no date, system 255, in every member", () => {
    const bytes = Buffer.from(encodeResult(smallResult()));
    const members = bytes.toString("latin1").split("\u001f\u008b\u0008").slice(1);
    expect(members.length).toBeGreaterThan(15);
    for (const member of members) expect(member.slice(1, 7)).toBe("\0\0\0\0\0\u00ff");
  });

  it("can be read by any gzip: header first", () => {
    const text = gunzipSync(encodeResult(smallResult())).toString("latin1");
    expect(text).toContain('"format":"evenmatch-result"');
    expect(text.startsWith('{"columns":[')).toBe(true);
  });

  it("takes 5,000 items in 33 KB", () => {
    expect(encodeResult(suiteOf(5000)).length).toBeLessThan(33_000);
    const continuous = suiteOf(5000);
    const scores = {
      ...continuous.table!.scores,
      acc: continuous.table!.scores.acc!.map((x, i) => (x * (i % 101)) / 100),
    };
    expect(encodeResult({ ...continuous, table: { ...continuous.table!, scores } }).length).toBeLessThan(33_000);
  });

  it("writes −0 as 0", () => {
    const result = smallResult();
    result.table!.scores.logprob![0] = -0;
    expect(Object.is(decodeResult(encodeResult(result)).table?.scores.logprob?.[0], 0)).toBe(true);
  });

  it("keeps names that objects inherit", () => {
    const result = smallResult();
    const scores = Object.fromEntries([
      ["__proto__", Float64Array.of(1, 2, 3)],
      ["constructor", Float64Array.of(4, 5, 6)],
    ]);
    const back = decodeResult(encodeResult({ ...result, table: { ...result.table!, scores } }));
    expect(Object.entries(back.table?.scores ?? {})).toEqual(Object.entries(scores));
  });

  it("refuses tables that break their contract", () => {
    const { table } = smallResult();
    const broken = [
      [{ items: ["b", "a"] }, 'needed ascending items, found "b" before "a"'],
      [{ items: ["a", "a"] }, 'needed ascending items, found "a" before "a"'],
      [{ items: ["a"] }, "needed 2 offsets for 1 items, found 3"],
      [{ offsets: Int32Array.of(0, 2, 2) }, "needed offsets from 0 to the 3 rows, found 0 to 2"],
      [{ offsets: Int32Array.of(0, 4, 3) }, "needed ascending offsets, found 4 before 3"],
      [{ epoch: Int32Array.of(1, 1, 1) }, 'needed ascending epochs of item "a", found 1 before 1'],
      [{ status: Uint8Array.of(0, 9, 0) }, "needed codes of known statuses, found 9"],
      [{ weight: Float64Array.of(1) }, "needed 2 values of weight, found 1"],
      [{ scores: { acc: new Float64Array(2) } }, "needed 3 values of score acc, found 2"],
      [{ items: ["a", "\ud800"] }, "needed well-formed text"],
    ] as const;
    for (const [change, message] of broken) {
      const encode = () => encodeResult({ ...smallResult(), table: { ...table!, ...change } });
      expect(encode).toThrow(ResultBlobError);
      expect(encode).toThrow(message);
    }
    const summaries = { x: { kind: "aggregate" as const, mean: Number.NaN, standardError: null, n: null } };
    expect(() => encodeResult({ ...smallResult(), summaries })).toThrow("needed a header that JSON can hold");
  });

  it("orders items by UTF-8, where UTF-16 would not", () => {
    const { table, ...result } = smallResult();
    const ordered = { ...table!, items: ["\uffee", "\u{1f3b2}"] };
    expect(decodeResult(encodeResult({ ...result, table: ordered })).table?.items).toEqual(ordered.items);
    expect(() => encodeResult({ ...result, table: { ...ordered, items: ["\u{1f3b2}", "\uffee"] } })).toThrow(
      "ascending",
    );
  });

  it("says so when its bytes are cut short, and never gives half of it", () => {
    const bytes = encodeResult(smallResult());
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeResult(bytes.subarray(0, length))).toThrow(ResultBlobError);
    }
    expect(() => decodeResult(Buffer.concat([bytes, Buffer.from([0])]))).toThrow(ResultBlobError);
  });

  it("notices damage anywhere that changes what it says", () => {
    const original = encodeResult(smallResult());
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Buffer.from(original);
        bytes[at] = bytes[at]! ^ flip;
        let back: unknown;
        try {
          back = decodeResult(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ResultBlobError);
          return;
        }
        expect(back).toEqual(smallResult());
      }),
      { numRuns: 500 },
    );
  });

  it("refuses other files and later versions", () => {
    expect(() => decodeResult(new TextEncoder().encode("{}"))).toThrow("needed the bytes of a stored result");
    expect(() => decodeResult(new Uint8Array(100))).toThrow("needed the bytes of a stored result");
  });
});

describe("its columns", () => {
  it("are those of the result, one at a time", () => {
    const result = smallResult();
    const table = result.table!;
    const columns = decodeColumns(encodeResult(result), { metric: "logprob" });
    expect(columns.scores).toEqual(table.scores.logprob);
    expect(columns.score("accuracy")).toEqual(table.scores.accuracy);
    expect(columns.metrics).toEqual(["accuracy", "logprob"]);
    expect(columns.offsets()).toEqual(table.offsets);
    expect(columns.epoch()).toEqual(table.epoch);
    expect(columns.status()).toEqual(table.status);
    expect(columns.numbers("weight")).toEqual(table.weight);
    expect(columns.texts("cluster")).toEqual(table.cluster);
    expect(columns.texts("items")).toEqual(table.items);
    expect(columns.texts("items")).toBe(columns.texts("items"));
    expect(columns.subscore("safety")).toEqual(table.subscores?.safety);
    expect(columns.judgements()).toEqual(result.judgements);
    expect([columns.itemCount, columns.rowCount]).toEqual([2, 3]);
  });

  it("start with the primary metric, and lack what the result lacks", () => {
    const columns = decodeColumns(encodeResult(suiteOf(10)));
    expect(columns.scores).toEqual(suiteOf(10).table?.scores.acc);
    expect(columns.score("f1")).toBeUndefined();
    expect(columns.numbers("tp")).toBeUndefined();
    expect(columns.texts("stratum")).toBeUndefined();
    expect(decodeColumns(encodeResult(suiteOf(10)), { metric: "f1" }).scores).toBeUndefined();
    const none = decodeColumns(encodeResult({ ...smallResult(), table: null }));
    expect([none.itemsHash, none.itemCount, none.scores]).toEqual([null, 0, undefined]);
  });

  it("have one hash for the same items, another for others", () => {
    const hashOf = (items: number, prefix: string) => decodeColumns(encodeResult(suiteOf(items, { prefix }))).itemsHash;
    expect(hashOf(50, "x")).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(50, "x")).toBe(hashOf(50, "x"));
    expect(new Set([hashOf(50, "x"), hashOf(51, "x"), hashOf(50, "y")]).size).toBe(3);
  });

  it("share the ids of a result with the same items, and only of such a one", () => {
    const shared = new Map<string, readonly string[]>();
    const result = suiteOf(50);
    const first = decodeResult(encodeResult(result), shared);
    const { scores } = result.table!;
    const turned = Object.fromEntries(
      Object.entries(scores).map(([name, values]) => [name, values.map((each) => -each)]),
    );
    const second = decodeResult(encodeResult({ ...result, table: { ...result.table!, scores: turned } }), shared);
    expect(second.table?.items).toBe(first.table?.items);
    expect(second.table?.items).toEqual(result.table?.items);
    const other = decodeResult(encodeResult(suiteOf(51)), shared);
    expect(other.table?.items).toHaveLength(51);
    expect(shared.size).toBe(2);
  });

  it("do not need the ids: a damaged one is not looked at", () => {
    const bytes = Buffer.from(encodeResult(suiteOf(100)));
    const { header } = decodeColumns(bytes);
    expect(header.columns.at(-1)?.name).toBe("items");
    bytes[bytes.length - 1] = bytes[bytes.length - 1]! ^ 1;
    const columns = decodeColumns(bytes);
    expect(columns.scores).toHaveLength(100);
    expect(() => columns.texts("items")).toThrow(ResultBlobError);
  });
});
