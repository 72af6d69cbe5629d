import type { BootstrapLaw, LawMethod } from "./law.ts";

/** what rounding may leave of a probability */
const rounding = 1e-12;

/**
 * The law that puts these probabilities on these values.
 *
 * `values` ascending, with `probabilities` beside them; values nearer than `tolerance` are one. O(log values) a question.
 */
export function atomsLaw(options: {
  method: LawMethod;
  values: Float64Array;
  probabilities: Float64Array;
  tolerance: number;
}): BootstrapLaw {
  const { method, values, probabilities, tolerance } = options;
  const upTo = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += probabilities[i]!;
    upTo[i] = sum;
  }
  /** P(V ≤ x) */
  const share = (x: number): number => {
    const after = firstAbove(values, x);
    return after === 0 ? 0 : upTo[after - 1]! / sum;
  };
  return {
    method,
    at: (x) => {
      const below = share(x - tolerance);
      return { below, equal: share(x + tolerance) - below };
    },
    quantile: (p) => {
      let i = firstAtLeast(upTo, (p - rounding) * sum);
      if (i === values.length) i -= 1;
      // the atom's first value, should its probability lie on several that rounding has told apart
      while (i > 0 && values[i]! - values[i - 1]! <= tolerance) i -= 1;
      return values[i]!;
    },
    deviation: (of) =>
      deviationOfAtoms((add) => {
        for (let i = 0; i < values.length; i++) add(of ? of(values[i]!) : values[i]!, probabilities[i]!);
      }),
  };
}

/** what is less likely may be rounding */
const least = 1e-15;

/**
 * The standard deviation of a discrete law. `each` calls its argument with every value and its probability, in the same order
 * each time; values that are not finite (the logarithm of a sum of nothing) are left out.
 */
export function deviationOfAtoms(each: (add: (value: number, probability: number) => void) => void): number {
  let total = 0;
  let mean = 0;
  each((value, probability) => {
    if (probability < least || !Number.isFinite(value)) return;
    total += probability;
    mean += probability * value;
  });
  mean /= total;
  let square = 0;
  each((value, probability) => {
    if (probability < least || !Number.isFinite(value)) return;
    square += probability * (value - mean) * (value - mean);
  });
  return Math.sqrt(square / total);
}

/** the first place whose value is greater than x */
function firstAbove(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** the first place whose value is x or greater */
function firstAtLeast(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! >= x) high = middle;
    else low = middle + 1;
  }
  return low;
}
