/** Stored results for tests: one by hand, one of any size, any at all. */
import fc from "fast-check";
import { compareBytes } from "../../packages/formats/src/byte-order.ts";
import type { TaskHeader } from "../../packages/formats/src/reader.ts";
import type { ScoreTable } from "../../packages/formats/src/score-table.ts";
import type { StoredResult } from "../../packages/store/src/result-blob.ts";

export const header: TaskHeader = {
  harness: "inspect",
  task: "inspect_evals/arc_easy",
  variant: null,
  taskVersion: "2-B",
  taskArgs: { fewshot: 0, nested: { on: true } },
  model: "hf/treatment-143000",
  runId: "run-1",
  created: "2026-02-03T04:05:06Z",
  grader: null,
  promptHash: "abcd",
  metrics: { accuracy: { direction: "higher", mean: 0.5, headline: "mean" } },
};

/** Two items, three rows, every column there is. */
export function smallResult(): StoredResult {
  return {
    suite: "arc-easy",
    variant: "default",
    condition: "",
    seed: null,
    metric: "accuracy",
    header,
    summaries: { perplexity: { kind: "aggregate", mean: 12.5, standardError: null, n: 40 } },
    judgements: [
      { item: "q1", preferred: "tie", rater: "r1", cluster: "" },
      { item: "q1", preferred: "treatment", rater: "r2", cluster: "" },
    ],
    table: {
      items: ["a", "b"],
      offsets: Int32Array.of(0, 2, 3),
      epoch: Int32Array.of(1, 2, 1),
      status: Uint8Array.of(0, 3, 0),
      scores: {
        accuracy: Float64Array.of(1, Number.NaN, 0),
        logprob: Float64Array.of(-1.25, Number.NaN, -0.1),
      },
      itemHash: ["h1", "h2"],
      cluster: ["c", "c"],
      stratum: ["", "s"],
      weight: Float64Array.of(1, 2.5),
      tp: Float64Array.of(1, 0, 3),
      fp: Float64Array.of(0, 0, 1),
      fn: Float64Array.of(0, 2, 0),
      subscores: { safety: Float64Array.of(0.5, Number.NaN, 1) },
    },
  };
}

/** A suite as they come: `items` items, two binary metrics, clusters of five. */
export function suiteOf(items: number, { prefix = "arc_easy-test" } = {}): StoredResult {
  const ids = Array.from({ length: items }, (_, i) => `${prefix}-${String(i).padStart(6, "0")}`);
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const table: ScoreTable = {
    items: ids,
    offsets: Int32Array.from({ length: items + 1 }, (_, i) => i),
    epoch: new Int32Array(items).fill(1),
    status: new Uint8Array(items),
    scores: {
      acc: Float64Array.from({ length: items }, () => Number(next() < 0.61)),
      acc_norm: Float64Array.from({ length: items }, () => Number(next() < 0.58)),
    },
    cluster: Array.from({ length: items }, (_, i) => `passage-${Math.floor(i / 5)}`),
  };
  return { ...smallResult(), metric: "acc", summaries: {}, judgements: [], table };
}

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const number = fc.oneof(
  fc.constantFrom(0, 1, 0.5, Number.NaN),
  fc.double().map((value) => value + 0),
);

function numbers(length: number): fc.Arbitrary<Float64Array> {
  return fc.array(number, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));
}

function texts(length: number): fc.Arbitrary<string[]> {
  const any = fc.array(text, { minLength: length, maxLength: length });
  const few = fc.array(fc.constantFrom("", "x", "yy"), { minLength: length, maxLength: length });
  return fc.oneof(any, few);
}

function tableOf(epochs: readonly (readonly [string, readonly number[]])[]): fc.Arbitrary<ScoreTable> {
  const sorted = [...epochs].sort(([left], [right]) => compareBytes(left, right));
  const items = sorted.map(([item]) => item);
  const offsets = new Int32Array(items.length + 1);
  for (const [at, [, rows]] of sorted.entries()) offsets[at + 1] = offsets[at]! + rows.length;
  const epoch = Int32Array.from(sorted.flatMap(([, rows]) => [...rows].sort((left, right) => left - right)));
  const rows = epoch.length;
  return fc.record(
    {
      items: fc.constant(items),
      offsets: fc.constant(offsets),
      epoch: fc.constant(epoch),
      status: fc.array(fc.nat(4), { minLength: rows, maxLength: rows }).map((codes) => Uint8Array.from(codes)),
      scores: fc.dictionary(text, numbers(rows), { maxKeys: 4 }),
      itemHash: texts(items.length),
      cluster: texts(items.length),
      stratum: texts(items.length),
      weight: numbers(items.length),
      tp: numbers(rows),
      fp: numbers(rows),
      fn: numbers(rows),
      subscores: fc.dictionary(text, numbers(rows), { minKeys: 1, maxKeys: 3 }),
    },
    { requiredKeys: ["items", "offsets", "epoch", "status", "scores"] },
  );
}

const epochs = fc.uniqueArray(fc.integer({ min: -5, max: 2_000_000_000 }), { minLength: 0, maxLength: 4 });

/** Any result that its contract allows. */
export const anyResult: fc.Arbitrary<StoredResult> = fc.record({
  suite: text,
  variant: text,
  condition: text,
  seed: fc.option(text),
  metric: text,
  header: fc.record({
    harness: fc.constantFrom("inspect" as const, "lm-eval" as const),
    task: text,
    variant: fc.option(text),
    taskVersion: fc.option(text),
    taskArgs: fc.dictionary(
      text,
      fc.jsonValue({ maxDepth: 2, noUnicodeString: false }).map(plain) as fc.Arbitrary<never>,
      {
        maxKeys: 3,
      },
    ),
    model: fc.option(text),
    runId: fc.option(text),
    created: fc.option(text),
    grader: fc.option(text),
    promptHash: fc.option(text),
    metrics: fc.dictionary(
      text,
      fc.record({
        direction: fc.constantFrom("higher" as const, "lower" as const, null),
        mean: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
        headline: fc.constantFrom("mean" as const, "other" as const),
      }),
      { maxKeys: 3 },
    ),
  }),
  summaries: fc.dictionary(
    text,
    fc.record({ kind: fc.constant("counts" as const), successes: fc.nat(), n: fc.nat() }),
    { maxKeys: 2 },
  ),
  judgements: fc.array(
    fc.record({
      item: text,
      preferred: fc.constantFrom("treatment" as const, "tie" as const, "baseline" as const),
      rater: text,
      cluster: text,
    }),
    { maxLength: 5 },
  ),
  table: fc.option(
    fc.uniqueArray(fc.tuple(text, epochs), { maxLength: 12, selector: ([item]) => item }).chain(tableOf),
  ),
});

/** What JSON text keeps of a value. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
