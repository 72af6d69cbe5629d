/** Rows read together: the whole comparison from its suite rows, a pure function. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Comparison, RowStatistics, SuiteRow } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import type { SuiteMetric } from "@evenmatch/contract/suite";
import { analyseBoard, type BoardPlan, type BoardRow, specVersion } from "@evenmatch/stats";
import { anytimeInterval } from "./anytime.ts";
import { armCompute, matchCompute } from "./compute-match.ts";
import { comparisonDigest, trainingOf } from "./digests.ts";
import { type Pair, streamKey, type Unpaired } from "./pairing.ts";

export interface ComputedRow {
  pair: Pair;
  suiteDigest: string;
  statistics: RowStatistics;
}

export interface NamedCheckpoint {
  checkpoint: string;
  body: Checkpoint;
}

function inTraining(pair: Pair, training: ReturnType<typeof trainingOf>): boolean | null {
  if (training === null) return null;
  return (
    training.domains.includes(pair.definition.domain) ||
    pair.definition.traits.some((trait) => training.traits.includes(trait))
  );
}

/** A row contains others when the other rows of the board are among its parts. */
function containsOthers(row: ComputedRow, rows: readonly ComputedRow[]): boolean {
  const contains = row.pair.treatment[0]?.result.contains ?? null;
  if (contains === null) return false;
  return rows.some(
    (other) =>
      other !== row &&
      other.pair.suite === row.pair.suite &&
      other.pair.condition === row.pair.condition &&
      contains.includes(other.pair.variant),
  );
}

const missingKey = ({ suite, variant, condition }: Unpaired) => `${suite}/${variant}/${condition}`;

export function boardRow(
  row: ComputedRow,
  rows: readonly ComputedRow[],
  training: ReturnType<typeof trainingOf>,
): BoardRow {
  const { pair, statistics } = row;
  return {
    key: streamKey(pair),
    suite: pair.suite,
    family: pair.definition.family,
    domain: pair.definition.domain,
    traits: pair.definition.traits,
    role: pair.definition.role,
    audience: pair.definition.audience,
    direction: pair.definition.metric.direction,
    range: pair.definition.metric.range,
    primary: true,
    containsOthers: containsOthers(row, rows),
    inTraining: inTraining(pair, training),
    // stored as JSON: the same fields, without the read-only marks
    analysis: statistics as unknown as BoardRow["analysis"],
  };
}

function estimandOf({ kind, reducer, k, quantile, weighting }: SuiteMetric): SuiteRow["estimand"] {
  return { kind, reducer, k: k ?? null, quantile: quantile ?? null, weighting };
}

/** The fields of the plan on which the board depends. */
export const boardPlan = (plan: Plan): BoardPlan => ({
  level: plan.level,
  replicates: plan.replicates,
  seed: plan.seed,
  correction: plan.correction,
  primarySuites: plan.primarySuites,
  count: plan.count,
  doNotCount: plan.doNotCount,
  missingSuites: plan.missingSuites,
});

const arm = (checkpoints: readonly NamedCheckpoint[]) => ({
  checkpoints: checkpoints.map(({ checkpoint, body }) => ({ checkpoint, ...body })),
  compute: armCompute(checkpoints.map(({ body }) => body)),
});

/** What is added to the figures of a comparison: names and counts, outside the digest; and what needs scores of items. */
export type Beside = Pick<
  Comparison,
  | "frontiers"
  | "experiment"
  | "planVersion"
  | "planFixed"
  | "looks"
  | "checkpointsCompared"
  | "trajectory"
  | "persistence"
>;

/** Composes the comparison, without what stands beside it. `rows` are in the order of the table. */
export function composeComparison(options: {
  treatment: readonly NamedCheckpoint[];
  baseline: readonly NamedCheckpoint[];
  plan: Plan;
  rows: readonly ComputedRow[];
  unpaired: readonly Unpaired[];
}): Omit<Comparison, keyof Beside> {
  const { treatment, baseline, plan, rows, unpaired } = options;
  const bodies = { treatment: treatment.map(({ body }) => body), baseline: baseline.map(({ body }) => body) };
  const training = trainingOf(bodies.treatment);
  const board = analyseBoard({
    rows: rows.map((row) => boardRow(row, rows, training)),
    missing: unpaired.map((row) => ({
      key: missingKey(row),
      suite: row.suite,
      family: row.family,
      role: row.role,
      direction: row.direction,
      absentFrom: row.absentFrom,
    })),
    plan: boardPlan(plan),
  });
  const verdictOf = new Map(board.rows.map((verdict) => [verdict.key, verdict]));
  const computeMatch = matchCompute(bodies.treatment, bodies.baseline, plan.computeTolerance);
  const suites = rows.map(({ pair, suiteDigest, statistics }): SuiteRow => {
    const verdict = verdictOf.get(streamKey(pair))!; // the board answers for every row it was given
    const { definition } = pair;
    return {
      suite: pair.suite,
      variant: pair.variant,
      condition: pair.condition,
      name: pair.name,
      domain: definition.domain,
      traits: definition.traits,
      role: definition.role,
      family: definition.family,
      audience: definition.audience,
      harness: pair.harness,
      metric: pair.metric,
      direction: definition.metric.direction,
      ideal: definition.metric.ideal ?? null,
      range: definition.metric.range,
      estimand: estimandOf(definition.metric),
      counted: verdict.counted,
      notCounted: verdict.notCounted,
      suiteDigest,
      results: {
        treatment: pair.treatment.map(({ result }) => result.resultHash),
        baseline: pair.baseline.map(({ result }) => result.resultHash),
      },
      ...statistics,
      noVerdict: verdict.noVerdict,
      adjusted: verdict.adjusted,
      fcrInterval: verdict.fcrInterval === null ? null : [...verdict.fcrInterval],
      minimumDetectableAdjusted: verdict.minimumDetectableAdjusted,
      verdict: verdict.verdict,
      anytime: anytimeInterval({ plan, definition, statistics }),
      withinMargin: verdict.withinMargin,
      fragile: verdict.fragile,
    };
  });
  const warnings = new Set(board.warnings);
  if (computeMatch.status === "unmatched") warnings.add("unmatched_compute");
  if (computeMatch.status === "unknown") warnings.add("unknown_compute");
  if (treatment.length === 1 || baseline.length === 1) warnings.add("seed_variance_unmeasured");
  if (unpaired.length > 0) warnings.add("missing_suites");
  return {
    digest: comparisonDigest({
      plan,
      ...bodies,
      suiteDigests: rows.map((row) => row.suiteDigest),
      unpaired,
    }),
    specVersion,
    arms: { treatment: arm(treatment), baseline: arm(baseline) },
    computeMatch,
    plan,
    headline: board.headline,
    winRate: mutable(board.winRate),
    guarantee: board.guarantee,
    controls: board.controls,
    standardisedImprovement: mutable(board.standardisedImprovement),
    suites,
    missingSuites: unpaired.map((row) => {
      const { suite, variant, condition, family, role, absentFrom, reason } = row;
      const counted = board.missing.includes(missingKey(row));
      return { suite, variant, condition, family, role, absentFrom, counted, reason };
    }),
    splits: mutable(board.splits),
    warnings: [...warnings].sort(),
  };
}

type Mutable<T> = T extends readonly [infer A, infer B]
  ? [A, B]
  : T extends readonly (infer U)[]
    ? Mutable<U>[]
    : T extends object
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T;

/** The statistics hand out read-only tuples; the contract's inferred types are plain ones. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
