/** Every warning code in words. A code is for programs and stays; its words may be put better. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { warningTexts as statisticsTexts } from "@evenmatch/stats/warnings";

/** What the service itself warns of, and what the statistics say of a whole board. */
const ownTexts: Readonly<Record<string, string>> = {
  // what the arms brought
  grader_mismatch: "The arms were graded by different models.",
  version_mismatch: "The arms ran different versions of the task.",
  prompt_mismatch: "The arms ran different prompts.",
  harness_mismatch: "The arms were run by different harnesses.",
  n_unlike_catalogue: "The number of items differs from the published suite's.",
  seeds_missing: "A training seed of an arm has no results here.",
  seeds_not_matched: "The plan says that training seeds are matched, but the arms' seeds are not the same.",
  seeds_averaged:
    "Scores are averaged over training seeds: how much another training run would differ is not in these intervals.",
  no_groups: "The plan asks for the worst group, but the items name none that both halves of them hold.",
  // the whole
  no_counted_suites: "No suite counts.",
  controls_counted: "There is no outcome suite here, so controls and mixed suites were counted.",
  unassigned_counted: "Suites of the project's own, which the catalogue does not know, were counted.",
  few_families: "Suites fall into fewer than 5 effective families: too few for an interval of the win rate.",
  missing_suites: "Suites that were planned, or that only one arm has, are missing.",
  incomplete: "The plan asks for complete suites, and some are missing.",
  unmatched_compute: "The arms did not get the same training compute.",
  unknown_compute: "The arms declare no quantity of compute in common.",
};

/** code → one sentence. */
export const warningTexts: Readonly<Record<string, string>> = { ...statisticsTexts, ...ownTexts };

/** `code` in words, to stand in a list: no full stop. A code that this release does not know is spelled out. */
export function warningText(code: string): string {
  const text = Object.hasOwn(warningTexts, code) ? warningTexts[code] : undefined;
  return text?.replace(/\.$/, "") ?? code.replaceAll("_", " ");
}

/**
 * Codes that every row carries: said once above the table instead of at each row. A single row keeps its own, but for
 * those that are said of the whole anyway.
 */
export function commonWarnings({ suites, warnings }: Pick<Comparison, "suites" | "warnings">): string[] {
  const [first, ...others] = suites;
  if (first === undefined) return [];
  return first.warnings.filter(
    (code) => (others.length > 0 || warnings.includes(code)) && others.every((row) => row.warnings.includes(code)),
  );
}
