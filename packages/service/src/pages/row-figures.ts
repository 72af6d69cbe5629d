/** Everything that a row says, as names and texts. */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { bootstrapText } from "../render/exact-words.ts";
import {
  amountText,
  differenceText,
  intervalText,
  levelText,
  meanText,
  none,
  percentIntervalText,
  percentText,
  pText,
  rangeWidth,
  scaleOf,
} from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";
import { noVerdictWords, verdictWords } from "../render/verdict.ts";
import { directionWords } from "./direction-arrow.ts";

export interface Figure {
  name: string;
  text: string;
}

export interface FigureGroup {
  title: string;
  figures: Figure[];
}

/** The row's figures in groups; what a row does not have is left out. */
export function rowFigures(row: SuiteRow, plan: Comparison["plan"]): FigureGroup[] {
  const groups = [
    { title: "verdict", figures: verdictFigures(row, plan) },
    { title: "arms", figures: armFigures(row, plan) },
    { title: "difference", figures: differenceFigures(row, plan) },
    { title: "items", figures: itemFigures(row) },
    { title: "how sure", figures: powerFigures(row) },
    { title: "suite", figures: suiteFigures(row) },
  ];
  return groups
    .map(({ title, figures }) => ({ title, figures: figures.filter(({ text }) => text !== "" && text !== none) }))
    .filter(({ figures }) => figures.length > 0);
}

function verdictFigures(row: SuiteRow, plan: Comparison["plan"]): Figure[] {
  const why =
    row.noVerdict === null ? undefined : (noVerdictWords[row.noVerdict] ?? row.noVerdict.replaceAll("_", " "));
  const holm = plan.correction === "holm" || plan.primarySuites.includes(row.suite);
  return [
    { name: "verdict", text: why ?? verdictWords[row.verdict] },
    { name: holm ? "p, adjusted (Holm)" : "p, adjusted (BH)", text: pText(holm ? row.adjusted.holm : row.adjusted.bh) },
    { name: "p", text: pText(row.difference.p) },
    { name: "counted", text: row.counted ? "yes" : `no: ${(row.notCounted ?? "unsaid").replaceAll("_", " ")}` },
  ];
}

function armFigures(row: SuiteRow, plan: Comparison["plan"]): Figure[] {
  const scale = scaleOf(row);
  const arm = ({ displayedMean, interval }: SuiteRow["treatment"]) => {
    if (interval === null) return meanText(displayedMean, scale);
    const [lower, upper] = interval;
    return `${meanText(displayedMean, scale)}, ${levelText(plan.level)} interval ${meanText(lower, scale)} to ${meanText(upper, scale)}`;
  };
  return [
    { name: "treatment", text: arm(row.treatment) },
    { name: "baseline", text: arm(row.baseline) },
  ];
}

function differenceFigures(row: SuiteRow, plan: Comparison["plan"]): Figure[] {
  const scale = scaleOf(row);
  const { value, standardError, degreesOfFreedom, interval, method } = row.difference;
  const { bootstrap, relativeChange, bounds } = row;
  const freedom = degreesOfFreedom === null ? "" : `, ${amountText(Number(degreesOfFreedom.toFixed(1)))} df`;
  const dropped =
    bootstrap === null || bootstrap.undefinedResamples === 0 ? "" : `, ${bootstrap.undefinedResamples} undefined`;
  return [
    { name: "difference", text: differenceText(value, scale) },
    {
      name: `${levelText(plan.level)} interval`,
      text: interval === null ? none : `${intervalText(interval, scale)} (${method})`,
    },
    {
      name: "standard error",
      text: standardError === null ? none : `${differenceText(standardError, scale).replace("+", "")}${freedom}`,
    },
    { name: "interval adjusted for selection (FCR)", text: intervalText(row.fcrInterval, scale) },
    {
      name: "bootstrap",
      text:
        bootstrap === null || bootstrap.interval === null
          ? none
          : `${intervalText(bootstrap.interval, scale)} (${bootstrapText(bootstrap, dropped)})`,
    },
    {
      name: "relative change",
      text:
        relativeChange === null
          ? none
          : `${signedPercent(relativeChange.value)}${
              relativeChange.interval === null
                ? ""
                : ` [${signedPercent(relativeChange.interval[0])}, ${signedPercent(relativeChange.interval[1])}]`
            } (${relativeChange.method})`,
    },
    {
      name: "improvement with missing scores at worst and best",
      text: bounds === null ? none : intervalText([bounds.worst.improvement, bounds.best.improvement], scale),
    },
  ];
}

