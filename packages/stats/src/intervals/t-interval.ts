import { normalCritical, normalTwoSidedP } from "../distributions/normal-critical.ts";
import { tCritical, tTwoSidedP } from "../distributions/student-t.ts";
import type { Interval } from "../row.ts";

/** A two-sided interval and its dual test against 0. */
export interface IntervalAndP {
  interval: Interval | null;
  p: number | null;
}

/**
 * Which interval and p go with an estimate and its standard error?
 *
 * `degreesOfFreedom` null: the normal law. A standard error of null or 0, or less than a tenth of a degree of freedom,
 * gives nulls: never an interval of zero width, never p = 0.
 *
 * @throws {StatsError} if the level is outside (0, 1)
 * @see Student (1908), Biometrika 6; oracle: scipy.stats.t.interval, 2·scipy.stats.t.sf
 */
export function tInterval(options: {
  estimate: number;
  standardError: number | null;
  degreesOfFreedom: number | null;
  level: number;
}): IntervalAndP {
  const { estimate, standardError, degreesOfFreedom, level } = options;
  if (standardError === null || !(standardError > 0) || !Number.isFinite(standardError)) {
    return { interval: null, p: null };
  }
  if (degreesOfFreedom !== null && !(degreesOfFreedom >= 0.1)) return { interval: null, p: null };
  const critical = degreesOfFreedom === null ? normalCritical(level) : tCritical(level, degreesOfFreedom);
  const t = estimate / standardError;
  const reach = critical * standardError;
  const p = degreesOfFreedom === null ? normalTwoSidedP(t) : tTwoSidedP(t, degreesOfFreedom);
  // a p below the smallest float is still not 0
  return { interval: [estimate - reach, estimate + reach], p: Math.max(p, Number.MIN_VALUE) };
}
