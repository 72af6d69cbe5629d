import { betaQuantile } from "../distributions/beta.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";

/**
 * Between which rates does the true rate of a proportion lie, with a coverage that is never below the level?
 *
 * Wider than Wilson's; for a reader who must not err on the short side. `successes` of `n`, whole numbers.
 *
 * @throws {StatsError} if successes are not a whole number in [0, n], or the level is outside (0, 1)
 * @see Clopper & Pearson (1934), Biometrika 26; oracle: statsmodels proportion_confint(method="beta")
 */
export function clopperPearson(successes: number, n: number, level: number): Interval {
  need(Number.isInteger(n) && n > 0, `a whole number of trials was needed, found ${n}`);
  need(
    Number.isInteger(successes) && successes >= 0 && successes <= n,
    `successes in [0, ${n}] were needed, found ${successes}`,
  );
  need(level > 0 && level < 1, `a level in (0, 1) was needed, found ${level}`);
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  ];
}
