/**
 * Which results of the two arms make a row, and which can't: pure decisions, before any score is read.
 *
 * Scores of different suites, variants, conditions or harnesses are never paired.
 */
import { ownValue } from "@evenmatch/contract/own-value";
import type { Plan } from "@evenmatch/contract/plan";
import type { Suite } from "@evenmatch/contract/suite";
import { compareBytes } from "@evenmatch/formats/byte-order";
import type { ResultItem } from "@evenmatch/store";

export type Result = ResultItem<Suite>;

/** A checkpoint of an arm with its current results. */
export interface ArmCheckpoint {
  checkpoint: string;
  seed: string | null;
  results: readonly Result[];
}

export interface Pair {
  suite: string;
  variant: string;
  condition: string;
  name: string;
  definition: Suite;
  metric: string;
  harness: { treatment: string; baseline: string };
  treatment: readonly { seed: string | null; result: Result }[];
  baseline: readonly { seed: string | null; result: Result }[];
  /** codes that follow from what the results say of themselves */
  warnings: readonly string[];
  graderMismatch: boolean;
}

export interface Unpaired {
  suite: string;
  variant: string;
  condition: string;
  family: string;
  role: Suite["role"];
  /** null where nobody has said what the suite is */
  direction: Suite["metric"]["direction"] | null;
  absentFrom: "treatment" | "baseline" | "both";
  reason: string;
}

/** How suites are read. */
export interface Readings {
  /** what the row's suite means under `metric` */
  definitionOf(result: Result, metric: string): Suite;
  /** what is known of a suite without any result */
  knownSuite(suite: string): Suite | undefined;
}

const compareText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

const keyOf = (result: { suite: string; variant: string; condition: string }) =>
  `${result.suite}/${result.variant}/${result.condition}`;

/** The random streams' name for a row. */
export const streamKey = (pair: Pair): string => `${keyOf(pair)}/${pair.metric}`;

type Held = { seed: string | null; checkpoint: string; result: Result };

function byKey(arm: readonly ArmCheckpoint[]): Map<string, Held[]> {
  const found = new Map<string, Held[]>();
  const ordered = [...arm].sort(
    (left, right) => compareText(left.seed ?? "", right.seed ?? "") || compareText(left.checkpoint, right.checkpoint),
  );
  for (const { seed, checkpoint, results } of ordered) {
    for (const result of results) {
      const held = found.get(keyOf(result)) ?? [];
      held.push({ seed, checkpoint, result });
      found.set(keyOf(result), held);
    }
  }
  return found;
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

function sameThroughout(held: readonly Held[], field: (result: Result) => string | null): boolean {
  return distinct(held.map(({ result }) => field(result))).length <= 1;
}

/** A difference counts only where both sides say something. */
function knownMismatch(
  treatment: readonly Held[],
  baseline: readonly Held[],
  field: (result: Result) => string | null,
) {
  const left = distinct(treatment.map(({ result }) => field(result)).filter((value) => value !== null));
  const right = distinct(baseline.map(({ result }) => field(result)).filter((value) => value !== null));
  return left.length > 0 && right.length > 0 && distinct([...left, ...right]).length > 1;
}

/**
 * Pairs the current results of both arms.
 *
 * Judgements name both arms, so a result of them makes a row by itself.
 */
export function pairResults(options: {
  treatment: readonly ArmCheckpoint[];
  baseline: readonly ArmCheckpoint[];
  plan: Plan;
  definitionOf: Readings["definitionOf"];
  knownSuite: Readings["knownSuite"];
}): { pairs: Pair[]; unpaired: Unpaired[] } {
  const { plan, definitionOf, knownSuite } = options;
  const treatment = byKey(options.treatment);
  const baseline = byKey(options.baseline);
  const pairs: Pair[] = [];
  const unpaired: Unpaired[] = [];
  const planned = new Set(plan.suites);
  for (const key of distinct([...treatment.keys(), ...baseline.keys()]).sort(compareBytes)) {
    const left = treatment.get(key) ?? [];
    const right = baseline.get(key) ?? [];
    const any = (left[0] ?? right[0])!.result;
    if (planned.size > 0 && !planned.has(any.suite)) continue;
    const metric = ownValue(plan.metrics, any.suite) ?? any.metric;
    const definition = definitionOf(any, metric);
    const { suite, variant, condition, name } = any;
    const leave = (absentFrom: Unpaired["absentFrom"], reason: string) =>
      unpaired.push({
        suite,
        variant,
        condition,
        family: definition.family,
        role: definition.role,
        direction: definition.metric.direction,
        absentFrom,
        reason,
      });
    const judged = [...left, ...right].some(({ result }) => result.items === null && result.metric === "preference");
    if (!judged && left.length === 0) {
      leave("treatment", "no result of the treatment");
      continue;
    }
    if (!judged && right.length === 0) {
      leave("baseline", "no result of the baseline");
      continue;
    }
    const all = [...left, ...right];
    if (!sameThroughout(all, (result) => result.harness)) {
      const harnesses = (held: readonly Held[]) => distinct(held.map(({ result }) => result.harness)).join(", ");
      leave("both", `run by different harnesses: ${harnesses(left)} and ${harnesses(right)} are never paired`);
      continue;
    }
    if (!all.every(({ result }) => result.metrics.includes(metric))) {
      leave(
        "both",
        `no metric ${metric} in every result; found ${distinct(all.flatMap(({ result }) => result.metrics)).join(", ")}`,
      );
      continue;
    }
    const graderMismatch = knownMismatch(left, right, (result) => result.grader);
    const warnings: string[] = [];
    if (graderMismatch) warnings.push("grader_mismatch");
    if (knownMismatch(left, right, (result) => result.taskVersion)) warnings.push("version_mismatch");
    if (knownMismatch(left, right, (result) => result.promptHash)) warnings.push("prompt_mismatch");
    if (left.length < options.treatment.length || right.length < options.baseline.length)
      warnings.push("seeds_missing");
    if (all.some(({ result }) => result.items !== null && (result.catalogueItems ?? result.items) !== result.items)) {
      warnings.push("n_unlike_catalogue");
    }
    pairs.push({
      suite,
      variant,
      condition,
      name,
      definition,
      metric,
      harness: { treatment: left[0]?.result.harness ?? any.harness, baseline: right[0]?.result.harness ?? any.harness },
      treatment: left.map(({ seed, result }) => ({ seed, result })),
      baseline: right.map(({ seed, result }) => ({ seed, result })),
      warnings,
      graderMismatch,
    });
  }
  const present = new Set([...pairs, ...unpaired].map(({ suite }) => suite));
  for (const suite of [...planned].sort(compareBytes)) {
    if (present.has(suite)) continue;
    const known = knownSuite(suite);
    unpaired.push({
      suite,
      variant: "",
      condition: "",
      family: known?.family ?? suite,
      role: known?.role ?? "unassigned",
      direction: known?.metric.direction ?? null,
      absentFrom: "both",
      reason: "planned, and no result of either arm",
    });
  }
  return { pairs, unpaired };
}
