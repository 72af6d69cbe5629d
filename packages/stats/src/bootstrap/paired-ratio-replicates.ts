import type { RatioUnits } from "../intervals/ratio-of-sums.ts";
import type { StreamRoot } from "../random/stream.ts";
import type { Replicates } from "./block.ts";
import { compareRatios, jackknifeOfRatio, movedRatio, type RatioScale } from "./ratio-replicates.ts";
import { resampleSums } from "./resample-sums.ts";

/** the four figures of a unit, and the ten products of pairs of them */
const figures = 4;
const width = figures + 10;
const roundingShare = 1e-12;

/**
 * How do two ratios of sums over the *same* units vary over resamples: F1, micro-averaged rates, relative risks?
 *
 * `treatment`, `baseline`: numerators and denominators by unit, drawn together. The standard error inside a resample is
 * linearised about the resample's own ratios. A resample whose denominators sum to 0 leaves the statistic undefined (NaN).
 * O(replicates · units).
 *
 * @see Davison & Hinkley (1997), ch. 3; oracle: the vector f1-micro-paired, numpy
 */
export function pairedRatioReplicates(options: {
  treatment: RatioUnits;
  baseline: RatioUnits;
  scale: RatioScale;
  root: StreamRoot;
  replicates: number;
}): Replicates {
  const { treatment, baseline, scale, replicates } = options;
  const k = treatment.numerator.length;
  const totals = [treatment.numerator, treatment.denominator, baseline.numerator, baseline.denominator].map((values) =>
    values.reduce((sum, each) => sum + each, 0),
  ) as [number, number, number, number];
  const ratio = totals[0] / totals[1];
  const against = totals[2] / totals[3];

  const rows = new Float64Array(k * width);
  for (let i = 0; i < k; i++) {
    const unit = [
      treatment.numerator[i]! - ratio * treatment.denominator[i]!,
      treatment.denominator[i]!,
      baseline.numerator[i]! - against * baseline.denominator[i]!,
      baseline.denominator[i]!,
    ];
    let at = i * width;
    for (const figure of unit) rows[at++] = figure;
    for (let one = 0; one < figures; one++) {
      for (let other = one; other < figures; other++) rows[at++] = unit[one]! * unit[other]!;
    }
  }

  const sums = resampleSums([{ rows, width }], options.root, replicates)[0]!;
  const values = new Float64Array(replicates);
  const errors = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const at = replicate * width;
    const movedTreatment = sums[at]! / sums[at + 1]!;
    const movedBaseline = sums[at + 2]! / sums[at + 3]!;
    const one = movedRatio(ratio, movedTreatment);
    const other = movedRatio(against, movedBaseline);
    values[replicate] = compareRatios(one, other, scale);
    // u = x·(e − moved·c) of the treatment less the same of the baseline, as coefficients of (e, c, e′, c′)
    const x = 1 / (sums[at + 1]! * (scale === "log" ? one : 1));
    const y = 1 / (sums[at + 3]! * (scale === "log" ? other : 1));
    const spread = quadraticForm([x, -movedTreatment * x, -y, movedBaseline * y], sums, at + figures);
    const size = x * x * sums[at + figures]! + y * y * sums[at + figures + 7]!;
    errors[replicate] = spread > roundingShare * size ? Math.sqrt((k / (k - 1)) * spread) : Number.NaN;
  }
  const jackknife = () => jackknifeOfRatios(treatment, baseline, scale);
  return {
    estimate: compareRatios(ratio, against, scale),
    standardError: null,
    values,
    standardErrors: errors,
    jackknife,
  };
}

/** Two ratios of sums over the same units, compared without each unit in turn. O(units). */
export function jackknifeOfRatios(treatment: RatioUnits, baseline: RatioUnits, scale: RatioScale): Float64Array {
  const one = jackknifeOfRatio(treatment);
  const other = jackknifeOfRatio(baseline);
  return one.map((ratio, i) => compareRatios(ratio, other[i]!, scale));
}

/** Σ over pairs of coefficients · their product sums, stored as the upper triangle row by row */
function quadraticForm(coefficients: readonly number[], sums: Float64Array, at: number): number {
  let total = 0;
  let cell = at;
  for (let one = 0; one < figures; one++) {
    for (let other = one; other < figures; other++) {
      total += (one === other ? 1 : 2) * coefficients[one]! * coefficients[other]! * sums[cell++]!;
    }
  }
  return total;
}
