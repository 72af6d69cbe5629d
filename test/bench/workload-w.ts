/** Workload W: 53 suites of a fixed recipe, the same doubles in every language (only + − × ÷, comparisons and floor). */

export type ScoreKind = "binary" | "unit" | "rubric";

/** items, kind of score, clusters (0: none), epochs */
export const suites: readonly (readonly [items: number, kind: ScoreKind, clusters: number, epochs: number])[] = [
  [5000, "rubric", 0, 1],
  [3671, "rubric", 0, 1],
  [5000, "binary", 0, 1],
  [3500, "unit", 0, 1],
  [3000, "binary", 200, 1],
  [3100, "unit", 200, 1],
  [2500, "binary", 0, 1],
  [2500, "unit", 0, 1],
  [2000, "binary", 0, 1],
  [2000, "rubric", 0, 1],
  [2000, "unit", 0, 1],
  [1800, "binary", 120, 1],
  [1500, "binary", 0, 1],
  [1500, "unit", 0, 1],
  [1319, "binary", 0, 1],
  [1300, "rubric", 0, 1],
  [1200, "unit", 0, 4],
  [1000, "binary", 0, 1],
  [1000, "binary", 0, 4],
  [1000, "unit", 0, 1],
  [1000, "rubric", 0, 1],
  [1000, "unit", 65, 1],
  [817, "binary", 0, 1],
  [800, "unit", 0, 1],
  [700, "rubric", 50, 1],
  [650, "binary", 0, 1],
  [600, "unit", 0, 1],
  [541, "binary", 0, 1],
  [500, "binary", 0, 1],
  [500, "binary", 0, 4],
  [500, "unit", 0, 1],
  [500, "rubric", 0, 1],
  [500, "unit", 0, 4],
  [450, "binary", 0, 1],
  [450, "unit", 0, 1],
  [448, "binary", 0, 1],
  [400, "rubric", 0, 1],
  [400, "unit", 0, 1],
  [350, "binary", 0, 1],
  [300, "binary", 0, 1],
  [300, "unit", 0, 1],
  [300, "rubric", 0, 4],
  [300, "binary", 25, 1],
  [250, "unit", 0, 1],
  [200, "binary", 0, 1],
  [200, "unit", 0, 1],
  [200, "rubric", 0, 1],
  [198, "binary", 0, 4],
  [164, "binary", 0, 1],
  [150, "unit", 0, 1],
  [120, "binary", 0, 1],
  [100, "binary", 0, 1],
  [100, "unit", 0, 1],
];

/** SHA-256 of all scores: per suite the baseline's little-endian doubles, then the treatment's. */
export const expectedSha256 = "88bf4ad6d9174554de6f335791e7a7bfd9fbf1d54fc4d77cfe0d2a7bcb8d7bc3";

interface Generator {
  uniform(): number;
  normal(): number;
}

/** sfc32, seeded by one word; the first twenty outputs are thrown away. */
function generator(seed: number): Generator {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let d = 1;
  const next = () => {
    const t = (a + b + d) >>> 0;
    d = (d + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + t) >>> 0;
    return t;
  };
  for (let i = 0; i < 20; i += 1) next();
  const uniform = () => next() / 4294967296;
  const normal = () => {
    let sum = 0;
    for (let i = 0; i < 12; i += 1) sum += uniform();
    return sum - 6;
  };
  return { uniform, normal };
}

interface Criterion {
  weight: number;
  difficulty: number;
}

function rubricScore(latent: number, criteria: readonly Criterion[], normal: () => number): number {
  let got = 0;
  let total = 0;
  for (const { weight, difficulty } of criteria) {
    if (weight > 0) total += weight;
    const pull = (weight > 0 ? latent : -latent) * 0.7 - difficulty * 1.0 + (weight > 0 ? 0 : -0.7) + 0.6 * normal();
    if (pull > 0) got += weight;
  }
  const share = got / total;
  return Math.min(1, Math.max(0, share));
}

