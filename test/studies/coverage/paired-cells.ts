/** Scores of any kind on the same items. */
import type { MetricDefinition, SeedScores } from "@evenmatch/stats";
import type { Facts, RowCell } from "./cell.ts";
import type { Draws } from "./draws.ts";
import { accuracy, type Layout, layoutOf, oneSeed, seedScores, unbounded } from "./items.ts";

const rubric: MetricDefinition = { ...accuracy, name: "rubric", kind: "rubric" };

interface PairedOptions {
  name: string;
  what: string;
  layout: Layout;
  metric: MetricDefinition;
  truth: number;
  facts?: Partial<Facts>;
  warning?: string;
  bootstrap?: boolean;
  bca?: boolean;
  analytic?: boolean;
  /** baseline and treatment score of one row of one item */
  item: (draws: Draws, epochs: number) => readonly (readonly [baseline: number, treatment: number])[];
}

export function paired(options: PairedOptions): RowCell {
  const { layout, item } = options;
  const items = layout.ids.length;
  const epochs = layout.status.length / items;
  return {
    kind: "row",
    name: options.name,
    what: options.what,
    metric: options.metric,
    seedsMatched: false,
    truth: options.truth,
    facts: { items, nonZero: items, skew: 0, clusters: null, seeds: null, continuous: true, ...options.facts },
    warning: options.warning ?? null,
    analytic: options.analytic ?? true,
    bootstrap: options.bootstrap ?? true,
    bca: options.bca ?? false,
    draw: (draws) => {
      const treatment = new Float64Array(items * epochs);
      const baseline = new Float64Array(items * epochs);
      for (let i = 0; i < items; i++) {
        item(draws, epochs).forEach(([other, one], epoch) => {
          baseline[i * epochs + epoch] = other;
          treatment[i * epochs + epoch] = one;
        });
      }
      return { treatment: oneSeed(layout, treatment), baseline: oneSeed(layout, baseline) };
    },
  };
}

const normalItem =
  (improvement: number): PairedOptions["item"] =>
  (draws) => {
    const own = draws.normal();
    return [[own, own + improvement + 0.8 * draws.normal()]];
  };

/** a rubric of which a share of the items gains a number drawn evenly from [least, most] */
function rubricItem(gain: { share: number; least: number; most: number; noise: number }): PairedOptions["item"] {
  return (draws) => {
    const own = 0.3 + 0.3 * draws.uniform();
    const gained = draws.chance(gain.share) ? gain.least + (gain.most - gain.least) * draws.uniform() : 0;
    return [[own, own + gained + gain.noise * draws.normal()]];
  };
}

/** counts of an item: four things to find, each found or not, and up to three false alarms */
function f1Cell(): RowCell {
  const items = 120;
  const layout = layoutOf({ items });
  const rates = { treatment: { found: 0.7, alarm: 0.3 }, baseline: { found: 0.6, alarm: 0.3 } };
  const f1 = ({ found, alarm }: { found: number; alarm: number }) => (8 * found) / (4 * found + 4 + 3 * alarm);
  const arm = (draws: Draws, ease: Float64Array, { found, alarm }: { found: number; alarm: number }): SeedScores => {
    const count = (times: number, rate: number) => {
      let hits = 0;
      for (let i = 0; i < times; i++) if (draws.chance(rate)) hits += 1;
      return hits;
    };
    const tp = Float64Array.from(ease, (shift) => count(4, found + shift));
    return {
      ...seedScores(layout, new Float64Array(items)),
      tp,
      fp: Float64Array.from({ length: items }, () => count(3, alarm)),
      fn: tp.map((hits) => 4 - hits),
    };
  };
  return {
    kind: "row",
    name: "paired/f1-120",
    what: "120 items with 4 things to find: .70 against .60 of them, 3 chances of a false alarm",
    metric: { ...accuracy, name: "f1", kind: "f1" },
    seedsMatched: false,
    truth: f1(rates.treatment) - f1(rates.baseline),
    facts: { items, nonZero: 100, skew: 0, clusters: null, seeds: null, continuous: true },
    warning: null,
    analytic: false,
    bootstrap: true,
    bca: false,
    draw: (draws) => {
      const ease = Float64Array.from({ length: items }, () => 0.4 * draws.uniform() - 0.2);
      return {
        treatment: { kind: "items", seeds: [arm(draws, ease, rates.treatment)] },
        baseline: { kind: "items", seeds: [arm(draws, ease, rates.baseline)] },
      };
    },
  };
}

