import type { CompletedArms, CompletedItems } from "./complete-items.ts";
import type { RowContext } from "./designs/design-result.ts";
import { pairedCounts } from "./designs/paired-binary.ts";
import { isConstant, unitsOf } from "./designs/units.ts";
import { imbensManski } from "./intervals/imbens-manski.ts";
import { mcnemarMidP } from "./intervals/mcnemar.ts";
import { linearisedError, ratioOfSums } from "./intervals/ratio-of-sums.ts";
import { tInterval } from "./intervals/t-interval.ts";
import { tangoInterval } from "./intervals/tango.ts";
import { satterthwaite } from "./intervals/welch.ts";
import type { Interval, MissingBounds } from "./row.ts";

/** One completion of the missing data, on the scale of the difference. */
interface Completion {
  value: number;
  standardError: number | null;
  interval: Interval | null;
  p: number | null;
}

/**
 * What would the row say if every missing score were at its worst, and at its best?
 *
 * Each completion by the row's analytic method: Tango and mid-p where all scores are plain 0/1, otherwise t on the
 * linearised error. `fixedVariance` (of training seeds) is added to both. Null where nothing is missing, or the row has
 * no direction.
 *
 * @see Manski (1990); Imbens & Manski (2004); oracle: hand
 */
export function missingBounds(
  completed: CompletedItems | null,
  context: RowContext,
  options: { paired: boolean; fixedVariance: number; degreesOfFreedom: number | null },
): MissingBounds | null {
  const { sign } = context;
  if (!completed || sign === null || context.scale === "log") return null;
  const read = options.paired ? pairedCompletion : unpairedCompletion;
  const worst = read(completed.worst, completed, context, options);
  const best = read(completed.best, completed, context, options);
  const turned = ({ value, interval, p }: Completion) => ({
    improvement: sign * value,
    interval: interval && turnInterval(interval, sign),
    p,
  });
  const estimates = [worst, best].map(({ value, standardError }) => ({ estimate: sign * value, standardError }));
  const [lower, upper] = estimates as [(typeof estimates)[0], (typeof estimates)[0]];
  const interval =
    lower.standardError === null || upper.standardError === null
      ? null
      : imbensManski(
          { estimate: lower.estimate, standardError: lower.standardError },
          { estimate: Math.max(lower.estimate, upper.estimate), standardError: upper.standardError },
          context.plan.level,
        );
  return { worst: turned(worst), best: turned(best), interval };
}

/** The interval of an improvement from that of the difference. */
export function turnInterval([lower, upper]: Interval, sign: 1 | -1): Interval {
  return sign === 1 ? [lower, upper] : [0 - upper, 0 - lower];
}

function pairedCompletion(
  { treatment, baseline }: CompletedArms,
  { clusters, weight }: CompletedItems,
  context: RowContext,
  options: { fixedVariance: number; degreesOfFreedom: number | null },
): Completion {
  const { level } = context.plan;
  const groups = { clusters: clusters.treatment, weight: weight.treatment };
  const { units } = unitsOf(
    treatment.map((score, i) => score - baseline[i]!),
    groups,
    context.metric.weighting,
  );
  const estimate = ratioOfSums(units);
  if (!estimate) return { value: 0, standardError: null, interval: null, p: null };
  const { value } = estimate;
  const constant = isConstant(units, value, context.tolerance);
  const error = constant ? null : linearisedError(estimate.influence);
  const standardError = error === null ? null : Math.sqrt(error * error + options.fixedVariance);
  const binary = [treatment, baseline].every((scores) => scores.every((score) => score === 0 || score === 1));
  if (binary && !groups.clusters && !groups.weight && options.fixedVariance === 0) {
    const counts = pairedCounts(treatment, baseline);
    const p = mcnemarMidP(counts.treatmentOnly, counts.baselineOnly);
    return { value, standardError, interval: tangoInterval(counts, level), p };
  }
  const degreesOfFreedom = options.degreesOfFreedom ?? units.numerator.length - 1;
  return { value, standardError, ...tInterval({ estimate: value, standardError, degreesOfFreedom, level }) };
}

function unpairedCompletion(
  arms: CompletedArms,
  { clusters, weight }: CompletedItems,
  context: RowContext,
  options: { fixedVariance: number },
): Completion {
  const { level } = context.plan;
  const read = (arm: "treatment" | "baseline") => {
    const groups = { clusters: clusters[arm], weight: weight[arm] };
    const { units } = unitsOf(arms[arm], groups, context.metric.weighting);
    const estimate = ratioOfSums(units);
    const error =
      estimate && !isConstant(units, estimate.value, context.tolerance) && linearisedError(estimate.influence);
    return { value: estimate?.value ?? 0, variance: error ? error * error : 0, k: units.numerator.length };
  };
  const treatment = read("treatment");
  const baseline = read("baseline");
  const value = treatment.value - baseline.value;
  const variance = treatment.variance + baseline.variance;
  if (variance === 0 || treatment.k < 2 || baseline.k < 2)
    return { value, standardError: null, interval: null, p: null };
  const standardError = Math.sqrt(variance + options.fixedVariance);
  const degreesOfFreedom = satterthwaite([
    { variance: treatment.variance, degreesOfFreedom: treatment.k - 1 },
    { variance: baseline.variance, degreesOfFreedom: baseline.k - 1 },
  ]);
  return { value, standardError, ...tInterval({ estimate: value, standardError, degreesOfFreedom, level }) };
}
