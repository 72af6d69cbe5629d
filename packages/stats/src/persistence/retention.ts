import { fieller } from "../intervals/fieller.ts";
import type { Retention } from "../persistence.ts";

/** The value at the start and at a later point, with their variances and covariance. */
export interface StartAndLater {
  start: number;
  later: number;
  startVariance: number;
  laterVariance: number;
  covariance: number;
  /** how many standard errors an interval reaches to either side */
  critical: number;
}

/**
 * Which share of the value at the start is left later?
 *
 * Fieller's interval. Null where the start is near or below zero (within `critical` standard errors of it): a share of
 * nothing is no figure.
 *
 * @see Fieller (1954), J. R. Statist. Soc. B 16, 175
 */
export function retention(values: StartAndLater): Retention | null {
  const { start, later, startVariance, laterVariance, covariance, critical } = values;
  if (!(start > critical * Math.sqrt(startVariance))) return null;
  // without noise at either end the set is one point: no interval
  const isNoisy = startVariance > 0 || laterVariance > 0;
  const interval = isNoisy
    ? fieller({
        numerator: later,
        denominator: start,
        numeratorVariance: laterVariance,
        denominatorVariance: startVariance,
        covariance,
        critical,
      })
    : null;
  return { value: later / start, interval };
}
