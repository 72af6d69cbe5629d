/** What a run over many data sets comes to. */
import { checkSet, type Outcome } from "./check-set.ts";
import type { DataSet } from "./data-sets.ts";

/** further from the drawn law than this, in Monte-Carlo errors, a bound is wrong: of 10⁵ right ones none comes as far */
export const farthest = 5.5;

export interface Figures {
  sets: number;
  /** by kind of data: how many laws were found in each way, and why the others are drawn */
  kinds: Map<string, Map<string, number>>;
  /** z of percentile and BCa bounds where the drawn law has no atom there */
  smooth: number[];
  /** z of those at an atom: 0 where P(below) ≤ p ≤ P(up to it) */
  atoms: number[];
  /** z of the shares below the estimate */
  shares: number[];
  failures: string[];
}

export const noFigures = (): Figures => ({
  sets: 0,
  kinds: new Map(),
  smooth: [],
  atoms: [],
  shares: [],
  failures: [],
});

/** Checks one data set and adds what came out. */
export function add(figures: Figures, set: DataSet, { seed, replicates }: { seed: number; replicates: number }): void {
  figures.sets += 1;
  const outcome: Outcome = checkSet(set, seed, replicates);
  const kind = figures.kinds.get(set.kind) ?? new Map<string, number>();
  const what = outcome.method ?? outcome.because ?? "";
  kind.set(what, (kind.get(what) ?? 0) + 1);
  figures.kinds.set(set.kind, kind);
  for (const { what: bound, p, z, atom } of outcome.gaps) {
    (bound === "share" ? figures.shares : atom ? figures.atoms : figures.smooth).push(z);
    // of a share of 0 or 1 the drawn error is not known
    if (Math.abs(z) <= farthest) continue;
    figures.failures.push(`set ${seed} (${set.kind}): ${bound} at ${p.toPrecision(4)} is ${z.toFixed(1)} errors away`);
  }
}

export const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, each) => sum + each * each, 0) / values.length);

export const largest = (values: readonly number[]) => values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
