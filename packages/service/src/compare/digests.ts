/** What a row and a comparison were computed from, as hashes. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Plan } from "@evenmatch/contract/plan";
import { compareBytes } from "@evenmatch/formats/byte-order";
import type { RowPlan } from "@evenmatch/stats";
import { specVersion } from "@evenmatch/stats";
import { digestOf } from "@evenmatch/store/canonical";
import { armCompute } from "./compute-match.ts";
import { type Pair, streamKey, type Unpaired } from "./pairing.ts";

/** The fields of the plan on which a row of this range depends; the margin becomes a distance on the score's scale. */
export function rowPlan(plan: Plan, range: readonly [number, number] | null): RowPlan {
  return {
    level: plan.level,
    replicates: plan.replicates,
    seed: plan.seed,
    bootstrap: plan.bootstrap,
    margin: plan.margin === null || range === null ? null : plan.margin * (range[1] - range[0]),
    refusedAs: plan.refusedAs,
    seedsMatched: plan.seedsMatched,
  };
}

/** The groups that the plan asks for in this suite. */
export function groupsOf({ groups }: Plan, suite: string): { by: "stratum" | "cluster"; alpha: number } | null {
  if (groups === null || (groups.suites.length > 0 && !groups.suites.includes(suite))) return null;
  return { by: groups.by, alpha: groups.alpha };
}

/** Digest of a row: the specification, the plan's fields, the suite's definition and both arms' results. */
export function suiteDigest(pair: Pair, plan: Plan): string {
  const arm = (results: Pair["treatment"]) => results.map(({ seed, result }) => ({ seed, result: result.resultHash }));
  return digestOf({
    specVersion,
    plan: rowPlan(plan, pair.definition.metric.range),
    key: streamKey(pair),
    definition: pair.definition,
    metric: pair.metric,
    warnings: pair.warnings,
    treatment: arm(pair.treatment),
    baseline: arm(pair.baseline),
    groups: groupsOf(plan, pair.suite),
  });
}

/** Digest of a comparison: everything that its figures depend on; names and times are no part of it. */
export function comparisonDigest(options: {
  plan: Plan;
  treatment: readonly Checkpoint[];
  baseline: readonly Checkpoint[];
  suiteDigests: readonly string[];
  unpaired: readonly Unpaired[];
}): string {
  const { plan, treatment, baseline, suiteDigests, unpaired } = options;
  return digestOf({
    specVersion,
    plan,
    compute: { treatment: armCompute(treatment), baseline: armCompute(baseline) },
    comparator: [...new Set(baseline.map(({ comparator }) => comparator ?? "undeclared"))].sort(compareBytes),
    trainedOn: trainingOf(treatment),
    seeds: { treatment: treatment.length, baseline: baseline.length },
    suites: [...suiteDigests].sort(compareBytes),
    missing: unpaired.map(({ suite, variant, condition, family, role, direction, absentFrom, reason }) => ({
      suite,
      variant,
      condition,
      family,
      role,
      direction,
      absentFrom,
      reason,
    })),
  });
}

/** What the treatment was trained on, over its checkpoints; null where none says. */
export function trainingOf(treatment: readonly Checkpoint[]): { domains: string[]; traits: string[] } | null {
  const declared = treatment.map(({ trainedOn }) => trainedOn).filter((value) => value !== undefined);
  if (declared.length === 0) return null;
  const union = (values: readonly string[]) => [...new Set(values)].sort(compareBytes);
  return {
    domains: union(declared.flatMap(({ domains }) => domains)),
    traits: union(declared.flatMap(({ traits }) => traits)),
  };
}
