import { normalQuantile } from "../distributions/normal-quantile.ts";
import { need } from "../errors.ts";

/**
 * How many standard errors must a difference measure to be found with this power? 2.80 at level .95 and power .8.
 *
 * `tests`: the level is split over so many (Bonferroni). `sides`: 2 unless only one direction counts.
 *
 * @throws {StatsError} if level or power are outside (0, 1) or there is no test
 * @see normal approximation; oracle: scipy.stats.norm.ppf
 */
export function detectionFactor(options: { level: number; power?: number; tests?: number; sides?: 1 | 2 }): number {
  const { level, power = 0.8, tests = 1, sides = 2 } = options;
  need(level > 0 && level < 1 && power > 0 && power < 1, `a level and power in (0, 1) were needed`);
  need(tests >= 1, `at least one test was needed, found ${tests}`);
  return -normalQuantile((1 - level) / (sides * tests)) + normalQuantile(power);
}

/**
 * What is the smallest true difference that would be found with 80 % power (or `power`), given this standard error?
 *
 * On the scale of the standard error; see `detectionFactor` for the options.
 *
 * @throws {StatsError} if the standard error is not positive
 * @see normal approximation; oracle: scipy.stats.norm.ppf, the vectors of power
 */
export function minimumDetectable(options: {
  standardError: number;
  level: number;
  power?: number;
  tests?: number;
  sides?: 1 | 2;
}): number {
  need(options.standardError > 0, `a positive standard error was needed, found ${options.standardError}`);
  return detectionFactor(options) * options.standardError;
}
