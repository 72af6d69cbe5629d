/** Several training seeds in an arm, crossed with the items. */
import type { RowCell } from "./cell.ts";
import type { Draws } from "./draws.ts";
import { accuracy, layoutOf, oneSeed, severalSeeds, unbounded } from "./items.ts";

const items = 100;
const layout = layoutOf({ items });

interface CrossedOptions {
  name: string;
  what: string;
  seeds: readonly [treatment: number, baseline: number];
  binary?: boolean;
  matched?: boolean;
  /** deviation of a seed's effect; items' differences have about 0.6 */
  seedDeviation?: number;
  warning?: string;
  bootstrap?: boolean;
}

function crossed(options: CrossedOptions): RowCell {
  const { seeds, binary = false, matched = false, seedDeviation = 0.08 } = options;
  const [ofTreatment, ofBaseline] = seeds;
  const single = ofTreatment === 1 && ofBaseline === 1;
  return {
    kind: "row",
    name: single ? `paired/${options.name}` : `crossed/${options.name}`,
    what: options.what,
    metric: binary ? accuracy : unbounded,
    seedsMatched: matched,
    truth: binary ? 0.05 : 0.1,
    facts: {
      items,
      nonZero: binary ? 80 : items,
      skew: 0,
      clusters: null,
      seeds: Math.min(ofTreatment, ofBaseline),
      continuous: true,
    },
    warning: options.warning ?? null,
    analytic: true,
    bootstrap: options.bootstrap ?? false,
    bca: false,
    draw: (draws) => {
      const scores = binary ? binaryScores(draws, seeds) : normalScores(draws, { seeds, seedDeviation, matched });
      if (single) return { treatment: oneSeed(layout, scores[0][0]!), baseline: oneSeed(layout, scores[1][0]!) };
      return { treatment: severalSeeds(layout, scores[0]), baseline: severalSeeds(layout, scores[1]) };
    },
  };
}

type ArmScores = readonly [treatment: Float64Array[], baseline: Float64Array[]];

function normalScores(
  draws: Draws,
  { seeds, seedDeviation, matched }: { seeds: readonly [number, number]; seedDeviation: number; matched: boolean },
): ArmScores {
  const own = Float64Array.from({ length: items }, () => draws.normal());
  const gain = Float64Array.from({ length: items }, () => 0.1 + 0.6 * draws.normal());
  const shared = Array.from({ length: Math.max(...seeds) }, () => (matched ? 0.2 * draws.normal() : 0));
  const arm = (count: number, improvement: (item: number) => number) =>
    Array.from({ length: count }, (_, seed) => {
      const effect = shared[seed]! + seedDeviation * draws.normal();
      return own.map((ease, item) => ease + improvement(item) + effect + 0.3 * draws.normal());
    });
  const treatment = arm(seeds[0], (item) => gain[item]!);
  return [treatment, arm(seeds[1], () => 0)];
}

function binaryScores(draws: Draws, seeds: readonly [number, number]): ArmScores {
  const ease = Float64Array.from({ length: items }, () => 0.2 + 0.55 * draws.uniform());
  const arm = (count: number, improvement: number) =>
    Array.from({ length: count }, () => {
      const effect = 0.12 * draws.uniform() - 0.06;
      return ease.map((rate) => (draws.chance(rate + improvement + effect) ? 1 : 0));
    });
  const treatment = arm(seeds[0], 0.05);
  return [treatment, arm(seeds[1], 0)];
}

export const crossedCells: readonly RowCell[] = [
  crossed({ name: "normal-3x3", what: "3 seeds in each arm × 100 items, normal", seeds: [3, 3], bootstrap: true }),
  crossed({ name: "normal-5x3", what: "5 seeds against 3 × 100 items, normal", seeds: [5, 3] }),
  crossed({
    name: "seeds-matter-3x3",
    what: "the same with 3 seeds, whose effects make most of the variance",
    seeds: [3, 3],
    seedDeviation: 0.25,
  }),
  crossed({
    name: "binary-4x4",
    what: "4 seeds in each arm × 100 items, right or wrong",
    seeds: [4, 4],
    binary: true,
  }),
  crossed({
    name: "matched-3x3",
    what: "3 seeds with the same randomness in both arms × 100 items",
    seeds: [3, 3],
    matched: true,
  }),
  crossed({
    name: "normal-2x2",
    what: "2 seeds in each arm × 100 items, normal",
    seeds: [2, 2],
    warning: "few_seeds",
  }),
  crossed({
    name: "normal-3x1",
    what: "3 seeds against 1 × 100 items; the truth is about other trainings",
    seeds: [3, 1],
    warning: "seed_variance_unmeasured",
  }),
  crossed({
    name: "one-seed-100",
    what: "1 seed in each arm × 100 items; the truth is about other trainings",
    seeds: [1, 1],
    bootstrap: true,
    warning: "seed_variance_unmeasured",
  }),
];
