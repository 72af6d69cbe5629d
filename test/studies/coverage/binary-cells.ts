/** Right or wrong on the same items. */
import type { RowCell } from "./cell.ts";
import { accuracy, layoutOf, oneSeed } from "./items.ts";

/** How probable the outcomes of one item are; what is left: both arms are wrong. */
interface Outcomes {
  both: number;
  treatmentOnly: number;
  baselineOnly: number;
}

function pairedBinary(options: {
  name: string;
  what: string;
  items: number;
  outcomes: Outcomes;
  warning?: string;
  bca?: boolean;
  relativeRisk?: boolean;
}): RowCell {
  const { items, outcomes, relativeRisk = false } = options;
  const { both, treatmentOnly, baselineOnly } = outcomes;
  const layout = layoutOf({ items });
  const difference = treatmentOnly - baselineOnly;
  const changed = treatmentOnly + baselineOnly;
  const variance = changed - difference * difference;
  const third = difference - 3 * difference * changed + 2 * difference * difference * difference;
  return {
    kind: "row",
    name: `paired-binary/${options.name}`,
    what: options.what,
    metric: relativeRisk ? { ...accuracy, kind: "relative-risk" } : accuracy,
    seedsMatched: false,
    truth: relativeRisk ? Math.log((both + treatmentOnly) / (both + baselineOnly)) : difference,
    facts: {
      items,
      nonZero: items * changed,
      skew: third / (variance * Math.sqrt(variance)),
      clusters: null,
      seeds: null,
      continuous: false,
    },
    warning: options.warning ?? null,
    analytic: true,
    bootstrap: true,
    bca: options.bca ?? false,
    draw: (draws) => {
      const treatment = new Float64Array(items);
      const baseline = new Float64Array(items);
      for (let i = 0; i < items; i++) {
        const u = draws.uniform();
        if (u < both + treatmentOnly) treatment[i] = 1;
        if (u < both || (u >= both + treatmentOnly && u < both + changed)) baseline[i] = 1;
      }
      return { treatment: oneSeed(layout, treatment), baseline: oneSeed(layout, baseline) };
    },
  };
}

export const binaryCells: readonly RowCell[] = [
  pairedBinary({
    name: "middle-100",
    what: "100 items, .55 against .50, 30 % change",
    items: 100,
    outcomes: { both: 0.375, treatmentOnly: 0.175, baselineOnly: 0.125 },
    bca: true,
  }),
  pairedBinary({
    name: "middle-400",
    what: "400 items, .55 against .50, 30 % change",
    items: 400,
    outcomes: { both: 0.375, treatmentOnly: 0.175, baselineOnly: 0.125 },
  }),
  pairedBinary({
    name: "null-150",
    what: "150 items, .50 in both arms, 30 % change",
    items: 150,
    outcomes: { both: 0.35, treatmentOnly: 0.15, baselineOnly: 0.15 },
  }),
  pairedBinary({
    name: "ceiling-400",
    what: "400 items, .97 against .96, 5 % change",
    items: 400,
    outcomes: { both: 0.94, treatmentOnly: 0.03, baselineOnly: 0.02 },
  }),
  pairedBinary({
    name: "ceiling-100",
    what: "100 items, .985 against .965, 3 % change",
    items: 100,
    outcomes: { both: 0.96, treatmentOnly: 0.025, baselineOnly: 0.005 },
    warning: "few_nonzero_differences",
  }),
  pairedBinary({
    name: "ceiling-30",
    what: "30 items, .99 against .97, 3 % change",
    items: 30,
    outcomes: { both: 0.9635, treatmentOnly: 0.0265, baselineOnly: 0.0065 },
    warning: "few_nonzero_differences",
    bca: true,
  }),
  pairedBinary({
    name: "relative-risk-150",
    what: "150 items, .55 against .50, log ratio of the rates",
    items: 150,
    outcomes: { both: 0.375, treatmentOnly: 0.175, baselineOnly: 0.125 },
    relativeRisk: true,
  }),
];
