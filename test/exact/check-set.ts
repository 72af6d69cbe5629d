/** One data set: the law's bounds, on the probability scale of resamples drawn. */
import {
  acceleration,
  type BootstrapLaw,
  bcaProbabilities,
  type DrawnReason,
  differenceLaw,
  jackknifeOfRatio,
  jackknifeOfTwoMeans,
  normalQuantile,
  openStreams,
  pairedUnitsLaw,
  ratioLaw,
  resampleSums,
} from "@evenmatch/stats";
import type { DataSet } from "./data-sets.ts";

/** What became of a data set. */
export interface Outcome {
  /** how its law was found; null where it is drawn */
  method: BootstrapLaw["method"] | null;
  because: DrawnReason | "constant" | null;
  /** one for each bound and for the share below the estimate: how far outside of its atom, in Monte-Carlo errors */
  gaps: { what: string; p: number; z: number; atom: boolean }[];
}

const levels = [0.8, 0.9, 0.95, 0.99];

/** Compares the bounds of the law, percentile and BCa, with those of `replicates` resamples. */
export function checkSet(set: DataSet, seed: number, replicates: number): Outcome {
  if (isConstant(set)) return { method: null, because: "constant", gaps: [] };
  const law = lawOf(set);
  if (typeof law === "string") return { method: null, because: law, gaps: [] };
  const level = levels[seed % levels.length]!;
  const tail = (1 - level) / 2;
  const estimate = estimateOf(set);
  const there = law.at(estimate);
  const half = there.below + there.equal / 2;
  const accelerated = acceleration(jackknifeOf(set));
  const moved =
    accelerated !== null && half > 0 && half < 1
      ? bcaProbabilities({ bias: normalQuantile(half), acceleration: accelerated, level })
      : null;
  const wanted = [tail, 1 - tail, ...(moved ?? [])];
  const bounds: number[] = [];
  for (const p of wanted) {
    const bound = law.quantile(p);
    if (bound === null) return { method: null, because: "self_check", gaps: [] };
    bounds.push(bound);
  }

  const values = draws(set, seed, replicates);
  // sums of the same numbers in another order
  const hair = 1e-9 * law.deviation() + 2e-15 * Math.abs(estimate);
  let total = 0;
  for (const value of values) if (!Number.isNaN(value)) total += 1;
  const counted = (x: number) => ({ below: share(values, x - hair) / total, upTo: share(values, x + hair) / total });
  const gaps = wanted.map((p, i) => {
    const { below, upTo } = counted(bounds[i]!);
    const gap = below > p ? below - p : upTo < p ? upTo - p : 0;
    return {
      what: i < 2 ? "percentile" : "bca",
      p,
      z: gap / Math.sqrt((p * (1 - p)) / total),
      atom: upTo - below > 2 / total,
    };
  });
  const drawn = counted(estimate);
  const found = (drawn.below + drawn.upTo) / 2;
  const spread = Math.sqrt(Math.max(half * (1 - half), 1 / total) / total);
  return {
    method: law.method,
    because: null,
    gaps: [...gaps, { what: "share", p: half, z: (found - half) / spread, atom: there.equal > 1e-6 }],
  };
}

function lawOf(set: DataSet): BootstrapLaw | DrawnReason {
  if (set.shape === "difference") return differenceLaw(set.treatment, set.baseline);
  if (set.shape === "ratio") return ratioLaw(set);
  const ones = new Float64Array(set.numerator.length).fill(1);
  return pairedUnitsLaw(
    { numerator: set.numerator, denominator: ones },
    { numerator: set.denominator, denominator: ones },
    "log",
  );
}

const total = (values: Float64Array) => values.reduce((sum, each) => sum + each, 0);
const average = (values: Float64Array) => total(values) / values.length;

function estimateOf(set: DataSet): number {
  if (set.shape === "difference") return average(set.treatment) - average(set.baseline);
  const ratio = total(set.numerator) / total(set.denominator);
  return set.shape === "quotient" ? Math.log(ratio) : ratio;
}

function jackknifeOf(set: DataSet): Float64Array {
  if (set.shape === "difference") return jackknifeOfTwoMeans(set.treatment, set.baseline);
  const ratios = jackknifeOfRatio(set);
  return set.shape === "quotient" ? ratios.map((ratio) => Math.log(ratio)) : ratios;
}

/** a set that redrawing can't move: rows of this kind never ask for a law */
function isConstant(set: DataSet): boolean {
  if (set.shape === "difference") {
    const arms = [set.treatment, set.baseline];
    return arms.some((arm) => arm.length < 2) || arms.every((arm) => arm.every((each) => each === arm[0]));
  }
  const { numerator, denominator } = set;
  const ratio = total(numerator) / total(denominator);
  if (!Number.isFinite(ratio) || (set.shape === "quotient" && ratio <= 0)) return true;
  const size = numerator.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return (
    numerator.length < 2 ||
    numerator.every((each, i) => Math.abs(each - ratio * denominator[i]!) <= 1e-12 * (size + 1e-300))
  );
}

/** the statistic of every resample, from residuals as the engine draws them; NaN where undefined */
function draws(set: DataSet, seed: number, replicates: number): Float64Array {
  const root = openStreams("exact", String(seed));
  const estimate = estimateOf(set);
  const values = new Float64Array(replicates);
  if (set.shape === "difference") {
    const { treatment, baseline } = set;
    const tables = [treatment, baseline].map((arm) => {
      const centre = average(arm);
      const rows = new Float64Array(2 * arm.length);
      arm.forEach((each, i) => {
        rows[2 * i] = each - centre;
      });
      return { rows, width: 2 };
    });
    const [one, other] = resampleSums(tables, root, replicates) as [Float64Array, Float64Array];
    for (let i = 0; i < replicates; i++) {
      values[i] = estimate + (one[2 * i]! / treatment.length - other[2 * i]! / baseline.length);
    }
    return values;
  }
  const { numerator, denominator } = set;
  const ratio = total(numerator) / total(denominator);
  const rows = new Float64Array(2 * numerator.length);
  numerator.forEach((each, i) => {
    rows[2 * i] = each - ratio * denominator[i]!;
    rows[2 * i + 1] = denominator[i]!;
  });
  const [sums] = resampleSums([{ rows, width: 2 }], root, replicates) as [Float64Array];
  for (let i = 0; i < replicates; i++) {
    const value = ratio + sums[2 * i]! / sums[2 * i + 1]!;
    values[i] = set.shape === "quotient" ? Math.log(value) : value;
  }
  return values;
}

/** how many values are at most x */
function share(values: Float64Array, x: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! <= x) count += 1;
  return count;
}
