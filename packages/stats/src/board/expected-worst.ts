import { normalCdf } from "../distributions/normal-cdf.ts";
import { need } from "../errors.ts";

/**
 * How far below zero does the worst of so many equal groups lie by chance alone, in standard errors?
 *
 * `groups`: a whole number ≥ 1. Of 50 groups without any effect the worst sits 2.25 standard errors down: say this
 * beside a plain worst group, or estimate it on other items than those that picked it (`worstGroup`).
 *
 * @throws {StatsError} if `groups` is not a whole number ≥ 1
 * @see oracle: scipy quad of the order-statistic density
 */
export function expectedWorst(groups: number): number {
  need(Number.isInteger(groups) && groups >= 1, `a whole number of groups was needed, found ${groups}`);
  // E[min] = ∫ P(min > x) dx over [−10, 10] − 10, with P(min > x) = (1 − Φ(x))^groups; Simpson's rule
  const steps = 4000;
  const reach = 10;
  const width = (2 * reach) / steps;
  let total = 0;
  for (let i = 0; i <= steps; i++) {
    const x = -reach + i * width;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    total += weight * surviveAll(normalCdf(-x), groups);
  }
  return (total * width) / 3 - reach;
}

function surviveAll(survival: number, groups: number): number {
  return survival === 0 ? 0 : Math.exp(groups * Math.log(survival));
}
