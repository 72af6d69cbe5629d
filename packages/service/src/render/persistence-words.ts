/** What became of an improvement along conditions, doses or training steps, in words. */
import type { Persistence, PersistenceRow } from "@evenmatch/contract/persistence";
import { amountText, countText, levelText, pText, type Scale, scaleOf } from "./numbers.ts";

/** What the curves are drawn along. */
export const axisWords = {
  condition: "condition",
  step: "training step",
} as const satisfies Record<Persistence["axis"], string>;

/** A place on the axis: `dose=2`, or that there is no condition. */
export function pointText(label: string): string {
  return label === "" ? "no condition" : label;
}

/** In which unit is this curve worth reading? Scores that all lie in [0, 1] are proportions. */
export function scaleOfCurve(row: PersistenceRow): Scale {
  const { value, standardError, interval } = row.differenceInDegradation;
  const isShare = row.points.every(({ treatment, baseline }) =>
    [treatment.value, baseline.value].every((mean) => mean >= 0 && mean <= 1),
  );
  return scaleOf({
    design: "paired",
    range: isShare ? [0, 1] : null,
    difference: {
      value,
      standardError,
      interval,
      improvement: value,
      improvementInterval: interval,
      degreesOfFreedom: null,
      p: null,
      method: "t",
    },
  });
}

/** The change of an improvement along the axis in standard errors: falls come first. */
export function fallOf({ differenceInDegradation: { value, standardError } }: PersistenceRow): number {
  return standardError === null || standardError === 0 ? 0 : value / standardError;
}

const share = (value: number) => `${Math.round(value * 100)} %`.replace("-", "−");

/** The share of the first improvement that the last point still has; undefined where it can't be said. */
export function retainedText({ retention }: PersistenceRow): { share: string; interval: string } | undefined {
  const improvement = retention.at(-1)?.improvement ?? null;
  if (improvement === null) return undefined;
  const [lower, upper] = improvement.interval ?? [];
  const interval = lower === undefined || upper === undefined ? "no interval" : `${share(lower)} to ${share(upper)}`;
  return { share: share(improvement.value), interval };
}

/** Where half of the first improvement is gone, with its bounds; undefined where there is no half-life. */
export function halfLifeText({ halfLife }: PersistenceRow): { dose: string; interval: string } | undefined {
  if (halfLife === null || halfLife.improvement === null) return undefined;
  const dose = (value: number | null) =>
    value === null ? `> ${amountText(halfLife.max)}` : amountText(Number(value.toPrecision(4)));
  const { value, lower, upper } = halfLife.improvement;
  return { dose: dose(value), interval: `${dose(lower)} to ${dose(upper)}` };
}

/** Do improvements fall along the axis over all rows? Undefined under two rows. */
export function trendSentence({ trend }: Persistence): string | undefined {
  if (trend === null) return undefined;
  const { suites, l, p, method } = trend;
  return `Page's test that improvements fall along the axis, over ${countText(suites, "row")}: L ${l}, p ${pText(p)} (one-sided, ${method})`;
}

/** Along what, against what, and what the intervals are. */
export function persistenceSentence({ axis, comparator, level, computeMatch }: Persistence): string {
  return (
    `along the ${axisWords[axis]}; baseline: ${comparator}; compute ${computeMatch.status}; ` +
    `${levelText(level)} intervals of the improvement (positive is better) and bands that hold together`
  );
}
