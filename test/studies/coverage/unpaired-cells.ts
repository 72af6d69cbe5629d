/** Arms on items of their own. */
import type { RowCell } from "./cell.ts";
import type { Draws } from "./draws.ts";
import { accuracy, inClusters, layoutOf, oneSeed, unbounded } from "./items.ts";

type Arm = (draws: Draws) => Float64Array;

interface UnpairedOptions {
  name: string;
  what: string;
  truth: number;
  items: readonly [treatment: number, baseline: number];
  nonZero?: number;
  binary?: boolean;
  /** clusters of equal size in each arm */
  clusters?: number;
  warning?: string;
  treatment: Arm;
  baseline: Arm;
}

function unpaired(options: UnpairedOptions): RowCell {
  const { items, clusters, warning, binary = false } = options;
  const [one, other] = items.map((count, arm) =>
    layoutOf({
      items: count,
      prefix: arm === 0 ? "t" : "b",
      ...(clusters ? { clusters: inClusters(new Array<number>(clusters).fill(count / clusters)) } : {}),
    }),
  );
  const fewest = Math.min(...items);
  return {
    kind: "row",
    name: `unpaired/${options.name}`,
    what: options.what,
    metric: binary ? accuracy : unbounded,
    seedsMatched: false,
    truth: options.truth,
    facts: {
      items: fewest,
      nonZero: options.nonZero ?? fewest,
      skew: 0,
      clusters: clusters ?? null,
      seeds: null,
      continuous: !binary,
    },
    warning: warning ?? null,
    analytic: true,
    bootstrap: warning === undefined,
    bca: false,
    draw: (draws) => {
      const treatment = oneSeed(one!, options.treatment(draws));
      return { treatment, baseline: oneSeed(other!, options.baseline(draws)) };
    },
  };
}

const rightWithRate =
  (items: number, rate: number): Arm =>
  (draws) =>
    Float64Array.from({ length: items }, () => (draws.chance(rate) ? 1 : 0));

const normal =
  (items: number, { mean, deviation }: { mean: number; deviation: number }): Arm =>
  (draws) =>
    Float64Array.from({ length: items }, () => mean + deviation * draws.normal());

const normalInClusters =
  (clusters: number, size: number, mean: number): Arm =>
  (draws) => {
    const scores = new Float64Array(clusters * size);
    for (let cluster = 0; cluster < clusters; cluster++) {
      const shift = mean + 0.4 * draws.normal();
      for (let i = 0; i < size; i++) scores[cluster * size + i] = shift + 0.9 * draws.normal();
    }
    return scores;
  };

export const unpairedCells: readonly RowCell[] = [
  unpaired({
    name: "binary-120-150",
    what: "120 against 150 other items, rates .60 and .50",
    truth: 0.1,
    items: [120, 150],
    nonZero: 48,
    binary: true,
    treatment: rightWithRate(120, 0.6),
    baseline: rightWithRate(150, 0.5),
  }),
  unpaired({
    name: "ceiling-400",
    what: "400 against 400 other items, rates .97 and .95",
    truth: 0.02,
    items: [400, 400],
    nonZero: 12,
    binary: true,
    treatment: rightWithRate(400, 0.97),
    baseline: rightWithRate(400, 0.95),
  }),
  unpaired({
    name: "normal-100-150",
    what: "100 against 150 other items, normal, deviations 1 and 2",
    truth: 0.2,
    items: [100, 150],
    treatment: normal(100, { mean: 0.2, deviation: 1 }),
    baseline: normal(150, { mean: 0, deviation: 2 }),
  }),
  unpaired({
    name: "clusters-20x6",
    what: "20 clusters of 6 other items in each arm, normal",
    truth: 0.2,
    items: [120, 120],
    clusters: 20,
    treatment: normalInClusters(20, 6, 0.2),
    baseline: normalInClusters(20, 6, 0),
  }),
  unpaired({
    name: "clusters-8x15",
    what: "8 clusters of 15 other items in each arm, normal",
    truth: 0.2,
    items: [120, 120],
    clusters: 8,
    warning: "few_clusters",
    treatment: normalInClusters(8, 15, 0.2),
    baseline: normalInClusters(8, 15, 0),
  }),
];
