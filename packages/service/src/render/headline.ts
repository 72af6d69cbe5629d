/** The sentences above every table: what was found, of how many, what does not count and why, at which compute. */
import type { Comparison, Headline, WinRate } from "@evenmatch/contract/comparison";
import { amountText, countText, levelText, none, percentIntervalText, percentText } from "./numbers.ts";
import { plainText } from "./plain-text.ts";
import { notCountedWords } from "./verdict.ts";
import { commonWarnings, warningText } from "./warnings.ts";

/** A sentence with the word that names it, in the order in which they are printed. */
export interface HeadLine {
  label:
    | "headline"
    | "arms"
    | "win rate"
    | "at least"
    | "counted"
    | "controls"
    | "missing"
    | "compute"
    | "plan"
    | "looks"
    | "warning";
  text: string;
}

const quantityWords = {
  flops: "FLOPs",
  tokens: "tokens",
  steps: "steps",
  samples: "samples",
  gpuHours: "GPU hours",
} as const;

/** Everything that has to be said before a row is shown. Compute that does not match comes before the headline. */
export function headLines(comparison: Comparison): HeadLine[] {
  const compute: HeadLine = { label: "compute", text: computeSentence(comparison) };
  const unmatched = comparison.computeMatch.status === "unmatched";
  const missing = missingSentence(comparison.missingSuites);
  const guarantee = guaranteeSentence(comparison);
  const controls = controlsSentence(comparison);
  const looks = looksSentence(comparison);
  return [
    ...(unmatched ? [compute] : []),
    { label: "headline", text: headlineSentence(comparison.headline) },
    { label: "arms", text: armsSentence(comparison) },
    { label: "win rate", text: winRateSentence(comparison) },
    ...(guarantee === undefined ? [] : [{ label: "at least" as const, text: guarantee }]),
    { label: "counted", text: countedSentence(comparison) },
    ...(controls === undefined ? [] : [{ label: "controls" as const, text: controls }]),
    ...(missing === undefined ? [] : [{ label: "missing" as const, text: missing }]),
    ...(unmatched ? [] : [compute]),
    { label: "plan", text: planSentence(comparison) },
    ...(looks === undefined ? [] : [{ label: "looks" as const, text: looks }]),
    ...comparison.warnings.map((code) => ({ label: "warning" as const, text: `${warningText(code)} (${code})` })),
    ...commonWarnings(comparison)
      .filter((code) => !comparison.warnings.includes(code))
      .map((code) => ({ label: "warning" as const, text: `every row: ${warningText(code)} (${code})` })),
  ];
}

/** On how many is the treatment ahead, and how many of those are more than noise? Never one without the other. */
export function headlineSentence(headline: Headline): string {
  const { suites, ahead, behind, tied } = headline;
  if (suites === 0) return "no suite counts: there is nothing to be ahead on";
  const signs = `${ahead} of ${suites} ahead, ${behind} behind, ${tied} tied`;
  const verdicts = `${countText(headline.gains, "gain")} and ${countText(headline.regressions, "regression")}`;
  const others = `${headline.equivalent} equivalent, ${headline.inconclusive} inconclusive, ${headline.noVerdict} without a verdict`;
  return `${signs}; of the ${suites}, ${verdicts} (${others})`;
}

/** Who is compared with whom, and what kind of baseline it is. */
export function armsSentence({ arms, trajectory }: Comparison): string {
  const ids = (arm: Comparison["arms"]["treatment"]) => listed(arm.checkpoints.map(({ checkpoint }) => checkpoint));
  const kinds = new Set(arms.baseline.checkpoints.flatMap(({ comparator }) => comparator ?? []));
  const kind = kinds.size === 0 ? "" : ` (declared: ${[...kinds].join(", ")})`;
  const steps =
    trajectory === null || trajectory.step === null
      ? ""
      : `, at step ${amountText(trajectory.step)} (the last of ${trajectory.steps.length} that both have)`;
  return `${ids(arms.treatment)} against ${ids(arms.baseline)}${kind}${steps}`;
}

/** The share of counted suites won, with an interval that knows of families. */
export function winRateSentence({ winRate, plan }: Comparison): string {
  if (winRate.value === null) return `${none} (no suite counts)`;
  const bounds =
    winRate.missingBounds === null
      ? ""
      : `; ${percentIntervalText(winRate.missingBounds)} if all missing suites were lost, or won`;
  return `${percentText(winRate.value)}${winRateInterval(winRate, plan.level)}${bounds}`;
}

function winRateInterval(winRate: WinRate, level: number): string {
  const families = `${countText(winRate.families, "family", "families")}, ${effective(winRate)} effective`;
  if (winRate.interval !== null) {
    return `, ${levelText(level)} interval ${percentIntervalText(winRate.interval)} (of observed signs; ${families})`;
  }
  const macro = winRate.familyMacro === null ? "" : `; mean over families ${percentText(winRate.familyMacro)}`;
  return `, no interval (${families}; needs 5)${macro}`;
}

function effective({ effectiveFamilies }: WinRate): string {
  return effectiveFamilies === null ? none : amountText(Number(effectiveFamilies.toFixed(1)));
}

/** What can be promised of the suites truly better and truly worse; undefined where nothing can. */
export function guaranteeSentence({ guarantee }: Comparison): string | undefined {
  if (guarantee === null) return undefined;
  const { suites, atLeastImproved, atMostRegressed, atLeastImprovedHolm, atMostRegressedHolm } = guarantee;
  return (
    `${atLeastImproved} of ${suites} truly improved and at most ${atMostRegressed} regressed by more than the margin, ` +
    `at ${levelText(guarantee.level)} confidence (under any dependence: ${atLeastImprovedHolm} and ${atMostRegressedHolm})`
  );
}

