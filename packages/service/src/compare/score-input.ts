/** Stored results as the statistics take them. */
import { ownValue } from "@evenmatch/contract/own-value";
import type { SuiteMetric } from "@evenmatch/contract/suite";
import { type ArmInput, type MetricDefinition, type SeedScores, StatsError, type SuiteInput } from "@evenmatch/stats";
import type { Scores } from "@evenmatch/store";

/** One training seed of an arm: its result, and the seed's declared name. */
export interface ArmResult {
  seed: string | null;
  result: Scores;
}

function seedScores(arm: ArmResult, metric: string): SeedScores {
  const { table } = arm.result;
  const score = ownValue(table?.scores, metric);
  if (table === null || score === undefined) throw new StatsError(`needed item scores of ${metric}, found none`);
  const { items, offsets, status, epoch, itemHash, cluster, stratum, weight, tp, fp, fn } = table;
  return {
    seed: arm.seed,
    items,
    offsets,
    score,
    status,
    epoch,
    ...(itemHash === undefined ? {} : { itemHash }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(stratum === undefined ? {} : { stratum }),
    ...(weight === undefined ? {} : { weight }),
    ...(tp === undefined ? {} : { tp }),
    ...(fp === undefined ? {} : { fp }),
    ...(fn === undefined ? {} : { fn }),
  };
}

function armInput(results: readonly ArmResult[], metric: string): ArmInput {
  const withItems = results.filter(({ result }) => ownValue(result.table?.scores, metric) !== undefined);
  if (withItems.length > 0) return { kind: "items", seeds: withItems.map((arm) => seedScores(arm, metric)) };
  const first = ownValue(results[0]?.result.summaries, metric);
  if (first === undefined) throw new StatsError(`needed scores of ${metric}, found none`);
  return first;
}

/** The metric as the statistics define it. */
export function metricDefinition(name: string, metric: SuiteMetric): MetricDefinition {
  return {
    name,
    kind: metric.kind,
    direction: metric.direction,
    ...(metric.ideal === undefined ? {} : { ideal: metric.ideal }),
    range: metric.range,
    reducer: metric.reducer,
    ...(metric.k === undefined ? {} : { k: metric.k }),
    ...(metric.quantile === undefined ? {} : { quantile: metric.quantile }),
    weighting: metric.weighting,
  };
}

/** Both arms of a row; results of an arm ascend by seed. */
export function suiteInput(options: {
  key: string;
  metric: string;
  definition: SuiteMetric;
  treatment: readonly ArmResult[];
  baseline: readonly ArmResult[];
}): SuiteInput {
  const { key, metric, definition, treatment, baseline } = options;
  const judgements = [...treatment, ...baseline].flatMap(({ result }) => result.judgements);
  return {
    key,
    metric: metricDefinition(metric, definition),
    arms:
      judgements.length > 0
        ? { judgements }
        : { treatment: armInput(treatment, metric), baseline: armInput(baseline, metric) },
  };
}
