/** The same items in both arms, in clusters. */
import type { MetricDefinition } from "@evenmatch/stats";
import type { Facts, RowCell } from "./cell.ts";
import type { Draws } from "./draws.ts";
import { accuracy, inClusters, layoutOf, oneSeed, unbounded } from "./items.ts";

interface ClusteredOptions {
  name: string;
  what: string;
  metric: MetricDefinition;
  truth: number;
  facts: Facts;
  warning?: string;
  bca?: boolean;
  analytic?: boolean;
  /** how many items each cluster has, and baseline and treatment score of an item of it */
  sizes: (draws: Draws) => readonly number[];
  cluster: (draws: Draws, size: number) => () => readonly [baseline: number, treatment: number];
}

function clustered(options: ClusteredOptions): RowCell {
  let layout = layoutOf({ items: 0 });
  let laidOut = "";
  return {
    kind: "row",
    name: `paired-clustered/${options.name}`,
    what: options.what,
    metric: options.metric,
    seedsMatched: false,
    truth: options.truth,
    facts: options.facts,
    warning: options.warning ?? null,
    analytic: options.analytic ?? false,
    bootstrap: true,
    bca: options.bca ?? false,
    draw: (draws) => {
      const sizes = options.sizes(draws);
      // one layout for all draws of the same sizes: the items need to be brought together only once
      if (sizes.join() !== laidOut) {
        const clusters = inClusters(sizes);
        layout = layoutOf({ items: clusters.length, clusters });
        laidOut = sizes.join();
      }
      const scores = sizes.flatMap((size) => {
        const item = options.cluster(draws, size);
        return Array.from({ length: size }, () => item());
      });
      return {
        treatment: oneSeed(
          layout,
          Float64Array.from(scores, ([, treatment]) => treatment),
        ),
        baseline: oneSeed(
          layout,
          Float64Array.from(scores, ([baseline]) => baseline),
        ),
      };
    },
  };
}

const even = (clusters: number, size: number) => () => new Array<number>(clusters).fill(size);
const uneven = (clusters: number) => () => Array.from({ length: clusters }, (_, i) => 1 + ((i * 7) % 12));

/** clusters of two kinds: in one 35 % of the items are gained and 5 % lost, in the other 10 % and 25 % */
const binaryItem: ClusteredOptions["cluster"] = (draws) => {
  const [gained, lost] = draws.chance(0.5) ? [0.35, 0.05] : [0.1, 0.25];
  return () => {
    const u = draws.uniform();
    if (u < gained) return [0, 1];
    if (u < gained + lost) return [1, 0];
    return draws.chance(0.5) ? [1, 1] : [0, 0];
  };
};

/** a sixth of the variance of the differences is between clusters */
const normalItem: ClusteredOptions["cluster"] = (draws) => {
  const shift = 0.2 + 0.4 * draws.normal();
  return () => {
    const own = draws.normal();
    return [own, own + shift + 0.9 * draws.normal()];
  };
};

/** 7 % of the items gained, all in the few clusters where anything changes */
const sparseItem: ClusteredOptions["cluster"] = (draws) => {
  const gained = draws.chance(0.2) ? 0.35 : 0;
  return () => (draws.chance(gained) ? [0, 1] : [1, 1]);
};

/** clusters of 2 or of 14 items; the large ones improve by .6, the small ones not at all */
const informativeItem: ClusteredOptions["cluster"] = (draws, size) => {
  const shift = (size > 2 ? 0.6 : 0) + 0.4 * draws.normal();
  return () => {
    const own = draws.normal();
    return [own, own + shift + 0.9 * draws.normal()];
  };
};

const facts = (items: number, clusters: number, more: Partial<Facts> = {}): Facts => ({
  items,
  nonZero: items,
  skew: 0,
  clusters,
  seeds: null,
  continuous: true,
  ...more,
});

export const clusteredCells: readonly RowCell[] = [
  clustered({
    name: "binary-20x8",
    what: "20 clusters of 8, right or wrong, clusters of two kinds",
    metric: accuracy,
    truth: 0.075,
    facts: facts(160, 20, { nonZero: 60, skew: -0.04, continuous: false }),
    bca: true,
    sizes: even(20, 8),
    cluster: binaryItem,
  }),
  clustered({
    name: "normal-uneven-24",
    what: "24 clusters of 1 to 12, normal differences, a sixth of the variance between clusters",
    metric: unbounded,
    truth: 0.2,
    facts: facts(156, 24),
    bca: true,
    sizes: uneven(24),
    cluster: normalItem,
  }),
  clustered({
    name: "mean-of-clusters-24",
    what: "the same, every cluster weighing alike",
    metric: { ...unbounded, weighting: "clusters" },
    truth: 0.2,
    facts: facts(156, 24),
    sizes: uneven(24),
    cluster: normalItem,
  }),
  clustered({
    name: "informative-sizes-30",
    what: "30 clusters of 2 or 14 items, the large ones improve more",
    metric: unbounded,
    truth: (0.6 * 14) / 16,
    facts: facts(240, 30),
    sizes: (draws) => Array.from({ length: 30 }, () => (draws.chance(0.5) ? 14 : 2)),
    cluster: informativeItem,
  }),
  clustered({
    name: "binary-8x16",
    what: "8 clusters of 16, right or wrong",
    metric: accuracy,
    truth: 0.075,
    facts: facts(128, 8, { nonZero: 48, skew: -0.04, continuous: false }),
    warning: "few_clusters",
    bca: true,
    sizes: even(8, 16),
    cluster: binaryItem,
  }),
  clustered({
    name: "normal-12x10",
    what: "12 clusters of 10, normal differences",
    metric: unbounded,
    truth: 0.2,
    facts: facts(120, 12),
    warning: "few_clusters",
    sizes: even(12, 10),
    cluster: normalItem,
  }),
  clustered({
    name: "normal-5x24",
    what: "5 clusters of 24, normal differences: CR1 with t",
    metric: unbounded,
    truth: 0.2,
    facts: facts(120, 5),
    warning: "few_clusters",
    analytic: true,
    sizes: even(5, 24),
    cluster: normalItem,
  }),
  clustered({
    name: "sparse-20x6",
    what: "20 clusters of 6, differences in about 4 of them",
    metric: accuracy,
    truth: 0.07,
    facts: facts(120, 20, { nonZero: 8.4, skew: 3.4, continuous: false }),
    warning: "skewed",
    sizes: even(20, 6),
    cluster: sparseItem,
  }),
];
