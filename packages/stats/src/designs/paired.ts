import type { ArmItems } from "../arm-items.ts";
import { tInterval } from "../intervals/t-interval.ts";
import type { DesignResult, PrimaryDifference, RowContext } from "./design-result.ts";
import { fewUndefined } from "./few-undefined.ts";
import { type PairedCore, pairedCore } from "./paired-core.ts";

/**
 * The same items in both arms, scores of any kind: t on the item differences with n − 1 degrees of freedom, its dual p.
 *
 * With weights: the linearised error √(n/(n − 1)·Σw²(d − d̄)²)/Σw. A ratio of sums (F1, relative risk): the studentised
 * bootstrap about the linearised error; t where too many resamples are undefined.
 */
export function pairedDesign(treatment: ArmItems, baseline: ArmItems, context: RowContext): DesignResult {
  const core = pairedCore(treatment, baseline, context, { binary: false, clusters: null });
  if ("nothing" in core) return { design: "paired", ...core.nothing };
  const { block, result } = core.bootstrap({ studentised: !core.isMean });
  const method = treatment.weight ? "weighted-t" : "paired-t";
  const studentised = core.isMean ? null : studentisedDifference(core, result, context);
  return {
    design: "paired",
    difference: studentised ?? tDifference(core, context, core.isMean ? method : "linearised-t"),
    bootstrap: block,
    ...core.common,
  };
}

/** t on units − 1 degrees of freedom about the linearised error; without one, p is 1 where the arms agree throughout */
export function tDifference(core: PairedCore, context: RowContext, method: string): PrimaryDifference {
  const { value, standardError, k } = core;
  const named = context.scale === "log" ? `${method}-log-ratio` : method;
  if (standardError === null) {
    const agree = k > 1 && core.nonZeroUnits === 0;
    return { value, standardError, degreesOfFreedom: null, interval: null, p: agree ? 1 : null, method: named };
  }
  const degreesOfFreedom = k - 1;
  const { interval, p } = tInterval({ estimate: value, standardError, degreesOfFreedom, level: context.plan.level });
  return { value, standardError, degreesOfFreedom, interval, p, method: named };
}

/** the studentised bootstrap as the primary interval; null where it is undefined too often */
export function studentisedDifference(
  core: PairedCore,
  result: ReturnType<PairedCore["bootstrap"]>["result"],
  context: RowContext,
): PrimaryDifference | null {
  if (!result?.block.studentised || !fewUndefined(result.undefinedShare, context.plan.level)) return null;
  const { value, standardError } = core;
  const method = core.clustered ? "studentised-cluster-bootstrap" : "studentised-bootstrap";
  return {
    value,
    standardError,
    degreesOfFreedom: null,
    interval: result.block.studentised,
    p: result.p,
    method: context.scale === "log" ? `${method}-log-ratio` : method,
  };
}
