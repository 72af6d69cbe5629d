import type { Aligned } from "../align.ts";
import { designOf } from "./design-of.ts";
import type { DesignResult, RowContext } from "./design-result.ts";
import { targetDesign } from "./target.ts";

/** The design of these items and its answer, and whether an arm of a `target` metric is at its ideal. */
export function itemsDesign(aligned: Aligned, context: RowContext): { result: DesignResult; atIdeal: boolean } {
  if (context.metric.direction === "target") return targetDesign(aligned, context);
  return { result: designOf(aligned, context), atIdeal: false };
}
