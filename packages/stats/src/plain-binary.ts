import type { ArmItems } from "./arm-items.ts";
import type { MetricDefinition } from "./input.ts";

/** kinds of metric whose items may be plain 0/1 */
const kinds: readonly MetricDefinition["kind"][] = ["mean", "recall@k", "rubric", "relative-risk"];

/** Are these items right or wrong, once each: 0/1, one epoch, one seed, no clusters, equal weights? */
export function isPlainBinary(items: ArmItems, metric: MetricDefinition): boolean {
  return (
    kinds.includes(metric.kind) &&
    metric.direction !== "target" &&
    items.bySeed.length === 1 &&
    items.clusters === null &&
    items.weight === null &&
    items.rows.every((rows) => rows.length === 1 && (rows[0] === 0 || rows[0] === 1))
  );
}
