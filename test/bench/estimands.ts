/** What workload W asks of every suite: three estimands of sums, each with a percentile and a BCa interval. */

/** Of the sums of treatment, baseline, wins and items; NaN where undefined. */
export const estimands = [
  { name: "difference", of: (t: number, b: number, _w: number, c: number) => (t - b) / c },
  { name: "winProbability", of: (_t: number, _b: number, w: number, c: number) => w / c },
  { name: "relativeChange", of: (t: number, b: number, _w: number, _c: number) => (b === 0 ? Number.NaN : t / b - 1) },
] as const;

export const replicates = 10_000;
export const level = 0.95;

export interface Answer {
  suite: number;
  estimand: string;
  percentile: readonly [number, number] | null;
  bca: readonly [number, number] | null;
}

/** What a contestant prints: its time for all intervals (data in memory, first call), its peak memory, its answers. */
export interface Run {
  seconds: number;
  /** of a second pass in the same process, where it was made */
  again?: number;
  /** of which units were drawn and added, where that is known */
  drawing?: number;
  peakMegabytes: number;
  overall: readonly [number, number];
  answers: readonly Answer[];
}

/** The estimand with each unit left out in turn. */
export function jackknife(rows: Float64Array, of: (typeof estimands)[number]["of"]): Float64Array {
  const total = [0, 0, 0, 0];
  for (let i = 0; i < rows.length; i += 1) total[i % 4]! += rows[i]!;
  const [t, b, w, c] = total as [number, number, number, number];
  const values = new Float64Array(rows.length / 4);
  for (let unit = 0, at = 0; unit < values.length; unit += 1, at += 4) {
    values[unit] = of(t - rows[at]!, b - rows[at + 1]!, w - rows[at + 2]!, c - rows[at + 3]!);
  }
  return values;
}

/** The estimand of the sample itself. */
export function ofSample(rows: Float64Array, of: (typeof estimands)[number]["of"]): number {
  const total = [0, 0, 0, 0];
  for (let i = 0; i < rows.length; i += 1) total[i % 4]! += rows[i]!;
  return of(...(total as [number, number, number, number]));
}
