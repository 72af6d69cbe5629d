/**
 * May the studentised bootstrap be the primary interval, with this share of undefined resamples?
 *
 * At most 1 in 200, whatever the level, so that intervals of several levels come from one method and nest; and never
 * more than the tail that the interval leaves out.
 */
export function fewUndefined(share: number, level: number): boolean {
  return share <= Math.min(1 / 200, (1 - level) / 2);
}
