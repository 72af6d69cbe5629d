import { need } from "../errors.ts";

/**
 * Which never-increasing curve lies nearest to these values (weighted least squares)?
 *
 * `values` along the dose; `weights` positive, all alike where none are given. Pools neighbours that go up, O(n).
 *
 * @throws {StatsError} if the lengths differ or a weight is not positive
 * @see Barlow et al. (1972), pool adjacent violators; oracle: scipy.optimize.isotonic_regression(increasing=False)
 */
export function isotonicDecreasing(values: readonly number[], weights?: readonly number[]): number[] {
  need(weights === undefined || weights.length === values.length, "one weight for each value was needed");
  const pools: { value: number; weight: number; size: number }[] = [];
  for (const [i, value] of values.entries()) {
    const weight = weights?.[i] ?? 1;
    need(weight > 0, `positive weights were needed, found ${weight}`);
    let pool = { value, weight, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.value < pool.value; last = pools.at(-1)) {
      pools.pop();
      const total = last.weight + pool.weight;
      pool = {
        value: (last.value * last.weight + pool.value * pool.weight) / total,
        weight: total,
        size: last.size + pool.size,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ value, size }) => new Array<number>(size).fill(value));
}
