import type { ArmItems } from "../arm-items.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { studentisedDifference, tDifference } from "./paired.ts";
import { pairedCore } from "./paired-core.ts";

/** below this many clusters the studentised bootstrap is not asked */
const fewestClusters = 8;
/** and below this many clusters whose difference is not 0 */
const fewestNonZero = 10;

/**
 * The same items in both arms, in clusters: whole clusters are what is independent.
 *
 * With 8 clusters or more, 10 of them with a difference, and few undefined resamples: the studentised cluster bootstrap,
 * whose standard error inside a resample is CR1 about its own ratio. Otherwise CR1 with t on clusters − 1.
 */
export function pairedClusteredDesign(treatment: ArmItems, baseline: ArmItems, context: RowContext): DesignResult {
  const core = pairedCore(treatment, baseline, context, { binary: false, clusters: treatment.clusters });
  if ("nothing" in core) return { design: "paired-clustered", ...core.nothing };
  const enough = core.k >= fewestClusters && core.nonZeroUnits >= fewestNonZero;
  const { block, result } = core.bootstrap({ studentised: enough });
  const studentised = enough ? studentisedDifference(core, result, context) : null;
  return {
    design: "paired-clustered",
    difference: studentised ?? tDifference(core, context, "cr1-t"),
    bootstrap: block,
    ...core.common,
  };
}
