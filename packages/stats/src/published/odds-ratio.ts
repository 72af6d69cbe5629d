import { need } from "../errors.ts";
import { type LogRatio, logInterval } from "../intervals/log-ratio.ts";
import type { Proportion } from "../intervals/newcombe.ts";

/**
 * How do the odds of two independent arms compare (treatment / baseline)? Woolf's interval on the logarithm.
 *
 * For restating trials that print odds ratios: crude, without the adjustments of a published model, which can turn its
 * sign. Null where a cell of the table is empty.
 *
 * @throws {StatsError} unless successes lie in [0, n]
 * @see Woolf (1955), Ann. Hum. Genet. 19, 251; oracle: statsmodels Table2x2.oddsratio_confint
 */
export function oddsRatio(treatment: Proportion, baseline: Proportion, level: number): LogRatio | null {
  for (const { successes, n } of [treatment, baseline]) {
    need(successes >= 0 && successes <= n, `successes in [0, ${n}] were needed, found ${successes}`);
  }
  const cells = [treatment, baseline].flatMap(({ successes, n }) => [successes, n - successes]);
  if (cells.some((cell) => cell === 0)) return null;
  const odds = ({ successes, n }: Proportion) => successes / (n - successes);
  const variance = cells.reduce((total, cell) => total + 1 / cell, 0);
  return logInterval(odds(treatment) / odds(baseline), Math.sqrt(variance), level);
}
