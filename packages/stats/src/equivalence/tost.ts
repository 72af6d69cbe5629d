import { normalCdf } from "../distributions/normal-cdf.ts";
import { tCdf } from "../distributions/student-t.ts";
import { need } from "../errors.ts";

/** An effect with its standard error; degrees of freedom null: the normal law. */
export interface EstimatedEffect {
  value: number;
  standardError: number;
  degreesOfFreedom: number | null;
}

/** The p-values of two one-sided tests against a margin. */
export interface Equivalence {
  /** one-sided, of H: effect ≤ −margin; small: not worse than by the margin */
  lower: number;
  /** one-sided, of H: effect ≥ margin */
  upper: number;
  /** the greater of both: small where the effect lies within ± margin */
  p: number;
}

/**
 * Is the effect within ± margin (two one-sided tests), and is it at least not worse than by the margin?
 *
 * `margin` positive, on the scale of the effect. "No difference was found" is not "there is none": only these p-values
 * or an interval inside the margin say so.
 *
 * @throws {StatsError} if the standard error is not positive or the margin negative
 * @see Schuirmann (1987), J. Pharmacokin. Biopharm. 15, 657; oracle: statsmodels ttost_paired
 */
export function tost(effect: EstimatedEffect, margin: number): Equivalence {
  need(margin >= 0, `a margin ≥ 0 was needed, found ${margin}`);
  const lower = nonInferiority(effect, margin);
  const upper = nonInferiority({ ...effect, value: -effect.value }, margin);
  return { lower, upper, p: Math.max(lower, upper) };
}

/**
 * Is the effect not worse than −margin? One-sided p of H: effect ≤ −margin.
 *
 * `effect.value` positive is better; a margin of 0 asks for superiority, a negative one for more than that.
 *
 * @throws {StatsError} if the standard error is not positive
 * @see oracle: statsmodels ttost_paired, lower test
 */
export function nonInferiority(effect: EstimatedEffect, margin: number): number {
  const { value, standardError, degreesOfFreedom } = effect;
  need(standardError > 0, `a positive standard error was needed, found ${standardError}`);
  const distance = (value + margin) / standardError;
  return degreesOfFreedom === null ? normalCdf(-distance) : tCdf(-distance, degreesOfFreedom);
}
