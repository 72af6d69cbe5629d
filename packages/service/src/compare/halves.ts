/** One arm's scores in two halves that differ by chance alone. */
import { createHash } from "node:crypto";
import type { SeedScores } from "@evenmatch/stats";

/** Two halves of the same scores; null where there is nothing to halve. */
export type Halves = readonly [SeedScores, SeedScores] | null;

/** The rows of each item that a half keeps; an item without any is left out. */
function kept(scores: SeedScores, keep: (item: number, row: number, position: number) => boolean): SeedScores {
  const items: number[] = [];
  const rows: number[] = [];
  const offsets = [0];
  for (let item = 0; item < scores.items.length; item++) {
    const [from, to] = [scores.offsets[item]!, scores.offsets[item + 1]!];
    const before = rows.length;
    for (let row = from; row < to; row++) if (keep(item, row, row - from)) rows.push(row);
    if (rows.length === before) continue;
    items.push(item);
    offsets.push(rows.length);
  }
  const texts = (values: readonly string[]) => items.map((item) => values[item]!);
  const byRow = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  const { itemHash, cluster, stratum, weight, tp, fp, fn } = scores;
  return {
    seed: scores.seed,
    items: texts(scores.items),
    offsets: Int32Array.from(offsets),
    score: byRow(scores.score),
    status: Uint8Array.from(rows, (row) => scores.status[row]!),
    epoch: Int32Array.from(rows, (row) => scores.epoch[row]!),
    ...(itemHash === undefined ? {} : { itemHash: texts(itemHash) }),
    ...(cluster === undefined ? {} : { cluster: texts(cluster) }),
    ...(stratum === undefined ? {} : { stratum: texts(stratum) }),
    ...(weight === undefined ? {} : { weight: Float64Array.from(items, (item) => weight[item]!) }),
    ...(tp === undefined ? {} : { tp: byRow(tp) }),
    ...(fp === undefined ? {} : { fp: byRow(fp) }),
    ...(fn === undefined ? {} : { fn: byRow(fn) }),
  };
}

/**
 * The first, third, … epoch of every item against the second, fourth, …: the same items, so the halves pair.
 *
 * Items of one epoch are left out of both; null where all are.
 */
export function epochHalves(scores: SeedScores): Halves {
  const several = (item: number) => scores.offsets[item + 1]! - scores.offsets[item]! > 1;
  const half = (side: number) => kept(scores, (item, _, position) => several(item) && position % 2 === side);
  const halves = [half(0), half(1)] as const;
  return halves[0].items.length === 0 ? null : halves;
}

/**
 * Half of the items against the other half, by the first bit of SHA-256(seed|id): items of one cluster stay together, and
 * an item is on the same side for every training seed. The halves share no item. Null where one of them is empty.
 */
export function itemHalves(scores: SeedScores, seed: string): Halves {
  const side = scores.items.map((id, item) => {
    const cluster = scores.cluster?.[item] ?? "";
    const name = cluster === "" ? `item|${id}` : `cluster|${cluster}`;
    return createHash("sha256").update(`${seed}|${name}`).digest()[0]! >> 7;
  });
  const half = (which: number) => kept(scores, (item) => side[item] === which);
  const halves = [half(0), half(1)] as const;
  return halves.some(({ items }) => items.length === 0) ? null : halves;
}
