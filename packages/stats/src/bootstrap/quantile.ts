import { need } from "../errors.ts";

/**
 * Below which value does a share `p` of these ascending values lie? Linear between order statistics (type 7).
 *
 * `ascending` non-empty, sorted, without NaN; `p` in [0, 1].
 *
 * @throws {StatsError} if there are no values or p is outside [0, 1]
 * @see Hyndman & Fan (1996), Amer. Statist. 50; oracle: numpy.quantile
 */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  const { length } = ascending;
  need(length > 0, "at least one value was needed, found none");
  need(p >= 0 && p <= 1, `a probability in [0, 1] was needed, found ${p}`);
  const position = p * (length - 1);
  const below = Math.floor(position);
  const value = ascending[below]!;
  const share = position - below;
  return share === 0 ? value : value + share * (ascending[below + 1]! - value);
}
