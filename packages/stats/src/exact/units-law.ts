import type { RatioScale } from "../bootstrap/ratio-replicates.ts";
import type { RatioUnits } from "../intervals/ratio-of-sums.ts";
import type { BootstrapLaw, DrawnReason } from "./law.ts";
import { logLaw } from "./log-law.ts";
import { ratioLaw, staysPositive } from "./ratio-law.ts";

/**
 * The law of two ratios over the same units, compared by their difference or the logarithm of their quotient.
 *
 * `treatment`, `baseline`: numerators and denominators by unit, drawn together. Only where both divide by the same denominators:
 * then the difference is one ratio of sums, and so is the quotient. Otherwise `two_ratios`.
 *
 * @see Davison & Hinkley (1997), ch. 9.5; oracle: enumeration
 */
export function pairedUnitsLaw(
  treatment: RatioUnits,
  baseline: RatioUnits,
  scale: RatioScale,
): BootstrapLaw | DrawnReason {
  const shared = treatment.denominator.every((each, i) => each === baseline.denominator[i]);
  if (!shared) return "two_ratios";
  if (scale === "difference") {
    const numerator = treatment.numerator.map((each, i) => each - baseline.numerator[i]!);
    return ratioLaw({ numerator, denominator: treatment.denominator });
  }
  const { numerator } = treatment;
  if (
    numerator.some((each) => each < 0) ||
    !staysPositive(
      numerator,
      numerator.reduce((sum, each) => sum + each, 0),
    )
  ) {
    return "undefined_resamples";
  }
  const law = ratioLaw({ numerator, denominator: baseline.numerator });
  return typeof law === "string" ? law : logLaw(law);
}
