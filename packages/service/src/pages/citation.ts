/** A comparison in a paper: what was done, and how to name exactly it. */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { armsSentence, headlineSentence, planSentence } from "../render/headline.ts";
import { amountText, countText, levelText } from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";

const designWords: Record<SuiteRow["design"], string> = {
  "paired-binary": "McNemar's mid-p test and Tango's score interval on paired 0/1 scores",
  paired: "Student's t on the differences of paired items",
  "paired-clustered": "cluster-robust intervals of paired items, whole clusters resampled",
  crossed: "training seeds crossed with items, seed variance included",
  unpaired: "unpaired arms, Welch's or Newcombe's interval",
  aggregate: "published means and standard errors, normal intervals",
  counts: "counts of successes, Newcombe's interval",
  preference: "side-by-side judgements, clustered by prompt",
};

/** The methods, in paragraphs: what was compared, each suite's interval, the board's figures. */
export function methodsText(comparison: Comparison): string[] {
  const { suites, plan, guarantee, winRate } = comparison;
  const designs = new Map<SuiteRow["design"], number>();
  for (const { design } of suites) designs.set(design, (designs.get(design) ?? 0) + 1);
  const said = [...designs].sort((one, other) => other[1] - one[1]);
  const perSuite = said.map(([design, n]) => `${designWords[design]} (${countText(n, "row")})`).join("; ");
  const seed = plan.seed === null ? "the specification's own seed" : `seed “${plainText(plan.seed)}”`;
  return [
    `Two arms were compared on ${countText(suites.length, "suite row")}: ${plainText(armsSentence(comparison))}. ` +
      "Items are paired by id and content hash; repeated epochs are averaged within the item first; a missing score is " +
      "never counted as zero.",
    `Plan: ${planSentence(comparison)}; ${seed}. Per row: ${perSuite}. A bootstrap (${plan.bootstrap}) stands beside ` +
      "every design that has items.",
    "A row is improved or regressed where its adjusted p-value reaches the level; equivalent where its unadjusted " +
      "interval lies inside the margin; else inconclusive. Controls are judged for non-inferiority among themselves." +
      (guarantee === null
        ? ""
        : ` The numbers truly improved and regressed are simultaneous bounds by closed testing with Simes' test at ${levelText(guarantee.level)} confidence, which also hold for any subset picked afterwards.`),
    `The interval of the win rate takes families of suites (which share items, authors or judges) as units: ` +
      `${countText(winRate.families, "family", "families")}, ` +
      `${winRate.effectiveFamilies === null ? "none" : amountText(Number(winRate.effectiveFamilies.toFixed(1)))} effective.`,
  ];
}

/** How to cite a comparison: whoever has its inputs can recompute the digest and everything said of it. */
export function citation(comparison: Comparison): { text: string; bibtex: string } {
  const { digest, specVersion } = comparison;
  const title = plainText(armsSentence(comparison));
  const finding = headlineSentence(comparison.headline);
  const braced = title.replace(/[\\{}%#$&_~^]/g, (character) =>
    character === "\\" ? "\\textbackslash{}" : character === "~" || character === "^" ? `\\${character}{}` : `\\${character}`,
  );
  return {
    text: `${title}: ${finding}. Evenmatch comparison ${digest}, specification ${specVersion}.`,
    bibtex: [
      `@misc{evenmatch-${digest.slice(0, 12)},`,
      `  title = {{${braced}}},`,
      `  howpublished = {Evenmatch comparison, specification ${specVersion}},`,
      `  note = {digest ${digest}}`,
      "}",
    ].join("\n"),
  };
}
