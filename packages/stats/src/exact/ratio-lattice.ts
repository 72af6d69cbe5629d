import type { Categories } from "../bootstrap/categories.ts";
import { gridLaw } from "./grid-law.ts";
import { latticeOf } from "./lattice.ts";
import { latticeLaw, latticePmf } from "./lattice-law.ts";
import type { BootstrapLaw } from "./law.ts";
import { type Population, rangeOf, spreadOf } from "./population.ts";

// bounds of what is worth its memory and time
/** places of a lattice */
export const longestLattice = 65_536;
/** cells of two lattices that are counted before an inversion is tried */
export const fewCells = 16_384;
/** cells of two lattices, where nothing else will do */
export const mostCells = 262_144;
/** distinct rows × cells */
export const mostWork = 8e6;

/** A ratio of sums as its laws need it. */
export interface RatioParts {
  numerator: Float64Array;
  denominator: Float64Array;
  residual: Float64Array;
  categories: Categories | null;
  ratio: number;
  scale: number;
}

/** The law of a mean less the estimate, where the values lie on one lattice; null where they don't. */
export function meanLattice({ numerator, denominator, residual, categories }: RatioParts): BootstrapLaw | null {
  const units = residual.length;
  const spread = spreadOf([{ points: residual, counts: null, draws: units }]);
  const range = rangeOf(spread);
  if (range === null) return null;
  const reach = 2 * range * spread.deviation;
  const values = categories ? Float64Array.from(categories.counts, (_, i) => categories.rows[2 * i]!) : residual;
  let size = 0;
  for (const each of numerator) size = Math.max(size, Math.abs(each));
  const lattice = latticeOf(values, reach / (longestLattice - 2), size);
  if (!lattice) return null;
  const places = powerOfTwo(reach / lattice.step + 2);
  if (places * values.length > mostWork) return null;
  const pmf = latticePmf([{ lattice, counts: categories?.counts ?? null, draws: units }], places);
  const sum = units * denominator[0]!;
  return latticeLaw(pmf, { zero: (units * lattice.least) / sum, step: lattice.step / sum });
}

/** The law of a ratio less the estimate, where numerators and denominators lie on lattices of at most so many cells; else null. */
export function ratioGrid(
  { numerator, denominator, categories, ratio, scale }: RatioParts,
  most: number,
): BootstrapLaw | null {
  if (!categories) return null;
  const draws = categories.units;
  const { counts, rows } = categories;
  const bottom = Float64Array.from(counts, (_, i) => rows[2 * i + 1]!);
  const top = Float64Array.from(counts, (_, i) => rows[2 * i]! + ratio * bottom[i]!);
  const windows = [top, bottom].map((values, part) => {
    const all = part === 0 ? numerator : denominator;
    const mean = all.reduce((sum, each) => sum + each, 0) / draws;
    const centred: Population = {
      points: values.map((each) => each - mean),
      counts: Float64Array.from(counts),
      draws,
    };
    const spread = spreadOf([centred]);
    const range = rangeOf(spread);
    if (range === null) return null;
    const reach = 2 * range * spread.deviation;
    const size = all.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    const lattice = latticeOf(values, reach / 4096, size);
    return lattice && { lattice, size: powerOfTwo(reach / lattice.step + 2) };
  });
  const [above, below] = windows as [(typeof windows)[0], (typeof windows)[0]];
  if (!above || !below) return null;
  const cells = above.size * below.size;
  if (cells > most || cells * counts.length > mostWork) return null;
  const middle = denominator.reduce((sum, each) => sum + each, 0);
  if (middle - (below.size / 2 + 1) * below.lattice.step <= 0) return null;
  return gridLaw(
    { numerator: above.lattice, denominator: below.lattice, counts, draws, ratio, scale },
    { numerator: above.size, denominator: below.size },
  );
}

/** the least power of two that is at least so much, and at least 4 */
export function powerOfTwo(least: number): number {
  let power = 4;
  while (power < least) power *= 2;
  return power;
}
