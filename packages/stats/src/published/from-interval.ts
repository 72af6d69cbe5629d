import { normalCritical, normalTwoSidedP } from "../distributions/normal-critical.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";

/** What a published estimate with its interval says under the normal law. */
export interface RestatedEffect {
  /** on the scale of the test: the logarithm of a ratio */
  value: number;
  standardError: number;
  z: number;
  p: number;
}

/**
 * Which standard error, z and p stand behind a published estimate and interval?
 *
 * `scale` "ratio" (odds, risks, hazards): read on the logarithm, where such intervals are symmetrical; the estimate is
 * tested against 1, a "difference" against 0. The interval's own centre is not used, only its width.
 *
 * @throws {StatsError} if the interval has no width, or a ratio is not positive
 * @see Altman & Bland (2011), BMJ 343, d2304
 */
export function effectFromInterval(published: {
  estimate: number;
  interval: Interval;
  level: number;
  scale: "difference" | "ratio";
}): RestatedEffect {
  const { estimate, interval, level, scale } = published;
  need(interval[1] > interval[0], `an interval with a width was needed, found ${interval[0]} to ${interval[1]}`);
  need(scale === "difference" || (estimate > 0 && interval[0] > 0), "a positive ratio was needed");
  const transform = scale === "ratio" ? Math.log : (value: number) => value;
  const value = transform(estimate);
  const standardError = (transform(interval[1]) - transform(interval[0])) / (2 * normalCritical(level));
  const z = value / standardError;
  return { value, standardError, z, p: normalTwoSidedP(z) };
}
