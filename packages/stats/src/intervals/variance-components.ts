/** How the variance of paired differences splits into items and epochs. */
export interface PairedVarianceComponents {
  /** of one epoch of each arm about the overall mean: items + epochs */
  total: number;
  /** of the items' true differences; negative by chance where it is small */
  items: number;
  /** of the two arms' epochs within an item, one epoch each */
  epochs: number;
  /** the part of the variance of an item's mean difference that its epochs leave */
  noise: number;
}

/**
 * Would more items or more epochs buy precision? Splits the variance of paired differences, unbiased for the epochs.
 *
 * `treatment[i]`, `baseline[i]`: the epochs of item i, numbers of which may differ. Variance over items with divisor n,
 * as the source has it. Null unless every item has at least two epochs in each arm.
 *
 * @see arXiv 2512.21326; oracle: crux-eval/eval-arena, Paired.from_samples_unbiasedK
 */
export function pairedVarianceComponents(
  treatment: readonly Float64Array[],
  baseline: readonly Float64Array[],
): PairedVarianceComponents | null {
  const n = treatment.length;
  if (n === 0 || [...treatment, ...baseline].some((epochs) => epochs.length < 2)) return null;
  let within = 0;
  let noise = 0;
  const differences = treatment.map((epochs, i) => {
    const one = meanAndVariance(epochs);
    const other = meanAndVariance(baseline[i]!);
    within += one.variance + other.variance;
    noise += one.variance / epochs.length + other.variance / baseline[i]!.length;
    return one.mean - other.mean;
  });
  const mean = differences.reduce((sum, each) => sum + each, 0) / n;
  const between = differences.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / n;
  const items = between - noise / n;
  return { total: items + within / n, items, epochs: within / n, noise: noise / n };
}

function meanAndVariance(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  return { mean, variance: squares / (values.length - 1) };
}
