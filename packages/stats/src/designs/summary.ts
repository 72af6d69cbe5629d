import { align } from "../align.ts";
import { unaligned } from "../alignment-of-summaries.ts";
import type { ArmInput } from "../input.ts";
import { linearisedError, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import type { Alignment } from "../row.ts";
import { isPlainBinary } from "../plain-binary.ts";
import { isSumOfScores } from "../reduce-items.ts";
import { type Aggregate, aggregateDesign } from "./aggregate.ts";
import { countsDesign } from "./counts.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { nothingToCompare } from "./paired-core.ts";
import { isConstant, unitsOf, unitsOfSums } from "./units.ts";

/** What an arm comes down to when the other has no items. */
type Summary = { kind: "counts"; successes: number; n: number } | ({ kind: "aggregate" } & Aggregate);

/**
 * Arms of which at least one came without items: counts against counts, otherwise means with standard errors.
 *
 * Items against a summary are reduced to one: their successes if they are plain 0/1 and the other arm has counts, else
 * their mean, error and number.
 */
export function summaryDesign(
  treatment: ArmInput,
  baseline: ArmInput,
  context: RowContext,
): { result: DesignResult; alignment: Alignment } {
  const arms = [summaryOf(treatment, context), summaryOf(baseline, context)] as const;
  const [one, other] = arms;
  const n = one.summary.n === null || other.summary.n === null ? null : Math.min(one.summary.n, other.summary.n);
  const alignment: Alignment = {
    ...unaligned(one.summary.n, other.summary.n, 0),
    missing: { treatment: one.missing, baseline: other.missing },
  };
  if (n === 0) return { result: nothingToCompare("aggregate", 0, "no_shared_items"), alignment };
  if (one.summary.kind === "counts" && other.summary.kind === "counts") {
    return { result: countsDesign(one.summary, other.summary, context), alignment };
  }
  return { result: aggregateDesign(asAggregate(one.summary), asAggregate(other.summary), context), alignment };
}

function summaryOf(arm: ArmInput, context: RowContext): { summary: Summary; missing: Alignment["missing"]["treatment"] } {
  const none = { error: 0, unscored: 0, refused: 0, timeout: 0 };
  if (arm.kind === "counts") return { summary: arm, missing: none };
  if (arm.kind === "aggregate") return { summary: arm, missing: none };
  const { metric, plan } = context;
  const aligned = align({ treatment: arm.seeds, baseline: arm.seeds, metric, plan });
  const missing = aligned.alignment.missing.treatment;
  const items = aligned.treatment;
  const n = items.ids.length;
  if (n > 0 && isPlainBinary(items, metric)) {
    return { summary: { kind: "counts", successes: items.score.filter((score) => score === 1).length, n }, missing };
  }
  const [numerator, denominator] = [items.numerators[0], items.denominators[0]];
  const { units } =
    !isSumOfScores(metric) && numerator && denominator
      ? unitsOfSums({ numerator, denominator }, items.clusters, metric.weighting)
      : unitsOf(items.score, items, metric.weighting);
  const estimate = ratioOfSums(units);
  if (!estimate) return { summary: { kind: "aggregate", mean: Number.NaN, standardError: null, n }, missing };
  const constant = isConstant(units, estimate.value, context.tolerance);
  const standardError = constant ? null : linearisedError(estimate.influence);
  return { summary: { kind: "aggregate", mean: estimate.value, standardError, n }, missing };
}

function asAggregate(summary: Summary): Aggregate {
  if (summary.kind === "aggregate") return summary;
  const { successes, n } = summary;
  if (n === 0) return { mean: Number.NaN, standardError: null, n };
  const rate = successes / n;
  const standardError = n > 1 && successes > 0 && successes < n ? Math.sqrt((rate * (1 - rate)) / (n - 1)) : null;
  return { mean: rate, standardError, n };
}
