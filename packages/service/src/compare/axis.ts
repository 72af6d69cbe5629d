/** Which rows can be followed along an axis, in which order: pure decisions, before any score is read. */
import { ownValue } from "@evenmatch/contract/own-value";
import type { Plan } from "@evenmatch/contract/plan";
import { compareBytes } from "@evenmatch/formats/byte-order";
import type { Pair } from "./pairing.ts";

/** One place on the axis. */
export interface AxisPoint {
  label: string;
  dose: number | null;
  pair: Pair;
}

/** One suite variant at every place where it stands. */
export interface Followed {
  suite: string;
  variant: string;
  /** of every point, where the axis is the step */
  condition: string;
  points: readonly AxisPoint[];
}

/** One that can't be followed. */
export interface LeftOut {
  suite: string;
  variant: string;
  condition: string;
  reason: string;
}

export type Axis = "condition" | "step";

/** The rows of one training step. */
export interface StepPairs {
  step: number | null;
  pairs: readonly Pair[];
}

const variantOf = ({ suite, variant }: Pair) => `${suite}/${variant}`;

function grouped(pairs: readonly Pair[], key: (pair: Pair) => string): Pair[][] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) groups.set(key(pair), [...(groups.get(key(pair)) ?? []), pair]);
  return [...groups.values()];
}

/** What to follow where the plan does not say: conditions, if a suite has several; else steps; null: nothing. */
export function axisOf(plan: Plan, steps: readonly StepPairs[]): Axis | null {
  if (plan.persistence !== null) return plan.persistence.axis;
  if (grouped(steps.at(-1)?.pairs ?? [], variantOf).some((group) => group.length > 1)) return "condition";
  return steps.length > 1 ? "step" : null;
}

/** The rows along the axis, in the order of the table. */
export function followRows(
  plan: Plan,
  axis: Axis,
  steps: readonly StepPairs[],
): { followed: Followed[]; left: LeftOut[] } {
  const candidates = axis === "condition" ? byCondition(plan, steps) : byStep(steps);
  const followed: Followed[] = [];
  const left: LeftOut[] = [];
  for (const candidate of candidates) {
    const { suite, variant, condition } = candidate;
    const reason = "reason" in candidate ? candidate.reason : refusal(candidate);
    if (reason !== null) left.push({ suite, variant, condition, reason });
    else if ("points" in candidate) followed.push(candidate);
  }
  return { followed, left };
}

function byStep(steps: readonly StepPairs[]): Followed[] {
  const all = steps.flatMap(({ step, pairs }) => pairs.map((pair) => ({ step, pair })));
  const keys = [...new Set(all.map(({ pair }) => `${variantOf(pair)}/${pair.condition}`))].sort(compareBytes);
  return keys.map((key) => {
    const points = all.filter(({ pair }) => `${variantOf(pair)}/${pair.condition}` === key);
    const { suite, variant, condition } = points[0]!.pair; // its key is here because of it
    return {
      suite,
      variant,
      condition,
      points: points.map(({ step, pair }) => ({ label: String(step ?? ""), dose: step, pair })),
    };
  });
}

function byCondition(plan: Plan, steps: readonly StepPairs[]): (Followed | LeftOut)[] {
  return grouped(steps.at(-1)?.pairs ?? [], variantOf)
    .filter((group) => group.length > 1 || plan.persistence !== null)
    .map((group) => {
      const { suite, variant } = group[0]!; // groups hold at least one
      const ordered = orderConditions(
        group.map(({ condition }) => condition),
        plan.persistence,
      );
      if (typeof ordered === "string") return { suite, variant, condition: "", reason: ordered };
      const pairOf = new Map(group.map((pair) => [pair.condition, pair]));
      return {
        suite,
        variant,
        condition: "",
        points: ordered.map((place) => ({ ...place, pair: pairOf.get(place.label)! })), // labels are the conditions
      };
    });
}

const numbered = /^(?:([^=]*)=)?\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;

/**
 * Conditions in the order of the axis, with doses where there are such; or why there is no order.
 *
 * The plan's doses; else the numbers that all conditions are (`0.5`, or `dose=0.5` under one name), no condition being
 * 0; else the plan's order; else the order of their bytes, in which no condition comes first.
 */
export function orderConditions(
  conditions: readonly string[],
  axis: Plan["persistence"],
): { label: string; dose: number | null }[] | string {
  const doses =
    axis?.doses === undefined ? numbersOf(conditions) : conditions.map((label) => ownValue(axis.doses, label));
  if (doses !== null) {
    const missing = conditions.find((_, i) => doses[i] === undefined);
    if (missing !== undefined) return `needed a dose of every condition, found none of ${named(missing)}`;
    const places = conditions.map((label, i) => ({ label, dose: doses[i] ?? 0 }));
    places.sort((one, other) => one.dose - other.dose);
    const twice = places.find(({ dose }, i) => dose === places[i + 1]?.dose);
    return twice === undefined ? places : `needed different doses, found two conditions at ${twice.dose}`;
  }
  const order = axis?.order;
  const unknown = order === undefined ? undefined : conditions.find((label) => !order.includes(label));
  if (unknown !== undefined)
    return `needed a place for every condition in the plan's order, found none for ${named(unknown)}`;
  const labels = [...conditions].sort(
    order === undefined ? compareBytes : (one, other) => order.indexOf(one) - order.indexOf(other),
  );
  return labels.map((label) => ({ label, dose: null }));
}

const named = (condition: string) => (condition === "" ? "the rows without a condition" : condition);

function numbersOf(conditions: readonly string[]): number[] | null {
  const parsed = conditions.map((condition) => (condition === "" ? null : numbered.exec(condition)));
  const names = new Set(parsed.flatMap((match) => (match === null ? [] : [match[1] ?? ""])));
  if (names.size !== 1 || parsed.some((match, i) => match === null && conditions[i] !== "")) return null;
  return parsed.map((match) => (match === null ? 0 : Number(match[2])));
}

const followedKinds = ["mean", "rubric", "recall@k"];

/** Why a curve of item means says nothing of this suite; null where it does. */
function refusal({ points }: Followed): string | null {
  const [first] = points;
  if (first === undefined || points.length < 2) return `needed two places on the axis, found ${points.length}`;
  const metrics = new Set(points.map(({ pair }) => pair.metric));
  if (metrics.size > 1) return `needed one metric, found ${[...metrics].join(", ")}`;
  const harnesses = new Set(points.flatMap(({ pair }) => [pair.harness.treatment, pair.harness.baseline]));
  if (harnesses.size > 1) return `needed one harness, found ${[...harnesses].join(", ")}`;
  const { kind, direction } = first.pair.definition.metric;
  if (!followedKinds.includes(kind)) return `needed a mean of item scores, found ${kind}`;
  if (direction === "higher" || direction === "lower") return null;
  return `needed a metric of which more or less is better, found the direction ${direction}`;
}
