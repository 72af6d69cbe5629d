import { normalCdf } from "../distributions/normal-cdf.ts";
import { tCritical } from "../distributions/student-t.ts";
import { need } from "../errors.ts";

/**
 * How probable is it that a paired t test of n items finds a standardised difference d_z?
 *
 * The noncentral t, integrated over the law of the sample deviation; absolute error below 1e-9.
 *
 * @throws {StatsError} if there are fewer than 2 items
 * @see Cohen (1988); oracle: statsmodels TTestPower
 */
export function pairedTPower(dz: number, n: number, level: number): number {
  need(n >= 2, `at least 2 items were needed, found ${n}`);
  const degreesOfFreedom = n - 1;
  const critical = tCritical(level, degreesOfFreedom);
  const shift = dz * Math.sqrt(n);
  // s = sample over true deviation: density ∝ s^(ν−1)·exp(−νs²/2), normalised by the same sum
  const reach = 12 / Math.sqrt(2 * degreesOfFreedom);
  const from = Math.max(0, 1 - reach);
  const steps = 400;
  const step = (1 + reach - from) / steps;
  let weight = 0;
  let power = 0;
  for (let i = 0; i <= steps; i++) {
    const s = from + i * step;
    if (s === 0) continue;
    const simpson = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    const log = (degreesOfFreedom - 1) * Math.log(s) - (degreesOfFreedom * (s * s - 1)) / 2;
    const density = simpson * Math.exp(log);
    weight += density;
    power += density * (normalCdf(shift - critical * s) + normalCdf(-shift - critical * s));
  }
  return power / weight;
}

/**
 * How many items would a paired t test need to find a standardised difference d_z with this power? Not rounded.
 *
 * @throws {StatsError} if d_z is 0 or the power is not in (0, 1)
 * @see oracle: statsmodels TTestPower.solve_power
 */
export function requiredPairedT(dz: number, level: number, power = 0.8): number {
  need(dz !== 0 && power > 0 && power < 1, "a difference and a power in (0, 1) were needed");
  return bisect((n) => pairedTPower(dz, n, level) - power, 2, 1e8);
}

/**
 * Which standardised difference would a paired t test of n items find with this power?
 *
 * @throws {StatsError} if there are fewer than 2 items or the power is not in (0, 1)
 * @see oracle: statsmodels TTestPower.solve_power
 */
export function detectablePairedT(n: number, level: number, power = 0.8): number {
  need(power > 1 - level && power < 1, "a power between the test's size and 1 was needed");
  return bisect((dz) => pairedTPower(dz, n, level) - power, 0, 100);
}

function bisect(rising: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (high - low > 1e-10 * high) {
    const middle = low + (high - low) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
