import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { type PairedCounts, pairedItems } from "./paired-counts.ts";
import { wilson } from "./wilson.ts";

/** Successes of n trials in one arm. */
export interface Proportion {
  successes: number;
  n: number;
}

/**
 * Between which values does the difference of two *independent* proportions lie (treatment − baseline, no shared items)?
 *
 * Squares and adds the distances of each arm's Wilson bounds (hybrid score).
 *
 * @throws {StatsError} if an arm has no trials, or the level is outside (0, 1)
 * @see Newcombe (1998), Statist. Med. 17:873, method 10; oracle: statsmodels confint_proportions_2indep(method="newcomb")
 */
export function newcombe(treatment: Proportion, baseline: Proportion, level: number): Interval {
  const rates = [treatment.successes / treatment.n, baseline.successes / baseline.n] as const;
  return squareAndAdd(
    rates,
    [wilson(treatment.successes, treatment.n, level), wilson(baseline.successes, baseline.n, level)],
    0,
  );
}

/**
 * Between which values does the difference of two *paired* proportions lie, by the arms' own Wilson intervals?
 *
 * `counts`: the 2 × 2 table; the correlation of the arms enters by the continuity-corrected phi. Beside Tango's interval, as
 * a check of it; where no item changed it is a little narrower.
 *
 * @throws {StatsError} if there are no items, or the level is outside (0, 1)
 * @see Newcombe (1998), Statist. Med. 17:2635, method 10; oracle: Fagerland, Lydersen & Laake (2014)
 */
export function newcombePaired(counts: PairedCounts, level: number): Interval {
  const n = pairedItems(counts);
  need(n > 0, "at least one paired item was needed, found none");
  const treated = counts.both + counts.treatmentOnly;
  const based = counts.both + counts.baselineOnly;
  return squareAndAdd(
    [treated / n, based / n],
    [wilson(treated, n, level), wilson(based, n, level)],
    correctedPhi(counts, n),
  );
}

function squareAndAdd(
  [treatment, baseline]: readonly [number, number],
  [ofTreatment, ofBaseline]: readonly [Interval, Interval],
  phi: number,
): Interval {
  const difference = treatment - baseline;
  const below = treatment - ofTreatment[0];
  const above = ofTreatment[1] - treatment;
  const belowBaseline = baseline - ofBaseline[0];
  const aboveBaseline = ofBaseline[1] - baseline;
  const reach = (own: number, other: number) =>
    Math.sqrt(Math.max(0, own * own - 2 * phi * own * other + other * other));
  return [difference - reach(below, aboveBaseline), difference + reach(above, belowBaseline)];
}

function correctedPhi({ both, treatmentOnly, baselineOnly, neither }: PairedCounts, n: number): number {
  const margins = (both + treatmentOnly) * (baselineOnly + neither) * (both + baselineOnly) * (treatmentOnly + neither);
  if (margins === 0) return 0;
  const cross = both * neither - treatmentOnly * baselineOnly;
  const corrected = cross > 0 ? Math.max(cross - n / 2, 0) : cross;
  return corrected / Math.sqrt(margins);
}
