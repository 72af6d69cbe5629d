import { sampleStandardDeviation } from "simple-statistics";
import { mean } from "../sum.ts";

/** The standard deviation of values (n − 1); null below two. */
export function standardDeviation(values: Float64Array): number | null {
  return values.length < 2 ? null : sampleStandardDeviation(Array.from(values));
}

/** The skewness of values, Σ(x − x̄)³/n over their standard deviation (n) cubed; null where they are all equal. */
export function skewness(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    const deviation = value - centre;
    squares += deviation * deviation;
    cubes += deviation * deviation * deviation;
  }
  const variance = squares / values.length;
  return variance > 0 ? cubes / values.length / (variance * Math.sqrt(variance)) : null;
}
