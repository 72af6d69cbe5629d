import type { RowPlan } from "../input.ts";
import type { BootstrapBlock, Interval } from "../row.ts";
import { acceleration, bcaInterval } from "./bca.ts";
import { tTwoSidedFromDraws } from "./draws-p.ts";
import { basicInterval, monteCarloError, percentileInterval, studentisedInterval, withWidth } from "./percentile.ts";
import { sortedDefined } from "./sorted-defined.ts";

/** The bootstrap replicates of one statistic, with what it was. */
export interface Replicates {
  estimate: number;
  standardError: number | null;
  /** one per replicate; NaN where the resample leaves the statistic undefined */
  values: Float64Array;
  /** the standard error inside each resample, NaN where undefined; null where the statistic has none */
  standardErrors: Float64Array | null;
  /** the statistic without each unit in turn, when asked */
  jackknife: () => Float64Array | null;
}

/** A bootstrap block with what the studentised test needs of it. */
export interface BootstrapResult {
  block: BootstrapBlock;
  /** share of resamples whose studentised value is undefined */
  undefinedShare: number;
  /** two-sided, dual to the studentised interval; null where that is */
  p: number | null;
}

/**
 * What does the bootstrap say of a row: the interval of the plan's kind, the studentised one, se and Monte-Carlo errors?
 *
 * `sign`: +1 where a greater difference is better, −1 where a smaller, null without a direction. Undefined resamples are
 * dropped and counted; the interval is null where they exceed (1 − level)/2. O(B log B).
 *
 * @see Davison & Hinkley (1997), ch. 5; oracle: scipy.stats.bootstrap, exact enumeration of all resamples
 */
export function bootstrapBlock(replicates: Replicates, plan: RowPlan, sign: 1 | -1 | null): BootstrapResult {
  const { estimate, standardError, values, standardErrors } = replicates;
  const { level } = plan;
  const drawn = values.length;
  const allowed = (drawn * (1 - level)) / 2;
  const ascending = sortedDefined(values);
  const undefinedValues = drawn - ascending.length;
  // of few defined resamples all may be alike: that is no deviation of 0
  const moves = ascending.length > 1 && ascending[0] !== ascending.at(-1);
  const usable = moves && undefinedValues <= allowed;
  const deviation = moves ? standardDeviation(ascending) : null;

  const pivots = standardErrors && standardError !== null ? studentise(values, standardErrors, estimate) : null;
  const undefinedPivots = pivots ? drawn - pivots.length : drawn;
  const studentised =
    pivots && standardError !== null && undefinedPivots <= allowed && pivots.length > 1
      ? withWidth(studentisedInterval({ ascending: pivots, estimate, standardError, level }))
      : null;

  const tolerance = 1e-9 * (deviation ?? 0);
  const byKind = (): Interval | null => {
    if (plan.bootstrap === "studentised") return studentised;
    if (!usable) return null;
    if (plan.bootstrap === "basic") return basicInterval(ascending, estimate, level);
    if (plan.bootstrap === "percentile") return percentileInterval(ascending, level);
    const jackknife = replicates.jackknife();
    const accelerated = jackknife && acceleration(jackknife);
    return accelerated === null
      ? null
      : bcaInterval({ ascending, estimate, acceleration: accelerated, level, tolerance });
  };

  return {
    block: {
      kind: plan.bootstrap,
      replicates: drawn,
      interval: withWidth(byKind()),
      studentised,
      standardError: deviation,
      monteCarloError: usable ? monteCarloError(ascending, level) : null,
      undefinedResamples: plan.bootstrap === "studentised" ? undefinedPivots : undefinedValues,
      shareImproved: sign === null || ascending.length === 0 ? null : shareAbove(ascending, sign, tolerance),
    },
    undefinedShare: undefinedPivots / drawn,
    p: studentised && pivots && standardError !== null ? tTwoSidedFromDraws(pivots, estimate / standardError) : null,
  };
}

/** (replicate − estimate) / its own standard error, ascending, where both are defined */
function studentise(values: Float64Array, standardErrors: Float64Array, estimate: number): Float64Array {
  return sortedDefined(values.map((value, i) => (value - estimate) / standardErrors[i]!));
}

function standardDeviation(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (values.length - 1));
}

function shareAbove(ascending: Float64Array, sign: 1 | -1, tolerance: number): number {
  let above = 0;
  for (const value of ascending) {
    if (sign * value > tolerance) above += 1;
    else if (sign * value >= -tolerance) above += 0.5;
  }
  return above / ascending.length;
}
