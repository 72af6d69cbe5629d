/** What moved between two comparisons, in words. */
import type { Change, ComparisonDiff, ResultChange, RowChange } from "@evenmatch/contract/comparison-diff";

const name = (parts: readonly string[]) => parts.filter((part) => part !== "").join("/");
const shown = (value: Change["before"]) => (value === null ? "none" : JSON.stringify(value));
const changeLine = ({ path, before, after }: Change) => `  ${path}: ${shown(before)} → ${shown(after)}`;

/** Sections that have nothing are left out; where nothing moved at all, one line says so. */
export function diffLines(diff: ComparisonDiff): string[] {
  const { before, after, specVersion, plan, arms, suites, results, rows, verdictsFlipped, headline } = diff;
  const head = [`before  ${before}`, `after   ${after}`];
  if (before === after) return [...head, "the same comparison"];
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ["", title, ...lines]);
  return [
    ...head,
    ...section("specification", specVersion === null ? [] : [changeLine(specVersion)]),
    ...section("plan", plan.map(changeLine)),
    ...section("arms", arms.map(changeLine)),
    ...section("definitions of suites", suites.map(changeLine)),
    ...section(`results (${results.length})`, results.map(resultLine)),
    ...section(`rows (${rows.length}; ${verdictsFlipped} with another verdict)`, rows.map(rowLine)),
    ...section("headline", headline.map(changeLine)),
  ];
}

function resultLine({ arm, checkpoint, suite, variant, condition, change, before, after }: ResultChange): string {
  const version = (of: ResultChange["before"]) =>
    of === null ? "" : `${of.resultHash.slice(0, 12)} (upload ${of.upload}, place ${of.sequence})`;
  const versions = [before, after].filter((of) => of !== null).map(version);
  return `  ${change} ${arm} ${checkpoint} ${name([suite, variant, condition])}: ${versions.join(" → ")}`;
}

function rowLine({ suite, variant, condition, before, after, why }: RowChange): string {
  const figures = (of: RowChange["before"]) => {
    if (of === null) return "no row";
    const value = of.difference === null ? "no difference" : of.difference.toPrecision(4);
    return `${value} ${of.verdict}${of.counted ? "" : " (not counted)"}`;
  };
  return `  ${name([suite, variant, condition])}: ${figures(before)} → ${figures(after)}; why: ${why.join(", ")}`;
}
