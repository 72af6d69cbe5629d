import type { Comparison } from "@evenmatch/contract/comparison";
import { canonicalJson } from "@evenmatch/store/canonical";

/** The comparison as canonical JSON (RFC 8785): the same comparison is the same bytes, on any machine. */
export function comparisonJson(comparison: Comparison): string {
  return canonicalJson(comparison);
}
