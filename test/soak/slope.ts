/** How fast something grows. */

/** One measurement. */
export interface Sample {
  /** since the process was started */
  seconds: number;
  megabytes: number;
}

/** The least-squares slope of some measurements, MB a minute; undefined for fewer than three. */
export function growthPerMinute(samples: readonly Sample[]): number | undefined {
  if (samples.length < 3) return undefined;
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [atX, atY] = [mean(({ seconds }) => seconds), mean(({ megabytes }) => megabytes)];
  let [covariance, variance] = [0, 0];
  for (const { seconds, megabytes } of samples) {
    covariance += (seconds - atX) * (megabytes - atY);
    variance += (seconds - atX) * (seconds - atX);
  }
  return variance === 0 ? undefined : (60 * covariance) / variance;
}
