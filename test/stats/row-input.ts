import type { MetricDefinition, RowPlan, SeedScores, Status, SuiteInput } from "../../packages/stats/src/input.ts";
import { statuses } from "../../packages/stats/src/input.ts";
import { compareUtf8 } from "../../packages/stats/src/utf8-order.ts";

export const accuracy: MetricDefinition = {
  name: "accuracy",
  kind: "mean",
  direction: "higher",
  range: [0, 1],
  reducer: "mean",
  weighting: "items",
};

export const plan: RowPlan = {
  level: 0.95,
  replicates: 2000,
  seed: null,
  bootstrap: "percentile",
  margin: null,
  refusedAs: "missing",
  seedsMatched: false,
};

/** One item: its scores by epoch (null: missing for a cause), and what else is known of it. */
export interface TestItem {
  id: string;
  scores: readonly (number | Exclude<Status, "ok">)[];
  cluster?: string;
  weight?: number;
  hash?: string;
  counts?: readonly (readonly [tp: number, fp: number, fn: number])[];
}

/** An arm's seed from plain items, in whatever order. */
export function seedScores(items: readonly TestItem[], seed: string | null = null): SeedScores {
  const ordered = [...items].sort((one, other) => compareUtf8(one.id, other.id));
  const rows = ordered.flatMap(({ scores }) => scores);
  const counts = ordered.flatMap((item) => item.counts ?? item.scores.map(() => [0, 0, 0] as const));
  let offset = 0;
  return {
    seed,
    items: ordered.map(({ id }) => id),
    offsets: Int32Array.from([0, ...ordered.map(({ scores }) => (offset += scores.length))]),
    score: Float64Array.from(rows, (row) => (typeof row === "number" ? row : Number.NaN)),
    status: Uint8Array.from(rows, (row) => (typeof row === "number" ? 0 : statuses.indexOf(row))),
    epoch: Int32Array.from(ordered.flatMap(({ scores }) => scores.map((_, epoch) => epoch + 1))),
    itemHash: ordered.map(({ hash }) => hash ?? ""),
    cluster: ordered.map(({ cluster }) => cluster ?? ""),
    weight: Float64Array.from(ordered, ({ weight }) => weight ?? 1),
    tp: Float64Array.from(counts, ([tp]) => tp),
    fp: Float64Array.from(counts, ([, fp]) => fp),
    fn: Float64Array.from(counts, ([, , fn]) => fn),
  };
}

/** Items named i000, i001, … with one score each. */
export function singles(scores: readonly number[], clusters?: readonly string[]): TestItem[] {
  return scores.map((score, i) => ({
    id: `i${String(i).padStart(3, "0")}`,
    scores: [score],
    ...(clusters ? { cluster: clusters[i] as string } : {}),
  }));
}

/** A row of two arms with one seed each. */
export function rowOf(
  treatment: readonly TestItem[],
  baseline: readonly TestItem[],
  metric: Partial<MetricDefinition> = {},
): SuiteInput {
  return {
    key: "suite/variant/none/accuracy",
    metric: { ...accuracy, ...metric },
    arms: {
      treatment: { kind: "items", seeds: [seedScores(treatment)] },
      baseline: { kind: "items", seeds: [seedScores(baseline)] },
    },
  };
}
