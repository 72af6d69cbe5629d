import { normalCritical } from "../distributions/normal-critical.ts";
import { tCritical } from "../distributions/student-t.ts";
import { need } from "../errors.ts";
import type {
  HalfLives,
  PersistenceAnalysis,
  PersistenceInput,
  PersistencePlan,
  PointRetention,
} from "../persistence.ts";
import { bandCritical } from "./band.ts";
import { areaOf, type Curve, degradationAt, estimateOf, halfLifeOf, type Noise, retentionAt } from "./curve-figures.ts";
import { isAscending } from "./half-life.ts";
import { resampledMeans } from "./resampled-curves.ts";
import { unitsOf } from "./units.ts";

/** The three curves of an axis, point by point. */
interface Curves {
  treatment: Curve;
  baseline: Curve;
  /** positive is better */
  improvement: Curve;
}

/**
 * Does the treatment's advantage last along an axis of conditions, a dose, or training steps?
 *
 * Both arms' curves, their improvement with pointwise (t) intervals and simultaneous bands, the difference in degradation
 * since the first point (raw scale; the primary number is that of the last), the area, the share retained, the half-life.
 * Units (items, or their clusters) are resampled once per replicate and the whole curve recomputed. Retention and
 * half-life of an arm are null where less is better: half of an error rate is no half-life.
 *
 * `input.points`: two or more, each with both arms' scores of the same items. O(replicates · units · points).
 *
 * @throws {StatsError} with fewer than two points or no items, if arrays differ in length, or if doses are given for some
 *   points only or do not ascend
 * @see Fieller (1954) for retention; Barlow et al. (1972) for the isotonic fit; oracle: numpy, scipy.optimize.isotonic_regression
 */
export function analysePersistence(input: PersistenceInput, plan: PersistencePlan): PersistenceAnalysis {
  const items = checkedItems(input);
  const doses = checkedDoses(input);
  const units = unitsOf(items, input.cluster);
  const critical = units.units > 1 ? tCritical(plan.level, units.units - 1) : Number.POSITIVE_INFINITY;
  const noise: Noise = { units, level: plan.level, critical };
  const curves = curvesOf(input);
  const resampled = resampledCurves(curves, noise, { ...plan, key: input.key });

  const points = pointsOf(input, curves, noise);
  const reach = bandCritical(
    points.map(({ improvement }, k) => ({ ...improvement, replicates: resampled.improvement[k]! })),
    { level: plan.level, pointwise: critical, normal: normalCritical(plan.level) },
  );
  const degradation = input.points
    .slice(1)
    .map(({ label }, k) => degradationAt({ label, curve: curves.improvement, k: k + 1, noise }));
  return {
    items,
    clusters: input.cluster === null ? null : units.units,
    points: points.map((point) => {
      const { value, standardError } = point.improvement;
      if (reach === null || standardError === null) return { ...point, band: null };
      return { ...point, band: [value - reach * standardError, value + reach * standardError] };
    }),
    bandCritical: reach,
    differenceInDegradation: degradation.at(-1)!,
    degradation,
    retention: retentions(input, curves, noise),
    area: doses === undefined ? null : areaOf(doses, curves.improvement, noise),
    halfLife: doses === undefined ? null : halfLives({ doses, input, curves, resampled, noise }),
    warnings: warningsOf(noise, input.cluster !== null),
  };
}

function curvesOf({ points, direction }: PersistenceInput): Curves {
  const sign = direction === "higher" ? 1 : -1;
  return {
    treatment: points.map(({ treatment }) => treatment),
    baseline: points.map(({ baseline }) => baseline),
    improvement: points.map(({ treatment, baseline }) => treatment.map((score, i) => sign * (score - baseline[i]!))),
  };
}

function resampledCurves(curves: Curves, { units }: Noise, draws: Parameters<typeof resampledMeans>[2]): Curves {
  const { treatment, baseline, improvement } = curves;
  const means = resampledMeans([...treatment, ...baseline, ...improvement], units, draws);
  const points = treatment.length;
  return {
    treatment: means.slice(0, points),
    baseline: means.slice(points, 2 * points),
    improvement: means.slice(2 * points),
  };
}

function pointsOf({ points }: PersistenceInput, curves: Curves, noise: Noise) {
  const figures = (column: Float64Array) => {
    const { value, standardError, interval } = estimateOf(column, noise);
    return { value, standardError, interval };
  };
  return points.map(({ label, dose }, k) => ({
    label,
    dose,
    treatment: figures(curves.treatment[k]!),
    baseline: figures(curves.baseline[k]!),
    improvement: figures(curves.improvement[k]!),
  }));
}

function retentions({ points, direction }: PersistenceInput, curves: Curves, noise: Noise): PointRetention[] {
  const isArmKept = direction === "higher";
  return points.slice(1).map(({ label }, k) => ({
    label,
    treatment: isArmKept ? retentionAt(curves.treatment, k + 1, noise) : null,
    baseline: isArmKept ? retentionAt(curves.baseline, k + 1, noise) : null,
    improvement: retentionAt(curves.improvement, k + 1, noise),
  }));
}

function halfLives(options: {
  doses: readonly number[];
  input: PersistenceInput;
  curves: Curves;
  resampled: Curves;
  noise: Noise;
}): HalfLives {
  const { doses, input, curves, resampled, noise } = options;
  const isArmKept = input.direction === "higher";
  const of = (curve: keyof Curves) => halfLifeOf({ doses, curve: curves[curve], replicates: resampled[curve], noise });
  return {
    max: doses.at(-1)!,
    treatment: isArmKept ? of("treatment") : null,
    baseline: isArmKept ? of("baseline") : null,
    improvement: of("improvement"),
  };
}

function checkedItems({ points, cluster }: PersistenceInput): number {
  need(points.length > 1, `two or more points were needed, found ${points.length}`);
  const items = points[0]!.treatment.length;
  need(items > 0, "at least one item was needed, found none");
  need(
    points.every(({ treatment, baseline }) => treatment.length === items && baseline.length === items) &&
      (cluster === null || cluster.length === items),
    "the same items at every point and in both arms were needed",
  );
  return items;
}

/** Undefined where the axis has no numbers. */
function checkedDoses({ points }: PersistenceInput): number[] | undefined {
  const doses = points.flatMap(({ dose }) => dose ?? []);
  if (doses.length === 0) return undefined;
  need(doses.length === points.length, `a dose for each of ${points.length} points was needed, found ${doses.length}`);
  need(isAscending(doses), "ascending doses were needed");
  return doses;
}

function warningsOf({ units }: Noise, isClustered: boolean): string[] {
  if (isClustered) return units.units < 20 ? ["few_clusters"] : [];
  return units.units < 30 ? ["few_items"] : [];
}
