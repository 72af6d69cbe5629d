import { tCritical } from "../distributions/student-t.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { sum } from "../sum.ts";
import { compareUtf8 } from "../utf8-order.ts";

/** One counted suite: whose family it is of, and 1, ½ or 0 for ahead, tied, behind. */
export interface FamilyWin {
  family: string;
  win: number;
}

/** A win rate over suites that come in families. */
export interface FamilyRate {
  value: number;
  suites: number;
  families: number;
  /** N²/Σm²: how many families of equal size would be as uneven */
  effectiveFamilies: number;
  /** mean over families of each family's rate: another estimand */
  familyMacro: number;
  /** sample variance of the wins over N, as if suites were independent */
  independentStandardError: number | null;
  /** CR1: families are the unit */
  clusteredStandardError: number | null;
  /** CR1/independent variance, not held; null where all signs agree or there is one suite */
  rawDesignEffect: number | null;
  /** held in [1, Σm²/N]; Σm²/N where all signs agree */
  designEffect: number;
  /** CR1 with t(families − 1), unclipped; null with one family, or where all signs or all family rates agree */
  cr1t: Interval | null;
}

/**
 * How uncertain is a win rate when the suites of a family share items, authors or judges?
 *
 * `wins`: one per counted suite, at least one; `level` in (0, 1).
 *
 * @throws {StatsError} without suites
 * @see Cameron & Miller (2015), J. Human Resources 50, 317 (CR1); Kish's design effect bounds what families can do
 */
export function familyRate(wins: readonly FamilyWin[], level: number): FamilyRate {
  need(wins.length > 0, "at least one suite was needed, found none");
  const suites = wins.length;
  const families = groupByFamily(wins);
  const total = sum(wins.map(({ win }) => win));
  const value = total / suites;
  const sizes = families.map(({ length }) => length);
  const sumOfSquaredSizes = sum(sizes.map((size) => size * size));
  const largestDesignEffect = sumOfSquaredSizes / suites;
  const common = {
    value,
    suites,
    families: families.length,
    effectiveFamilies: (suites * suites) / sumOfSquaredSizes,
    familyMacro: sum(families.map((members) => sum(members) / members.length)) / families.length,
  };

  const allAgree = wins.every(({ win }) => win === wins[0]!.win);
  if (allAgree || families.length < 2) {
    // one sign says nothing of how alike a family's suites are: as alike as they can be
    return {
      ...common,
      independentStandardError: null,
      clusteredStandardError: null,
      rawDesignEffect: null,
      designEffect: largestDesignEffect,
      cr1t: null,
    };
  }
  const independentVariance = sum(wins.map(({ win }) => (win - value) * (win - value))) / (suites - 1) / suites;
  // N times the family's residual: whole and half numbers, so families that all have the board's rate give exactly 0
  const residuals = families.map((members) => suites * sum(members) - members.length * total);
  const squares = sum(residuals.map((residual) => residual * residual));
  const clusteredVariance = ((families.length / (families.length - 1)) * squares) / suites / suites / suites / suites;
  const rawDesignEffect = clusteredVariance / independentVariance;
  const clusteredStandardError = Math.sqrt(clusteredVariance);
  const half = tCritical(level, families.length - 1) * clusteredStandardError;
  return {
    ...common,
    independentStandardError: Math.sqrt(independentVariance),
    clusteredStandardError,
    rawDesignEffect,
    designEffect: Math.min(Math.max(1, rawDesignEffect), largestDesignEffect),
    cr1t: squares > 0 ? [value - half, value + half] : null,
  };
}

/**
 * Which wins belong to which family? One array a family, families in ascending UTF-8 order of their names.
 *
 * `wins[i]`: 1, ½ or 0. O(N log N); throws nothing.
 */
export function groupByFamily(wins: readonly FamilyWin[]): number[][] {
  const byFamily = new Map<string, number[]>();
  for (const { family, win } of wins) {
    const members = byFamily.get(family);
    if (members) members.push(win);
    else byFamily.set(family, [win]);
  }
  return [...byFamily].sort(([left], [right]) => compareUtf8(left, right)).map(([, members]) => members);
}
