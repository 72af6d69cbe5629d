import type { Clusters } from "../clusters.ts";
import { drawIndices } from "../random/draw-indices.ts";
import { replicatesPerBlock, type StreamRoot, startBlock } from "../random/stream.ts";

/** An arm whose quantile is redrawn: values, and the clusters that are drawn whole. */
export interface QuantileArm {
  values: Float64Array;
  clusters: Clusters | null;
}

/**
 * How do quantiles (type 7) vary over resamples of a population: of one arm, or of two on the same items?
 *
 * `populations`: arms that are drawn together; answers, for each population and arm, one quantile a replicate.
 * O(replicates · units).
 *
 * @see Hyndman & Fan (1996); oracle: numpy.quantile of 200,000 resamples
 */
export function quantileReplicates(options: {
  /** populations drawn by themselves, in this order; each of one arm, or of two that share their items */
  populations: readonly (readonly QuantileArm[])[];
  p: number;
  root: StreamRoot;
  replicates: number;
}): Float64Array[][] {
  const { populations, p, root, replicates } = options;
  const state = new Int32Array(4);
  const prepared = populations.map((arms) => {
    const { values, clusters } = arms[0]!;
    const units = clusters?.count ?? values.length;
    return {
      units,
      indices: new Int32Array(units),
      times: new Int32Array(units),
      arms: arms.map((arm) => ({ ...sorted(arm), out: new Float64Array(replicates) })),
    };
  });
  for (let replicate = 0; replicate < replicates; replicate++) {
    if (replicate % replicatesPerBlock === 0) startBlock(root, replicate / replicatesPerBlock, state);
    for (const { units, indices, times, arms } of prepared) {
      drawIndices(state, units, units, indices);
      times.fill(0);
      for (const index of indices) times[index]! += 1;
      for (const arm of arms) arm.out[replicate] = quantileOfDrawn(arm, times, p);
    }
  }
  return prepared.map(({ arms }) => arms.map(({ out }) => out));
}

interface SortedArm {
  /** ascending values, and the unit that each belongs to */
  ascending: Float64Array;
  unit: Int32Array;
}

function sorted({ values, clusters }: QuantileArm): SortedArm {
  const order = Array.from(values, (_, i) => i).sort((left, right) => values[left]! - values[right]! || left - right);
  return {
    ascending: Float64Array.from(order, (i) => values[i]!),
    unit: Int32Array.from(order, (i) => clusters?.index[i] ?? i),
  };
}

/** the type-7 quantile of values of which each unit was drawn so many times */
function quantileOfDrawn({ ascending, unit }: SortedArm, times: Int32Array, p: number): number {
  let drawn = 0;
  for (let i = 0; i < unit.length; i++) drawn += times[unit[i]!]!;
  const position = p * (drawn - 1);
  const below = Math.floor(position);
  let passed = 0;
  for (let i = 0; i < unit.length; i++) {
    passed += times[unit[i]!]!;
    if (passed <= below) continue;
    const value = ascending[i]!;
    if (position === below || passed > below + 1) return value;
    let next = i + 1;
    while (times[unit[next]!] === 0) next += 1;
    return value + (position - below) * (ascending[next]! - value);
  }
  return Number.NaN;
}
