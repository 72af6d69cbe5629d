import type { ArmItems } from "../arm-items.ts";
import { pairedRelativeRisk } from "../intervals/log-ratio.ts";
import { mcnemarMidP } from "../intervals/mcnemar.ts";
import type { PairedCounts } from "../intervals/paired-counts.ts";
import { tangoInterval } from "../intervals/tango.ts";
import type { Interval } from "../row.ts";
import type { DesignResult, PrimaryDifference, RowContext } from "./design-result.ts";
import { pairedCore } from "./paired-core.ts";

/**
 * Right or wrong on the same items, once each: Tango's score interval and McNemar's mid-p.
 *
 * Both keep a width where no item changed, or all did. The win probability is (1 + Tango)/2. A relative risk: the log
 * interval of matched pairs.
 */
export function pairedBinaryDesign(treatment: ArmItems, baseline: ArmItems, context: RowContext): DesignResult {
  const core = pairedCore(treatment, baseline, context, { binary: true, clusters: null });
  if ("nothing" in core) return { design: "paired-binary", ...core.nothing };
  const counts = pairedCounts(treatment.score, baseline.score);
  const { level } = context.plan;
  const tango = tangoInterval(counts, level);
  const p = mcnemarMidP(counts.treatmentOnly, counts.baselineOnly);
  const { value, standardError } = core;
  const difference: PrimaryDifference =
    context.scale === "log"
      ? logDifference(value, counts, level, p)
      : { value, standardError, degreesOfFreedom: null, interval: tango, p, method: "tango" };
  const { items } = core.common;
  return {
    design: "paired-binary",
    bootstrap: core.bootstrap({ studentised: false }).block,
    ...core.common,
    difference,
    items: items && {
      ...items,
      interval:
        context.sign === -1 ? [(1 - tango[1]) / 2, (1 - tango[0]) / 2] : [(1 + tango[0]) / 2, (1 + tango[1]) / 2],
      method: "tango",
    },
    // Tango's interval stands where all differences are equal
    degenerate: context.scale === "log" && difference.interval === null,
  };
}

/** The 2 × 2 table of paired 0/1 scores. */
export function pairedCounts(treatment: Float64Array, baseline: Float64Array): PairedCounts {
  const counts = { both: 0, treatmentOnly: 0, baselineOnly: 0, neither: 0 };
  treatment.forEach((score, i) => {
    if (score === 1) counts[baseline[i] === 1 ? "both" : "treatmentOnly"] += 1;
    else counts[baseline[i] === 1 ? "baselineOnly" : "neither"] += 1;
  });
  return counts;
}

function logDifference(value: number, counts: PairedCounts, level: number, p: number): PrimaryDifference {
  const risk = pairedRelativeRisk(counts, level);
  const interval: Interval | null = risk && [Math.log(risk.interval[0]), Math.log(risk.interval[1])];
  const standardError = risk?.logError ?? null;
  return { value, standardError, degreesOfFreedom: null, interval, p, method: "matched-log-ratio" };
}
