import { need } from "../errors.ts";

/** A p-value with its position among all that were handed in. */
export interface PresentPValue {
  index: number;
  p: number;
}

/**
 * Which of these are tests at all, from the smallest p-value up?
 *
 * A null is a suite without a test (one item, constant differences): it is left out, so it does not enter the number of
 * tests. Equal p-values keep the order in which they came.
 *
 * @throws {StatsError} if a p-value is outside [0, 1]
 */
export function presentPValues(pValues: readonly (number | null)[]): PresentPValue[] {
  const present: PresentPValue[] = [];
  for (const [index, p] of pValues.entries()) {
    if (p === null) continue;
    need(p >= 0 && p <= 1, `p-values in [0, 1] were needed, found ${p}`);
    present.push({ index, p });
  }
  return present.sort((left, right) => left.p - right.p || left.index - right.index);
}