const weightedItems = 150;

export const pairedCells: readonly RowCell[] = [
  paired({
    name: "paired/normal-100",
    what: "100 items, normal differences, improvement of a quarter of their deviation",
    layout: layoutOf({ items: 100 }),
    metric: unbounded,
    truth: 0.2,
    item: normalItem(0.2),
  }),
  paired({
    name: "paired/null-100",
    what: "100 items, normal differences, no improvement",
    layout: layoutOf({ items: 100 }),
    metric: unbounded,
    truth: 0,
    item: normalItem(0),
  }),
  paired({
    name: "paired/normal-20",
    what: "20 items, normal differences",
    layout: layoutOf({ items: 20 }),
    metric: unbounded,
    truth: 0.2,
    warning: "few_items",
    bca: true,
    item: normalItem(0.2),
  }),
  paired({
    name: "paired/rubric-skewed-150",
    what: "150 rubric items, 30 % gain up to .4 (skew 1.3)",
    layout: layoutOf({ items: 150 }),
    metric: rubric,
    truth: 0.06,
    facts: { skew: 1.29 },
    item: rubricItem({ share: 0.3, least: 0, most: 0.4, noise: 0.05 }),
  }),
  paired({
    name: "paired/rubric-very-skewed-100",
    what: "100 rubric items, 3 % gain .5 to 1 (skew 5.6)",
    layout: layoutOf({ items: 100 }),
    metric: rubric,
    truth: 0.0225,
    facts: { skew: 5.6 },
    warning: "skewed",
    bca: true,
    item: rubricItem({ share: 0.03, least: 0.5, most: 1, noise: 0.02 }),
  }),
  paired({
    name: "paired/epochs-100x4",
    what: "100 items × 4 epochs of right or wrong, items of every difficulty, +.05",
    layout: layoutOf({ items: 100, epochs: 4 }),
    metric: accuracy,
    truth: 0.05,
    facts: { nonZero: 65 },
    item: (draws, epochs) => {
      const ease = 0.1 + 0.7 * draws.uniform();
      return Array.from({ length: epochs }, () => [draws.chance(ease) ? 1 : 0, draws.chance(ease + 0.05) ? 1 : 0]);
    },
  }),
  paired({
    name: "paired/weighted-150",
    what: "150 items, weights 1 to 4, normal differences",
    layout: layoutOf({
      items: weightedItems,
      weight: Float64Array.from({ length: weightedItems }, (_, i) => 1 + (i % 4)),
    }),
    metric: unbounded,
    truth: 0.2,
    item: normalItem(0.2),
  }),
  paired({
    name: "paired/median-101",
    what: "101 items, normal scores, difference of the medians",
    layout: layoutOf({ items: 101 }),
    metric: { ...unbounded, kind: "quantile", quantile: 0.5 },
    truth: 0.2,
    analytic: false,
    item: normalItem(0.2),
  }),
  f1Cell(),
];

/** an ideal of ½; scores with deviation .15 */
function target(name: string, options: { what: string; means: readonly [number, number]; warning?: string }): RowCell {
  const [treatmentMean, baselineMean] = options.means;
  return paired({
    name: `target/${name}`,
    what: options.what,
    layout: layoutOf({ items: 120 }),
    metric: { ...accuracy, name: "rate", direction: "target", ideal: 0.5 },
    bootstrap: name !== "one-side-120",
    truth: Math.abs(treatmentMean - 0.5) - Math.abs(baselineMean - 0.5),
    ...(options.warning === undefined ? {} : { warning: options.warning }),
    item: (draws) => {
      const own = 0.1 * draws.normal();
      return [[baselineMean + own + 0.11 * draws.normal(), treatmentMean + own + 0.11 * draws.normal()]];
    },
  });
}

export const targetCells: readonly RowCell[] = [
  target("one-side-120", { what: "120 items, ideal .5, arms at .58 and .62", means: [0.58, 0.62] }),
  target("two-sides-120", { what: "120 items, ideal .5, arms at .60 and .35", means: [0.6, 0.35] }),
  target("at-ideal-120", {
    what: "120 items, ideal .5, arms at .50 and .56",
    means: [0.5, 0.56],
    warning: "at_ideal",
  }),
  target("both-near-120", {
    what: "120 items, ideal .5, arms at .49 and .51: either may be on either side",
    means: [0.49, 0.51],
    warning: "at_ideal",
  }),
];
