import { type Clusters, clusterSums } from "../clusters.ts";
import { linearisedError, ratioOfSums } from "./ratio-of-sums.ts";

/** A mean of items that come in clusters. */
export interface ClusteredMean {
  /** item-weighted */
  mean: number;
  /** CR1: independent clusters, any dependence within; null with one cluster */
  standardError: number | null;
  /** as if every item stood alone; null with one item */
  independentError: number | null;
  /** clusters − 1 */
  degreesOfFreedom: number;
  clusters: number;
  /** (CR1 / independent)²; null where the latter is 0 or either unknown */
  designEffect: number | null;
}

/**
 * What is the mean of items that come in clusters, and its standard error?
 *
 * Read with t on clusters − 1 degrees of freedom, not with z. Null without items.
 *
 * @throws {StatsError} if there are weights of another length
 * @see Cameron & Miller (2015); oracle: statsmodels OLS(y ~ 1).fit(cov_type="cluster")
 */
export function clusteredMean(values: Float64Array, clusters: Clusters): ClusteredMean | null {
  const estimate = ratioOfSums({ numerator: values, denominator: new Float64Array(values.length).fill(1) });
  if (!estimate) return null;
  const standardError = linearisedError(clusterSums(estimate.influence, clusters));
  const independentError = linearisedError(estimate.influence);
  return {
    mean: estimate.value,
    standardError,
    independentError,
    degreesOfFreedom: clusters.count - 1,
    clusters: clusters.count,
    designEffect: designEffect(standardError, independentError),
  };
}

/**
 * By how much do clusters inflate the variance of these very data: (clustered / independent)²?
 *
 * Two standard errors of the same estimate; null where either is null, or the independent one is 0.
 *
 * @see Kish (1965); oracle: the ratio of statsmodels' cov_type="cluster" and "HC1" variances
 */
export function designEffect(clustered: number | null, independent: number | null): number | null {
  if (clustered === null || independent === null || independent === 0) return null;
  return (clustered * clustered) / (independent * independent);
}
