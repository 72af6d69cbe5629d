/** The bootstrap without draws, in words. */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { amountText, countText } from "./numbers.ts";

type Bootstrap = NonNullable<SuiteRow["bootstrap"]>;

const kinds: Readonly<Record<string, string>> = {
  exact: "percentile",
  "exact-basic": "basic",
  "exact-bca": "BCa",
};

const reasons: Readonly<Record<string, string>> = {
  two_ways: "seeds and items are both redrawn",
  quantile: "a quantile is no ratio of sums",
  distance: "distances from an ideal value",
  two_ratios: "a difference of two ratios",
  undefined_resamples: "some resamples leave a ratio undefined",
  few_dominate: "a few items make up most of the spread",
  uneven_law: "the law is neither smooth nor a small lattice",
  self_check: "a bound failed its self-check",
};

/** Does the plan ask for the bootstrap without draws? */
export function asksForLaws({ plan }: Comparison): boolean {
  return plan.bootstrap in kinds;
}

/** How one row's bootstrap was made: its kind and the resamples, or that there were none. */
export function bootstrapText({ kind, replicates, law, drawnBecause }: Bootstrap, undefinedText: string): string {
  if (law !== undefined) {
    const beside =
      replicates === 0 ? "nothing drawn" : `${amountText(replicates)} replicates drawn for the interval above`;
    return `${kinds[kind] ?? kind}, exact (${law}); ${beside}`;
  }
  const because = drawnBecause === undefined ? "" : `; drawn: ${reasons[drawnBecause] ?? drawnBecause}`;
  return `${kind}, ${amountText(replicates)} replicates${undefinedText}${because}`;
}

/** What a comparison whose plan asks for laws did: how many rows have one, and why others were drawn. */
export function lawsSentence({ suites, plan }: Comparison): string {
  const blocks = suites.flatMap(({ bootstrap }) => bootstrap ?? []);
  const exact = blocks.filter(({ law }) => law !== undefined);
  const drawn = blocks.filter(({ drawnBecause }) => drawnBecause !== undefined);
  const why = new Map<string, number>();
  for (const { drawnBecause = "" } of drawn) why.set(drawnBecause, (why.get(drawnBecause) ?? 0) + 1);
  const listed = [...why].map(([reason, n]) => `${n}: ${reasons[reason] ?? reason}`).join("; ");
  const studentised = exact.filter(({ replicates }) => replicates > 0).length;
  const seed = plan.seed === null ? "the specification's own seed" : `seed “${plan.seed}”`;
  const draws = `${amountText(plan.replicates)} replicates and ${seed}`;
  return (
    `Beside each interval stands a ${kinds[plan.bootstrap]} bootstrap of items (whole clusters where there are clusters), ` +
    `of ${countText(exact.length, "row")} computed without draws from the law of all resamples` +
    `${drawn.length === 0 ? "" : `, of ${countText(drawn.length, "row")} drawn with ${draws} (${listed})`}.` +
    `${studentised === 0 ? "" : ` The studentised intervals of ${countText(studentised, "row")} were drawn with ${draws}.`}`
  );
}
