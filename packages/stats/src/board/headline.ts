import type { Headline, RowVerdict, Verdict } from "../board.ts";

/**
 * On how many counted suites is the treatment ahead, and how many of those differences are more than noise?
 *
 * `ahead + behind + tied` and `gains + regressions + equivalent + inconclusive + noVerdict` both sum to `suites`: the
 * signs are never printed without the verdicts.
 *
 * `rows`: any rows of a board; those that do not count are passed over.
 */
export function headline(rows: readonly RowVerdict[]): Headline {
  const countedRows = rows.filter((row) => row.counted);
  const withSign = (sign: -1 | 0 | 1) => countedRows.filter((row) => row.sign === sign).length;
  const withVerdict = (verdict: Verdict) => countedRows.filter((row) => row.verdict === verdict).length;
  return {
    suites: countedRows.length,
    ahead: withSign(1),
    behind: withSign(-1),
    tied: withSign(0),
    gains: withVerdict("improved"),
    regressions: withVerdict("regressed"),
    equivalent: withVerdict("equivalent"),
    inconclusive: withVerdict("inconclusive"),
    noVerdict: withVerdict("noVerdict"),
  };
}
