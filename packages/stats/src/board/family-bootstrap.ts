import { percentileInterval } from "../bootstrap/percentile.ts";
import { resampleSums } from "../bootstrap/resample-sums.ts";
import { openStreams } from "../random/stream.ts";
import type { Interval } from "../row.ts";
import { sum } from "../sum.ts";
import { type FamilyWin, groupByFamily } from "./family-rate.ts";

/** How families are redrawn. */
export interface FamilyBootstrapOptions {
  level: number;
  replicates: number;
  seed: string | null;
  /** names the random stream */
  key: string;
}

/**
 * How far does the win rate move if families are redrawn, whole, with nothing redrawn inside them?
 *
 * `wins`: one per counted suite. Percentile interval (type 7) over `replicates` draws of as many families as there are.
 * Null with one family, or where every family has the same rate, so that no redraw could change it.
 *
 * @throws {StatsError} without suites
 * @see oracle: all draws of nine families enumerated
 */
export function familyBootstrap(wins: readonly FamilyWin[], options: FamilyBootstrapOptions): Interval | null {
  const families = groupByFamily(wins);
  if (families.length < 2 || haveOneRate(families)) return null;
  return percentileInterval(familyReplicates(families, options).sort(), options.level);
}

/**
 * The win rate of each replicate: whole families redrawn.
 *
 * `families`: the wins of each, at least one family.
 */
export function familyReplicates(
  families: readonly (readonly number[])[],
  options: FamilyBootstrapOptions,
): Float64Array {
  const rows = Float64Array.from(families.flatMap((members) => [sum(members), members.length]));
  const root = openStreams(options.seed, options.key);
  const sums = resampleSums([{ rows, width: 2 }], root, options.replicates)[0]!;
  const rates = new Float64Array(options.replicates);
  for (let i = 0; i < rates.length; i++) rates[i] = sums[2 * i]! / sums[2 * i + 1]!;
  return rates;
}

/** Compared by cross-multiplication of whole and half numbers: exact. */
function haveOneRate(families: readonly (readonly number[])[]): boolean {
  const [first] = families;
  return families.every((members) => sum(members) * first!.length === sum(first!) * members.length);
}
