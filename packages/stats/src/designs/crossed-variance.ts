import { satterthwaite } from "../intervals/welch.ts";
import type { VariancePart } from "./seed-parts.ts";

/** The variance of a difference over crossed seeds and items. */
export interface CrossedVariance {
  /** what more items shrink */
  items: number;
  /** what only more training seeds shrink */
  fixed: number;
  degreesOfFreedom: number;
}

/**
 * V = seeds + items − interaction, never below the items' own part; Satterthwaite's degrees of freedom, never below those
 * of the part that is known worst.
 *
 * `items`: the variance over units of the seeds' averages; `seeds`: for every arm with several, what `seedVariance` says.
 *
 * @see two-way random effects; Satterthwaite (1946)
 */
export function crossedVariance(
  items: readonly VariancePart[],
  seeds: readonly ({ seeds: VariancePart; interaction: VariancePart } | null)[],
): CrossedVariance {
  const ofItems = items.reduce((sum, { variance }) => sum + variance, 0);
  const extra = seeds.flatMap((each) => (each ? [each.seeds, each.interaction] : []));
  const fixed = extra.reduce((sum, { variance }) => sum + variance, 0);
  // seeds that differ by just what their items explain: what is left of the subtraction is its rounding
  const rounding = 1e-12 * extra.reduce((sum, { variance }) => sum + Math.abs(variance), 0);
  if (!(fixed > rounding)) return { items: ofItems, fixed: 0, degreesOfFreedom: satterthwaite(items) };
  // subtracted parts can drive the formula below the worst known of the parts that are added
  const least = Math.min(...[...items, ...extra].map((part) => part.degreesOfFreedom));
  return { items: ofItems, fixed, degreesOfFreedom: Math.max(least, satterthwaite([...items, ...extra])) };
}
