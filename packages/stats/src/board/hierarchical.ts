import { binomialPmf } from "../distributions/binomial.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { mean } from "../sum.ts";
import { poissonBinomial } from "./poisson-binomial.ts";
import { smallestReaching } from "./soft-win-rate.ts";

/** The posterior law of the share of suites that are ahead; shares from 0 to 1. */
export interface HierarchicalWinRate {
  /** mean of the law */
  value: number;
  interval: Interval;
  /** how probable each rate j/S is, j = 0 … S */
  pmf: readonly number[];
}

/**
 * What would the win rate be if items were redrawn within suites, and then the suites too?
 *
 * `shares`: for each suite the probability that its improvement is positive under its own resampling law, at least one.
 * The law of the nested bootstrap without drawing: P(W = j/S) = Σ_k PoissonBinomial(k)·Binomial(j; S, k/S), ties
 * ignored. Observed signs already contain the items' noise, so this counts it twice: an engine check and a conservative
 * figure, never primary. O(S²).
 *
 * @throws {StatsError} without suites, or if a share is outside [0, 1]
 * @see oracle: `nestedWinRate` on drawn replicates
 */
export function hierarchicalWinRate(shares: readonly number[], level: number): HierarchicalWinRate {
  need(shares.length > 0, "at least one suite was needed, found none");
  const suites = shares.length;
  const aheadPmf = poissonBinomial(shares);
  const pmf = new Array<number>(suites + 1).fill(0);
  for (const [k, probability] of aheadPmf.entries()) {
    const redrawn = redrawnPmf(suites, k);
    for (let j = 0; j <= suites; j++) pmf[j]! += probability * redrawn[j]!;
  }
  const lower = smallestReaching(pmf, (1 - level) / 2) / suites;
  const upper = smallestReaching(pmf, (1 + level) / 2) / suites;
  return { value: mean(shares), interval: [lower, upper], pmf };
}

/** Binomial(j; S, k/S) for j = 0 … S: from its mode, which is k, outwards by the ratio of neighbours. */
function redrawnPmf(suites: number, k: number): Float64Array {
  const pmf = new Float64Array(suites + 1);
  pmf[k] = binomialPmf(k, suites, k / suites);
  const odds = k / (suites - k);
  for (let j = k; j < suites; j++) pmf[j + 1] = (pmf[j]! * (suites - j) * odds) / (j + 1);
  for (let j = k; j > 0; j--) pmf[j - 1] = (pmf[j]! * j) / ((suites - j + 1) * odds);
  return pmf;
}
