import { need } from "../errors.ts";

/**
 * At which level must the intervals of selected suites be drawn, so that at most a share α of those shown miss?
 *
 * `level`: of a single interval, in (0, 1); `selected` of `tests` hypotheses were selected by their data. The answer is
 * 1 − α·selected/tests; with all selected it is `level` itself.
 *
 * @throws {StatsError} if the level is outside (0, 1) or `selected` is not in 1 … `tests`
 * @see Benjamini & Yekutieli (2005), J. Am. Statist. Assoc. 100, 71
 */
export function falseCoverageLevel(level: number, selected: number, tests: number): number {
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  need(selected >= 1 && selected <= tests, `1 to ${tests} selected were needed, found ${selected}`);
  return selected === tests ? level : 1 - ((1 - level) * selected) / tests;
}
