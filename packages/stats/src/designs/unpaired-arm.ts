import type { ArmItems } from "../arm-items.ts";
import { designEffect } from "../intervals/clustered-mean.ts";
import { linearisedError, type RatioOfSums, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import { isSumOfScores } from "../reduce-items.ts";
import type { RowContext } from "./design-result.ts";
import { isConstant, type Units, unitsOf } from "./units.ts";
import { unitsOfArm } from "./units-of-arm.ts";

/** One arm by itself. */
export interface UnpairedArm {
  items: ArmItems;
  units: Units;
  estimate: RatioOfSums;
  /** null where constant */
  standardError: number | null;
  k: number;
}

/** An arm's own figure. Null without items, or where the metric is undefined on them. */
export function unpairedArm(items: ArmItems, { metric, tolerance }: RowContext): UnpairedArm | null {
  const units = unitsOfArm(items, metric, items);
  const estimate = units && ratioOfSums(units.units);
  if (!units || !estimate || items.ids.length === 0) return null;
  const constant = isConstant(units.units, estimate.value, tolerance);
  const standardError = constant ? null : linearisedError(estimate.influence);
  return { items, units, estimate, standardError, k: estimate.influence.length };
}

/** The clustered over the independent variance of the difference; null for ratios of sums. */
export function armsDesignEffect(arms: readonly UnpairedArm[], { metric }: RowContext): number | null {
  if (!isSumOfScores(metric)) return null;
  let clustered = 0;
  let independent = 0;
  for (const { items, standardError } of arms) {
    const alone = ratioOfSums(unitsOf(items.score, { clusters: null, weight: items.weight }, "items").units);
    clustered += square(standardError ?? 0);
    independent += square((alone && linearisedError(alone.influence)) ?? 0);
  }
  return designEffect(Math.sqrt(clustered), Math.sqrt(independent));
}

function square(value: number): number {
  return value * value;
}
