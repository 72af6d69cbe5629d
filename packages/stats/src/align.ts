import { max, median, min } from "simple-statistics";
import { type Arm, armOf, isScored } from "./arm.ts";
import { type ArmItems, armItems, type Chosen } from "./arm-items.ts";
import { int32Of } from "./columns.ts";
import { type CompletedItems, completeItems } from "./complete-items.ts";
import type { MetricDefinition, RowPlan, SeedScores } from "./input.ts";
import { type MergedIds, mergeIds } from "./merge-ids.ts";
import { compareMissingness, missingRows } from "./missingness.ts";
import { seedsInOrder } from "./reduce-items.ts";
import type { Alignment, EpochCounts, Missingness } from "./row.ts";

/** Two arms brought together. */
export interface Aligned {
  /** paired: both arms hold the same items; unpaired: each holds its own */
  pairing: "paired" | "unpaired";
  treatment: ArmItems;
  baseline: ArmItems;
  alignment: Alignment;
  /** null where an arm has no scored item */
  epochs: { treatment: EpochCounts; baseline: EpochCounts } | null;
  /** seed ids in order, to match the arms' seeds by */
  seeds: { treatment: readonly (string | null)[]; baseline: readonly (string | null)[] };
  missingness: readonly Missingness[];
  /** null where nothing is missing, or the range has no ends */
  completed: CompletedItems | null;
  /** items with scores, but fewer scored epochs than pass@k or worst-of-k needs */
  tooFewEpochs: number;
}

/**
 * Which items of the two arms can be compared with each other, what is missing from either, and why?
 *
 * Paired on the ids that both arms have with agreeing content hashes (an unknown hash agrees), when these are at least
 * half of the smaller arm; otherwise unpaired. An item enters if every seed of the arm scored it. Epochs are averaged
 * within the item first. Coverage is paired items over the union of items with a score in either arm.
 *
 * `treatment`, `baseline`: one entry for every training seed, at least one. Items of a seed ascend by id. O(items · seeds).
 *
 * @throws {StatsError} if a pass@k or worst-of-k metric has no k, or items don't ascend, each once
 * @see oracle: the vector item-set-mismatch-bounds; test/oracles in Python
 */
export function align(options: {
  treatment: readonly SeedScores[];
  baseline: readonly SeedScores[];
  metric: MetricDefinition;
  plan: RowPlan;
}): Aligned {
  const { metric, plan } = options;
  const seeds = { treatment: seedsInOrder(options.treatment), baseline: seedsInOrder(options.baseline) };
  const treatment = armOf(seeds.treatment, metric, plan);
  const baseline = armOf(seeds.baseline, metric, plan);
  const union = mergeIds(treatment.ids, baseline.ids);
  const { inBoth, shared, comparable, scoredInBoth } = meet(union, treatment, baseline);
  const smaller = Math.min(treatment.ids.length, baseline.ids.length);
  // two arms of which one has no items count as paired: nothing is shared, and the row says so
  const paired = 2 * shared.length >= smaller && (shared.length > 0 || smaller === 0);

  const places = (at: readonly number[]): { treatment: Int32Array; baseline: Int32Array } => ({
    treatment: int32Of(at.length, (i) => union.left[at[i]!]!),
    baseline: int32Of(at.length, (i) => union.right[at[i]!]!),
  });
  const pairs = places(
    shared.filter((i) => isScored(treatment, union.left[i]!) && isScored(baseline, union.right[i]!)),
  );
  const scored = { treatment: scoredItems(treatment), baseline: scoredItems(baseline) };
  const chosen = {
    treatment: { arm: treatment, items: paired ? pairs.treatment : scored.treatment },
    baseline: { arm: baseline, items: paired ? pairs.baseline : scored.baseline },
  };
  const matched = paired ? pairs.treatment.length : 0;
  const scoredInEither = scored.treatment.length + scored.baseline.length - scoredInBoth;
  const epochs = { treatment: epochCounts(chosen.treatment), baseline: epochCounts(chosen.baseline) };
  return {
    pairing: paired ? "paired" : "unpaired",
    treatment: armItems(chosen.treatment, paired ? chosen.baseline : null),
    baseline: armItems(chosen.baseline, paired ? chosen.treatment : null),
    alignment: {
      treatmentItems: treatment.ids.length,
      baselineItems: baseline.ids.length,
      paired: matched,
      onlyTreatment: treatment.ids.length - inBoth,
      onlyBaseline: baseline.ids.length - inBoth,
      contentMismatch: inBoth - shared.length,
      missing: { treatment: missingRows(seeds.treatment, metric), baseline: missingRows(seeds.baseline, metric) },
      coverage: scoredInEither === 0 ? null : matched / scoredInEither,
    },
    epochs: epochs.treatment && epochs.baseline ? { treatment: epochs.treatment, baseline: epochs.baseline } : null,
    seeds: {
      treatment: seeds.treatment.map(({ seed }) => seed),
      baseline: seeds.baseline.map(({ seed }) => seed),
    },
    missingness: compareMissingness(places(shared), treatment, baseline),
    completed: completeItems({
      treatment,
      baseline,
      union: { ids: comparable.map((i) => union.ids[i]!), ...places(comparable) },
      paired,
      metric,
    }),
    tooFewEpochs: countTooFewEpochs(treatment) + countTooFewEpochs(baseline),
  };
}

