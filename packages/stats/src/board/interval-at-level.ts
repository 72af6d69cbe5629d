import type { BoardRow } from "../board.ts";
import { normalCritical } from "../distributions/normal-critical.ts";
import { tCritical } from "../distributions/student-t.ts";
import { newcombe } from "../intervals/newcombe.ts";
import { tangoInterval } from "../intervals/tango.ts";
import { wilson } from "../intervals/wilson.ts";
import type { Interval } from "../row.ts";
import { betterAndWorse, improvedPairs, preferenceVotes } from "./row-counts.ts";

/**
 * Where would this row's interval of the difference lie at another level?
 *
 * Tango's, Newcombe's and Wilson's intervals are computed anew from their counts. Otherwise each bound keeps its own distance from
 * the estimate, scaled by the ratio of the critical values (t with the row's degrees of freedom, else z): for t and normal
 * intervals that is the interval itself, for a bootstrap interval its shape carried over, since a stored row has no
 * resamples to ask again.
 *
 * Null where the row has no interval.
 */
export function intervalAtLevel(row: BoardRow, level: number, newLevel: number): Interval | null {
  const { value, interval, degreesOfFreedom } = row.analysis.difference;
  if (value === null || interval === null) return null;
  if (newLevel === level) return interval;
  const score = scoreInterval(row, newLevel);
  if (score !== undefined) return row.direction === "lower" ? [-score[1], -score[0]] : score;
  const critical = (at: number) => (degreesOfFreedom === null ? normalCritical(at) : tCritical(at, degreesOfFreedom));
  const ratio = critical(newLevel) / critical(level);
  return [value - (value - interval[0]) * ratio, value + (interval[1] - value) * ratio];
}

/** Of the improvement, from the row's counts; undefined for a row that is no score interval. */
function scoreInterval(row: BoardRow, level: number): Interval | undefined {
  const pairs = improvedPairs(row);
  if (pairs !== undefined) return tangoInterval(pairs, level);
  const votes = preferenceVotes(row);
  if (votes !== undefined) {
    const [lower, upper] = wilson(votes.won, votes.n, level);
    return [2 * lower - 1, 2 * upper - 1];
  }
  const arms = betterAndWorse(row);
  return arms && newcombe(arms[0], arms[1], level);
}
