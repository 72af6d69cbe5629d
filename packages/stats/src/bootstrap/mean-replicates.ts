import type { StreamRoot } from "../random/stream.ts";
import { mean } from "../sum.ts";
import type { Replicates } from "./block.ts";
import { resampleSums, type UnitTable } from "./resample-sums.ts";

/** relative size below which a resample's variance is rounding: all its units were equal */
const roundingShare = 1e-12;

/**
 * How does the mean of `values` vary over bootstrap resamples, and what is the standard error inside each?
 *
 * `values`: one for each unit, in score units. A resample of equal values has a mean and no standard error (NaN).
 * O(replicates · units).
 *
 * @see Efron & Tibshirani (1993), ch. 6; oracle: scipy.stats.bootstrap, exact enumeration
 */
export function meanReplicates(values: Float64Array, root: StreamRoot, replicates: number): Replicates {
  const n = values.length;
  const { mean, table } = centredTable(values);
  const sums = resampleSums([table], root, replicates)[0]!;
  const means = new Float64Array(replicates);
  const errors = new Float64Array(replicates);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += table.rows[2 * i + 1]!;
  for (let replicate = 0; replicate < replicates; replicate++) {
    means[replicate] = mean + sums[2 * replicate]! / n;
    errors[replicate] = Math.sqrt(varianceOfMean(sums[2 * replicate]!, sums[2 * replicate + 1]!, n));
  }
  return {
    estimate: mean,
    standardError: n > 1 && squares > 0 ? Math.sqrt(squares / (n * (n - 1))) : null,
    values: means,
    standardErrors: errors,
    jackknife: () => jackknifeOfMean(values, mean),
  };
}

/** The mean without each value in turn; `mean` is that of all. O(n). */
export function jackknifeOfMean(values: Float64Array, mean: number): Float64Array {
  const n = values.length;
  return values.map((value) => (mean * n - value) / (n - 1));
}

/**
 * How does the difference of two independent means vary over resamples, each arm's items redrawn by themselves?
 *
 * `treatment`, `baseline`: item scores, of any two lengths. The arm whose data come first in a fixed order is drawn first, so
 * that swapping the arms draws the same items. O(replicates · (n + m)).
 *
 * @see Efron & Tibshirani (1993), ch. 8; oracle: numpy, 200,000 resamples
 */
export function twoMeansReplicates(
  treatment: Float64Array,
  baseline: Float64Array,
  root: StreamRoot,
  replicates: number,
): Replicates {
  const arms = { treatment: centredTable(treatment), baseline: centredTable(baseline) };
  const [ofTreatment, ofBaseline] = drawnInFixedOrder(treatment, baseline, (flipped) => {
    const tables = flipped ? [arms.baseline.table, arms.treatment.table] : [arms.treatment.table, arms.baseline.table];
    return resampleSums(tables, root, replicates);
  });
  const values = new Float64Array(replicates);
  const errors = new Float64Array(replicates);
  const estimate = arms.treatment.mean - arms.baseline.mean;
  const n = treatment.length;
  const m = baseline.length;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const at = 2 * replicate;
    values[replicate] = estimate + (ofTreatment[at]! / n - ofBaseline[at]! / m);
    const one = varianceOfMean(ofTreatment[at]!, ofTreatment[at + 1]!, n);
    const other = varianceOfMean(ofBaseline[at]!, ofBaseline[at + 1]!, m);
    // one arm of equal values still leaves the other's variance; two leave none
    const variance = (Number.isNaN(one) ? 0 : one) + (Number.isNaN(other) ? 0 : other);
    errors[replicate] = variance > 0 ? Math.sqrt(variance) : Number.NaN;
  }
  const jackknife = () => jackknifeOfTwoMeans(treatment, baseline);
  return { estimate, standardError: null, values, standardErrors: errors, jackknife };
}

/** The difference of two means without each item of either arm in turn, the treatment's first. O(n + m). */
export function jackknifeOfTwoMeans(treatment: Float64Array, baseline: Float64Array): Float64Array {
  const means = { treatment: mean(treatment), baseline: mean(baseline) };
  const estimate = means.treatment - means.baseline;
  const without = (arm: Float64Array, mean: number, sign: number) =>
    Array.from(arm, (value) => estimate + (sign * (mean - value)) / (arm.length - 1));
  return Float64Array.from([...without(treatment, means.treatment, 1), ...without(baseline, means.baseline, -1)]);
}

/**
 * Which arm is drawn first? The one whose data come first in a fixed order; answers [treatment's, baseline's].
 *
 * `draw(flipped)` draws both arms, the baseline first where flipped.
 */
export function drawnInFixedOrder<T>(
  treatment: Float64Array,
  baseline: Float64Array,
  draw: (flipped: boolean) => readonly T[],
): [T, T] {
  const flipped = comesFirst(baseline, treatment);
  const drawn = draw(flipped);
  return flipped ? [drawn[1]!, drawn[0]!] : [drawn[0]!, drawn[1]!];
}

function comesFirst(one: Float64Array, other: Float64Array): boolean {
  if (one.length !== other.length) return one.length < other.length;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return one[i]! < other[i]!;
  return false;
}

/** columns: value − mean, and its square; centred, so that the variance of a resample keeps its digits */
function centredTable(values: Float64Array): { mean: number; table: UnitTable } {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  const rows = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const centred = values[i]! - mean;
    rows[2 * i] = centred;
    rows[2 * i + 1] = centred * centred;
  }
  return { mean, table: { rows, width: 2 } };
}

/** squared standard error of the mean of n centred values; NaN where they are all equal */
function varianceOfMean(sum: number, squares: number, n: number): number {
  const spread = squares - (sum * sum) / n;
  return spread > roundingShare * squares ? spread / (n * (n - 1)) : Number.NaN;
}
