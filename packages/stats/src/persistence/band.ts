import { quantile } from "../bootstrap/quantile.ts";

/** One point of a curve, with its resampled values. */
export interface BandPoint {
  value: number;
  /** null where the point has no noise */
  standardError: number | null;
  replicates: Float64Array;
}

/**
 * How many standard errors must every point's band reach so that all of them hold together?
 *
 * The `level` quantile, over the resamples, of the greatest |replicate − value| in units of each point's own bootstrap
 * deviation; `pointwise` is the critical value of one point alone (t), `normal` that of the normal law: their ratio
 * carries the small-sample correction over. Never below `pointwise`; null where no point has noise.
 *
 * @see Montiel Olea & Plagborg-Møller (2019), J. Appl. Econometrics 34, 1 (sup-t bands)
 */
export function bandCritical(
  points: readonly BandPoint[],
  { level, pointwise, normal }: { level: number; pointwise: number; normal: number },
): number | null {
  const noisy = points.filter(({ standardError }) => standardError !== null);
  if (noisy.length === 0) return null;
  const replicates = noisy[0]!.replicates.length;
  const greatest = new Float64Array(replicates);
  for (const { value, replicates: drawn } of noisy) {
    const deviation = rootMeanSquare(drawn, value);
    for (let replicate = 0; replicate < replicates; replicate++) {
      const distance = Math.abs(drawn[replicate]! - value) / deviation;
      if (distance > greatest[replicate]!) greatest[replicate] = distance;
    }
  }
  return Math.max(pointwise, (quantile(greatest.sort(), level) * pointwise) / normal);
}

function rootMeanSquare(values: Float64Array, centre: number): number {
  let total = 0;
  for (const value of values) total += (value - centre) * (value - centre);
  return Math.sqrt(total / values.length);
}
