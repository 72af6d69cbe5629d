import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { normalCritical } from "../distributions/normal-critical.ts";
import { need } from "../errors.ts";
import type { Interval } from "../row.ts";
import { mean, sum } from "../sum.ts";
import { compareUtf8 } from "../utf8-order.ts";
import { cvar, worstWeights } from "./cvar.ts";
import { expectedWorst } from "./expected-worst.ts";

/** One item of one group; positive improvements are better. An item may be in several groups. */
export interface GroupedItem {
  group: string;
  item: string;
  improvement: number;
}

/** What "the worst groups" means, and how carefully it is estimated. */
export interface WorstGroupOptions {
  /** which worst share of the groups, in (0, 1] */
  alpha: number;
  level: number;
  /** by group; all alike where none are given */
  weights?: ReadonlyMap<string, number>;
  /** how many times the items are halved, 1 to 256; 100 unless told */
  splits?: number;
}

/** How far the worst groups are behind; gaps in the units of the effect, positive where the treatment is worse. */
export interface WorstGroup {
  groups: number;
  /** mean gap (−improvement) of the worst share, selected on one half of the items and estimated on the other */
  gap: number;
  /** of `gap`: that of one halving, so never too small for the mean of many */
  standardError: number;
  interval: Interval;
  /** the same share selected and estimated on all items: too bad by chance alone */
  plainGap: number;
  /** the plain worst group */
  worst: { group: string; gap: number };
  /** how many standard errors the worst of so many equal groups lies away by chance */
  expectedByChance: number;
}

/**
 * How badly did the worst share of the groups fare, without mistaking the unluckiest group for the worst?
 *
 * CVaR of the gaps, cross-fitted: items are halved by the bits of SHA-256(item id), so an item is in the same half in
 * every suite, on every machine; each half picks the worst groups for the other to estimate. Groups with fewer than two
 * items are left out; null where no halving leaves a group with items on both sides.
 *
 * @throws {StatsError} if alpha is outside (0, 1], or `splits` is no whole number in 1 … 256
 * @see Rockafellar & Uryasev (2000), J. Risk 2, 21; Chernozhukov et al. (2018), Econom. J. 21, C1 (cross-fitting)
 */
export function worstGroup(items: readonly GroupedItem[], options: WorstGroupOptions): WorstGroup | null {
  const { alpha, level, splits = 100 } = options;
  need(Number.isInteger(splits) && splits >= 1 && splits <= 256, `1 to 256 splits were needed, found ${splits}`);
  const groups = groupItems(items, options.weights);
  const estimates = Array.from({ length: splits }, (_, split) => crossFit(groups, split, alpha)).filter(
    (estimate) => estimate !== undefined,
  );
  if (estimates.length === 0) return null;
  const gaps = groups.map(({ name, weight, gaps: all }) => ({ name, weight, gap: mean(all) }));
  const worst = gaps.reduce((left, right) => (right.gap > left.gap ? right : left));
  const gap = mean(estimates.map((estimate) => estimate.gap));
  const standardError = mean(estimates.map((estimate) => Math.sqrt(estimate.variance)));
  const half = normalCritical(level) * standardError;
  return {
    groups: groups.length,
    gap,
    standardError,
    interval: [gap - half, gap + half],
    plainGap: cvar(gaps, alpha),
    worst: { group: worst.name, gap: worst.gap },
    expectedByChance: expectedWorst(groups.length),
  };
}

interface Group {
  name: string;
  weight: number;
  gaps: readonly number[];
  /** SHA-256 of each item's id: bit s says on which side of split s it is */
  hashes: readonly Uint8Array[];
  variance: number;
}

function groupItems(items: readonly GroupedItem[], weights?: ReadonlyMap<string, number>): Group[] {
  const byName = new Map<string, GroupedItem[]>();
  for (const item of items) {
    const members = byName.get(item.group);
    if (members) members.push(item);
    else byName.set(item.group, [item]);
  }
  return [...byName]
    .filter(([, members]) => members.length > 1)
    .sort(([left], [right]) => compareUtf8(left, right))
    .map(([name, members]) => {
      const ordered = members.sort((left, right) => compareUtf8(left.item, right.item));
      const gaps = ordered.map(({ improvement }) => -improvement);
      const centre = mean(gaps);
      return {
        name,
        weight: weights?.get(name) ?? 1,
        gaps,
        hashes: ordered.map(({ item }) => sha256(utf8ToBytes(item))),
        variance: sum(gaps.map((gap) => (gap - centre) * (gap - centre))) / (gaps.length - 1),
      };
    });
}

interface Half {
  gap: number;
  items: number;
}

function crossFit(
  groups: readonly Group[],
  split: number,
  alpha: number,
): { gap: number; variance: number } | undefined {
  const halved = groups
    .map((group) => ({ group, halves: [halfOf(group, split, 0), halfOf(group, split, 1)] as const }))
    .filter(({ halves }) => halves[0].items > 0 && halves[1].items > 0);
  if (halved.length === 0) return undefined;
  let gap = 0;
  let variance = 0;
  for (const [selecting, estimating] of [[0, 1] as const, [1, 0] as const]) {
    const weights = worstWeights(
      halved.map(({ group, halves }) => ({ gap: halves[selecting].gap, weight: group.weight })),
      alpha,
    );
    for (const [i, { group, halves }] of halved.entries()) {
      const weight = weights[i]! / 2;
      gap += weight * halves[estimating].gap;
      variance += (weight * weight * group.variance) / halves[estimating].items;
    }
  }
  return { gap, variance };
}

function halfOf({ gaps, hashes }: Group, split: number, side: number): Half {
  let total = 0;
  let items = 0;
  for (let i = 0; i < gaps.length; i++) {
    if (((hashes[i]![split >> 3]! >> (split & 7)) & 1) !== side) continue;
    total += gaps[i]!;
    items++;
  }
  return { gap: total / items, items };
}
