/** Every warning code in words. A code is for programs and stays; its words may be put better. */

/** code → what it means for the reader. */
export const warningTexts = {
  // how much there is
  few_items: "fewer than 30 items: the interval rests on little",
  few_nonzero_differences: "the arms differ on fewer than 10 items",
  few_clusters: "fewer than 20 clusters: the interval may be too narrow",
  few_seeds: "few training seeds: the spread between them is poorly known",
  few_families: "too few independent families of suites for an interval of the win rate",
  one_cluster: "all items belong to one cluster: no interval",
  one_item: "a single item: no interval",
  // what the scores look like
  skewed: "the differences are strongly skewed: the interval is less exact than it looks",
  ties_over_half: "the arms tie on more than half of the items",
  ceiling: "scores lie at the end of their range: differences are pressed together",
  weak_baseline: "the baseline lies near zero: relative change is unstable",
  constant_differences: "every item differs by the same amount: no interval",
  degenerate: "the scores do not vary: no interval",
  // what was paired with what
  low_coverage: "fewer than 95 % of the items are paired",
  unpaired: "the arms share too few items: compared as independent samples",
  pairing_lost: "only means were given: the gain from pairing is lost",
  n_unknown: "the number of items is unknown",
  content_mismatch: "items of the same id had different content, and were not paired",
  n_unlike_catalogue: "the number of items differs from the published suite's",
  grader_mismatch: "the arms were graded by different models",
  version_mismatch: "the arms ran different versions of the task",
  prompt_mismatch: "the arms ran different prompts",
  harness_mismatch: "the arms were run by different harnesses",
  missing_differs: "scores are missing more often in one arm",
  // how far it carries
  seed_variance_unmeasured: "one training seed in an arm: how much another seed would change this was not measured",
  unmatched_compute: "the arms did not get the same training compute",
  unknown_compute: "the arms declare no quantity of compute in common",
  identical_arms: "both arms brought the same results: this compares a thing with itself",
  controls_counted: "no outcome suites here: controls and mixed suites were counted",
  unassigned: "counts a suite of the project's own, which the catalogue does not know",
  missing_suites: "suites that were planned, or ran in one arm only, are missing",
  undefined_resamples: "some resamples had no defined statistic",
} as const satisfies Record<string, string>;

/** `code` in words; a code that this release does not know is spelled out. */
export function warningText(code: string): string {
  const text: string | undefined = Object.hasOwn(warningTexts, code)
    ? warningTexts[code as keyof typeof warningTexts]
    : undefined;
  return text ?? code.replaceAll("_", " ");
}
