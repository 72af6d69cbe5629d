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
    if (score(middle, gained, lost, n) > -critical) inside = middle;
    else outside = middle;
  }
}

/** Tango's score at a difference; the nuisance rate is its maximum-likelihood value under that difference */
function score(difference: number, gained: number, lost: number, n: number): number {
  const linear = -gained - lost + (2 * n - gained + lost) * difference;
  const constant = -lost * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, linear * linear - 8 * n * constant));
  // the two forms of one root: the one that does not cancel
  const rate = linear > 0 ? (-2 * constant) / (linear + root) : (root - linear) / (4 * n);
  const variance = n * (2 * rate + difference * (1 - difference));
  if (variance <= 0) return Number.NEGATIVE_INFINITY;
  return (gained - lost - n * difference) / Math.sqrt(variance);
}
