import { normalCritical } from "../distributions/normal-critical.ts";
import { tCritical } from "../distributions/student-t.ts";
import type { Interval, RowAnalysis } from "../row.ts";

/**
 * Where would this row's interval of the difference lie at another level?
 *
 * Each bound keeps its own distance from the estimate, scaled by the ratio of the critical values (t with the row's
 * degrees of freedom, else z). For t and normal intervals that is the interval itself; for score and bootstrap intervals
 * it is their shape at the first level carried over to the second, since a stored row has no resamples to ask again.
 *
 * Null where the row has no interval.
 */
export function intervalAtLevel(analysis: RowAnalysis, level: number, newLevel: number): Interval | null {
  const { value, interval, degreesOfFreedom } = analysis.difference;
  if (value === null || interval === null) return null;
  if (newLevel === level) return interval;
  const critical = (at: number) => (degreesOfFreedom === null ? normalCritical(at) : tCritical(at, degreesOfFreedom));
  const ratio = critical(newLevel) / critical(level);
  return [value - (value - interval[0]) * ratio, value + (interval[1] - value) * ratio];
}
