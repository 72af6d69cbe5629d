/**
 * How hard an item is, and how well an arm did on it: one standard normal number per item, epoch and arm.
 *
 * It is a sum of independent parts: the cluster and the item are shared by both arms, suites of one family share their
 * items; each part has its share of the variance, and the shares sum to 1.
 */
import { type Random, randomStream } from "./random.ts";

const shares = { cluster: 0.12, clusterInArm: 0.03, family: 0.2, item: 0.3, itemInArm: 0.15, epoch: 0.2 };

/** Which items, and what names their streams. */
export interface LatentOptions {
  seed: string;
  suite: string;
  family: string;
  /** suites that score one log share its clusters */
  log: string;
  items: number;
  clusters: number | null;
}

/** What both arms share. */
export interface SharedLatent {
  /** per item; null where items don't fall into clusters */
  cluster: Int32Array | null;
  /** per item, uniform in (0, 1): for what an item is, apart from being hard */
  trait: Float64Array;
  /** per item: the part of the latent quality that both arms share */
  quality: Float64Array;
}

/** Clusters, traits and difficulties of a suite's items. */
export function sharedLatent(options: LatentOptions): SharedLatent {
  const { seed, suite, family, log, items, clusters } = options;
  const random = randomStream(seed, `items|${suite}`);
  const familyRandom = randomStream(seed, `items of family|${family}`);
  const clusterRandom = randomStream(seed, `clusters|${log}`);
  const clusterQuality = clusters === null ? null : normals(clusters, clusterRandom);
  // without clusters their share falls to the items
  const itemShare = shares.item + (clusters === null ? shares.cluster + shares.clusterInArm : 0);
  const cluster = clusters === null ? null : new Int32Array(items);
  const trait = new Float64Array(items);
  const quality = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    let sum = Math.sqrt(shares.family) * familyRandom.normal() + Math.sqrt(itemShare) * random.normal();
    trait[i] = random.uniform();
    if (cluster !== null && clusterQuality !== null) {
      const c = clusterRandom.below(clusterQuality.length);
      cluster[i] = c;
      sum += Math.sqrt(shares.cluster) * (clusterQuality[c] ?? 0);
    }
    quality[i] = sum;
  }
  return { cluster, trait, quality };
}

/** One arm's latent qualities, row after row: the epochs of item 0, of item 1, … */
export function armLatent(options: { shared: SharedLatent; clusters: number | null; epochs: number; random: Random }) {
  const { shared, clusters, epochs, random } = options;
  const inArm = normals(clusters ?? 0, random);
  const items = shared.quality.length;
  const z = new Float64Array(items * epochs);
  for (let i = 0; i < items; i++) {
    const clusterPart = shared.cluster === null ? 0 : (inArm[shared.cluster[i] ?? 0] ?? 0);
    const fixed =
      (shared.quality[i] ?? 0) +
      Math.sqrt(shares.clusterInArm) * clusterPart +
      Math.sqrt(shares.itemInArm) * random.normal();
    for (let e = 0; e < epochs; e++) z[i * epochs + e] = fixed + Math.sqrt(shares.epoch) * random.normal();
  }
  return z;
}

function normals(count: number, random: Random): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = random.normal();
  return values;
}
