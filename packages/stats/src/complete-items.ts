import type { Arm } from "./arm.ts";
import { type Chosen, groupsOf } from "./arm-items.ts";
import type { Clusters } from "./clusters.ts";
import { float64Of, int32Of } from "./columns.ts";
import type { MetricDefinition } from "./input.ts";
import { extremesOf } from "./reduce-items.ts";

/** Two arms in which no score is missing. */
export interface CompletedArms {
  treatment: Float64Array;
  baseline: Float64Array;
}

/** The two completions of the missing data, over the union of the items (of unpaired arms: each over its own). */
export interface CompletedItems {
  /** missing scores of the treatment at worst, of the baseline at best */
  worst: CompletedArms;
  /** the other way round */
  best: CompletedArms;
  clusters: { treatment: Clusters | null; baseline: Clusters | null };
  weight: { treatment: Float64Array | null; baseline: Float64Array | null };
}

/**
 * What would the arms hold, were every missing score as bad or as good as the range allows?
 *
 * An item that only one arm has is missing from the other; epochs without a score are completed within their item; items
 * whose contents differ are left out. Null where nothing is missing, or the range or direction has no worst and best.
 *
 * @see Manski (1990), Amer. Econ. Rev. 80
 */
export function completeItems(options: {
  treatment: Arm;
  baseline: Arm;
  /** all items that either arm has, but those whose contents differ, ascending; −1 where an arm lacks one */
  union: { ids: readonly string[]; treatment: Int32Array; baseline: Int32Array };
  paired: boolean;
  metric: MetricDefinition;
}): CompletedItems | null {
  const { union, paired, metric } = options;
  const extremes = extremesOf(metric);
  if (!extremes || !["mean", "rubric", "recall@k"].includes(metric.kind)) return null;
  const chosen = (name: "treatment" | "baseline"): Chosen => {
    const arm = options[name];
    return { arm, items: paired ? union[name] : int32Of(arm.ids.length, (item) => item) };
  };
  const treatment = chosen("treatment");
  const baseline = chosen("baseline");
  if (isComplete(treatment) && isComplete(baseline)) return null;
  if (treatment.items.length === 0 || baseline.items.length === 0) return null;
  const groups = paired
    ? { treatment: groupsOf(union.ids, [treatment, baseline]), baseline: groupsOf(union.ids, [baseline, treatment]) }
    : { treatment: groupsOf(treatment.arm.ids, [treatment]), baseline: groupsOf(baseline.arm.ids, [baseline]) };
  const { worst, best } = extremes;
  return {
    worst: { treatment: fill(treatment, "worst", worst), baseline: fill(baseline, "best", best) },
    best: { treatment: fill(treatment, "best", best), baseline: fill(baseline, "worst", worst) },
    clusters: { treatment: groups.treatment.clusters, baseline: groups.baseline.clusters },
    weight: { treatment: groups.treatment.weight, baseline: groups.baseline.weight },
  };
}

/** Has every seed all of these items, with all of their scores? */
function isComplete({ arm: { seeds }, items }: Chosen): boolean {
  return items.every((item) =>
    seeds.every(({ at, reduced }) => {
      const own = item < 0 ? -1 : at[item]!;
      return own >= 0 && reduced.completed!.worst[own] === reduced.completed!.best[own];
    }),
  );
}

function fill({ arm: { seeds }, items }: Chosen, end: "worst" | "best", absent: number): Float64Array {
  return float64Of(items.length, (i) => {
    const item = items[i]!;
    if (item < 0) return absent;
    let sum = 0;
    for (const { at, reduced } of seeds) sum += at[item]! < 0 ? absent : reduced.completed![end][at[item]!]!;
    return sum / seeds.length;
  });
}
