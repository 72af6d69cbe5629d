import { need } from "../errors.ts";

/**
 * Can a share of `n` items round to this published rate?
 *
 * `rate` in [0, 1]; `decimals`: how many were printed (.999 has 3). False says that rows carry a weight, that n is not
 * the denominator, or that there is an error: k/25 can't print as .999. Either way of rounding a half is accepted.
 *
 * @throws {StatsError} if the rate is outside [0, 1], or n or `decimals` is no whole number in range
 * @see Brown & Heathers (2017), Soc. Psychol. Personal. Sci. 8, 363 (the GRIM test)
 */
export function isPossibleRate(rate: number, n: number, decimals: number): boolean {
  need(rate >= 0 && rate <= 1, `a rate in [0, 1] was needed, found ${rate}`);
  need(Number.isInteger(n) && n > 0, `a whole number of items was needed, found ${n}`);
  need(
    Number.isInteger(decimals) && decimals >= 0 && decimals <= 15,
    `0 to 15 decimals were needed, found ${decimals}`,
  );
  let halfUnit = 0.5;
  for (let i = 0; i < decimals; i++) halfUnit /= 10;
  // a hair of slack for rates that lie on the half
  const reach = halfUnit + 1e-12;
  const nearest = Math.round(rate * n);
  return [nearest - 1, nearest, nearest + 1].some((k) => k >= 0 && k <= n && Math.abs(k / n - rate) <= reach);
}
