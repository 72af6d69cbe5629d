import { categoriesOf } from "../bootstrap/categories.ts";
import { mean } from "../sum.ts";
import { fourierLaw } from "./fourier-law.ts";
import { latticeOf } from "./lattice.ts";
import { latticeLaw, latticePmf } from "./lattice-law.ts";
import type { BootstrapLaw, DrawnReason } from "./law.ts";
import { type Population, rangeOf, spreadOf } from "./population.ts";
import { longestLattice, mostWork, powerOfTwo } from "./ratio-lattice.ts";
import { mostDistinct, moved } from "./ratio-law.ts";

/**
 * The law of mean(treatment) − mean(baseline), each arm's items redrawn by themselves, over all resamples.
 *
 * `treatment`, `baseline`: item scores, of any two lengths. On a lattice where both arms' scores share one of few steps, by
 * Fourier inversion otherwise; or the reason why it can't be had. O(n + m) in the main; throws nothing.
 *
 * @see Fang & Oosterlee (2008), SIAM J. Sci. Comput. 31; oracle: enumeration, 200,000 resamples
 */
export function differenceLaw(treatment: Float64Array, baseline: Float64Array): BootstrapLaw | DrawnReason {
  const estimate = mean(treatment) - mean(baseline);
  const arms = [armOf(treatment, 1), armOf(baseline, -1)];
  const populations = arms.map(({ population }) => population);
  const { deviation } = spreadOf(populations);
  if (!(deviation > 0)) return "few_dominate";
  const law =
    latticeOfBoth(arms, populations) ??
    fourierLaw({ estimate: 0, scale: deviation, deviation, at: (x) => ({ populations, mean: -x }) });
  return typeof law === "string" ? law : moved(law, estimate);
}

interface Arm {
  population: Population;
  /** what its greatest score adds to a mean: the rounding to expect */
  magnitude: number;
}

/** what each draw adds to the difference, less its mean */
function armOf(scores: Float64Array, sign: 1 | -1): Arm {
  const draws = scores.length;
  const centre = mean(scores);
  const categories = categoriesOf(scores, 1, Math.min(mostDistinct, draws));
  const points = (categories?.rows ?? scores).map((score) => (sign * (score - centre)) / draws);
  const counts = categories && Float64Array.from(categories.counts);
  const magnitude = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0) / draws;
  return { population: { points, counts, draws }, magnitude };
}

function latticeOfBoth(arms: readonly Arm[], populations: readonly Population[]): BootstrapLaw | null {
  const spread = spreadOf(populations);
  const range = rangeOf(spread);
  if (range === null) return null;
  const reach = 2 * range * spread.deviation;
  const magnitude = Math.max(...arms.map((arm) => arm.magnitude));
  // each arm from its own least value: the step must hold both arms' differences, not where they begin
  const shifted = populations.map(({ points }) => points.map((point) => point - points[0]!));
  const joint = latticeOf(
    Float64Array.from(shifted.flatMap((points) => [...points])),
    reach / (longestLattice - 2),
    magnitude,
  );
  if (!joint) return null;
  const places = powerOfTwo(reach / joint.step + 2);
  if (places * joint.index.length > mostWork) return null;
  let from = 0;
  let zero = 0;
  const parts = populations.map(({ points, counts, draws }, arm) => {
    const index = joint.index.slice(from, from + points.length);
    from += points.length;
    // a draw adds its first point plus what lies between: least + step·index of the shifted values
    zero += draws * (populations[arm]!.points[0]! + joint.least);
    return { lattice: { ...joint, index }, counts, draws };
  });
  return latticeLaw(latticePmf(parts, places), { zero, step: joint.step });
}
