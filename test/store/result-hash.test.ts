import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnHash } from "../../packages/store/src/result/canonical-column.ts";
import { decodeResult, encodeResult, resultHash, type StoredResult } from "../../packages/store/src/result-blob.ts";
import { anyResult, smallResult, suiteOf } from "./stored-results.ts";

describe("a result's hash", () => {
  it("is pinned: a change of it orphans every comparison", () => {
    expect(resultHash(smallResult())).toMatchInlineSnapshot(
      `"43c7ea0ff4b17161ae7c2e26f522f750d7c514fbc53212e34ebc9ef0102000d8"`,
    );
    expect(resultHash(suiteOf(2000))).toMatchInlineSnapshot(
      `"c879c3010b094b7cdfd45e04d3da9312111e5e8aaa6bb99d3c813a54d1e790b1"`,
    );
    expect(resultHash({ ...smallResult(), table: null, judgements: [] })).toMatchInlineSnapshot(
      `"bee569496543ad3821a66e589b78457ea72c98a3432b224f78a5554f8ded6766"`,
    );
  });

  it("survives being stored", () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        expect(resultHash(decodeResult(encodeResult(result)))).toBe(resultHash(result));
      }),
    );
  });

  it("does not see where a run came from, nor orders that mean nothing", () => {
    const result = smallResult();
    const { scores } = result.table!;
    const table = { ...result.table!, scores: { logprob: scores.logprob!, accuracy: scores.accuracy! } };
    const header = {
      ...result.header,
      task: "arc_easy",
      model: "other",
      runId: null,
      created: null,
      metrics: { accuracy: { direction: "higher" as const, mean: 0.7, headline: "other" as const } },
    };
    const same = { ...result, header, table, judgements: [...result.judgements].reverse(), files: ["another.eval"] };
    expect(resultHash(same)).toBe(resultHash(smallResult()));
  });

  it("takes −0 as 0, any NaN as one, and empty texts as none", () => {
    const withZero = (zero: number): StoredResult => {
      const result = smallResult();
      result.table!.scores.logprob![0] = zero;
      return result;
    };
    expect(resultHash(withZero(-0))).toBe(resultHash(withZero(0)));
    const odd = smallResult();
    new DataView(odd.table!.scores.logprob!.buffer).setBigUint64(8, 0x7ff8000000000123n, true);
    expect(resultHash(odd)).toBe(resultHash(smallResult()));
    const { itemHash: _, ...table } = smallResult().table!;
    const blank = { ...table, itemHash: ["", ""] };
    expect(resultHash({ ...smallResult(), table: blank })).toBe(resultHash({ ...smallResult(), table }));
  });

  it("sees everything that a comparison can see", () => {
    const hashes = new Set([resultHash(smallResult())]);
    const changes: ((result: StoredResult) => StoredResult)[] = [
      (result) => ({ ...result, suite: "arc-challenge" }),
      (result) => ({ ...result, variant: "v" }),
      (result) => ({ ...result, condition: "persona" }),
      (result) => ({ ...result, seed: "1" }),
      (result) => ({ ...result, metric: "logprob" }),
      (result) => ({ ...result, header: { ...result.header, harness: "lm-eval" } }),
      (result) => ({ ...result, header: { ...result.header, taskVersion: "3" } }),
      (result) => ({ ...result, header: { ...result.header, taskArgs: {} } }),
      (result) => ({ ...result, header: { ...result.header, grader: "gpt" } }),
      (result) => ({ ...result, header: { ...result.header, promptHash: null } }),
      (result) => ({ ...result, header: { ...result.header, metrics: {} } }),
      (result) => ({ ...result, summaries: {} }),
      (result) => ({ ...result, judgements: result.judgements.slice(1) }),
      (result) => ({ ...result, table: null }),
      ...[
        { items: ["a", "c"] },
        { offsets: Int32Array.of(0, 1, 3), epoch: Int32Array.of(1, 1, 2) },
        { epoch: Int32Array.of(1, 3, 1) },
        { status: Uint8Array.of(0, 1, 0) },
        { scores: { accuracy: Float64Array.of(1, Number.NaN, 0) } },
        { itemHash: ["h1", "h3"] },
        { cluster: ["c", "d"] },
        { stratum: ["", "t"] },
        { weight: Float64Array.of(1, 2) },
        { tp: Float64Array.of(1, 0, 4) },
        { fp: Float64Array.of(1, 0, 4) },
        { fn: Float64Array.of(1, 0, 4) },
        { subscores: {} },
      ].map((change) => (result: StoredResult) => ({ ...result, table: { ...result.table!, ...change } })),
    ];
    for (const change of changes) hashes.add(resultHash(change(smallResult())));
    expect(hashes.size).toBe(changes.length + 1);
  });

  it("rests on bytes that anyone can write again", () => {
    const hash = (hex: string) => createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");
    expect(columnHash({ kind: "number", values: Float64Array.of(1, -0, Number.NaN) })).toBe(
      hash("000000000000f03f" + "0000000000000000" + "000000000000f87f"),
    );
    expect(columnHash({ kind: "integer", values: [1, -1] })).toBe(hash("01000000" + "ffffffff"));
    expect(columnHash({ kind: "text", values: ["a", "", "ü"] })).toBe(
      hash("01000000" + "61" + "00000000" + "02000000" + "c3bc"),
    );
  });
});
