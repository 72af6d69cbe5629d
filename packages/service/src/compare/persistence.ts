/** Does the difference last? The rows of a comparison followed along conditions or training steps. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence, PersistenceRow } from "@evenmatch/contract/persistence";
import type { Plan } from "@evenmatch/contract/plan";
import { pageTrend, specVersion } from "@evenmatch/stats";
import { digestOf } from "@evenmatch/store/canonical";
import { type Member, pairArms } from "./arms.ts";
import { type Axis, axisOf, type Followed, followRows, type StepPairs } from "./axis.ts";
import type { Computing } from "./computing.ts";
import { curveInput } from "./curve-input.ts";
import { suiteDigest } from "./digests.ts";
import type { Pair, Readings } from "./pairing.ts";
import { pairInput } from "./row.ts";
import type { StepArms } from "./steps.ts";

/**
 * Everything that is said of persistence, for the results of one comparison; null where there is nothing to follow.
 *
 * `pairs`: the rows of the last step, as compared. A row is computed once and kept under the digest of its points.
 */
export async function followArms(
  computing: Computing,
  options: {
    plan: Plan;
    experiment: string | null;
    steps: readonly StepArms<Member>[];
    pairs: readonly Pair[];
    readings: Readings;
    comparison: Pick<Comparison, "digest" | "computeMatch" | "arms">;
  },
): Promise<Persistence | null> {
  const { plan, experiment, pairs, readings, comparison } = options;
  const steps: StepPairs[] = options.steps.map(({ step, ...arms }, index) => ({
    step,
    pairs: index === options.steps.length - 1 ? pairs : pairArms(arms, plan, readings).pairs,
  }));
  const axis = axisOf(plan, steps);
  if (axis === null) return null;
  const { followed, left } = followRows(plan, axis, steps);
  const rows: PersistenceRow[] = [];
  const digests: string[] = [];
  for (const row of followed) {
    const { digest, outcome } = await followedRow(computing, { plan, axis, row });
    digests.push(digest);
    if (typeof outcome !== "string") rows.push(outcome);
    else left.push({ suite: row.suite, variant: row.variant, condition: row.condition, reason: outcome });
  }
  const comparator = plan.persistence?.comparator ?? declaredComparator(comparison.arms);
  return {
    digest: digestOf({ specVersion, axis, comparator, comparison: comparison.digest, rows: digests, left }),
    comparison: comparison.digest,
    experiment,
    specVersion,
    axis,
    comparator,
    computeMatch: comparison.computeMatch,
    level: plan.level,
    rows,
    trend: trendOf(rows),
    left,
  };
}

function declaredComparator({ baseline }: Comparison["arms"]): Persistence["comparator"] {
  const kinds = new Set(baseline.checkpoints.map(({ comparator }) => comparator ?? "undeclared"));
  const [kind = "undeclared"] = kinds;
  return kinds.size === 1 ? kind : "undeclared";
}

/** What is kept of a row: its figures, or why it has none. */
type Outcome = PersistenceRow | string;

async function followedRow(
  computing: Computing,
  { plan, axis, row }: { plan: Plan; axis: Axis; row: Followed },
): Promise<{ digest: string; outcome: Outcome }> {
  const { level, replicates, seed } = plan;
  const points = row.points.map(({ label, dose, pair }) => ({ label, dose, row: suiteDigest(pair, plan) }));
  const digest = digestOf({ specVersion, axis, plan: { level, replicates, seed }, points });
  const known = await computing.known<{ outcome: Outcome }>(digest);
  if (known !== undefined) return { digest, outcome: known.outcome };
  const outcome = await computedRow(computing, { plan, row });
  await computing.keep(digest, { outcome });
  return { digest, outcome };
}

async function computedRow(computing: Computing, { plan, row }: { plan: Plan; row: Followed }): Promise<Outcome> {
  const inputs = [];
  for (const { pair } of row.points) inputs.push(await pairInput(computing, pair));
  const { name, metric, definition } = row.points[0]!.pair; // two points at least, or it is not followed
  const direction = definition.metric.direction === "lower" ? "lower" : "higher";
  const { suite, variant, condition } = row;
  const key = [suite, variant, ...(condition === "" ? [] : [condition]), metric].join("/");
  const curve = curveInput(row, inputs, { plan, key, direction });
  if (typeof curve === "string") return curve;
  const { level, replicates, seed } = plan;
  const analysis = await computing.computePersistence(curve.input, { level, replicates, seed });
  const warnings = [
    ...analysis.warnings,
    ...row.points.flatMap(({ pair }) => pair.warnings),
    ...(curve.coverage < 0.95 ? ["low_coverage"] : []),
    curve.seeds > 1 ? "seeds_averaged" : "seed_variance_unmeasured",
  ];
  return {
    suite,
    variant,
    condition,
    name,
    metric,
    direction,
    coverage: curve.coverage,
    ...analysis,
    warnings: [...new Set(warnings)].sort(),
  } as unknown as PersistenceRow; // the same fields, without the read-only marks
}

/** Page's test over the rows that stand at the same points; where there are several such sets, the largest. */
export function trendOf(rows: readonly PersistenceRow[]): Persistence["trend"] {
  const groups = new Map<string, PersistenceRow[]>();
  for (const row of rows) {
    const places = JSON.stringify(row.points.map(({ label }) => label));
    groups.set(places, [...(groups.get(places) ?? []), row]);
  }
  const largest = [...groups.values()].reduce<PersistenceRow[]>(
    (best, group) => (group.length > best.length ? group : best),
    [],
  );
  if (largest.length < 2) return null;
  const { l, p, method } = pageTrend(largest.map(({ points }) => points.map(({ improvement }) => improvement.value)));
  return { suites: largest.length, l, p, method };
}
