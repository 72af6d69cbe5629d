/** Hostile data sets for the bootstrap without draws: seeded, the same on every machine. */

/** Units of a ratio of sums, or two arms of their own. */
export type DataSet =
  | { kind: string; shape: "ratio" | "quotient"; numerator: Float64Array; denominator: Float64Array }
  | { kind: string; shape: "difference"; treatment: Float64Array; baseline: Float64Array };

interface Chance {
  uniform: () => number;
  normal: () => number;
  /** a whole number from `least` to `most` */
  between: (least: number, most: number) => number;
}

/** mulberry32 */
function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum - 6;
  };
  return { uniform, normal, between: (least, most) => least + Math.floor(uniform() * (most - least + 1)) };
}

const filled = (n: number, of: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => of(i));
const ones = (n: number) => new Float64Array(n).fill(1);
const skewed = (z: number) => Math.exp(1.5 * z);

type Values = (chance: Chance, n: number) => Float64Array;

/** Values of one unit each. */
const shapes: Readonly<Record<string, Values>> = {
  normal: ({ normal }, n) => filled(n, normal),
  "right or wrong in two arms": ({ uniform }, n) => {
    const [one, other] = [uniform(), uniform()];
    return filled(n, () => (uniform() < one ? 1 : 0) - (uniform() < other ? 1 : 0));
  },
  "one outlier of a million": ({ normal, between }, n) => {
    const values = filled(n, normal);
    values[between(0, n - 1)] = 1e6;
    return values;
  },
  "all alike but one": ({ normal, between }, n) => {
    const value = normal();
    const values = filled(n, () => value);
    values[between(0, n - 1)] = normal();
    return values;
  },
  "mostly zeros": ({ uniform, normal }, n) => {
    const share = uniform() * 0.4;
    return filled(n, () => (uniform() < share ? skewed(normal()) : 0));
  },
  "heavy tails": ({ uniform, normal }, n) => filled(n, () => normal() / Math.sqrt(uniform() + 1e-9)),
  "very heavy tails": ({ normal }, n) => filled(n, () => normal() / normal()),
  skewed: ({ normal }, n) => filled(n, () => skewed(normal())),
  "tiny variance at a large offset": ({ normal }, n) => filled(n, () => 1e6 + 1e-3 * normal()),
  "few steps": ({ between }, n) => {
    const steps = between(2, 40);
    return filled(n, () => between(0, steps) / steps);
  },
  "few odd values": ({ normal, between }, n) => {
    const values = filled(between(2, 6), normal);
    return filled(n, () => values[between(0, values.length - 1)]!);
  },
  "nearly a lattice": ({ normal, between, uniform }, n) => {
    const noise = [1e-7, 1e-6, 1e-4, 1e-2, 0.1][Math.floor(uniform() * 5)]!;
    return filled(n, () => between(0, 3) + noise * normal());
  },
  "two scales": ({ uniform, normal }, n) => filled(n, () => (uniform() < 0.9 ? 1e-3 : 1) * normal()),
  fractions: ({ between }, n) => filled(n, () => between(0, 12) / between(4, 12)),
};

/** Numerators and denominators of clusters, weights and other units. */
const pairs: Readonly<Record<string, (chance: Chance, n: number) => [Float64Array, Float64Array]>> = {
  "clusters of unequal size": ({ uniform, normal }, n) => {
    const sizes = filled(n, () => 1 + Math.floor(-8 * Math.log(1 - uniform())));
    return [sizes.map((size) => size * 0.05 + Math.sqrt(size) * 0.4 * normal()), sizes];
  },
  "right or wrong in clusters": ({ uniform }, n) => {
    const sizes = filled(n, () => 1 + Math.floor(-5 * Math.log(1 - uniform())));
    const share = uniform();
    return [
      sizes.map((size) => {
        let right = 0;
        for (let i = 0; i < size; i++) right += uniform() < share ? 1 : 0;
        return right;
      }),
      sizes,
    ];
  },
  weights: ({ normal }, n) => {
    const weights = filled(n, () => skewed(normal()));
    return [weights.map((weight) => weight * normal()), weights];
  },
  "denominators near zero": ({ normal, uniform }, n) => {
    const offset = 2 * uniform();
    return [filled(n, normal), filled(n, () => offset + normal())];
  },
  "few distinct pairs": ({ normal, between }, n) => {
    const tops = filled(between(2, 5), normal);
    const bottoms = tops.map(() => 0.2 + Math.abs(normal()));
    const drawn = filled(n, () => between(0, tops.length - 1));
    return [drawn.map((each) => tops[each]!), drawn.map((each) => bottoms[each]!)];
  },
};

/** One arm's sum over the other's, on the same items. */
const quotients: Readonly<Record<string, (chance: Chance, n: number) => [Float64Array, Float64Array]>> = {
  "relative risk": ({ uniform }, n) => {
    const [one, other] = [0.1 + 0.9 * uniform(), 0.1 + 0.9 * uniform()];
    return [filled(n, () => (uniform() < one ? 1 : 0)), filled(n, () => (uniform() < other ? 1 : 0))];
  },
  "ratio of means": ({ normal }, n) => {
    const shared = filled(n, normal);
    return [shared.map((each) => Math.exp(each + 0.3 * normal())), shared.map((each) => Math.exp(each))];
  },
};

/** How many units: few as often as many. */
function unitsOf({ uniform, between }: Chance): number {
  const kind = uniform();
  if (kind < 0.25) return between(1, 8);
  if (kind < 0.5) return between(9, 30);
  return kind < 0.85 ? between(31, 120) : between(121, 300);
}

const kinds = [
  ...Object.keys(shapes),
  ...Object.keys(pairs),
  ...Object.keys(quotients),
  ...Object.keys(shapes).map((name) => `two arms: ${name}`),
];

/** The data set of a seed: every kind in its turn, sizes and values by chance. */
export function dataSet(seed: number): DataSet {
  const chance = chanceOf(0x5eed + seed * 7919);
  const kind = kinds[seed % kinds.length]!;
  const n = unitsOf(chance);
  const alone = shapes[kind];
  if (alone) return { kind, shape: "ratio", numerator: alone(chance, n), denominator: ones(n) };
  const pair = pairs[kind];
  if (pair) {
    const [numerator, denominator] = pair(chance, n);
    return { kind, shape: "ratio", numerator, denominator };
  }
  const quotient = quotients[kind];
  if (quotient) {
    const [numerator, denominator] = quotient(chance, n);
    return { kind, shape: "quotient", numerator, denominator };
  }
  const arm = shapes[kind.slice("two arms: ".length)]!;
  const treatment = arm(chance, n);
  return { kind, shape: "difference", treatment, baseline: arm(chance, unitsOf(chance)) };
}