/** The suites whose units are all different, or nearly: nothing but drawing them one by one serves. */
export const drawnOneByOne: readonly number[] = suites.flatMap(([, kind], suite) => (kind === "binary" ? [] : [suite]));

export interface Suite {
  items: number;
  epochs: number;
  /** per item; empty without clusters */
  cluster: Int32Array;
  clusters: number;
  /** score of item i in epoch e at i·epochs + e */
  baseline: Float64Array;
  treatment: Float64Array;
}

/** Draws suite `index`. */
export function drawSuite(index: number): Suite {
  const [items, kind, clusters, epochs] = suites[index]!;
  const { uniform, normal } = generator(1000003 + index);
  const level = -0.5 + uniform() * 1.5;
  const effect = -0.06 + uniform() * 0.22;
  const cluster = new Int32Array(clusters > 0 ? items : 0);
  const clusterLevel: number[] = [];
  const clusterEffect: number[] = [];
  if (clusters > 0) {
    const sizes = new Array<number>(clusters).fill(1);
    for (let left = items - clusters; left > 0; ) {
      const chosen = Math.floor(uniform() * clusters);
      if (sizes[chosen]! < 30) {
        sizes[chosen]! += 1;
        left -= 1;
      }
    }
    let item = 0;
    for (const [group, size] of sizes.entries()) for (let i = 0; i < size; i += 1) cluster[item++] = group;
    for (let group = 0; group < clusters; group += 1) clusterLevel.push(0.6 * normal());
    for (let group = 0; group < clusters; group += 1) clusterEffect.push(0.15 * normal());
  }
  const baseline = new Float64Array(items * epochs);
  const treatment = new Float64Array(items * epochs);
  for (let item = 0; item < items; item += 1) {
    const ability = normal();
    const gain = 0.25 * normal();
    const criteria: Criterion[] = [];
    if (kind === "rubric") {
      const count = 4 + Math.floor(uniform() * 9);
      for (let j = 0; j < count; j += 1) {
        const positive = uniform() < 0.8 || j === 0;
        const weight = 1 + Math.floor(uniform() * 10);
        criteria.push({ weight: positive ? weight : -weight, difficulty: normal() * 0.8 });
      }
    }
    const group = clusters > 0 ? cluster[item]! : -1;
    for (const treated of [false, true]) {
      for (let epoch = 0; epoch < epochs; epoch += 1) {
        const latent =
          level +
          ability +
          (group >= 0 ? clusterLevel[group]! : 0) +
          (treated ? effect + gain + (group >= 0 ? clusterEffect[group]! : 0) : 0) +
          0.5 * normal();
        const score =
          kind === "binary"
            ? latent > 0
              ? 1
              : 0
            : kind === "unit"
              ? 0.5 + (0.5 * latent) / (1 + (latent < 0 ? -latent : latent))
              : rubricScore(latent, criteria, normal);
        (treated ? treatment : baseline)[item * epochs + epoch] = score;
      }
    }
  }
  return { items, epochs, cluster, clusters, baseline, treatment };
}

/** What is redrawn: per unit the sums of treatment, baseline and wins, and how many items it holds. */
export interface Units {
  count: number;
  /** rows of T, B, W, C */
  rows: Float64Array;
}

const itemMean = (scores: Float64Array, item: number, epochs: number) => {
  let sum = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) sum += scores[item * epochs + epoch]!;
  return sum / epochs;
};

/** Items reduced over their epochs, and where there are clusters summed over these. */
export function unitsOf({ items, epochs, cluster, clusters, baseline, treatment }: Suite): Units {
  const count = clusters > 0 ? clusters : items;
  const rows = new Float64Array(count * 4);
  for (let item = 0; item < items; item += 1) {
    const unit = clusters > 0 ? cluster[item]! : item;
    const after = itemMean(treatment, item, epochs);
    const before = itemMean(baseline, item, epochs);
    rows[unit * 4]! += after;
    rows[unit * 4 + 1]! += before;
    rows[unit * 4 + 2]! += after > before ? 1 : after === before ? 0.5 : 0;
    rows[unit * 4 + 3]! += 1;
  }
  return { count, rows };
}
