import type { ArmItems } from "../arm-items.ts";
import { type RatioUnits, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import { mean } from "../sum.ts";
import type { RowContext } from "./design-result.ts";
import { standardDeviation } from "./spread.ts";
import { unitsOfArm } from "./units-of-arm.ts";

/** An arm's training seeds crossed with its units: what each seed measured, and how each unit moved it. */
export interface SeedParts {
  /** the arm's figure by seed, on the scale of the comparison */
  values: Float64Array;
  /** influence of every unit by seed */
  influences: readonly Float64Array[];
  /** mean over the seeds */
  value: number;
  influence: Float64Array;
  units: readonly RatioUnits[];
  clustered: boolean;
  /** units: clusters, or items */
  k: number;
}

/** Splits an arm by seed. Null without items, or where a seed leaves the metric undefined. */
export function seedParts(items: ArmItems, context: RowContext): SeedParts | null {
  const { metric, scale } = context;
  const seeds = items.bySeed.map((_, seed) => unitsOfArm(items, metric, items, seed));
  const units = seeds.flatMap((each) => (each ? [each.units] : []));
  const estimates = units.flatMap((each) => ratioOfSums(each) ?? []);
  if (items.ids.length === 0 || estimates.length === 0 || estimates.length !== items.bySeed.length) return null;
  if (scale === "log" && estimates.some(({ value }) => value <= 0)) return null;
  const values = Float64Array.from(estimates, ({ value }) => (scale === "log" ? Math.log(value) : value));
  const influences = estimates.map(({ value, influence }) =>
    scale === "log" ? influence.map((each) => each / value) : influence,
  );
  return {
    values,
    influences,
    value: mean(values),
    influence: averageOf(influences),
    units,
    clustered: seeds[0]?.clustered ?? false,
    k: influences[0]!.length,
  };
}

/** The mean of arrays, place by place. */
export function averageOf(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0]!.map((_, i) => arrays.reduce((total, each) => total + each[i]!, 0) / arrays.length);
}

/** One term of a variance: what it adds (or, negative, takes away) and how well it is known. */
export interface VariancePart {
  variance: number;
  degreesOfFreedom: number;
}

/**
 * What several seeds add to the variance of their mean: s²/R of their values, less the interaction of seeds and units
 * (its mean square over R·n), which the variance over the units contains already. Empty with one seed.
 *
 * @see two-way random effects without replication; Owen (2007), Ann. Appl. Stat. 1
 */
export function seedVariance(
  values: Float64Array,
  influences: readonly Float64Array[],
): { seeds: VariancePart; interaction: VariancePart } | null {
  const seeds = values.length;
  if (seeds < 2) return null;
  const deviation = standardDeviation(values) ?? 0;
  const average = averageOf(influences);
  const k = average.length;
  let squares = 0;
  for (const influence of influences) {
    for (let unit = 0; unit < k; unit++) {
      const own = influence[unit]! - average[unit]!;
      squares += own * own;
    }
  }
  const interaction = k < 2 ? 0 : ((k / (k - 1)) * squares) / (seeds * (seeds - 1));
  return {
    seeds: { variance: (deviation * deviation) / seeds, degreesOfFreedom: seeds - 1 },
    interaction: { variance: -interaction, degreesOfFreedom: Math.max(1, (seeds - 1) * (k - 1)) },
  };
}
