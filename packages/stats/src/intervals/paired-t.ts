import { float64Of } from "../columns.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { allEqual } from "../tie.ts";
import { tInterval } from "./t-interval.ts";

/** What the paired t test says of two arms on the same items. */
export interface PairedT {
  n: number;
  /** mean of treatment − baseline; null without items */
  difference: number | null;
  /** 0 where all differences are equal; null below two items */
  standardError: number | null;
  degreesOfFreedom: number | null;
  t: number | null;
  interval: Interval | null;
  p: number | null;
  /** mean over standard deviation of the differences */
  dz: number | null;
}

/**
 * By how much does the treatment differ from the baseline on the same items, and how sure is that?
 *
 * `treatment[i]` and `baseline[i]` are the scores of one item. Equal differences (within `tolerance`) give no interval
 * and no p, except that arms which agree on every item have p = 1.
 *
 * @throws {StatsError} if the arms differ in length
 * @see Student (1908); Miller (2024), arXiv 2411.00640; oracle: scipy.stats.ttest_rel
 */
export function pairedT(options: {
  treatment: ArrayLike<number>;
  baseline: ArrayLike<number>;
  level: number;
  tolerance?: number;
}): PairedT {
  const { treatment, baseline, level, tolerance = 1e-9 } = options;
  const n = treatment.length;
  need(baseline.length === n, `arms of one length were needed, found ${n} and ${baseline.length}`);
  const nothing = { degreesOfFreedom: null, t: null, interval: null, p: null, dz: null };
  if (n === 0) return { n, difference: null, standardError: null, ...nothing };

  const differences = float64Of(n, (i) => treatment[i]! - baseline[i]!);
  let sum = 0;
  for (const each of differences) sum += each;
  const difference = sum / n;
  if (n < 2) return { n, difference, standardError: null, ...nothing };
  if (allEqual(differences, tolerance)) {
    const agree = differences.every((each) => Math.abs(each) <= tolerance);
    return { n, difference, standardError: 0, ...nothing, p: agree ? 1 : null };
  }
  let squares = 0;
  for (const each of differences) squares += (each - difference) * (each - difference);
  const deviation = Math.sqrt(squares / (n - 1));
  const standardError = deviation / Math.sqrt(n);
  const degreesOfFreedom = n - 1;
  const { interval, p } = tInterval({ estimate: difference, standardError, degreesOfFreedom, level });
  const t = difference / standardError;
  return { n, difference, standardError, degreesOfFreedom, t, interval, p, dz: difference / deviation };
}
