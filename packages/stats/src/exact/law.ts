/** How a law without draws was found: every resample counted, a discrete law by its Fourier transform, or a smooth one. */
export const lawMethods = ["enumerated", "lattice", "fourier"] as const;
/** One of `lawMethods`. */
export type LawMethod = (typeof lawMethods)[number];

/** Why a statistic was drawn although the plan asks for its law. */
export const drawnReasons = [
  "two_ways", // seeds and items are both redrawn
  "quantile", // no ratio of sums
  "distance", // the absolute distance from an ideal
  "two_ratios", // a difference of two ratios that don't share their denominator
  "undefined_resamples", // some resamples leave the ratio undefined, or negative where it may not be
  "few_dominate", // a few units make up most of the spread
  "uneven_law", // neither smooth nor a lattice that fits into memory
  "self_check", // a bound did not have its probability when computed again
] as const;
/** One of `drawnReasons`. */
export type DrawnReason = (typeof drawnReasons)[number];

/**
 * The law of a statistic over all resamples, as if infinitely many had been drawn.
 *
 * `at(x)`: P(V < x) and P(V = x). `quantile(p)`: the least x with P(V ≤ x) ≥ p; null where the computed x does not stand
 * its self-check. `deviation(of)`: the standard deviation of V, or of a smooth function of it. Deterministic to the bit.
 */
export interface BootstrapLaw {
  method: LawMethod;
  at: (x: number) => { below: number; equal: number };
  quantile: (p: number) => number | null;
  deviation: (of?: (x: number) => number) => number;
}
