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
  const named = new Set(ids);
  named.delete("");
  const alone = new Set(items.filter((_, i) => ids[i] === ""));
  if (named.size + alone.size === ids.length) return null;
  const clusters = [
    ...Array.from(named, (name) => ({ name, own: 0 })),
    ...Array.from(alone, (name) => ({ name, own: 1 })),
  ];
  // a named cluster comes before an item of the same text that stands alone
  clusters.sort((left, right) => compareUtf8(left.name, right.name) || left.own - right.own);
  const positions = [new Map<string, number>(), new Map<string, number>()] as const;
  for (const [at, { name, own }] of clusters.entries()) positions[own as 0 | 1].set(name, at);
  const index = Int32Array.from(ids, (id, i) => (id === "" ? positions[1].get(items[i]!) : positions[0].get(id))!);
  return { index, count: clusters.length };
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