/**
 * Where do two arms meet?
 *
 * `shared`: items of the union that both have with agreeing contents; `comparable`: all but those whose contents differ.
 */
function meet(
  { ids, left, right }: MergedIds,
  treatment: Arm,
  baseline: Arm,
): { inBoth: number; shared: number[]; comparable: number[]; scoredInBoth: number } {
  const met = { inBoth: 0, shared: [] as number[], comparable: [] as number[], scoredInBoth: 0 };
  for (let i = 0; i < ids.length; i++) {
    const [one, other] = [left[i]!, right[i]!];
    if (one < 0 || other < 0) {
      met.comparable.push(i);
      continue;
    }
    met.inBoth += 1;
    if (isScored(treatment, one) && isScored(baseline, other)) met.scoredInBoth += 1;
    if (!contentsAgree([treatment, one], [baseline, other])) continue;
    met.shared.push(i);
    met.comparable.push(i);
  }
  return met;
}

/** Are all content hashes that anyone knows of this item the same? */
function contentsAgree(...places: readonly (readonly [arm: Arm, item: number])[]): boolean {
  let known = "";
  for (const [{ seeds }, item] of places) {
    for (const { scores, at } of seeds) {
      const own = at[item]!;
      const hash = (own < 0 ? undefined : scores.itemHash?.[own]) ?? "";
      if (hash === "" || hash === known) continue;
      if (known !== "") return false;
      known = hash;
    }
  }
  return true;
}

function scoredItems(arm: Arm): Int32Array {
  return int32Of(arm.ids.length, (item) => item).filter((item) => isScored(arm, item));
}

/** scored epochs per item and seed */
function epochCounts({ arm: { seeds }, items }: Chosen): EpochCounts | null {
  if (items.length === 0) return null;
  const counts = Array.from({ length: items.length * seeds.length }, (_, i) => {
    const { at, reduced } = seeds[i % seeds.length]!;
    const own = at[items[Math.floor(i / seeds.length)]!]!;
    return reduced.offsets[own + 1]! - reduced.offsets[own]!;
  });
  return { min: min(counts), median: median(counts), max: max(counts) };
}

/** items of which some seed has scored epochs, but too few of them */
function countTooFewEpochs({ ids, seeds }: Arm): number {
  let count = 0;
  for (let item = 0; item < ids.length; item++) {
    const tooFew = seeds.some(({ at, reduced: { score, offsets } }) => {
      const own = at[item]!;
      return own >= 0 && Number.isNaN(score[own]!) && offsets[own + 1]! > offsets[own]!;
    });
    if (tooFew) count += 1;
  }
  return count;
}
