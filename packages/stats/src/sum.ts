import { need } from "./errors.ts";

/** The sum of these numbers, in their order: the order fixes the last bits. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/**
 * The mean of these numbers.
 *
 * @throws {StatsError} without numbers
 */
export function mean(values: ArrayLike<number>): number {
  need(values.length > 0, "at least one number was needed, found none");
  return sum(values) / values.length;
}
