import { compareUtf8 } from "./utf8-order.ts";

/** Which cluster each item belongs to: dense indices in ascending UTF-8 byte order of the cluster ids. */
export interface Clusters {
  index: Int32Array;
  count: number;
}

/**
 * Which items belong together? Null where every item stands alone, so that there is nothing to cluster.
 *
 * `ids[i]` names the cluster of item i, `""`: none, the item is its own cluster (ordered by the item's id, `items[i]`).
 * O(n log n); throws nothing.
 */
export function clustersOf(ids: readonly string[], items: readonly string[]): Clusters | null {
  // a prefix keeps an item's own cluster apart from a named one with the same text
  const names = ids.map((id, i) => (id === "" ? `i${items[i]!}` : `c${id}`));
  const distinct = [...new Set(names)];
  if (distinct.length === names.length) return null;
  distinct.sort((left, right) => compareUtf8(left.slice(1), right.slice(1)) || compareUtf8(left, right));
  const position = new Map(distinct.map((name, i) => [name, i]));
  return { index: Int32Array.from(names, (name) => position.get(name)!), count: distinct.length };
}

/**
 * What do the values of each cluster add up to? In item order; the values themselves where nothing is clustered.
 *
 * `values[i]` of item i; answers one sum for each cluster, by its index. O(n); throws nothing.
 *
 * @see oracle: numpy.bincount(index, weights=values)
 */
export function clusterSums(values: Float64Array, clusters: Clusters | null): Float64Array {
  if (!clusters) return values;
  const sums = new Float64Array(clusters.count);
  for (let i = 0; i < values.length; i++) sums[clusters.index[i]!]! += values[i]!;
  return sums;
}
