import { normalQuantile } from "../distributions/normal-quantile.ts";

/**
 * At which x does an increasing distribution function reach p, and how fast does x move there for a standard deviation of p?
 * Null where the function does not come nearer to p than 2·10⁻⁵.
 *
 * `share(x)`: the function; `start`: where to begin; `scale`: by how much x moves, roughly, for one standard deviation; `near`: how near its probability must come.
 * Secants on the normal scale, where such a function is nearly a straight line, kept inside a bracket and halved where
 * they leave it. About three evaluations.
 *
 * @see Ridders (1979) for bracketing; oracle: scipy.optimize.brentq
 */
export function rootOf(
  share: (x: number) => number,
  { p, start, scale, near }: { p: number; start: number; scale: number; near: number },
): { x: number; slope: number } | null {
  const target = normalQuantile(p);
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let slope = scale;
  let x = start;
  let before: { x: number; z: number } | null = null;
  let best = { x, miss: Number.POSITIVE_INFINITY };
  for (let step = 0; step < 80; step++) {
    const found = share(x);
    const miss = Math.abs(found - p);
    if (miss < best.miss) best = { x, miss };
    if (miss <= near) return { x, slope };
    if (found < p) low = x;
    else high = x;
    const z = normalQuantile(Math.min(1 - 1e-16, Math.max(1e-300, found)));
    if (before && z !== before.z) {
      const secant = (x - before.x) / (z - before.z);
      if (secant > 0 && secant < 1e3 * scale) slope = secant;
    }
    before = { x, z };
    let next = x - slope * (z - target);
    const bounded = low > Number.NEGATIVE_INFINITY && high < Number.POSITIVE_INFINITY;
    if (!(next > low && next < high)) next = bounded ? (low + high) / 2 : found < p ? x + 3 * scale : x - 3 * scale;
    // secants that creep along one side of the bracket
    if (bounded && step > 4 && step % 2 === 1) next = (low + high) / 2;
    if (next === x || (bounded && high - low <= 1e-13 * scale)) break;
    x = next;
  }
  return best.miss <= selfCheck ? { x: best.x, slope } : null;
}

/** by how much the probability of a bound may differ when it is computed again in another way */
export const selfCheck = 2e-5;
