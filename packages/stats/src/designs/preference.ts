import { meanReplicates } from "../bootstrap/mean-replicates.ts";
import { constantBlock } from "../bootstrap/no-replicates.ts";
import { jackknifeOfRatio, ratioReplicates } from "../bootstrap/ratio-replicates.ts";
import { type Clusters, clusterSums, clustersOf } from "../clusters.ts";
import { lawOrDraws } from "../exact/law-or-draws.ts";
import { ratioLaw } from "../exact/ratio-law.ts";
import type { Judgement } from "../input.ts";
import { designEffect } from "../intervals/clustered-mean.ts";
import { mcnemarMidP } from "../intervals/mcnemar.ts";
import { linearisedError } from "../intervals/ratio-of-sums.ts";
import { tInterval } from "../intervals/t-interval.ts";
import { wilson } from "../intervals/wilson.ts";
import type { ArmEstimate, Interval } from "../row.ts";
import { mean } from "../sum.ts";
import { compareUtf8 } from "../utf8-order.ts";
import { type DesignResult, noEstimate, type PrimaryDifference, type RowContext } from "./design-result.ts";
import { nothingToCompare } from "./nothing-to-compare.ts";

/**
 * Side-by-side judgements: by how much is the treatment preferred (share preferring it − share preferring the baseline)?
 *
 * Judgements of one prompt, or one named cluster of prompts, are not independent: CR1 with t over these; raters who
 * judged several prompts are crossed with them (two-way). Where nothing repeats: Wilson with ties as halves, and the
 * sign test's mid-p.
 *
 * @see Cameron, Gelbach & Miller (2011), J. Bus. Econ. Stat. 29; AlpacaEval (win 1, tie ½)
 */
export function preferenceDesign(judgements: readonly Judgement[], context: RowContext): DesignResult {
  // sums run in one order, whatever order the judgements came in
  const ordered = [...judgements].sort(
    (one, other) =>
      compareUtf8(one.cluster, other.cluster) ||
      compareUtf8(one.item, other.item) ||
      compareUtf8(one.rater, other.rater) ||
      compareUtf8(one.preferred, other.preferred),
  );
  const items = new Set(ordered.map(({ item }) => item)).size;
  if (items === 0) return { design: "preference", ...nothingToCompare(0, "no_shared_items") };
  const { plan } = context;
  const scores = Float64Array.from(ordered, ({ preferred }) =>
    preferred === "tie" ? 0 : preferred === "treatment" ? 1 : -1,
  );
  const value = mean(scores);
  const wins = scores.filter((score) => score === 1).length;
  const losses = scores.filter((score) => score === -1).length;
  const ties = scores.length - wins - losses;

  const names = ordered.map((_, i) => `${i}`);
  const prompts = clustersOf(
    ordered.map(({ item, cluster }) => (cluster === "" ? `i${item}` : `c${cluster}`)),
    names,
  );
  const raters = clustersOf(
    ordered.map(({ rater }) => rater),
    names,
  );
  const constant = scores.every((score) => score === scores[0]);
  const influence = scores.map((score) => (score - value) / scores.length);
  const independent = constant ? null : linearisedError(influence);
  const spread = constant ? null : errorOf(influence, ordered, { prompts, raters });
  const groups = prompts?.count ?? raters?.count ?? scores.length;
  const clustered = prompts !== null || raters !== null;
  const difference: PrimaryDifference = clustered
    ? clusteredDifference({ value, spread, constant, groups, level: plan.level })
    : {
        value,
        standardError: independent,
        degreesOfFreedom: null,
        interval: netShare(wilson(wins + ties / 2, scores.length, plan.level)),
        p: mcnemarMidP(wins, losses),
        method: "wilson",
      };
  const { interval } = difference;
  const arm = (count: number): ArmEstimate => {
    const share = count / scores.length;
    return { ...noEstimate, mean: share, displayedMean: share, n: items };
  };
  return {
    design: "preference",
    n: items,
    clusters: clustered ? (spread?.groups ?? groups) : null,
    treatment: arm(wins),
    baseline: arm(losses),
    difference,
    bootstrap: bootstrapOf(scores, prompts, { context, spread, value }),
    items: {
      wins,
      losses,
      ties,
      winProbability: (1 + value) / 2,
      interval: interval && [(1 + interval[0]) / 2, (1 + interval[1]) / 2],
      method: difference.method,
      epochWinProbability: null,
    },
    relativeChange: null,
    dz: null,
    baselineDeviation: null,
    clusterDesignEffect: designEffect(clustered ? (spread?.error ?? null) : null, independent),
    variance: spread ? { items: spread.error * spread.error, fixed: 0 } : null,
    degenerate: interval === null,
    warnings: [
      ...(items < 2 ? ["n_lt_2"] : constant ? ["zero_variance"] : []),
      ...(2 * ties > scores.length ? ["ties_over_half"] : []),
    ],
  };
}

