import { type Categories, categoriesOf } from "../bootstrap/categories.ts";
import type { RatioUnits } from "../intervals/ratio-of-sums.ts";
import { enumeratedLaw, resamplesOf, wholePower } from "./enumerated-law.ts";
import { fourierLaw } from "./fourier-law.ts";
import type { BootstrapLaw, DrawnReason } from "./law.ts";
import { type Population, rangeOf, spreadOf } from "./population.ts";
import { fewCells, meanLattice, mostCells, ratioGrid } from "./ratio-lattice.ts";

/** distinct rows that are worth grouping */
export const mostDistinct = 96;
/** resamples that are counted without further ado, and where nothing else serves */
const fewResamples = 7000;
const manyResamples = 100_000;
const mostUnits = 100;
/** relative size of what rounding may do to a sum */
const rounding = 1e-15;
/** a share of undefined resamples that may be left out */
const negligible = 1e-6;

/**
 * The law of Σ numerator / Σ denominator over all resamples of the units: what infinitely many draws would come to.
 *
 * A mean (denominators alike), a rate by clusters, a weighted mean, or one arm's sum over the other's. Counted where there are
 * few resamples, on a lattice where scores have few steps, by Fourier inversion otherwise; or the reason why it can't be had.
 * O(units) in the main; throws nothing.
 *
 * @see Davison & Hinkley (1997), ch. 9.5 (saddlepoint and exact laws); oracle: enumeration, scipy with 200,000 resamples
 */
export function ratioLaw({ numerator, denominator }: RatioUnits): BootstrapLaw | DrawnReason {
  const units = numerator.length;
  let numeratorSum = 0;
  let denominatorSum = 0;
  for (let i = 0; i < units; i++) {
    numeratorSum += numerator[i]!;
    denominatorSum += denominator[i]!;
  }
  if (!staysPositive(denominator, denominatorSum)) return "undefined_resamples";
  const ratio = numeratorSum / denominatorSum;
  const residual = new Float64Array(units);
  let squares = 0;
  let alike = true;
  for (let i = 0; i < units; i++) {
    residual[i] = numerator[i]! - ratio * denominator[i]!;
    squares += residual[i]! * residual[i]!;
    if (denominator[i] !== denominator[0]) alike = false;
  }
  const scale = Math.sqrt(squares) / denominatorSum;
  // ratios nearer than this are equal: sums of the same numbers in another order
  const hair = 1e-9 * scale + rounding * Math.abs(ratio);
  if (!(scale > 0)) return "few_dominate";
  const categories = distinctRows(residual, denominator);
  // of many units the chance of drawing a common row not once is no number any more
  const countable = categories !== null && units <= mostUnits;
  const resamples = countable ? resamplesOf(units, categories.counts.length, manyResamples) : Number.POSITIVE_INFINITY;
  const parts = { numerator, denominator, residual, categories, ratio, scale };
  const law =
    (resamples <= fewResamples && categories && enumeratedLaw(categories, hair)) ||
    (alike ? meanLattice(parts) : ratioGrid(parts, fewCells)) ||
    orElse(smoothLaw({ residual, denominator, categories, alike, scale, denominatorSum }), () =>
      alike ? null : ratioGrid(parts, mostCells),
    );
  const known =
    typeof law === "string" && resamples <= manyResamples && categories
      ? (enumeratedLaw(categories, hair) ?? "undefined_resamples")
      : law;
  return typeof known === "string" ? known : moved(known, ratio);
}

/** a law whose bounds are looked up in another, should they not stand their self-check */
function orElse(law: BootstrapLaw | DrawnReason, other: () => BootstrapLaw | null): BootstrapLaw | DrawnReason {
  if (typeof law === "string") return other() ?? law;
  let known: BootstrapLaw | null | undefined;
  return {
    ...law,
    quantile: (p) => {
      const x = law.quantile(p);
      if (x !== null) return x;
      if (known === undefined) known = other();
      return known?.quantile(p) ?? null;
    },
  };
}

/** the law of the estimate plus what this is the law of */
export function moved(law: BootstrapLaw, by: number): BootstrapLaw {
  return {
    method: law.method,
    at: (x) => law.at(x - by),
    quantile: (p) => {
      const x = law.quantile(p);
      return x === null ? null : by + x;
    },
    deviation: (of) => law.deviation(of && ((x) => of(by + x))),
  };
}

function distinctRows(residual: Float64Array, denominator: Float64Array): Categories | null {
  const units = residual.length;
  const rows = new Float64Array(2 * units);
  for (let i = 0; i < units; i++) {
    rows[2 * i] = residual[i]!;
    rows[2 * i + 1] = denominator[i]!;
  }
  return categoriesOf(rows, 2, mostDistinct);
}

/** Is a resample's sum of these certain to be positive, but for a negligible probability? */
export function staysPositive(values: Float64Array, sum: number): boolean {
  let zeros = 0;
  let negative = false;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < 0) negative = true;
    else if (values[i] === 0) zeros += 1;
  }
  if (!negative) return zeros === 0 || wholePower(zeros / values.length, values.length) <= negligible;
  const mean = sum / values.length;
  const spread = spreadOf([{ points: values.map((each) => each - mean), counts: null, draws: values.length }]);
  const range = rangeOf(spread);
  return range !== null && range * spread.deviation < sum;
}

/** of the ratio less the estimate */
function smoothLaw(options: {
  residual: Float64Array;
  denominator: Float64Array;
  categories: Categories | null;
  alike: boolean;
  scale: number;
  denominatorSum: number;
}): BootstrapLaw | DrawnReason {
  const { residual, denominator, categories, alike, scale, denominatorSum } = options;
  const draws = residual.length;
  const counts = categories && Float64Array.from(categories.counts);
  const tops = categories ? Float64Array.from(categories.counts, (_, i) => categories.rows[2 * i]!) : residual;
  const bottoms = categories
    ? Float64Array.from(categories.counts, (_, i) => categories.rows[2 * i + 1]!)
    : denominator;
  if (alike) {
    const populations: readonly Population[] = [{ points: tops, counts, draws }];
    return fourierLaw({
      estimate: 0,
      scale,
      deviation: scale,
      at: (x) => ({ populations, mean: -x * denominatorSum }),
    });
  }
  const average = denominatorSum / draws;
  // one array for every x: a population is read before the next is asked for
  const points = new Float64Array(tops.length);
  let latest: { x: number; populations: readonly Population[] } | null = null;
  return fourierLaw({
    estimate: 0,
    scale,
    deviation: null,
    // Σ numerator ≤ x·Σ denominator: the sum of residual − x·denominator is at most 0
    at: (x) => {
      if (latest?.x !== x) {
        for (let i = 0; i < points.length; i++) points[i] = tops[i]! - x * (bottoms[i]! - average);
        latest = { x, populations: [{ points, counts, draws }] };
      }
      return { populations: latest.populations, mean: -x * denominatorSum };
    },
  });
}
