import type { RatioUnits } from "../intervals/ratio-of-sums.ts";
import type { StreamRoot } from "../random/stream.ts";
import type { Replicates } from "./block.ts";
import { drawnInFixedOrder } from "./mean-replicates.ts";
import { resampleSums, type UnitTable } from "./resample-sums.ts";

/** relative size below which a resample's residuals are rounding: its units all had one ratio */
const roundingShare = 1e-12;

/** How two ratios are compared: by their difference, or by the difference of their logarithms. */
export type RatioScale = "difference" | "log";

/**
 * How does one ratio of sums, Σ numerator / Σ denominator, vary over resamples of its units?
 *
 * Clusters with their differences and items, or weighted items. What is divided by is the drawn units' own denominator. The
 * standard error inside a resample is CR1 linearised about the resample's own ratio. O(replicates · units).
 *
 * @see Cameron, Gelbach & Miller (2008), Rev. Econ. Stat. 90; oracle: numpy, 300,000 resamples
 */
export function ratioReplicates(units: RatioUnits, root: StreamRoot, replicates: number): Replicates {
  const { ratio, table, residualSquares, denominatorSum } = armTable(units);
  const k = units.numerator.length;
  const sums = resampleSums([table], root, replicates)[0]!;
  const values = new Float64Array(replicates);
  const errors = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const { moved, variance } = armOf(sums, replicate * 5, k);
    values[replicate] = ratio + moved;
    errors[replicate] = Math.sqrt(variance);
  }
  return {
    estimate: ratio,
    standardError: k > 1 && residualSquares > 0 ? Math.sqrt((k / (k - 1)) * residualSquares) / denominatorSum : null,
    values,
    standardErrors: errors,
    jackknife: () => jackknifeOfRatio(units),
  };
}

/**
 * How do two independent ratios of sums vary against each other, each arm redrawn by itself?
 *
 * `treatment`, `baseline`: numerators and denominators by unit, of any two lengths. O(replicates · (n + m)).
 *
 * @see Davison & Hinkley (1997), ch. 3; oracle: numpy, 200,000 resamples
 */
export function independentRatioReplicates(options: {
  treatment: RatioUnits;
  baseline: RatioUnits;
  scale: RatioScale;
  root: StreamRoot;
  replicates: number;
}): Replicates {
  const { treatment, baseline, scale, root, replicates } = options;
  const arms = { treatment: armTable(treatment), baseline: armTable(baseline) };
  const [ofTreatment, ofBaseline] = drawnInFixedOrder(arms.treatment.table.rows, arms.baseline.table.rows, (flipped) =>
    resampleSums(
      flipped ? [arms.baseline.table, arms.treatment.table] : [arms.treatment.table, arms.baseline.table],
      root,
      replicates,
    ),
  );
  const values = new Float64Array(replicates);
  const errors = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const one = armOf(ofTreatment, replicate * 5, treatment.numerator.length);
    const other = armOf(ofBaseline, replicate * 5, baseline.numerator.length);
    const ratio = movedRatio(arms.treatment.ratio, one.moved);
    const against = movedRatio(arms.baseline.ratio, other.moved);
    const oneVariance = Number.isNaN(one.variance) ? 0 : one.variance;
    const otherVariance = Number.isNaN(other.variance) ? 0 : other.variance;
    values[replicate] = compareRatios(ratio, against, scale);
    const variance =
      scale === "log"
        ? oneVariance / (ratio * ratio) + otherVariance / (against * against)
        : oneVariance + otherVariance;
    errors[replicate] = variance > 0 ? Math.sqrt(variance) : Number.NaN;
  }
  const jackknife = () =>
    Float64Array.from([
      ...Array.from(jackknifeOfRatio(treatment), (ratio) => compareRatios(ratio, arms.baseline.ratio, scale)),
      ...Array.from(jackknifeOfRatio(baseline), (ratio) => compareRatios(arms.treatment.ratio, ratio, scale)),
    ]);
  const estimate = compareRatios(arms.treatment.ratio, arms.baseline.ratio, scale);
  return { estimate, standardError: null, values, standardErrors: errors, jackknife };
}

/**
 * What is a resample's ratio, `moved` away from the whole's? 0, not what rounding leaves of it, where only zeros were drawn:
 * that rounding would have a logarithm.
 *
 * @see oracle: the binomial law of drawing no hit
 */
export function movedRatio(ratio: number, moved: number): number {
  const value = ratio + moved;
  return Math.abs(value) <= roundingShare * Math.abs(ratio) ? 0 : value;
}

/**
 * How does the treatment's ratio compare with the baseline's on this scale? NaN where a logarithm has none.
 */
export function compareRatios(treatment: number, baseline: number, scale: RatioScale): number {
  if (scale === "difference") return treatment - baseline;
  return treatment > 0 && baseline > 0 ? Math.log(treatment) - Math.log(baseline) : Number.NaN;
}

interface ArmTable {
  ratio: number;
  denominatorSum: number;
  residualSquares: number;
  table: UnitTable;
}

/** columns: residual e, denominator c, e², e·c, c² */
function armTable({ numerator, denominator }: RatioUnits): ArmTable {
  const k = numerator.length;
  let numeratorSum = 0;
  let denominatorSum = 0;
  for (let i = 0; i < k; i++) {
    numeratorSum += numerator[i]!;
    denominatorSum += denominator[i]!;
  }
  const ratio = numeratorSum / denominatorSum;
  const rows = new Float64Array(5 * k);
  let residualSquares = 0;
  for (let i = 0; i < k; i++) {
    const c = denominator[i]!;
    const e = numerator[i]! - ratio * c;
    rows.set([e, c, e * e, e * c, c * c], 5 * i);
    residualSquares += e * e;
  }
  return { ratio, denominatorSum, residualSquares, table: { rows, width: 5 } };
}

/** how far the resample's ratio moved, and its squared linearised error; NaN where undefined */
function armOf(sums: Float64Array, at: number, k: number): { moved: number; variance: number } {
  const c = sums[at + 1]!;
  if (c === 0) return { moved: Number.NaN, variance: Number.NaN };
  const moved = sums[at]! / c;
  const residuals = sums[at + 2]! - 2 * moved * sums[at + 3]! + moved * moved * sums[at + 4]!;
  const variance = residuals > roundingShare * sums[at + 2]! ? ((k / (k - 1)) * residuals) / (c * c) : Number.NaN;
  return { moved, variance };
}

/** The ratio of sums without each unit in turn. O(units). */
export function jackknifeOfRatio({ numerator, denominator }: RatioUnits): Float64Array {
  const numeratorSum = numerator.reduce((sum, each) => sum + each, 0);
  const denominatorSum = denominator.reduce((sum, each) => sum + each, 0);
  return numerator.map((each, i) => (numeratorSum - each) / (denominatorSum - denominator[i]!));
}
