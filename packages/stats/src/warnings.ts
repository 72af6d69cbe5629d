/** What each warning code says, in one sentence. Rows and boards carry codes; pages and tables show these. */
export const warningTexts: Readonly<Record<string, string>> = {
  // rows: how much there is
  no_shared_items: "The arms share no item with a score, so there is no difference to report.",
  n_lt_2: "One item alone has no spread: neither an interval nor a p can be given.",
  few_items: "Fewer than 30 items: intervals rest on an approximation that is still rough here.",
  few_nonzero_differences: "Fewer than 10 items differ between the arms: the interval rests on those alone.",
  few_clusters: "Fewer than 20 clusters: cluster-robust intervals may be too short.",
  few_seeds: "Fewer than 3 training seeds in an arm: the spread over seeds is poorly known.",
  low_coverage: "Less than 95 % of the items with a score in either arm could be paired.",
  n_unknown: "The number of items behind a mean is unknown.",
  no_standard_error: "An arm came without a standard error (or with 0), so there is no interval.",
  too_few_epochs: "Some items have fewer scored epochs than the metric's k and count as missing.",
  // rows: what the data look like
  skewed: "The differences are strongly skewed (above 2): a symmetric interval may miss on one side.",
  ties_over_half: "More than half of the items tie.",
  ceiling: "An arm's mean lies within 5 % of the best possible value: there is little room to differ.",
  weak_baseline: "The baseline's mean is within 5 standard errors of 0: relative changes are imprecise.",
  zero_baseline: "The baseline's mean is 0: there is no relative change.",
  zero_variance: "All differences are equal: redrawing items can't tell how sure the difference is.",
  identical_arms: "Both arms have the same score on every item: was one checkpoint scored twice?",
  undefined_no_positives: "Nothing was to be found and nothing was found: F1 is undefined.",
  undefined_ratio: "A rate or denominator is 0: the ratio is undefined.",
  // rows: how they were compared
  pairing_lost: "The arms could not be compared item by item: the interval is wider than need be.",
  content_mismatch: "Some items have the same id but another content in the two arms; they were not paired.",
  seed_variance_unmeasured: "One training seed in an arm: how much another training run would differ is not measured.",
  refusals_counted_missing:
    "The plan counts refusals as worst or best, but the range has no such end: they are missing.",
  seeds_not_matched:
    "The plan says that seeds are matched, but the arms' seeds are not the same: taken as independent.",
  at_ideal: "An arm is within 2 standard errors of its ideal value: which side it is on is unknown.",
  weights_ignored: "Item weights do not enter a quantile.",
  // boards
  few_replicates:
    "Fewer bootstrap replicates than 4 × suites / (1 − level): drawn p-values are too coarse for so many suites.",
  few_families: "Fewer than 5 effective families: the suites are too alike for an interval of the win rate.",
  unequal_families:
    "A few families hold most of the suites: the win rate's interval rests on those, and may be too short if their suites are much alike.",
  controls_counted:
    "There is no outcome suite and none of the project's own: every suite with a known direction counts.",
  unassigned_counted:
    "Some counted suites have no role in the catalogue: they count because they are the project's own.",
  no_counted_suites: "No suite counts: there is no headline and no win rate.",
  missing_suites:
    "Planned suites are missing: each is corrected for with p = 1, and the bounds show what they could do.",
  incomplete: "Planned suites are missing and the plan asks for all of them: no win rate is given.",
};
