import { need } from "../errors.ts";

/** Pairs of 0/1 scores: where the first arm alone succeeds, where the second alone does, and how many pairs there are. */
export interface DiscordantPairs {
  firstOnly: number;
  secondOnly: number;
  n: number;
}

/**
 * How many standard errors lie between the observed difference of two paired rates and `difference`?
 *
 * The standard error is the one that holds if `difference` were true, from the restricted maximum-likelihood estimate;
 * positive where the observed difference is greater. Zero discordant pairs are no obstacle unless `difference` is 0.
 *
 * @throws {StatsError} if there are no pairs, or `difference` is outside (−1, 1)
 * @see Tango (1998), Statist. Med. 17, 891; at `difference` 0 it is McNemar's z
 */
export function tangoScore(pairs: DiscordantPairs, difference: number): number {
  const { firstOnly, secondOnly, n } = pairs;
  need(n > 0, `pairs were needed, found ${n}`);
  need(difference > -1 && difference < 1, `a difference in (−1, 1) was needed, found ${difference}`);
  const numerator = firstOnly - secondOnly - n * difference;
  if (numerator === 0) return 0;
  const b = -firstOnly - secondOnly + (2 * n - firstOnly + secondOnly) * difference;
  const c = -secondOnly * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, b * b - 8 * n * c));
  // the two forms of one root: the one that does not cancel
  const restricted = b > 0 ? (-2 * c) / (b + root) : (root - b) / (4 * n);
  return numerator / Math.sqrt(n * (2 * restricted + difference * (1 - difference)));
}