function itemFigures(row: SuiteRow): Figure[] {
  const { alignment, items, epochs, clusters } = row;
  const missing = (arm: "treatment" | "baseline") =>
    Object.entries(alignment.missing[arm])
      .filter(([, count]) => count > 0)
      .map(([cause, count]) => `${count} ${cause}`)
      .join(", ");
  const range = (counts: { min: number; max: number }) =>
    counts.min === counts.max ? `${counts.min}` : `${counts.min} to ${counts.max}`;
  return [
    { name: "items compared", text: amountText(row.n) },
    { name: "clusters", text: amountText(clusters) },
    { name: "coverage", text: percentText(alignment.coverage) },
    { name: "epochs", text: epochs === null || epochs.treatment.max === 1 ? none : range(epochs.treatment) },
    {
      name: "won, tied, lost",
      text: items === null ? none : `${amountText(items.wins)}, ${amountText(items.ties)}, ${amountText(items.losses)}`,
    },
    {
      name: "win probability",
      text: items === null ? none : `${percentText(items.winProbability)} ${percentIntervalText(items.interval)}`,
    },
    { name: "missing in the treatment", text: missing("treatment") },
    { name: "missing in the baseline", text: missing("baseline") },
    { name: "only in the treatment", text: alignment.onlyTreatment === 0 ? none : amountText(alignment.onlyTreatment) },
    { name: "only in the baseline", text: alignment.onlyBaseline === 0 ? none : amountText(alignment.onlyBaseline) },
    {
      name: "same id, other content",
      text: alignment.contentMismatch === 0 ? none : amountText(alignment.contentMismatch),
    },
  ];
}

function powerFigures(row: SuiteRow): Figure[] {
  const scale = scaleOf(row);
  const plusMinus = (value: number | null) => (value === null ? none : differenceText(value, scale).replace("+", "±"));
  const { wouldSettle, varianceShares } = row;
  const needed = [
    wouldSettle?.items == null ? "" : `${amountText(Math.ceil(wouldSettle.items))} items`,
    wouldSettle?.epochs == null ? "" : `${amountText(Math.ceil(wouldSettle.epochs))} epochs each`,
  ].filter((text) => text !== "");
  return [
    {
      name: "found with 80 % power",
      text:
        row.minimumDetectableAdjusted === null
          ? plusMinus(row.minimumDetectable)
          : `${plusMinus(row.minimumDetectable)} alone, ${plusMinus(row.minimumDetectableAdjusted)} corrected`,
    },
    { name: "margin", text: plusMinus(row.margin) },
    // a verdict is there already
    { name: "would settle it", text: row.verdict === "inconclusive" ? needed.join(", or ") : "" },
    { name: "standardised difference (d_z)", text: row.dz === null ? none : row.dz.toFixed(2).replace("-", "−") },
    {
      name: "variance from items, epochs",
      text:
        varianceShares.items === null || varianceShares.epochs === null
          ? none
          : `${percentText(varianceShares.items)}, ${percentText(varianceShares.epochs)}`,
    },
    {
      name: "design effect of clusters",
      text: varianceShares.clusterDesignEffect === null ? none : varianceShares.clusterDesignEffect.toFixed(2),
    },
  ];
}

function suiteFigures(row: SuiteRow): Figure[] {
  const { harness } = row;
  return [
    { name: "metric", text: `${plainText(row.metric)}, ${directionWords[row.direction]}` },
    { name: "range", text: rangeText(row) },
    { name: "domain", text: row.domain },
    { name: "traits", text: row.traits.join(", ") },
    { name: "family", text: row.family },
    { name: "role", text: row.role },
    {
      name: "harness",
      text: harness.treatment === harness.baseline ? harness.treatment : `${harness.treatment} and ${harness.baseline}`,
    },
    { name: "design", text: row.design },
  ];
}

function rangeText(row: SuiteRow): string {
  if (row.range !== null) return `${row.range[0]} to ${row.range[1]}`;
  return rangeWidth(row) === undefined ? "unbounded" : "0 to 1, by its scores";
}

function signedPercent(value: number): string {
  return `${value < 0 ? "−" : "+"}${percentText(Math.abs(value))}`;
}
