import { normalCritical } from "../distributions/normal-critical.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";

/**
 * Between which rates does the true rate of a proportion lie, however near 0 or 1 it is?
 *
 * `successes` of `n`, at a two-sided `level`; a tie may count as half a success, so `successes` need not be whole.
 * Never of zero width: 12 of 12 at .95 gives [.758, 1].
 *
 * @throws {StatsError} if successes are outside [0, n], n is not positive or the level is outside (0, 1)
 * @see Wilson (1927), JASA 22; oracle: statsmodels proportion_confint(method="wilson")
 */
export function wilson(successes: number, n: number, level: number): Interval {
  need(n > 0, `a positive number of trials was needed, found ${n}`);
  return wilsonScore(successes / n, n, normalCritical(level));
}

/**
 * Which rates are within `critical` standard errors of the one seen in `n` trials (a t quantile where n is an effective number)?
 *
 * `rate` in [0, 1]; `n` any positive number, whole or not; `critical` in standard errors.
 *
 * @throws {StatsError} if the rate is outside [0, 1] or n or the critical value is not positive
 * @see Wilson (1927), JASA 22; oracle: statsmodels proportion_confint(method="wilson") at whole counts
 */
export function wilsonScore(rate: number, n: number, critical: number): Interval {
  need(rate >= 0 && rate <= 1, `a rate in [0, 1] was needed, found ${rate}`);
  need(n > 0 && critical > 0, `a positive n and critical value were needed, found ${n} and ${critical}`);
  const square = critical * critical;
  const centre = rate + square / (2 * n);
  const reach = critical * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n * n));
  const scale = 1 + square / n;
  return [Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale)];
}
