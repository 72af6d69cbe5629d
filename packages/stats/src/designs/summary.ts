import { align } from "../align.ts";
import { unaligned } from "../alignment-of-summaries.ts";
import type { ArmInput } from "../input.ts";
import { linearisedError, ratioOfSums } from "../intervals/ratio-of-sums.ts";
import { isPlainBinary } from "../plain-binary.ts";
import type { Alignment } from "../row.ts";
import { type Aggregate, aggregateDesign } from "./aggregate.ts";
import { countsDesign } from "./counts.ts";
import { type DesignResult, noDifference, type RowContext } from "./design-result.ts";
import { nothingToCompare } from "./nothing-to-compare.ts";
import { sideOf } from "./target.ts";
import { isConstant } from "./units.ts";
import { unitsOfArm } from "./units-of-arm.ts";

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
): { result: DesignResult; alignment: Alignment; atIdeal: boolean } {
  const arms = [summaryOf(treatment, context), summaryOf(baseline, context)] as const;
  const [one, other] = arms;
  const n = one.summary.n === null || other.summary.n === null ? null : Math.min(one.summary.n, other.summary.n);
  const alignment: Alignment = {
    ...unaligned(one.summary.n, other.summary.n, 0),
    missing: { treatment: one.missing, baseline: other.missing },
  };
  if (n === 0)
    return { result: { design: "aggregate", ...nothingToCompare(0, "no_shared_items") }, alignment, atIdeal: false };
  if (context.metric.direction === "target") {
    return { ...targetOfSummaries(asAggregate(one.summary), asAggregate(other.summary), context), alignment };
  }
  if (one.summary.kind === "counts" && other.summary.kind === "counts") {
    return { result: countsDesign(one.summary, other.summary, context), alignment, atIdeal: false };
  }
  const result = aggregateDesign(asAggregate(one.summary), asAggregate(other.summary), context);
  return { result, alignment, atIdeal: false };
}

/** distances from the ideal instead of means; without a side, their difference alone */
function targetOfSummaries(
  treatment: Aggregate,
  baseline: Aggregate,
  context: RowContext,
): { result: DesignResult; atIdeal: boolean } {
  const ideal = context.metric.ideal!;
  const raw = aggregateDesign(treatment, baseline, context);
  const sides = [raw.treatment, raw.baseline].map((arm) => sideOf(arm, ideal, context.tolerance));
  const distance = (arm: Aggregate) => ({ ...arm, mean: Math.abs(arm.mean - ideal) });
  const turned = aggregateDesign(distance(treatment), distance(baseline), context);
  const own = { treatment: raw.treatment, baseline: raw.baseline, relativeChange: raw.relativeChange };
  if (!sides.includes(0)) return { result: { ...turned, ...own }, atIdeal: false };
  const difference = { ...noDifference, value: turned.difference.value, method: "distance" };
  return { result: { ...turned, ...own, difference, variance: null }, atIdeal: true };
}

function summaryOf(
  arm: ArmInput,
  context: RowContext,
): { summary: Summary; missing: Alignment["missing"]["treatment"] } {
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
  const found = unitsOfArm(items, metric, items);
  const estimate = found && ratioOfSums(found.units);
  if (!found || !estimate) return { summary: { kind: "aggregate", mean: Number.NaN, standardError: null, n }, missing };
  const constant = isConstant(found.units, estimate.value, context.tolerance);
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
