/** Workload W as one writes it with simple-statistics: draw indices, sum, quantile. */
import { mean, probit, quantileSorted, sampleStandardDeviation } from "simple-statistics";
import { type Answer, estimands, level, type Run, replicates } from "./estimands.ts";
import { peakMegabytes } from "./peak-megabytes.ts";
import { drawSuite, suites, unitsOf } from "./workload-w.ts";

const units = suites.map((_, index) => {
  const { rows, count } = unitsOf(drawSuite(index));
  return Array.from({ length: count }, (_unused, unit) => Array.from(rows.subarray(unit * 4, unit * 4 + 4)));
});

let seed = 1;
/** mulberry32, so that runs repeat */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const column = (sample: readonly number[][], index: number) => mean(sample.map((unit) => unit[index]!)) * sample.length;
const sums = (sample: readonly number[][]) =>
  [column(sample, 0), column(sample, 1), column(sample, 2), column(sample, 3)] as const;

/** normal distribution function, for BCa: the library's own is good to three digits only */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const d = 0.3989422804014327 * Math.exp((-z * z) / 2);
  const tail = d * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

const started = performance.now();
const answers: Answer[] = [];
const wins: number[][] = [];
for (const [suite, sample] of units.entries()) {
  const drawn: (readonly [number, number, number, number])[] = [];
  for (let i = 0; i < replicates; i += 1) {
    const again = sample.map(() => sample[Math.floor(random() * sample.length)]!);
    drawn.push(sums(again));
  }
  const total = sums(sample);
  for (const { name, of } of estimands) {
    const estimate = of(...total);
    const values = drawn.map((each) => of(...each)).filter((value) => !Number.isNaN(value));
    if (name === "difference") {
      wins.push(values.map((value) => (value > 0 ? 1 : value === 0 ? 0.5 : 0)));
    }
    values.sort((left, right) => left - right);
    const left = sample.map((unit) =>
      of(total[0] - unit[0]!, total[1] - unit[1]!, total[2] - unit[2]!, total[3] - unit[3]!),
    );
    const centre = mean(left);
    const spread = sampleStandardDeviation(left) * Math.sqrt(left.length - 1);
    const cubes = left.reduce((sum, value) => sum + (centre - value) * (centre - value) * (centre - value), 0);
    const a = cubes / (6 * spread * spread * spread);
    const share = values.reduce((sum, v) => sum + (v < estimate ? 1 : v === estimate ? 0.5 : 0), 0) / values.length;
    const bias = probit(share);
    const at = (p: number) => normalCdf(bias + (bias + probit(p)) / (1 - a * (bias + probit(p))));
    const tail = (1 - level) / 2;
    answers.push({
      suite,
      estimand: name,
      percentile: [quantileSorted(values, tail), quantileSorted(values, 1 - tail)],
      bca: [quantileSorted(values, at(tail)), quantileSorted(values, at(1 - tail))],
    });
  }
}
const shares = Array.from({ length: replicates }, (_, i) =>
  mean(suites.map(() => wins[Math.floor(random() * suites.length)]![i]!)),
);
shares.sort((left, right) => left - right);
const run: Run = {
  seconds: (performance.now() - started) / 1000,
  peakMegabytes: peakMegabytes(),
  overall: [quantileSorted(shares, 0.025), quantileSorted(shares, 0.975)],
  answers,
};
console.log(JSON.stringify(run));
