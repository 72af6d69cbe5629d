import { need } from "../errors.ts";
import type { Interval } from "../row.ts";

/** An estimate that is looked at while items are still arriving. */
export interface RunningEstimate {
  value: number;
  /** at the present n; 0 where all items so far agree */
  standardError: number;
  /** items (pairs, for a paired comparison) so far */
  n: number;
  level: number;
  /** the n at which the interval is to be narrowest, relative to a fixed-n interval; chosen before the first look */
  tuning: number;
}

/**
 * Where does the difference lie, if one may look after every item and stop when one likes?
 *
 * The asymptotic confidence sequence: value ± se·√n·√(2(nρ² + 1)/(n²ρ²)·ln(√(nρ² + 1)/α)), ρ from `tuning`. It covers
 * at all n at once, so it is wider than the fixed-n interval (by about 1.5 at `tuning`). A relative change is treated
 * alike, with the linearised standard error of the ratio. Null where the standard error is 0: identical items so far say
 * nothing of the next.
 *
 * @throws {StatsError} if the level is outside (0, 1), n or `tuning` is not positive, or the standard error negative
 * @see Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Ann. Statist. 52, 2613; oracle: growthbook
 */
export function confidenceSequence(estimate: RunningEstimate): Interval | null {
  const { value, standardError, n, level, tuning } = estimate;
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  need(n > 0 && tuning > 0, `a positive n and tuning were needed, found ${n} and ${tuning}`);
  need(standardError >= 0, `a standard error ≥ 0 was needed, found ${standardError}`);
  if (standardError === 0) return null;
  const alpha = 1 - level;
  const rho = mixtureScale(alpha, tuning);
  const spread = n * rho * rho;
  const half = standardError * Math.sqrt(((2 * (spread + 1)) / spread) * Math.log(Math.sqrt(spread + 1) / alpha));
  return [value - half, value + half];
}

/**
 * Which ρ makes the sequence narrowest near n = `tuning`?
 *
 * `alpha` in (0, 1); `tuning` a number of items. ρ² = (−2 ln α + ln(−2 ln α + 1))/tuning.
 *
 * @see Waudby-Smith et al. (2024), Ann. Statist. 52, 2613, app. B.2; oracle: growthbook
 */
export function mixtureScale(alpha: number, tuning: number): number {
  const logged = -2 * Math.log(alpha);
  return Math.sqrt((logged + Math.log(logged + 1)) / tuning);
}
