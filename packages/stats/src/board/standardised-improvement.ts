import type { BoardRow, StandardisedImprovement } from "../board.ts";
import type { Interval } from "../row.ts";
import { compareUtf8 } from "../utf8-order.ts";
import { interquartileMean } from "./interquartile-mean.ts";
import { randomEffects, type SuiteEffect } from "./random-effects.ts";

interface FamilyEffect extends SuiteEffect {
  family: string;
}

/**
 * How large is the improvement, in standard deviations of the baseline's items, over all suites?
 *
 * `rows`: the counted ones; a row without a baseline deviation or standard error is left out, and so is a log ratio, which
 * is on no scale of items. The deviation is taken as known. Null without any row.
 *
 * @see random effects: `randomEffects`; leave-one-family-out: the least and greatest mean when one family is dropped
 */
export function standardisedImprovement(rows: readonly BoardRow[], level: number): StandardisedImprovement | null {
  const effects = rows.flatMap(effectOf);
  if (effects.length === 0) return null;
  const all = randomEffects(effects, level);
  return {
    suites: effects.length,
    mean: all.mean,
    interval: all.interval,
    prediction: all.prediction,
    tau: Math.sqrt(all.tauSquared),
    interquartileMean: interquartileMean(effects.map(({ value }) => value)),
    leaveOneFamilyOut: leaveOneFamilyOut(effects, level),
  };
}

function effectOf(row: BoardRow): FamilyEffect[] {
  const { baselineDeviation, difference } = row.analysis;
  const { improvement, standardError, method } = difference;
  if (method.endsWith("log-ratio")) return [];
  if (improvement === null || standardError === null || standardError <= 0) return [];
  if (baselineDeviation === null || baselineDeviation <= 0) return [];
  const scaled = standardError / baselineDeviation;
  return [{ family: row.family, value: improvement / baselineDeviation, variance: scaled * scaled }];
}

/** Null with one family: leaving it out leaves nothing. */
function leaveOneFamilyOut(effects: readonly FamilyEffect[], level: number): Interval | null {
  const families = [...new Set(effects.map(({ family }) => family))].sort(compareUtf8);
  if (families.length < 2) return null;
  const means = families.map(
    (left) =>
      randomEffects(
        effects.filter(({ family }) => family !== left),
        level,
      ).mean,
  );
  return [Math.min(...means), Math.max(...means)];
}
