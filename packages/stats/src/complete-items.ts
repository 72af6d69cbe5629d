import { type ArmItem, groupsOf } from "./arm-items.ts";
import type { Clusters } from "./clusters.ts";
import type { MetricDefinition } from "./input.ts";
import { extremesOf } from "./reduce-items.ts";
import { compareUtf8 } from "./utf8-order.ts";

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
  treatment: ReadonlyMap<string, ArmItem>;
  baseline: ReadonlyMap<string, ArmItem>;
  mismatched: ReadonlySet<string>;
  paired: boolean;
  metric: MetricDefinition;
}): CompletedItems | null {
  const { treatment, baseline, mismatched, paired, metric } = options;
  const extremes = extremesOf(metric);
  if (!extremes || !["mean", "rubric", "recall@k"].includes(metric.kind)) return null;
  const union = [...new Set([...treatment.keys(), ...baseline.keys()])].filter((id) => !mismatched.has(id));
  union.sort(compareUtf8);
  const own = (items: ReadonlyMap<string, ArmItem>) => (paired ? union : [...items.keys()].sort(compareUtf8));
  const ids = { treatment: own(treatment), baseline: own(baseline) };
  if (isComplete(ids.treatment, treatment) && isComplete(ids.baseline, baseline)) return null;
  if (ids.treatment.length === 0 || ids.baseline.length === 0) return null;
  const groups = {
    treatment: groupsOf(ids.treatment, treatment, paired ? baseline : null),
    baseline: groupsOf(ids.baseline, baseline, paired ? treatment : null),
  };
  const { worst, best } = extremes;
  return {
    worst: {
      treatment: fill(ids.treatment, treatment, "worst", worst),
      baseline: fill(ids.baseline, baseline, "best", best),
    },
    best: {
      treatment: fill(ids.treatment, treatment, "best", best),
      baseline: fill(ids.baseline, baseline, "worst", worst),
    },
    clusters: { treatment: groups.treatment.clusters, baseline: groups.baseline.clusters },
    weight: { treatment: groups.treatment.weight, baseline: groups.baseline.weight },
  };
}

function isComplete(ids: readonly string[], items: ReadonlyMap<string, ArmItem>): boolean {
  return ids.every((id) => items.get(id)?.seeds.every((seed) => seed !== undefined && seed.worst === seed.best));
}

function fill(
  ids: readonly string[],
  items: ReadonlyMap<string, ArmItem>,
  end: "worst" | "best",
  absent: number,
): Float64Array {
  return Float64Array.from(ids, (id) => {
    const item = items.get(id);
    if (!item) return absent;
    let sum = 0;
    for (const seed of item.seeds) sum += seed?.[end] ?? absent;
    return sum / item.seeds.length;
  });
}
