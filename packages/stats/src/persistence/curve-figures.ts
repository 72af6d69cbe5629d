import { tInterval } from "../intervals/t-interval.ts";
import type { CurveEstimate, DifferenceInDegradation, HalfLife, Retention } from "../persistence.ts";
import { mean } from "../sum.ts";
import { trapezoidWeights } from "./area.ts";
import { halfLife } from "./half-life.ts";
import { retention } from "./retention.ts";
import { covarianceOfMeans, type Units } from "./units.ts";

/** One curve: for each point one number per item, the same items at every point. */
export type Curve = readonly Float64Array[];

/** Which units carry the noise, and how many standard errors an interval reaches at the level. */
export interface Noise {
  units: Units;
  level: number;
  /** t at the level with (units − 1) degrees of freedom; Infinity with one unit */
  critical: number;
}

/** The mean of one column with its t interval; nulls with one unit or without variation. */
export function estimateOf(column: Float64Array, noise: Noise): CurveEstimate & { p: number | null } {
  const value = mean(column);
  const { units, level } = noise;
  const variance = units.units > 1 ? covarianceOfMeans(column, column, units) : 0;
  if (variance === 0) return { value, standardError: null, interval: null, p: null };
  const standardError = Math.sqrt(variance);
  const { interval, p } = tInterval({ estimate: value, standardError, degreesOfFreedom: units.units - 1, level });
  return { value, standardError, interval, p };
}

/** How much more of the improvement is there at point `k` than at the first: an item's own difference of differences. */
export function degradationAt(options: {
  label: string;
  curve: Curve;
  k: number;
  noise: Noise;
}): DifferenceInDegradation {
  const { label, curve, k, noise } = options;
  const start = curve[0]!;
  const change = curve[k]!.map((value, i) => value - start[i]!);
  return { label, degreesOfFreedom: noise.units.units - 1, ...estimateOf(change, noise) };
}

/** The share of a curve's first value that is left at point `k`. */
export function retentionAt(curve: Curve, k: number, { units, critical }: Noise): Retention | null {
  if (units.units < 2) return null;
  const start = curve[0]!;
  const later = curve[k]!;
  return retention({
    start: mean(start),
    later: mean(later),
    startVariance: covarianceOfMeans(start, start, units),
    laterVariance: covarianceOfMeans(later, later, units),
    covariance: covarianceOfMeans(start, later, units),
    critical,
  });
}

/** The area under a curve, as every item's own area: in units of value × dose, and divided by the dose's width. */
export function areaOf(
  doses: readonly number[],
  curve: Curve,
  noise: Noise,
): { total: CurveEstimate; mean: CurveEstimate } {
  const weights = trapezoidWeights(doses);
  const width = doses.at(-1)! - doses[0]!;
  const area = new Float64Array(curve[0]!.length);
  for (const [k, column] of curve.entries()) {
    for (let i = 0; i < area.length; i++) area[i]! += weights[k]! * column[i]!;
  }
  const { value, standardError, interval } = estimateOf(area, noise);
  return {
    total: { value, standardError, interval },
    mean: {
      value: value / width,
      standardError: standardError === null ? null : standardError / width,
      interval: interval === null ? null : [interval[0] / width, interval[1] / width],
    },
  };
}

/**
 * The half-life of a curve, with bounds from its resamples; null where the first value is near or below zero.
 *
 * `replicates`: the resampled means of each point. Bounds are order statistics, for a resample may lie beyond the last
 * dose. Points weigh by their precision where all have some, else alike.
 */
export function halfLifeOf(options: {
  doses: readonly number[];
  curve: Curve;
  replicates: readonly Float64Array[];
  noise: Noise;
}): HalfLife | null {
  const { doses, curve, replicates, noise } = options;
  const estimates = curve.map((column) => estimateOf(column, noise));
  const start = estimates[0]!;
  if (!(start.value > (start.standardError ?? 0) * noise.critical) || start.standardError === null) return null;
  const errors = estimates.map(({ standardError }) => standardError);
  const weights = errors.every((error) => error !== null) ? errors.map((error) => 1 / (error * error)) : undefined;
  const values = estimates.map(({ value }) => value);
  const resampled = new Float64Array(replicates[0]!.length);
  let defined = 0;
  for (let replicate = 0; replicate < resampled.length; replicate++) {
    const drawn = replicates.map((point) => point[replicate]!);
    const each = halfLife(doses, drawn, weights);
    if (each !== undefined) resampled[defined++] = each;
  }
  const ascending = resampled.subarray(0, defined).sort();
  const tail = ((1 - noise.level) / 2) * (defined - 1);
  return {
    value: finite(halfLife(doses, values, weights)),
    lower: finite(ascending[Math.floor(tail)]),
    upper: finite(ascending[Math.ceil(defined - 1 - tail)]),
  };
}

/** Null beyond the last dose. */
function finite(dose: number | undefined): number | null {
  return dose === undefined || dose === Number.POSITIVE_INFINITY ? null : dose;
}
