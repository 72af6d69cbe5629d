import { normalCritical } from "../distributions/normal-critical.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { type PairedCounts, pairedItems } from "./paired-counts.ts";

/**
 * Between which values does the difference of two paired proportions lie (treatment − baseline, same items)?
 *
 * The score interval: every difference that its score test would not reject. It keeps its width where no item changed
 * (±z²/(n + z²)) and where all did. Bounds by bisection to the last bit; swapping the arms mirrors it exactly.
 *
 * @throws {StatsError} if there are no items, or the level is outside (0, 1)
 * @see Tango (1998), Statist. Med. 17; oracle: root finding on the score statistic, Fagerland et al. (2014)
 */
export function tangoInterval(counts: PairedCounts, level: number): Interval {
  const n = pairedItems(counts);
  need(n > 0, "at least one paired item was needed, found none");
  const critical = normalCritical(level);
  const upper = upperBound(counts.treatmentOnly, counts.baselineOnly, n, critical);
  const lower = upperBound(counts.baselineOnly, counts.treatmentOnly, n, critical);
  return [lower === 0 ? 0 : -lower, upper];
}

/** the largest difference at which the score statistic is still above −critical */
function upperBound(gained: number, lost: number, n: number, critical: number): number {
  if (gained === n) return 1;
  let inside = (gained - lost) / n;
  let outside = 1;
  for (;;) {
    const middle = inside + (outside - inside) / 2;
    // the two bounds are neighbouring floats: nothing lies between
    if (middle <= inside || middle >= outside) return inside;
    if (scoreOf(middle, gained, lost, n) > -critical) inside = middle;
    else outside = middle;
  }
}

/**
 * How many standard errors lie between the observed difference of two paired proportions and `difference`?
 *
 * The standard error is the one that holds if `difference` were true; positive where the observed difference is greater.
 * The interval is every difference at which this is within ± z. At 0 it is McNemar's z. O(1).
 *
 * @throws {StatsError} if there are no items, or `difference` is outside (−1, 1)
 * @see Tango (1998), Statist. Med. 17; oracle: likelihood of the restricted table maximised numerically
 */
export function tangoScore(counts: PairedCounts, difference: number): number {
  const n = pairedItems(counts);
  need(n > 0, "at least one paired item was needed, found none");
  need(difference > -1 && difference < 1, `a difference in (−1, 1) was needed, found ${difference}`);
  const { treatmentOnly, baselineOnly } = counts;
  // also where no item changed, and the variance under no difference is 0
  if (treatmentOnly - baselineOnly === n * difference) return 0;
  return scoreOf(difference, treatmentOnly, baselineOnly, n);
}

/** the nuisance rate is its maximum-likelihood value under that difference */
function scoreOf(difference: number, gained: number, lost: number, n: number): number {
  const linear = -gained - lost + (2 * n - gained + lost) * difference;
  const constant = -lost * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, linear * linear - 8 * n * constant));
  // the two forms of one root: the one that does not cancel
  const rate = linear > 0 ? (-2 * constant) / (linear + root) : (root - linear) / (4 * n);
  const variance = n * (2 * rate + difference * (1 - difference));
  const excess = gained - lost - n * difference;
  if (variance <= 0) return excess > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return excess / Math.sqrt(variance);
}
