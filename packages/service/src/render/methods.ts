/** What was done, in words for a paper. */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { asksForLaws, lawsSentence } from "./exact-words.ts";
import { computeSentence } from "./headline.ts";
import { amountText, countText, levelText } from "./numbers.ts";
import { plainText } from "./plain-text.ts";

/** How the rows of each design got their interval and p, in words that follow "for". */
const designWords: Readonly<Record<SuiteRow["design"], string>> = {
  "paired-binary": "paired binary items (Tango's score interval; McNemar's mid-p)",
  paired: "paired items (t interval and test on the item differences)",
  "paired-clustered": "paired items in clusters (studentised cluster bootstrap, or CR1 standard errors with t(G − 1))",
  crossed: "several training seeds crossed with items (variance components of seeds and items, Satterthwaite's t)",
  unpaired: "items that could not be paired (Welch's t, or Newcombe's interval for proportions)",
  aggregate: "means with standard errors only (normal interval; pairing is lost)",
  counts: "counts of successes only (Newcombe's interval; pooled score test)",
  preference: "side-by-side judgements (CR1 t interval over prompts, else Wilson's with the sign test)",
};

const bootstrapWords: Readonly<Record<string, string>> = {
  percentile: "percentile",
  studentised: "studentised",
  basic: "basic",
  bca: "BCa",
};

/**
 * The methods of a comparison as one paragraph, ready to paste into a paper: what was compared, how the intervals, the
 * verdicts and the win rate were made, what was planned and when, and the digest by which it can be checked.
 *
 * Only what this comparison used is described. Plain text, without a line break.
 */
export function methodsParagraph(comparison: Comparison): string {
  return [
    armsSentences(comparison),
    pairingSentences(comparison),
    bootstrapSentence(comparison),
    verdictSentences(comparison),
    winRateSentences(comparison),
    planSentences(comparison),
    `Evenmatch, specification ${comparison.specVersion}; digest ${comparison.digest}.`,
  ]
    .map(plainText)
    .join(" ");
}

function armsSentences(comparison: Comparison): string {
  const { arms, suites, trajectory } = comparison;
  const names = (arm: Comparison["arms"]["treatment"]) => {
    const ids = arm.checkpoints.map(({ checkpoint }) => checkpoint).join(", ");
    return arm.checkpoints.length === 1 ? ids : `${ids} (${arm.checkpoints.length} training seeds)`;
  };
  const step =
    trajectory?.step == null
      ? ""
      : ` at step ${amountText(trajectory.step)}, the last of ${trajectory.steps.length} at which both arms stand`;
  const ids = new Set(suites.map(({ suite }) => suite)).size;
  return (
    `We compared the treatment ${names(arms.treatment)} with the baseline ${names(arms.baseline)}${step} ` +
    `on ${countText(suites.length, "row")} of ${countText(ids, "suite")}. Training compute: ${computeSentence(comparison)}.`
  );
}

function pairingSentences({ suites, plan }: Comparison): string {
  const counts = new Map<SuiteRow["design"], number>();
  for (const { design } of suites) counts.set(design, (counts.get(design) ?? 0) + 1);
  const designs = [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([design, n]) => `${countText(n, "row")} of ${designWords[design]}`);
  const missing = suites.some(({ bounds }) => bounds !== null)
    ? " Missing scores were never counted as zero; bounds complete them at the worst and the best of the range (Imbens–Manski)."
    : "";
  const refused = plan.refusedAs === "missing" ? "" : ` Refusals were scored as the ${plan.refusedAs} possible.`;
  const items = suites.some(({ n, bootstrap }) => n !== null && bootstrap !== null)
    ? "The unit of analysis is the item, epochs averaged within it first. "
    : "";
  const pairs = suites.some(({ alignment }) => alignment.paired > 0)
    ? "The arms were paired item by item on ids whose contents agree. "
    : "";
  return (
    `${items}${pairs}Differences are treatment minus baseline with two-sided ${levelText(plan.level)} intervals: ` +
    `${designs.join("; ")}.${missing}${refused}`
  );
}

function bootstrapSentence(comparison: Comparison): string {
  const { suites, plan } = comparison;
  if (!suites.some(({ bootstrap }) => bootstrap !== null)) return "No row had items to resample.";
  const seed = plan.seed === null ? "the specification's own seed" : `seed “${plan.seed}”`;
  const anytime = plan.anytimeValid
    ? " Anytime-valid intervals are asymptotic confidence sequences, which hold at every look."
    : "";
  if (asksForLaws(comparison)) return `${lawsSentence(comparison)}${anytime}`;
  return (
    `Beside each interval stands a ${bootstrapWords[plan.bootstrap]} bootstrap of items (whole clusters where there are ` +
    `clusters) with ${amountText(plan.replicates)} replicates and ${seed}.${anytime}`
  );
}

function verdictSentences({ suites, plan, headline, controls, missingSuites }: Comparison): string {
  const tested = suites.filter((row) => row.counted && row.adjusted.bh !== null).length;
  const lost = missingSuites.filter(({ counted }) => counted).length;
  const absent = lost === 0 ? "" : `, and of ${countText(lost, "planned suite")} without results (p = 1),`;
  const correction =
    plan.correction === "holm"
      ? "Holm's method (family-wise error rate)"
      : "the Benjamini–Hochberg method (false discovery rate)";
  const primary =
    plan.primarySuites.length === 0 ? "" : ` (Holm's among ${countText(plan.primarySuites.length, "primary suite")})`;
  const margin = levelText(plan.margin ?? 0.01);
  const judged =
    controls === null
      ? ""
      : ` ${countText(controls.suites, "control")} ${controls.suites === 1 ? "was" : "were"} judged apart, for non-inferiority at the margin.`;
  return (
    `The p-values of ${countText(tested, "counted row")} of ${headline.suites}${absent} were adjusted together by ${correction}${primary}; ` +
    `a row improved or regressed where the adjusted p is at most ${Number((1 - plan.level).toPrecision(6))}, and is equivalent where its ` +
    `interval, uncorrected, lies within ± ${margin} of the metric's range.${judged}`
  );
}

function winRateSentences({ winRate, guarantee, plan }: Comparison): string {
  if (winRate.value === null) return "No suite counts, so no win rate is given.";
  const interval =
    winRate.interval === null
      ? "has no interval, for there are fewer than five effective families"
      : `has Wilson's interval at a sample size deflated for ${countText(winRate.families, "family", "families")} of related suites`;
  const closed =
    guarantee === null
      ? ""
      : ` The least number of suites truly improved and the greatest number regressed by more than the margin come from closed testing with Simes tests, jointly at ${levelText(plan.level)}.`;
  return `The win rate counts a tie as half and ${interval}.${closed}`;
}

function planSentences(comparison: Comparison): string {
  const { planVersion, planFixed, looks, checkpointsCompared, missingSuites } = comparison;
  const others =
    checkpointsCompared === null || checkpointsCompared === 1
      ? ""
      : ` ${amountText(checkpointsCompared)} treatments were compared with this baseline under the same plan.`;
  const looked = looks === null ? "" : `; this is look ${looks} at the results under it`;
  const missing =
    missingSuites.length === 0
      ? ""
      : ` ${countText(missingSuites.length, "row")} had results in one arm only, or in neither, and ${missingSuites.length === 1 ? "was" : "were"} not averaged away.`;
  return `The analysis plan (version ${planVersion}) was fixed ${planFixed} the first results${looked}.${others}${missing}`;
}
