import { normalCdf } from "../distributions/normal-cdf.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { sum } from "../sum.ts";
import { poissonBinomial } from "./poisson-binomial.ts";

/** One suite's improvement, positive is better, with its standard error (null where there is none). */
export interface NoisyImprovement {
  improvement: number;
  standardError: number | null;
}

/** Wins counted by how sure they are: the law of their number, wins taken as independent. */
export interface SoftWinRate {
  /** ΣΦ(improvement/se)/N */
  rate: number;
  expectedWins: number;
  deviation: number;
  /** how probable each number of wins from 0 to N is */
  pmf: readonly number[];
  /** smallest numbers of wins that reach α/2 and 1 − α/2 */
  interval: Interval;
}

/**
 * How many suites would be ahead if every improvement were smeared by its own noise?
 *
 * A summary under a flat prior, never "truly improved": 53 suites without any effect give 26.5. A suite without a
 * standard error says nothing about its noise and enters with ½.
 *
 * `suites`: at least one; `level` in (0, 1).
 *
 * @throws {StatsError} without suites, or if a standard error is not positive
 * @see oracle: exact convolution of the Poisson-binomial law
 */
export function softWinRate(suites: readonly NoisyImprovement[], level: number): SoftWinRate {
  need(suites.length > 0, "at least one suite was needed, found none");
  const shares = suites.map(shareImproved);
  const expectedWins = sum(shares);
  const pmf = poissonBinomial(shares);
  return {
    rate: expectedWins / suites.length,
    expectedWins,
    deviation: Math.sqrt(sum(shares.map((share) => share * (1 - share)))),
    pmf,
    interval: [smallestReaching(pmf, (1 - level) / 2), smallestReaching(pmf, (1 + level) / 2)],
  };
}

/**
 * Which share of the normal law around the improvement is on the good side?
 *
 * `improvement` and `standardError` in the same units, positive is better; ½ where there is no standard error.
 *
 * @throws {StatsError} if the standard error is not positive
 * @see oracle: scipy.stats.norm.cdf(improvement / standardError)
 */
export function shareImproved({ improvement, standardError }: NoisyImprovement): number {
  if (standardError === null) return 0.5;
  need(standardError > 0, `a positive standard error was needed, found ${standardError}`);
  return normalCdf(improvement / standardError);
}

/**
 * What is the smallest k at which the cumulated probabilities reach p (the inverse distribution function)?
 *
 * `pmf[k]`: the probability of k = 0, 1, …; `p` in (0, 1). The last k where rounding keeps the sum below p.
 *
 * @see oracle: scipy.stats.binom.ppf on a binomial law
 */
export function smallestReaching(pmf: readonly number[], p: number): number {
  let cumulated = 0;
  for (const [k, probability] of pmf.entries()) {
    cumulated += probability;
    // a hair of slack: the sum of a pmf is 1 but for rounding
    if (cumulated >= p - 1e-12) return k;
  }
  return pmf.length - 1;
}
