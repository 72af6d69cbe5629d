import type { BoardPlan, WinRate } from "../board.ts";
import { tCritical } from "../distributions/student-t.ts";
import { wilson, wilsonScore } from "../intervals/wilson.ts";
import type { Interval } from "../row.ts";
import { sum } from "../sum.ts";
import { familyBootstrap } from "./family-bootstrap.ts";
import { type FamilyRate, type FamilyWin, familyRate } from "./family-rate.ts";
import { hierarchicalWinRate } from "./hierarchical.ts";
import { signTest } from "./sign-test.ts";
import { type NoisyImprovement, shareImproved } from "./soft-win-rate.ts";

/** One counted suite, as far as a win rate depends on it. */
export interface SignedSuite extends NoisyImprovement {
  family: string;
  sign: -1 | 0 | 1;
  /** share of the row's resamples that are better; null where it was not resampled */
  resampledShare: number | null;
}

/** What the win rate takes from the plan beside the rows. */
export interface WinRateOptions {
  plan: Pick<BoardPlan, "level" | "replicates" | "seed" | "missingSuites">;
  /** families of the planned suites that would have counted, but are missing */
  missing: readonly string[];
  /** names the random stream of the family bootstrap */
  key: string;
}

/** The least number of effective families for which an interval is given. */
export const leastEffectiveFamilies = 5;

/**
 * Do a few families hold so many of the suites that the default interval may be too short?
 *
 * True where the effective families are less than half of the families. With suites of a family correlated .4 the
 * interval keeps its level there; with .8 it holds the truth in some 91 % (docs/coverage.md).
 */
export function unequalFamilies({
  effectiveFamilies,
  families,
}: Pick<WinRate, "effectiveFamilies" | "families">): boolean {
  return effectiveFamilies !== null && effectiveFamilies < families / 2;
}

/**
 * On which share of the suites is the treatment ahead, and how far could that share move?
 *
 * Ties count half. The default interval is Wilson's at n = N/deff with t(effective families − 1) for z: suites that
 * share items, authors or judges are not independent. It concerns observed signs at these suite sizes; no win-rate interval estimates
 * the share that is truly better: `guarantees` do. Null with fewer than five effective families (N²/Σm²).
 *
 * Missing suites: with `bound` each interval is the hull of those with all missing suites lost and with all won, and the
 * sign test's p the greatest of all completions; with `complete` nothing but the two plain rates is given.
 */
export function winRate(suites: readonly SignedSuite[], options: WinRateOptions): WinRate {
  const { plan, missing } = options;
  const wins = suites.map(({ family, sign }) => ({ family, win: (sign + 1) / 2 }));
  if (suites.length === 0) return { ...nothing, missingBounds: missingBounds(wins, missing) };
  const observed = familyRate(wins, plan.level);
  const shape = {
    effectiveFamilies: observed.effectiveFamilies,
    designEffect: observed.designEffect,
    families: observed.families,
    missingBounds: missingBounds(wins, missing),
  };
  if (plan.missingSuites === "complete" && missing.length > 0) return { ...nothing, ...shape };

  const isBounded = plan.missingSuites === "bound" && missing.length > 0;
  const completions = isBounded ? [complete(wins, missing, 0), complete(wins, missing, 1)] : [wins];
  const intervals = completions.map((each) => intervalsOf(each, options));
  const { value, interval } = hierarchicalWinRate(suites.map(shareResampledAhead), plan.level);
  return {
    value: observed.value,
    interval: hull(intervals.map(({ deflated }) => deflated)),
    method: "wilson-family-deflated",
    ...shape,
    familyMacro: observed.familyMacro,
    wilson: hull(intervals.map(({ plain }) => plain)),
    wilsonUntied: hull(intervals.map(({ untied }) => untied)),
    signTestP: greatestSignTestP(wins, isBounded ? missing.length : 0),
    familyBootstrap: hull(intervals.map(({ bootstrap }) => bootstrap)),
    cr1t: hull(intervals.map(({ cr1t }) => cr1t)),
    hierarchical: { value, interval },
    soft: sum(suites.map(shareImproved)) / suites.length,
  };
}