/** Which rows the headline speaks of, and for each reason how many it does not. */
export function countedSentence({ suites, headline }: Comparison): string {
  const counted = suites.filter((row) => row.counted);
  if (counted.length !== headline.suites) {
    return `${countText(headline.suites, "row")}, of which this selection shows ${counted.length}, and ${suites.length - counted.length} that do not count`;
  }
  const own = counted.filter((row) => row.role === "unassigned").length;
  const ownText = own === 0 ? "" : `, ${own} of them the project's own (unassigned)`;
  const shown = [...notCountedReasons(suites)].map(([reason, n]) => `${n} ${words(reason, n)}`);
  const shownText = shown.length === 0 ? "nothing else is shown" : `shown, not counted: ${shown.join(", ")}`;
  return `${countText(counted.length, "row")}${ownText}; ${shownText}`;
}

/** Were capabilities that should not suffer left unharmed? Undefined without controls beside the counted rows. */
export function controlsSentence({ controls }: Comparison): string | undefined {
  if (controls === null) return undefined;
  const { suites, nonInferior, inferior, inconclusive, noVerdict } = controls;
  return `${suites}: ${nonInferior} shown not worse than by the margin, ${inferior} worse, ${inconclusive} inconclusive, ${noVerdict} without a verdict`;
}

/** How many rows each reason keeps out of the count. */
export function notCountedReasons(rows: Comparison["suites"]): Map<string, number> {
  const reasons = new Map<string, number>();
  for (const { counted, notCounted } of rows) {
    if (counted) continue;
    const reason = notCounted ?? "unsaid";
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return reasons;
}

function words(reason: string, n: number): string {
  return notCountedWords[reason]?.[n === 1 ? 0 : 1] ?? reason.replaceAll("_", " ");
}

const namesShown = 5;

/** The first names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : "";
  return `${names.slice(0, namesShown).join(", ")}${more}`;
}

/** Which suites are absent, from where; undefined where none is. */
export function missingSentence(missing: Comparison["missingSuites"]): string | undefined {
  if (missing.length === 0) return undefined;
  const absences = [
    ["treatment", "not in the treatment's results"],
    ["baseline", "not in the baseline's results"],
    ["both", "planned, in neither arm"],
  ] as const;
  return absences
    .flatMap(([arm, text]) => {
      const names = missing.filter(({ absentFrom }) => absentFrom === arm).map(missingName);
      if (names.length === 0) return [];
      return [`${names.length} ${text}: ${listed(names)}`];
    })
    .join("; ");
}

function missingName({ suite, variant, condition }: Comparison["missingSuites"][number]): string {
  return plainText(`${suite}${variant === "" ? "" : `/${variant}`}${condition === "" ? "" : ` [${condition}]`}`);
}

/** Did both arms get the same training compute? */
export function computeSentence({ computeMatch, arms }: Comparison): string {
  const { status, quantity, treatment, baseline, ratio, tolerance } = computeMatch;
  const within = levelText(tolerance);
  if (status === "unknown" || quantity === null) {
    const silent = (["treatment", "baseline"] as const).filter((arm) => arms[arm].compute === null);
    const why =
      silent.length === 0 ? "the arms declare no quantity in common" : `the ${silent.join(" and the ")} declared none`;
    return `unknown: ${why}, so nothing here says that the arms are compute-matched`;
  }
  const figures = `${amountText(treatment)} against ${amountText(baseline)} ${quantityWords[quantity]}`;
  const share = ratio === null ? "" : `, ratio ${ratio.toPrecision(4)}`;
  return status === "matched"
    ? `matched: ${figures}${share}, within ${within}`
    : `NOT MATCHED: ${figures}${share}, outside the tolerance of ${within}`;
}

/** The parts of the plan on which the table's figures depend. */
export function planSentence({ plan }: Comparison): string {
  const correction = plan.correction === "bh" ? "Benjamini–Hochberg" : "Holm";
  const primary =
    plan.primarySuites.length === 0 ? "" : `, Holm among ${countText(plan.primarySuites.length, "primary suite")}`;
  const margin = plan.margin === null ? 0.01 : plan.margin;
  const replicates = `${amountText(plan.replicates)} bootstrap replicates`;
  const resamples = plan.bootstrap.startsWith("exact")
    ? `bootstrap without draws (${replicates} where drawn)`
    : replicates;
  return (
    `${levelText(plan.level)} intervals, p-values adjusted by ${correction}${primary}, ` +
    `margin ${levelText(margin)} of each range, ${resamples}`
  );
}

/** What makes a verdict easier to come by than its p-value says; undefined where nothing does, or nobody counted. */
export function looksSentence(comparison: Comparison): string | undefined {
  const { planVersion, planFixed, looks, checkpointsCompared } = comparison;
  const said = [
    ...(planFixed === "after" ? [`plan version ${planVersion} was fixed after the first results`] : []),
    ...(looks !== null && looks > 1 ? [`look ${looks} under this plan`] : []),
    ...(checkpointsCompared !== null && checkpointsCompared > 1
      ? [`${checkpointsCompared} treatments compared with this baseline under it`]
      : []),
  ];
  return looks === null || said.length === 0 ? undefined : said.join("; ");
}
