import type { Plan } from "@evenmatch/contract/plan";
import { compareBytes } from "@evenmatch/formats/byte-order";
import { type Aligned, align, type PersistenceInput, type SuiteInput } from "@evenmatch/stats";
import type { Followed } from "./axis.ts";
import { rowPlan } from "./digests.ts";

/** What the statistics follow, and how much of the suite that is. */
export interface CurveInput {
  input: PersistenceInput;
  /** items that pair at every point, of those that pair at any */
  coverage: number;
  /** fewest training seeds of an arm, over the points */
  seeds: number;
}

/**
 * The scores of one row along the axis: the items that pair at every point, averaged over epochs and training seeds.
 *
 * `inputs`: the scores at each point, in the order of `row.points`. Answers why not, where the arms don't pair item by
 * item at a point, where items are weighted, or where no item stands at every point. Clusters are those of the first point.
 */
export function curveInput(
  row: Followed,
  inputs: readonly SuiteInput[],
  options: { plan: Plan; key: string; direction: "higher" | "lower" },
): CurveInput | string {
  const aligned: Aligned[] = [];
  for (const [k, input] of inputs.entries()) {
    const { label, pair } = row.points[k]!; // one input for each point
    const { arms } = input;
    if ("judgements" in arms || arms.treatment.kind !== "items" || arms.baseline.kind !== "items") {
      return `needed scores of items, found none at ${label}`;
    }
    const plan = rowPlan(options.plan, pair.definition.metric.range);
    const { treatment, baseline } = arms;
    const both = align({ treatment: treatment.seeds, baseline: baseline.seeds, metric: input.metric, plan });
    if (both.pairing !== "paired") return `needed arms that pair item by item, found them unpaired at ${label}`;
    if (both.treatment.weight !== null) return `needed items that weigh alike, found weights at ${label}`;
    aligned.push(both);
  }
  const { common, union } = sharedItems(aligned);
  if (common.length === 0) return "needed an item that pairs at every point, found none";
  const points = aligned.map(({ treatment, baseline }, k) => {
    const { label, dose } = row.points[k]!;
    const position = new Map(treatment.ids.map((id, i) => [id, i]));
    const column = (scores: Float64Array) => Float64Array.from(common, (id) => scores[position.get(id)!]!);
    return { label, dose, treatment: column(treatment.score), baseline: column(baseline.score) };
  });
  return {
    input: { key: options.key, direction: options.direction, points, cluster: clustersOf(aligned[0]!, common) },
    coverage: common.length / union,
    seeds: Math.min(...aligned.flatMap(({ seeds }) => [seeds.treatment.length, seeds.baseline.length])),
  };
}

function sharedItems(aligned: readonly Aligned[]): { common: string[]; union: number } {
  const points = new Map<string, number>();
  for (const { treatment } of aligned) {
    for (const id of treatment.ids) points.set(id, (points.get(id) ?? 0) + 1);
  }
  const common = [...points].filter(([, n]) => n === aligned.length).map(([id]) => id);
  return { common: common.sort(compareBytes), union: points.size };
}

function clustersOf({ treatment }: Aligned, items: readonly string[]): Int32Array | null {
  const { clusters, ids } = treatment;
  if (clusters === null) return null;
  const position = new Map(ids.map((id, i) => [id, i]));
  return Int32Array.from(items, (id) => clusters.index[position.get(id)!]!);
}
