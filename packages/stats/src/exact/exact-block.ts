import { acceleration, bcaProbabilities } from "../bootstrap/bca.ts";
import { withWidth } from "../bootstrap/percentile.ts";
import { normalQuantile } from "../distributions/normal-quantile.ts";
import type { BootstrapKind, RowPlan } from "../input.ts";
import type { BootstrapBlock, Interval } from "../row.ts";
import type { BootstrapLaw, DrawnReason } from "./law.ts";

/** What is drawn where a law can't be had: the same kind of interval. */
const drawnKinds: Partial<Record<BootstrapKind, BootstrapKind>> = {
  exact: "percentile",
  "exact-basic": "basic",
  "exact-bca": "bca",
};

/** Does the plan ask for the bootstrap without draws? */
export function isExact(plan: RowPlan): boolean {
  return plan.bootstrap in drawnKinds;
}

/** The plan of what is drawn after all: the same, with the kind of interval that draws give. */
export function drawnPlan(plan: RowPlan): RowPlan {
  return { ...plan, bootstrap: drawnKinds[plan.bootstrap] ?? plan.bootstrap };
}

/**
 * What does the law of the resamples say of a row: the interval of the plan's kind, the standard error, the share improved?
 *
 * `jackknife`: the statistic without each unit in turn, for BCa. `sign`: +1 where a greater difference is better, −1 where a smaller,
 * null without a direction. Nothing is drawn, so there is no Monte-Carlo error and no studentised interval. Answers the
 * reason where a bound does not stand its self-check.
 *
 * @see Efron (1987), JASA 82; oracle: enumeration, scipy.stats.bootstrap with 200,000 resamples
 */
export function exactBlock(
  law: BootstrapLaw,
  options: {
    estimate: number;
    jackknife: () => Float64Array;
    plan: RowPlan;
    sign: 1 | -1 | null;
  },
): BootstrapBlock | DrawnReason {
  const { estimate, plan, sign } = options;
  const tail = (1 - plan.level) / 2;
  const between = (lower: number, upper: number): Interval | null => {
    const from = law.quantile(lower);
    const to = from === null ? null : law.quantile(upper);
    return from === null || to === null ? null : [from, to];
  };
  const bca = (): Interval | null | "none" => {
    const { below, equal } = law.at(estimate);
    const share = below + equal / 2;
    const accelerated = acceleration(options.jackknife());
    if (!(share > 0 && share < 1) || accelerated === null) return "none";
    const moved = bcaProbabilities({ bias: normalQuantile(share), acceleration: accelerated, level: plan.level });
    return moved ? between(moved[0], moved[1]) : "none";
  };
  const mirrored = (interval: Interval | null): Interval | null =>
    interval && [2 * estimate - interval[1], 2 * estimate - interval[0]];
  const interval =
    plan.bootstrap === "exact-bca"
      ? bca()
      : plan.bootstrap === "exact-basic"
        ? mirrored(between(tail, 1 - tail))
        : between(tail, 1 - tail);
  if (interval === null) return "self_check";
  const zero = law.at(0);
  const less = zero.below + zero.equal / 2;
  return {
    kind: plan.bootstrap,
    replicates: 0,
    interval: interval === "none" ? null : withWidth(interval),
    studentised: null,
    standardError: law.deviation(),
    monteCarloError: null,
    undefinedResamples: 0,
    shareImproved: sign === null ? null : sign === 1 ? 1 - less : less,
    law: law.method,
  };
}
