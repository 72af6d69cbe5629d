import { mcnemarExact, mcnemarMidP } from "../intervals/mcnemar.ts";

/** Probabilities, under even odds of either sign, of signs as lopsided as those seen. */
export interface SignTest {
  /** exact, two-sided; 1 where every sign is a tie */
  p: number;
  /** mid-p: the observed outcome counts half */
  midP: number;
}

/**
 * Would so uneven a split of signs be rare if ahead and behind were equally likely?
 *
 * `ahead`, `behind`: whole numbers ≥ 0; ties are dropped, so say beside it how many there were. Assumes independent
 * suites: with families of about seven suites correlated .4 it rejects 17 % of the time at 5 %. It is McNemar's test
 * with suites for items.
 *
 * @throws {StatsError} if a count is negative or not whole
 * @see oracle: scipy.stats.binomtest
 */
export function signTest(ahead: number, behind: number): SignTest {
  return { p: mcnemarExact(ahead, behind), midP: mcnemarMidP(ahead, behind) };
}