/**
 * Wilson's interval at the number of suites that the families leave: null with fewer than five effective families.
 *
 * `rate`: from `familyRate`. The quantile is of t with N²/Σm² − 1 degrees of freedom: where families are of one size that
 * is their number less one; where a few hold most of the suites, those few alone tell how much families vary, and
 * t(families − 1) would leave out the truth in 8 % of the cases instead of 5.
 *
 * @see Carter, Schnepel & Steigerwald (2017), Rev. Econ. Stat. 99, 698 (the effective number of clusters)
 */
export function deflatedWilson(rate: FamilyRate, level: number): Interval | null {
  if (rate.effectiveFamilies < leastEffectiveFamilies) return null;
  const n = rate.suites / rate.designEffect;
  return wilsonScore(rate.value, n, tCritical(level, rate.effectiveFamilies - 1));
}

const nothing: WinRate = {
  value: null,
  interval: null,
  method: "wilson-family-deflated",
  effectiveFamilies: null,
  designEffect: null,
  families: 0,
  familyMacro: null,
  wilson: null,
  wilsonUntied: null,
  signTestP: null,
  familyBootstrap: null,
  cr1t: null,
  hierarchical: null,
  missingBounds: null,
  soft: null,
};

interface Intervals {
  deflated: Interval | null;
  plain: Interval;
  untied: Interval | null;
  cr1t: Interval | null;
  bootstrap: Interval | null;
}

function intervalsOf(wins: readonly FamilyWin[], { plan, key }: WinRateOptions): Intervals {
  const rate = familyRate(wins, plan.level);
  const { ahead, behind } = tally(wins);
  return {
    deflated: deflatedWilson(rate, plan.level),
    plain: wilson(sum(wins.map(({ win }) => win)), wins.length, plan.level),
    untied: ahead + behind > 0 ? wilson(ahead, ahead + behind, plan.level) : null,
    cr1t: rate.cr1t,
    bootstrap: familyBootstrap(wins, { ...plan, key }),
  };
}

function tally(wins: readonly FamilyWin[]): { ahead: number; behind: number } {
  return { ahead: wins.filter(({ win }) => win === 1).length, behind: wins.filter(({ win }) => win === 0).length };
}

/** How probable it is that a redraw of the suite's items finds it ahead: its resamples' share, else the normal law. */
function shareResampledAhead({ improvement, standardError, resampledShare }: SignedSuite): number {
  return resampledShare ?? shareImproved({ improvement, standardError });
}

/** The greatest p over every way in which so many missing suites could have come out; null where all are tied. */
function greatestSignTestP(wins: readonly FamilyWin[], missing: number): number | null {
  const { ahead, behind } = tally(wins);
  if (ahead + behind + missing === 0) return null;
  const pValues = Array.from({ length: missing + 1 }, (_, won) => signTest(ahead + won, behind + missing - won).p);
  return Math.max(...pValues);
}

function complete(wins: readonly FamilyWin[], missing: readonly string[], win: 0 | 1): FamilyWin[] {
  return [...wins, ...missing.map((family) => ({ family, win }))];
}

function missingBounds(wins: readonly FamilyWin[], missing: readonly string[]): Interval | null {
  if (missing.length === 0) return null;
  const total = wins.length + missing.length;
  const won = sum(wins.map(({ win }) => win));
  return [won / total, (won + missing.length) / total];
}

/** The smallest interval that contains all of these; null if one of them is. */
function hull(intervals: readonly (Interval | null)[]): Interval | null {
  const present = intervals.filter((interval) => interval !== null);
  if (present.length < intervals.length || present.length === 0) return null;
  return [Math.min(...present.map(([lower]) => lower)), Math.max(...present.map(([, upper]) => upper))];
}
