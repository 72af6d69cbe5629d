import type { ArmInput, MetricDefinition, SeedScores } from "@evenmatch/stats";

/** A metric as most cells have it. */
export const accuracy: MetricDefinition = {
  name: "accuracy",
  kind: "mean",
  direction: "higher",
  range: [0, 1],
  reducer: "mean",
  weighting: "items",
};

/** The same of scores without ends. */
export const unbounded: MetricDefinition = { ...accuracy, name: "score", range: null };

/** What the items of an arm are, whatever their scores. */
export interface Layout {
  ids: readonly string[];
  offsets: Int32Array;
  status: Uint8Array;
  epoch: Int32Array;
  cluster?: readonly string[];
  weight?: Float64Array;
}

/** Items named by number after `prefix`, in their order. `clusters[i]`: the cluster of item i. */
export function layoutOf(options: {
  items: number;
  epochs?: number;
  prefix?: string;
  clusters?: readonly number[];
  weight?: Float64Array;
}): Layout {
  const { items, epochs = 1, prefix = "i", clusters, weight } = options;
  return {
    ids: Array.from({ length: items }, (_, i) => `${prefix}${String(i).padStart(4, "0")}`),
    offsets: Int32Array.from({ length: items + 1 }, (_, i) => i * epochs),
    status: new Uint8Array(items * epochs),
    epoch: Int32Array.from({ length: items * epochs }, (_, row) => (row % epochs) + 1),
    ...(clusters ? { cluster: clusters.map((cluster) => `c${String(cluster).padStart(3, "0")}`) } : {}),
    ...(weight ? { weight } : {}),
  };
}

/** One seed's scores, item by item and within the item by epoch. */
export function seedScores(layout: Layout, score: Float64Array, seed: string | null = null): SeedScores {
  const { ids, ...rest } = layout;
  return { seed, items: ids, score, ...rest };
}

/** An arm of one seed. */
export function oneSeed(layout: Layout, score: Float64Array): ArmInput {
  return { kind: "items", seeds: [seedScores(layout, score)] };
}

/** An arm of several seeds, named in their order. */
export function severalSeeds(layout: Layout, scores: readonly Float64Array[]): ArmInput {
  return { kind: "items", seeds: scores.map((score, seed) => seedScores(layout, score, `seed-${seed}`)) };
}

/** Which cluster each item is in, clusters of these sizes one after the other. */
export function inClusters(sizes: readonly number[]): number[] {
  return sizes.flatMap((size, cluster) => new Array<number>(size).fill(cluster));
}