/** the error of the mean and the smaller number of groups that it rests on; null below two groups */
function errorOf(
  influence: Float64Array,
  judgements: readonly Judgement[],
  { prompts, raters }: { prompts: Clusters | null; raters: Clusters | null },
): { error: number; groups: number } | null {
  const over = (clusters: Clusters | null) => linearisedError(clusterSums(influence, clusters));
  const byPrompt = over(prompts);
  const ofPrompts = prompts?.count ?? influence.length;
  if (byPrompt === null) return null;
  if (!raters) return byPrompt > 0 ? { error: byPrompt, groups: ofPrompts } : null;
  const byRater = over(raters);
  if (byRater === null) return null;
  const both = clustersOf(
    judgements.map((_, i) => `${prompts?.index[i] ?? i}|${raters.index[i]}`),
    judgements.map((_, i) => `${i}`),
  );
  const byBoth = over(both) ?? 0;
  const variance = byPrompt * byPrompt + byRater * byRater - byBoth * byBoth;
  // the two-way sum may fall short of either way alone; it never may mean more certainty
  const error = Math.sqrt(Math.max(variance, byPrompt * byPrompt, byRater * byRater));
  return error > 0 ? { error, groups: Math.min(ofPrompts, raters.count) } : null;
}

function clusteredDifference(options: {
  value: number;
  spread: { error: number; groups: number } | null;
  constant: boolean;
  groups: number;
  level: number;
}): PrimaryDifference {
  const { value, spread, constant, groups, level } = options;
  if (constant && groups > 1) {
    // unanimous: as many votes as there are groups
    const won = ((1 + value) / 2) * groups;
    const interval = netShare(wilson(won, groups, level));
    const p = value === 0 ? 1 : mcnemarMidP(value > 0 ? groups : 0, value > 0 ? 0 : groups);
    return { value, standardError: null, degreesOfFreedom: null, interval, p, method: "wilson" };
  }
  const degreesOfFreedom = spread ? spread.groups - 1 : null;
  const standardError = spread?.error ?? null;
  const read =
    spread === null
      ? { interval: null, p: null }
      : tInterval({ estimate: value, standardError, degreesOfFreedom, level });
  return { value, standardError, degreesOfFreedom, ...read, method: "cr1-t" };
}

/** from P(T > B) + ½P(=) to share − share */
function netShare([lower, upper]: Interval): Interval {
  return [2 * lower - 1, 2 * upper - 1];
}

function bootstrapOf(
  scores: Float64Array,
  prompts: Clusters | null,
  { context, spread, value }: { context: RowContext; spread: { error: number } | null; value: number },
): DesignResult["bootstrap"] {
  const { root, plan } = context;
  const units = prompts?.count ?? scores.length;
  if (!spread || units < 2) return constantBlock(plan, value);
  const ones = new Float64Array(scores.length).fill(1);
  const judged = { numerator: clusterSums(scores, prompts), denominator: clusterSums(ones, prompts) };
  return lawOrDraws({
    law: () => ratioLaw(judged),
    draws: () =>
      prompts ? ratioReplicates(judged, root, plan.replicates) : meanReplicates(scores, root, plan.replicates),
    estimate: value,
    jackknife: () => jackknifeOfRatio(judged),
    studentised: false,
    plan,
    sign: 1,
  }).block;
}
